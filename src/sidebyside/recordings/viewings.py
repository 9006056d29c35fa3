"""Who watched: one entry a person, film and viewing, whether the player tells us about it or not."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.audit import VIEWING_GAP
from sidebyside.trust.models import Access

# Each range that a player fetches would else write the same row again.
NOTED_FOR = timedelta(seconds=20)
MOST_STRETCHES = 50
# A player's clock may run a little past the end that was measured.
PAST_THE_END_MS = 5_000


class NotAStretch(ValueError):
    """What a player reported cannot have been watched."""


def fetched(person: Person, recording: Recording, wanted: uuid.UUID | None) -> None:
    """Bytes went out. The owner's own watching is nobody's business and is not kept."""
    if recording.owner_id == person.pk or recording.owner_id is None:
        return
    viewing = _viewing(person, recording, wanted)
    noted = Access.objects.filter(viewing=viewing, recording=recording.code, person=person.code)
    if not noted.filter(last_at__gt=timezone.now() - NOTED_FOR).exists():
        audit.saw(person.code, recording.code, viewing, 0, 0)


def watched(
    person: Person, recording: Recording, wanted: uuid.UUID | None, stretches: Iterable[tuple[int, int]]
) -> None:
    if recording.owner_id == person.pk or recording.owner_id is None:
        return
    viewing = _viewing(person, recording, wanted)
    for start_ms, end_ms in stretches:
        audit.saw(person.code, recording.code, viewing, start_ms, end_ms)


def _viewing(person: Person, recording: Recording, wanted: uuid.UUID | None) -> uuid.UUID:
    """The viewing that a page names, unless it is an old one dug up again to hide a new one in."""
    mine = Access.objects.filter(recording=recording.code, person=person.code)
    live = mine.filter(last_at__gt=timezone.now() - VIEWING_GAP, is_ended=False)
    if wanted is not None:
        is_live = live.filter(viewing=wanted).exists()
        if is_live or not mine.filter(viewing=wanted).exists():
            return wanted
    latest = live.order_by("-last_at").values_list("viewing", flat=True).first()
    return latest or uuid.uuid4()


def as_code(text: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def checked_stretches(found: object, duration_ms: int) -> list[tuple[int, int]]:
    """Stretches [start_ms, end_ms] within the film. Raises NotAStretch."""
    if not isinstance(found, list) or len(found) > MOST_STRETCHES:
        raise NotAStretch
    stretches = [_stretch(one, duration_ms) for one in found]
    return [(start, min(end, duration_ms)) for start, end in stretches if start < duration_ms]


def _stretch(one: object, duration_ms: int) -> tuple[int, int]:
    if not isinstance(one, list) or len(one) != 2 or not all(type(part) is int for part in one):
        raise NotAStretch
    start, end = one
    if not 0 <= start < end or start > duration_ms + PAST_THE_END_MS:
        raise NotAStretch
    return start, end
