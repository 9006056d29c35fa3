"""Where on a film the call was heard that another device made in the lesson."""

from sidebyside.core.listening import chirp
from sidebyside.recordings.access import best_film
from sidebyside.recordings.hearing import heard_on
from sidebyside.recordings.models import Recording

# The call lies below 5.3 kHz.
RATE = 12_000
# Of what chirp.find says. Noise and voices stay below nought, a call across a room through one second of echo is
# at 0.8 and more; a quarter is far from both.
SURE = 0.25


def calls_in(film: Recording) -> list[int]:
    """In ms of the film, in order; none where there is nothing to hear it in. Raises what reading a film raises."""
    if best_film(film) is None or not film.has_sound:
        return []
    with heard_on(film, RATE) as sound:
        return [at_ms for at_ms, sure in chirp.find_in(sound) if sure >= SURE]
