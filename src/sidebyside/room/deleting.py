"""What hangs on a film in this room when the film is deleted.

Words belong to who wrote them and stay theirs; what was put away, and how notes lay on the film, goes with it.
"""

import uuid

from sidebyside.room.models import LineUp, Moment
from sidebyside.trust.shredding import Shredder


def destroy(film: uuid.UUID) -> None:
    Moment.objects.filter(recording__code=film, put_away_at__isnull=False).delete()
    LineUp.objects.filter(recording__code=film).delete()


def left(film: uuid.UUID) -> dict[str, int]:
    return {
        "moments put away": Moment.objects.filter(recording__code=film, put_away_at__isnull=False).count(),
        "line-ups": LineUp.objects.filter(recording__code=film).count(),
    }


SHREDDER = Shredder(room="room", destroy=destroy, left=left)
