"""Where a further film lies on the first one's timeline, as its owner says. No machine moves it afterwards."""

from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

# Two devices of one lesson are switched on within this time of each other.
FARTHEST_MS = 6 * 3_600_000


def line_up(angle: Recording, on_film_ms: int) -> None:
    """``on_film_ms``: where the angle's first moment lies on the film; negative where it began before the film."""
    angle.on_film_ms = on_film_ms
    angle.lined_up = Recording.LinedUp.HAND
    angle.save(update_fields=["on_film_ms", "lined_up"])
    if angle.owner is not None:
        audit.did("lined up", Kind.FILM, angle.code, angle.owner.code)
