"""From what a player did during a talk to which stretch of the film was on screen when.

All times are integer milliseconds: ``at_ms`` on the talk's clock, ``film_ms`` on the film's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

# Clicking about to find a place is not watching.
SHORTEST_MS = 1_000
# Two runs that meet within this are one: the player's clock and the talk's are not the same.
MEETING_MS = 400


class Deed(StrEnum):
    PLAY = "play"
    PAUSE = "pause"
    SEEK = "seek"
    REPLAY = "replay"
    RATE = "rate"


@dataclass(frozen=True)
class Event:
    """``film_ms``: where the film stands after a seek or replay, and where it is at any other deed.

    ``rate_percent`` is the speed from then on: 100 is as filmed. ``angle`` says which of the lesson's films is shown
    from then on, 0 being the first; places are those of the first, whichever it is.
    """

    at_ms: int
    deed: Deed
    film_ms: int
    rate_percent: int = 100
    angle: int = 0


@dataclass(frozen=True)
class Stretch:
    """From ``at_ms`` until ``until_ms`` of the talk the film ran from ``film_from_ms`` to ``film_to_ms``.

    ``is_guess`` says that nobody reported its end: it was taken from the clock. ``angle``: which of the lesson's films
    was shown, on the timeline of the first.
    """

    at_ms: int
    until_ms: int
    film_from_ms: int
    film_to_ms: int
    rate_percent: int = 100
    is_replay: bool = False
    is_guess: bool = False
    angle: int = 0

    @property
    def film_ms(self) -> int:
        return self.film_to_ms - self.film_from_ms


def stretches(events: Iterable[Event], film_length_ms: int | None, talk_ends_ms: int) -> list[Stretch]:
    """The runs of one player, in order, each at one speed and of one angle.

    A run goes on through a lost pause until the next play says otherwise, the film ends or the talk does.
    """
    player = _Player(film_length_ms, talk_ends_ms)
    for event in sorted(events, key=lambda event: event.at_ms):
        # A device's clock may run a little past the end.
        player.take(replace(event, at_ms=min(event.at_ms, talk_ends_ms)))
    player.end()
    return player.done


class _Player:
    def __init__(self, film_length_ms: int | None, talk_ends_ms: int) -> None:
        self._length = film_length_ms
        self._ends = talk_ends_ms
        self._run: Stretch | None = None
        self._rate = 100
        self._replays = False
        self.done: list[Stretch] = []

    def take(self, event: Event) -> None:
        deed = event.deed
        if deed is Deed.PLAY:
            # A play while one runs means that its pause was lost.
            self._close(event.at_ms, None, is_guess=self._run is not None)
            self._rate = event.rate_percent or 100
            self._open(event, is_replay=self._replays)
        elif deed is Deed.PAUSE:
            self._close(event.at_ms, event.film_ms)
            self._replays = False
        elif deed is Deed.RATE:
            self._change_rate(event)
        else:
            self._jump(event)

    def end(self) -> None:
        self._close(self._ends, None, is_guess=True)

    def _jump(self, event: Event) -> None:
        is_replay = event.deed is Deed.REPLAY
        was_running = self._run is not None
        self._close(event.at_ms, None)
        if was_running:
            self._open(event, is_replay=is_replay)
        self._replays = is_replay and not was_running

    def _change_rate(self, event: Event) -> None:
        run = self._run
        self._close(event.at_ms, event.film_ms)
        self._rate = event.rate_percent or 100
        if run is not None:
            self._open(event, is_replay=run.is_replay)

    def _open(self, event: Event, *, is_replay: bool) -> None:
        self._run = Stretch(
            event.at_ms,
            event.at_ms,
            event.film_ms,
            event.film_ms,
            self._rate,
            is_replay=is_replay,
            angle=event.angle,
        )
        self._replays = False

    def _close(self, at_ms: int, film_ms: int | None, *, is_guess: bool = False) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        until = max(run.at_ms, min(at_ms, self._ends))
        reached = run.film_from_ms + (until - run.at_ms) * run.rate_percent // 100
        # A film that waits for the network falls behind the clock; what the player says of its place is right.
        to = reached if film_ms is None else max(run.film_from_ms, min(film_ms, reached + MEETING_MS))
        if self._length is not None and to > self._length:
            to = max(run.film_from_ms, self._length)
            until = min(until, run.at_ms + (to - run.film_from_ms) * 100 // run.rate_percent)
        if to > run.film_from_ms:
            self.done.append(replace(run, until_ms=until, film_to_ms=to, is_guess=is_guess))


def joined(found: Iterable[Stretch]) -> list[Stretch]:
    """Runs that follow on in film and talk told as one, whatever their speed; a replay or another angle begins anew."""
    told: list[Stretch] = []
    for stretch in found:
        last = told[-1] if told else None
        if last is not None and not stretch.is_replay and _follows(last, stretch):
            told[-1] = replace(
                last, until_ms=stretch.until_ms, film_to_ms=stretch.film_to_ms, is_guess=stretch.is_guess
            )
        else:
            told.append(stretch)
    return told


def _follows(last: Stretch, stretch: Stretch) -> bool:
    return (
        stretch.angle == last.angle
        and abs(stretch.film_from_ms - last.film_to_ms) <= MEETING_MS
        and 0 <= stretch.at_ms - last.until_ms <= MEETING_MS
    )


def worth_telling(found: Iterable[Stretch]) -> list[Stretch]:
    return [stretch for stretch in found if stretch.film_ms >= SHORTEST_MS]
