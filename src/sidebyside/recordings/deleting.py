"""The end of a recording: bytes, renditions, partial uploads, words and key, and a count of what is left."""

import contextlib
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme import stages
from sidebyside.programme.models import Strand
from sidebyside.recordings import store
from sidebyside.recordings.access import best_film, film_of, films
from sidebyside.recordings.blurring import forgetting
from sidebyside.recordings.keeping import notices
from sidebyside.recordings.models import Extract, Part, Recording, Rendition, Share, Upload, blurred_code
from sidebyside.recordings.standing import FILMS
from sidebyside.trust import audit, keystore, shredding, wiping
from sidebyside.trust.policy import Kind
from sidebyside.trust.sealed import Ciphertext
from sidebyside.trust.shredding import Shredder


def destroy(code: uuid.UUID) -> None:
    """Make a recording of any sort unreadable for good; safe to repeat. Its empty row says that it was here."""
    empty(code)
    # Only now, when no job and no upload can begin another row. The key first: without it nothing new can be
    # stored, and what a kill leaves of the files is unreadable until the sweep comes for it.
    for lies_under in (code, blurred_code(code)):
        keystore.destroy(f"recording:{lies_under}")
    wiping.fold_in()
    with contextlib.suppress(store.Away):
        for lies_under in (code, blurred_code(code)):
            store.delete_all(lies_under)


@transaction.atomic
def empty(code: uuid.UUID) -> None:
    """The rows of a recording: it is deleted for everybody. Keys and files are `destroy`'s. Safe to repeat."""
    recording = Recording.objects.select_for_update().filter(code=code).first()
    if recording is not None and recording.state != Recording.State.DELETED:
        _empty(recording)


def _empty(recording: Recording) -> None:
    recording.state = Recording.State.DELETED
    recording.problem = ""
    recording.attempt += 1
    recording.duration_ms = recording.width_px = recording.height_px = 0
    recording.begins_at = None
    recording.sound, recording.sound_measures = "", {}
    recording.on_film_ms = recording.drift_ppm = 0
    recording.lined_up = Recording.LinedUp.NOT_YET
    recording.parts_in_all = None
    recording.covered_at = None
    recording.shows_blurred = recording.blur_waits = False
    recording.looked_through_at = None
    recording.deleted_at = timezone.now()
    recording.save(
        update_fields=[
            "state",
            "problem",
            "attempt",
            "duration_ms",
            "width_px",
            "height_px",
            "begins_at",
            "sound",
            "sound_measures",
            "on_film_ms",
            "drift_ppm",
            "lined_up",
            "parts_in_all",
            "covered_at",
            "shows_blurred",
            "blur_waits",
            "looked_through_at",
            "deleted_at",
        ]
    )
    # Wiped, not sealed anew: its key is about to go, and the empty row must still be readable.
    Recording.objects.filter(pk=recording.pk).update(file_name=Ciphertext(), called=Ciphertext())
    Share.objects.filter(recording=recording, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    forgetting.forget_faces(recording)
    Part.objects.filter(recording=recording).delete()
    Upload.objects.filter(recording=recording).delete()
    Rendition.objects.filter(recording=recording).delete()
    Extract.objects.filter(recording=recording).delete()
    notices.forget(recording.code)


def left(code: uuid.UUID) -> dict[str, int]:
    """What still lies on the disk, in the database and in the key store."""
    return {
        "files": _files(code),
        "renditions": Rendition.objects.filter(recording__code=code).count(),
        "parts": Part.objects.filter(recording__code=code).count(),
        "uploads": Upload.objects.filter(recording__code=code).count(),
        "extracts": Extract.objects.filter(recording__code=code).count(),
        "faces": forgetting.faces_left(code),
        "keys": _keys(code),
    }


def _keys(code: uuid.UUID) -> int:
    """A blurred film's key is made for a film that is blurred only."""
    own, blurred = f"recording:{code}", f"recording:{blurred_code(code)}"
    left = 0 if keystore.is_destroyed(own) else 1
    return left + (keystore.is_known(blurred) and not keystore.is_destroyed(blurred))


def _files(code: uuid.UUID) -> int:
    try:
        return len(store.names(code)) + len(store.names(blurred_code(code)))
    except store.Away:
        # Nobody can look now. What lies there has lost its key, and the sweep comes for it.
        return 1


SHREDDER = Shredder(room="recordings", destroy=destroy, left=left, empty=empty)


def delete_film(film: Recording, by: Person | None) -> dict[str, int]:
    """Shred a film and all that hangs on it in rooms above; the answer is what is left: noughts. Safe to repeat."""
    strand = film.strand
    found = shredding.shred(Kind.FILM, film.code)
    # Together: what a kill cuts off here is found by the sweep as a deletion that nobody noted.
    with transaction.atomic():
        audit.did("deleted", Kind.FILM, film.code, by.code if by else None, **found)
        if film.sort == Recording.Sort.LESSON and film.angle == 0:
            _next_one_becomes_the_film(strand, by)
        # Repeated late, it must not take the stage from the film that came after it.
        if (
            film.sort == Recording.Sort.LESSON
            and film_of(strand) is None
            and "talk" not in stages.stage_of(strand).reached
        ):
            stages.take_back(strand, "film")
    return found


def delete_all(strand: Strand, by: Person) -> dict[str, int]:
    """Every film of a lesson. The answer is what is left of all of them together."""
    left: dict[str, int] = {}
    # Angles first, so that none of them takes the film's place in between.
    for film in films().filter(strand=strand).order_by("-angle"):
        for what, count in delete_film(film, by).items():
            left[what] = left.get(what, 0) + count
    return left


def _next_one_becomes_the_film(strand: Strand, by: Person | None) -> None:
    """What another device filmed takes the empty place; a sound alone does not. It is shared anew, or not at all."""
    if film_of(strand) is not None:
        return
    others = films().filter(strand=strand, angle__gt=0)
    others_shares = Share.objects.filter(recording__in=others.values("pk"), withdrawn_at__isnull=True)
    others_shares.update(withdrawn_at=timezone.now())
    next_one = others.exclude(state=Recording.State.READY, width_px=0).order_by("angle").first()
    if next_one is None:
        return
    moved = {"angle": 0, "on_film_ms": 0, "drift_ppm": 0, "lined_up": Recording.LinedUp.NOT_YET}
    try:
        with transaction.atomic():
            if not Recording.objects.filter(pk=next_one.pk, angle__gt=0).update(**moved):
                return
    except IntegrityError:
        # Somebody brought a film at this moment.
        return
    # Where the others lay on the film that is gone says nothing of where they lie on this one.
    again = {"on_film_ms": 0, "drift_ppm": 0, "lined_up": Recording.LinedUp.NOT_YET}
    others.filter(angle__gt=0).update(**again)
    audit.did("became the film", Kind.FILM, next_one.code, by.code if by else None)
    if best_film(next_one) is not None:
        stages.reach(strand, "film")


def give_up(upload: Upload) -> None:
    """What was sent so far is not wanted any more."""
    recording = upload.recording
    if recording.sort in FILMS:
        shredding.shred(Kind.FILM, recording.code)
        audit.did("gave up", Kind.FILM, recording.code, upload.by.code)
        if recording.sort == Recording.Sort.LESSON and recording.angle == 0:
            _next_one_becomes_the_film(recording.strand, upload.by)
    else:
        destroy(recording.code)
