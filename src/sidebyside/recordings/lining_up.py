"""Where a second device's film or sound lies on the lesson's film, found by what both have heard.

The machine writes only where nobody has: what was set by hand stays (`lining_up_by_hand`).
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from sidebyside import jobs
from sidebyside.core.listening.align import RATE, Lined, align
from sidebyside.core.media.errors import MediaError
from sidebyside.jobs import Owed
from sidebyside.recordings import lesson_clock, store
from sidebyside.recordings.access import WORDS
from sidebyside.recordings.hearing import heard_on
from sidebyside.recordings.models import Recording
from sidebyside.trust.keystore import KeyGone

LINE_UP = "line_up_angle"
# Two devices that have asked the same server for the time are not further apart than this, and a bell or a drill
# that sounds twice in a lesson must not outweigh them.
CLOCKS_AGREE_MS = 10_000


def _ready() -> QuerySet[Recording]:
    return Recording.objects.filter(sort=Recording.Sort.LESSON, state=Recording.State.READY)


def waiting() -> QuerySet[Recording]:
    """Angles that nobody has lined up yet, beside a film that is ready as well."""
    film = _ready().filter(strand=OuterRef("strand"), angle=0)
    return _ready().filter(Exists(film), angle__gt=0, lined_up=Recording.LinedUp.NOT_YET)


def owed_now() -> Iterable[Owed]:
    return [Owed(str(code), attempt) for code, attempt in waiting().values_list("code", "attempt")]


def ask(recording: Recording) -> None:
    """Something of a lesson has become ready: see whether two of its recordings can be lined up now."""
    found = waiting().filter(strand=recording.strand_id).values_list("code", "attempt")
    for code, attempt in found:
        jobs.ask(LINE_UP, Owed(str(code), attempt))


def line_up(code: str, attempt: int) -> None:
    from sidebyside.recordings.jobs import in_our_words  # it asks for us, so that it cannot wait above

    in_our_words(lambda: _line_up(code, attempt))


def _line_up(code: str, attempt: int) -> None:
    angle = waiting().filter(code=code, attempt=attempt).defer(*WORDS).first()
    if angle is None:
        return
    film = _ready().filter(strand=angle.strand_id, angle=0).defer(*WORDS).first()
    if film is None:
        return
    try:
        with heard_on(film, RATE) as heard_here, heard_on(angle, RATE) as heard_there:
            lined = align(heard_here, heard_there)
    except (MediaError, store.Broken, store.Missing, KeyGone):
        # Without a sound of both there is nothing to compare: a hand does it.
        lined = None
    _write(angle, **placed(lined, lesson_clock.by_their_devices(film, angle)))


def placed(lined: Lined | None, by_clocks_ms: int | None) -> dict[str, object]:
    """What to write of an angle. Where its sound says nothing, a hand begins from the devices' clocks."""
    if lined is not None and lined.found:
        away_ms = 0 if by_clocks_ms is None else abs(lined.offset_ms - by_clocks_ms)
        if away_ms <= CLOCKS_AGREE_MS:
            return {
                "lined_up": Recording.LinedUp.SOUND,
                "on_film_ms": round(lined.offset_ms),
                "drift_ppm": round(lined.drift_ppm),
            }
    return {"lined_up": Recording.LinedUp.NOT_FOUND, "on_film_ms": by_clocks_ms or 0, "drift_ppm": 0}


def _write(angle: Recording, **found: object) -> None:
    """Only while it is still the same run and still nobody's word stands there."""
    same = Recording.objects.filter(pk=angle.pk, attempt=angle.attempt, state=Recording.State.READY)
    same.filter(lined_up=Recording.LinedUp.NOT_YET).update(**found)


def failed(owed: Owed, word: str) -> None:
    waiting().filter(code=owed.code, attempt=owed.attempt).update(lined_up=Recording.LinedUp.NOT_FOUND)


def register() -> None:
    jobs.register(jobs.Kind(LINE_UP, jobs.Queue.FILMS, (line_up,), owed_now, failed))
