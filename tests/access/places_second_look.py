"""Faces are hidden in the film, and Ana has asked Cleo to look through it before it is shared."""

from typing import TYPE_CHECKING

from sidebyside.recordings.access import films
from sidebyside.recordings.blurring import second
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
