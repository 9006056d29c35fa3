"""Faces found in the film; and a state in which they are hidden, and Ana has asked Cleo to look through it."""

from typing import TYPE_CHECKING

from sidebyside.recordings.access import films
from sidebyside.recordings.blurring import second
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack
from sidebyside.recordings.models import Recording
from tests.recordings.blurred import blur

if TYPE_CHECKING:
    from tests.access.scenes import Scene

BODIES = {
    "film": b"Quillblurred" * 100,
    "poster": b"Quillposter",
    "strip": b"Quillstrip",
    "peaks": b'{"ms_per_peak":100,"peaks":[1],"word":"Quillpeaks"}',
}


def ask_second_look(scene: "Scene") -> None:
    assert scene.film is not None
    film = blur(films().get(pk=scene.film.pk), BODIES)
    look = second.ask(film, scene.cast.ana, scene.cast.cleo.email)
    # Sealed like all that is said of faces: it has no words, and what would stand there is shown to nobody.
    second.mark(second.with_recording(look), 1000, 1900)
    scene.places["second look"] = {"code": look.code}
    scene.world.looks_through.add("cleo")


def faces(scene: "Scene", film: Recording) -> None:
    """Found in the film, and covered by hand; nothing is blurred yet."""
    Blurring.objects.create(recording=film, looking=Blurring.Work.DONE, width_px=160, height_px=90)
    facts = '{"first_ms": 0, "last_ms": 900, "doubt": ["Quillface"]}'
    track = FaceTrack.objects.create(recording=film, number=1, facts=facts, path="[[0,1,1,9,9]]")
    FaceStretch.objects.create(recording=film, attempt=1, number=0, seen='["Quillface"]')
    where = '{"start_ms": 0, "end_ms": 900, "word": "Quillface"}'
    covering = Covering.objects.create(recording=film, what="sound", where=where)
    scene.places["face"] = {"code": film.code, "track": track.code}
    scene.places["covered"] = {"code": scene.cast.strand.code, "film": film.code, "covering": covering.code}
