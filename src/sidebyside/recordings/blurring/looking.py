"""The long look for faces: minute by minute, each kept sealed, so that a killed run goes on where it was."""

import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from sidebyside import jobs
from sidebyside.core.faces.search import FacesNotInstalled, find_faces
from sidebyside.core.faces.shapes import Found, Key, Stretch, Track
from sidebyside.jobs import Owed, StepFailed
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import recordings
from sidebyside.recordings.blurring.models import Blurring, FaceStretch, FaceTrack
from sidebyside.recordings.blurring.original import filmed
from sidebyside.recordings.models import Recording

LOOK_FOR_FACES = "look_for_faces"
UNDER_WAY, DONE, FAILED = Blurring.Work.UNDER_WAY, Blurring.Work.DONE, Blurring.Work.FAILED


def owed_look(code: str, attempt: int) -> QuerySet[Blurring]:
    return Blurring.objects.filter(recording__code=code, look_attempt=attempt, looking=UNDER_WAY)


def owed_now() -> Iterable[Owed]:
    rows = Blurring.objects.filter(looking=UNDER_WAY).values_list("recording__code", "look_attempt")
    return [Owed(str(code), attempt) for code, attempt in rows]


def failed(owed: Owed, word: str) -> None:
    owed_look(owed.code, owed.attempt).update(looking=FAILED, look_problem=word)


def raise_attempt(owed: Owed) -> Owed | None:
    """The minutes that were looked at go over to the next attempt."""
    with transaction.atomic():
        if not owed_look(owed.code, owed.attempt).update(look_attempt=F("look_attempt") + 1):
            return None
        FaceStretch.objects.filter(recording__code=owed.code, attempt=owed.attempt).update(
            attempt=owed.attempt + 1
        )
    return Owed(owed.code, owed.attempt + 1)


def ask(recording: Recording) -> bool:
    """Begin to look. False where that is under way, or done, or there is nothing filmed to look at."""
    if filmed(recording) is None or recording.state != Recording.State.READY or not recording.width_px:
        return False
    with transaction.atomic():
        blurring, _new = Blurring.objects.get_or_create(recording=recording)
        begun = Blurring.objects.filter(pk=blurring.pk, look_attempt=blurring.look_attempt)
        begun = begun.exclude(looking__in=[UNDER_WAY, DONE])
        if not begun.update(looking=UNDER_WAY, look_problem="", look_attempt=F("look_attempt") + 1):
            return False
        # Tried again after a fault: what was looked at before it counts.
        FaceStretch.objects.filter(recording=recording).update(attempt=blurring.look_attempt + 1)
        jobs.ask(LOOK_FOR_FACES, Owed(str(recording.code), blurring.look_attempt + 1))
    return True


def look(code: str, attempt: int) -> None:
    from sidebyside.recordings.jobs import in_our_words  # it asks for us, so that it cannot wait above

    in_our_words(lambda: _look(code, attempt))


def _look(code: str, attempt: int) -> None:
    owed = owed_look(code, attempt)
    recording = recordings().filter(code=code).first()
    film = filmed(recording) if recording is not None else None
    if recording is None or film is None or not owed.exists():
        return
    film.recording = recording
    kept = FaceStretch.objects.filter(recording=recording, attempt=attempt)
    done = [Stretch.from_json(json.loads(one.seen)) for one in kept]
    with store.read(renditions.place(film)) as reader:
        try:
            found = find_faces(
                reader,
                done=done,
                keep=lambda stretch: _keep(recording, attempt, stretch, owed),
                progress=lambda phase, share: jobs.report(LOOK_FOR_FACES, code, attempt, share, phase),
            )
        except FacesNotInstalled:
            raise StepFailed("faces_not_installed") from None
    _finish(recording, found, owed)


def _keep(recording: Recording, attempt: int, stretch: Stretch, owed: QuerySet[Blurring]) -> None:
    with transaction.atomic():
        if not owed.select_for_update().exists():
            raise renditions.Overtaken
        FaceStretch.objects.get_or_create(
            recording=recording,
            attempt=attempt,
            number=stretch.number,
            defaults={"seen": json.dumps(stretch.to_json(), separators=(",", ":"))},
        )


def _finish(recording: Recording, found: Found, owed: QuerySet[Blurring]) -> None:
    with transaction.atomic():
        if not owed.select_for_update().exists():
            raise renditions.Overtaken
        FaceTrack.objects.filter(recording=recording).delete()
        FaceTrack.objects.bulk_create(_row(recording, track) for track in found.tracks)
        # The tracks say all that is needed from here on.
        FaceStretch.objects.filter(recording=recording).delete()
        owed.update(looking=DONE, look_problem="", width_px=found.width, height_px=found.height)


def _row(recording: Recording, track: Track) -> FaceTrack:
    facts = {
        "first_ms": max(0, track.first_ms),
        "last_ms": track.last_ms,
        "smallest_px": track.smallest_px,
        "gap_ms": track.longest_gap_ms,
        "doubt": [str(word) for word in track.doubt],
    }
    keys = [[key.ms, *(round(side, 1) for side in key[1:5])] for key in track.path.keys]
    return FaceTrack(
        recording=recording,
        number=track.number,
        facts=json.dumps(facts, separators=(",", ":")),
        path=json.dumps(keys, separators=(",", ":")),
    )


def keys_of(track: FaceTrack) -> Sequence[Key]:
    return [Key.of(int(ms), sides, 0.0) for ms, *sides in json.loads(track.path)]


def register() -> None:
    films = jobs.Queue.FILMS
    jobs.register(jobs.Kind(LOOK_FOR_FACES, films, (look,), owed_now, failed, raise_attempt))
