"""What the owner wants hidden: every face that was found but those left clear, and what is drawn by hand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sidebyside.core.faces.shapes import Key, Path
from sidebyside.people.models import Person
from sidebyside.recordings import renditions
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceTrack, Recognised, SecondLook
from sidebyside.recordings.blurring.original import filmed
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

MOST_COVERINGS = 200
WHOLE = 1000
"""A side in tenths of a per cent."""


@dataclass(frozen=True)
class Plan:
    """What core.faces is to hide; boxes in px of a picture of size `shown`, times in ms."""

    paths: list[Path]
    shown: tuple[int, int]
    mute: list[tuple[int, int]]


def plan_of(recording: Recording, blurring: Blurring) -> Plan:
    shown = (blurring.width_px or recording.width_px, blurring.height_px or recording.height_px)
    hidden = FaceTrack.objects.filter(recording=recording, stays_clear=False)
    paths = [_path(track) for track in hidden.defer("facts")]
    mute: list[tuple[int, int]] = []
    for covering in Covering.objects.filter(recording=recording):
        where = json.loads(covering.where)
        stretch = (int(where["start_ms"]), int(where["end_ms"]))
        if covering.what == Covering.What.SOUND:
            mute.append(stretch)
        else:
            paths.append(_still(where, stretch, shown))
    return Plan(paths, shown, mute)


def _path(track: FaceTrack) -> Path:
    return Path(tuple(Key.of(int(ms), sides, 0.0) for ms, *sides in json.loads(track.path)))


def _still(where: dict[str, Any], stretch: tuple[int, int], shown: tuple[int, int]) -> Path:
    """A box that stays where it is; without sides, the whole picture."""
    left, top = int(where.get("left", 0)), int(where.get("top", 0))
    right, bottom = left + int(where.get("width", WHOLE)), top + int(where.get("height", WHOLE))
    wide, high = shown[0] / WHOLE, shown[1] / WHOLE
    sides = (left * wide, top * high, right * wide, bottom * high)
    return Path(tuple(Key.of(ms, sides, 0.0) for ms in stretch))


def leave_clear(recording: Recording, shown: Iterable[int], clear: Iterable[int]) -> None:
    """Of the tracks that were ``shown`` on a page, those in ``clear`` stay as they are; the others are hidden."""
    tracks = FaceTrack.objects.filter(recording=recording, number__in=list(shown))
    chosen = set(clear)
    with transaction.atomic():
        changed = tracks.filter(number__in=chosen, stays_clear=False).update(stays_clear=True)
        changed += tracks.exclude(number__in=chosen).filter(stays_clear=True).update(stays_clear=False)
        if changed:
            _note_change(recording)


def cover(recording: Recording, what: Covering.What, where: dict[str, int]) -> bool:
    """False where there are as many as there may be."""
    with transaction.atomic():
        Blurring.objects.get_or_create(recording=recording)
        if Covering.objects.filter(recording=recording).count() >= MOST_COVERINGS:
            return False
        Covering.objects.create(recording=recording, what=what, where=json.dumps(where))
        _note_change(recording)
    return True


def uncover(recording: Recording, covering: Covering) -> None:
    with transaction.atomic():
        covering.delete()
        _note_change(recording)


def _note_change(recording: Recording) -> None:
    Blurring.objects.filter(recording=recording).update(changed=True)


def _made(recording: Recording) -> QuerySet[Blurring]:
    return Blurring.objects.filter(recording=recording, making=Blurring.Work.DONE)


class StillMarked(Exception):
    """Whoever was asked for a second look marked stretches of this very film, and its owner has not looked there."""


def still_marked(recording: Recording) -> QuerySet[Recognised]:
    """Marks of the blurred film as it is made now, at which its owner has not looked yet."""
    made = Blurring.objects.filter(recording=recording).values("make_attempt")
    return Recognised.objects.filter(recording=recording, make_attempt__in=made, settled_at__isnull=True)


def looked_through(recording: Recording, by: Person) -> bool:
    """The owner, or whoever they named for a second look, says that nobody can be recognised in the blurred film.

    False where there is none to look through. Raises StillMarked.
    """
    with transaction.atomic():
        row = Recording.objects.select_for_update().only("pk", "state", "shows_blurred").get(pk=recording.pk)
        if row.state != Recording.State.READY or not row.shows_blurred or not _made(recording).exists():
            return False
        if still_marked(recording).exists():
            raise StillMarked
        Recording.objects.filter(pk=row.pk).update(blur_waits=False, looked_through_at=timezone.now())
        audit.did("looked through", Kind.FILM, recording.code, by.code)
    return True


def give_up(recording: Recording, by: Person) -> bool:
    """Show what was filmed again, to its owner: the blurred film goes. Nothing is shared by this.

    False where there is no original to go back to.
    """
    with transaction.atomic():
        row = (
            Recording.objects.select_for_update().only("pk", "state", "original_gone_at").get(pk=recording.pk)
        )
        if row.state != Recording.State.READY or filmed(recording) is None:
            return False
        from sidebyside.recordings import clips, sharing

        sharing.withdraw(recording, by)
        for extract in recording.extracts.filter(is_offered=True):
            clips.let_go(extract)
        size = {}
        blurring = Blurring.objects.filter(recording=recording).first()
        if blurring is not None and blurring.width_px:
            size = {"width_px": blurring.width_px, "height_px": blurring.height_px}
        Blurring.objects.filter(recording=recording).update(
            making=Blurring.Work.NONE, make_problem="", changed=False
        )
        # What somebody marked was in the blurred film, which goes.
        Recognised.objects.filter(recording=recording).delete()
        SecondLook.objects.filter(recording=recording).delete()
        shown = {"shows_blurred": False, "blur_waits": False, "looked_through_at": None}
        Recording.objects.filter(pk=row.pk).update(**shown, **size)
        audit.did("shows the original", Kind.FILM, recording.code, by.code)
    renditions.drop(recording.renditions.filter(blurred=True))
    return True
