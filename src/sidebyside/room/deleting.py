"""What hangs on a film in this room when the film is deleted.

Words belong to who wrote them and stay theirs; what was put away, how notes lay on the film, and that partners
were ready with this film go with it: on another film each begins alone again.
"""

import uuid

from django.db import transaction

from sidebyside.programme import stages
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.room.models import LineUp, Moment, Ready
from sidebyside.room.reveal import is_meeting_open
from sidebyside.trust.shredding import Shredder


def destroy(film: uuid.UUID) -> None:
    Moment.objects.filter(recording__code=film, put_away_at__isnull=False).delete()
    LineUp.objects.filter(recording__code=film).delete()
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
    # Shredded a second time, a film has nothing to say about who is ready with the next one.
    there = Recording.objects.filter(code=film, sort=Recording.Sort.LESSON)
    return list(there.exclude(state=Recording.State.DELETED).values_list("strand_id", flat=True))


def left(film: uuid.UUID) -> dict[str, int]:
    return {
        "moments put away": Moment.objects.filter(recording__code=film, put_away_at__isnull=False).count(),
        "line-ups": LineUp.objects.filter(recording__code=film).count(),
    }


SHREDDER = Shredder(room="room", destroy=destroy, left=left)
