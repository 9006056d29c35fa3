"""Films that lie where they were kept before, brought to where new ones go, one file after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sidebyside.recordings import renditions, store
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust.keystore import KeyGone


class Outcome(Enum):
    MOVED = "moved"
    # Being sent, or just being made.
    AT_WORK = "at work"
    # Neither copied nor deleted: it does not open where it lies.
    BROKEN = "broken"


@dataclass(frozen=True)
class Step:
    outcome: Outcome
    size: int
    name: str


def move_all() -> Iterator[Step]:
    """One step for each file that lies on the shelf of before. Raises store.Full, store.Away."""
    for pk in list(Rendition.objects.order_by("pk").values_list("pk", flat=True)):
        # As it is now: films come, go and are prepared while this runs for hours.
        rendition = Rendition.objects.filter(pk=pk).select_related("recording").first()
        step = _step(rendition) if rendition is not None else None
        if step is not None:
            yield step


def _step(rendition: Rendition) -> Step | None:
    place = renditions.place(rendition)
    if not store.lies_earlier(place):
        return None
    if rendition.recording.state == Recording.State.SENDING:
        return Step(Outcome.AT_WORK, 0, rendition.name)
    try:
        moved = store.move_from_earlier(place)
    except store.Broken:
        # Unpublished and not what was sent: somebody is writing it, or a killed worker was.
        half = rendition.published_at is None and rendition.role != Rendition.Role.SOURCE
        return Step(Outcome.AT_WORK if half else Outcome.BROKEN, 0, rendition.name)
    except KeyGone:
        # Deleted: the sweep comes for what lies there.
        return None
    if not Rendition.objects.filter(pk=rendition.pk).exists():
        # Deleted while it was copied; the copy may have come after the deletion.
        store.delete(rendition.name)
    return Step(Outcome.MOVED, rendition.size, rendition.name) if moved else None
