"""What hangs on a film in this room when the film is deleted.

Words belong to who wrote them and stay theirs; what was put away, how notes lay on the film, and that partners
were ready with this film go with it: on another film each begins alone again.
"""

import uuid

from django.db import transaction
from django.db.models import F, QuerySet

from sidebyside.programme import stages
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.room.models import LineUp, Moment, Ready, Signal
from sidebyside.room.reveal import is_meeting_open
from sidebyside.trust.shredding import Shredder


def destroy(film: uuid.UUID) -> None:
    Moment.objects.filter(recording__code=film, put_away_at__isnull=False).delete()
    LineUp.objects.filter(recording__code=film).delete()
    _look_again(film)
    _close_the_sides(film)


@transaction.atomic
def _close_the_sides(film: uuid.UUID) -> None:
    """What was shown in an opened meeting, or in a cycle that is closed by now, does not hang on the film."""
    strand = Strand.objects.select_for_update().filter(pk__in=_strand_to_close(film)).first()
    if strand is None or strand.cycle.closed_at is not None or is_meeting_open(strand):
        return
    Ready.objects.filter(strand=strand).delete()
    stages.take_back(strand, "prepare")


def _strand_to_close(film: uuid.UUID) -> list[int]:
    return list(_there(film).values_list("strand_id", flat=True))


def _there(film: uuid.UUID) -> QuerySet[Recording]:
    """Shredded a second time, a film has nothing to say about what was done with the next one."""
    lessons = Recording.objects.filter(code=film, sort=Recording.Sort.LESSON, angle=0)
    return lessons.exclude(state=Recording.State.DELETED)


def _look_again(film: uuid.UUID) -> None:
    """Sounds made in the lesson are looked for anew in the film that comes after this one."""
    strands = _there(film).values("strand")
    looked = Signal.objects.filter(strand__in=strands, looked_at__isnull=False)
    looked.update(looked_at=None, heard_ms=None, attempt=F("attempt") + 1)


def left(film: uuid.UUID) -> dict[str, int]:
    return {
        "moments put away": Moment.objects.filter(recording__code=film, put_away_at__isnull=False).count(),
        "line-ups": LineUp.objects.filter(recording__code=film).count(),
    }


# All of it is rows.
SHREDDER = Shredder(room="room", destroy=destroy, left=left, empty=destroy)
