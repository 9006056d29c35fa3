"""Where one device's recording of a lesson lies on another's, from what both have heard. See `align`.

First roughly: in six bands, how much louder it gets from one moment to the next (onsets survive another place in
the room, echo, noise and automatic gain). Stretches of the one are searched for in all of the other; the start and
the drift that most of them agree on are taken. Then finely: at anchors along the overlap the phases are compared
(generalised cross-correlation with phase transform, Knapp and Carter 1976), and a line is laid through what they say.
"""

from dataclasses import dataclass

import numpy as np
from numpy import fft
from numpy.lib.stride_tricks import sliding_window_view

from .sound import Sound

RATE = 8000
"""Both sounds come at this rate: speech has its onsets below 4 kHz."""
HOP = 160
WINDOW = 512
BANDS_HZ = (150, 300, 550, 950, 1500, 2300, 3600)
HOP_MS = 1000 * HOP / RATE
STRETCH = 7500
"""Frames searched for at once: 2.5 minutes, in which a drift of 100 ppm is less than one frame."""
MOST_STRETCHES = 24
SHORTEST = 250
"""Frames (5 s) that both must have heard."""
PEAKS_KEPT = 4
DRIFTS_PPM = np.arange(-200, 201, 10)
CLEAR = 6.0
"""How far a stretch's best place must stand out, in standard deviations of all places: of a million places of
unrelated sounds the best stands out by 5."""
ANCHORS = 48
ANCHOR_S = 8
REACH_S = 0.3
CLOSE_MS = 25.0
"""Sound takes 25 ms for the length of a classroom: anchors that agree within it agree."""
PHASE_BAND_HZ = (200, 3600)
LONG_ENOUGH_S = 240.0
"""Shorter overlaps say nothing of a drift: 20 ms in 240 s would be 80 ppm."""
SURE_ENOUGH = 0.5

type Table = np.ndarray[tuple[int, int], np.dtype[np.float32]]
type Row = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Lined:
    """`offset_ms`: where the other's first moment lies on the film. `drift_ppm`: how much faster its clock runs.
    `sureness` 0 to 1; below `SURE_ENOUGH` no place was found and the other figures mean nothing."""

    offset_ms: float
    drift_ppm: float
    sureness: float

    @property
    def found(self) -> bool:
        return self.sureness >= SURE_ENOUGH

    def film_ms(self, other_ms: float) -> float:
        return on_film(other_ms, self.offset_ms, self.drift_ppm)


NOT_FOUND = Lined(0.0, 0.0, 0.0)


def on_film(other_ms: float, offset_ms: float, drift_ppm: float) -> float:
    """A moment of the other recording on the film: a clock that runs faster counts more for the same time."""
    return offset_ms + other_ms / (1 + drift_ppm * 1e-6)


def align(film: Sound, other: Sound) -> Lined:
    """Both at `RATE`, up to hours long; within the first few minutes or anywhere the one may begin before the other."""
    assert film.rate == other.rate == RATE
    rough = _rough(onsets(film), onsets(other))
    if rough is None:
        return NOT_FOUND
    return _fine(film, other, rough)


def onsets(sound: Sound) -> Table:
    """A row for each band, a column for each 20 ms: how much louder it gets, evened out over ten seconds."""
    count = max(0, sound.count - WINDOW) // HOP + 1
    bins = fft.rfftfreq(WINDOW, 1 / RATE)
    edges = np.searchsorted(bins, BANDS_HZ)
    window = np.hanning(WINDOW).astype(np.float32)
    loud = np.zeros((len(BANDS_HZ) - 1, count), np.float32)
    for first in range(0, count, 3000):
        frames = min(3000, count - first)
        samples = sound.read(first * HOP, (frames - 1) * HOP + WINDOW)
        pieces = sliding_window_view(samples, WINDOW)[::HOP]
        power = np.abs(fft.rfft(pieces * window, axis=1)) ** 2
        bands = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
        loud[:, first : first + frames] = (bands**0.25).T
    rise = np.diff(loud, axis=1, prepend=loud[:, :1])
    rise[:, 1:] += rise[:, :-1] * 0.5
    rise = np.maximum(rise, 0)
    return _evened(rise)


def _evened(rise: Table) -> Table:
    """Over each ten seconds the mean is nought and the strength one, whatever the gain was set to."""
    span = 500
    mean = _moving_mean(rise, span)
    strength = np.sqrt(np.maximum(_moving_mean(rise**2, span) - mean**2, 0))
    floor = 1e-3 * float(np.sqrt(np.mean(rise**2)) if rise.size else 0) + 1e-9
    evened: Table = np.clip((rise - mean) / (strength + floor), -4, 4).astype(np.float32)
    return evened


def _moving_mean(rows: Table, span: int) -> Table:
    total = np.cumsum(np.pad(rows.astype(np.float64), ((0, 0), (1, 0))), axis=1)
    places = np.arange(rows.shape[1])
    low, high = np.maximum(places - span // 2, 0), np.minimum(places + span // 2 + 1, rows.shape[1])
    mean: Table = ((total[:, high] - total[:, low]) / (high - low)).astype(np.float32)
    return mean


@dataclass(frozen=True)
class _Vote:
    """One stretch of the other, and a place where it may lie."""

    middle_ms: float
    offset_ms: float
    weight: float


@dataclass(frozen=True)
class _Rough:
    offset_ms: float
    drift_ppm: float
    agreeing: float
    """Share of the stretches that lie in the overlap and say so."""


def _rough(film: Table, other: Table) -> _Rough | None:
    if min(film.shape[1], other.shape[1]) < SHORTEST:
        return None
    votes, asked = _votes(film, other)
    if not votes:
        return None
    middles = np.array([vote.middle_ms for vote in votes])
    offsets = np.array([vote.offset_ms for vote in votes])
    weights = np.array([vote.weight for vote in votes])
    best = (0.0, 0.0, 0)
    for drift in DRIFTS_PPM:
        straight = offsets + middles * drift * 1e-6
        near = np.abs(straight[:, None] - straight[None, :]) <= 2 * HOP_MS
        score = near @ weights
        place = int(score.argmax())
        # Of drifts that explain as much, the smallest is the likeliest.
        if score[place] - 1e-3 * abs(drift) > best[0]:
            best = (float(score[place] - 1e-3 * abs(drift)), float(drift), place)
    _, drift_ppm, place = best
    straight = offsets + middles * drift_ppm * 1e-6
    agree = np.abs(straight - straight[place]) <= 2 * HOP_MS
    offset_ms = float(np.average(straight[agree], weights=weights[agree]))
    heard = len({float(middle) for middle in middles[agree]})
    possible = sum(0 <= offset_ms + middle <= film.shape[1] * HOP_MS for middle in asked)
    return _Rough(offset_ms, drift_ppm, heard / max(1, possible))


def _votes(film: Table, other: Table) -> tuple[list[_Vote], list[float]]:
    """For some stretches of the other, the places where each stands out. Also the middles of all that were asked."""
    length = min(STRETCH, other.shape[1])
    size = 1 << (film.shape[1] + length - 1).bit_length()
    spectra = fft.rfft(film, size, axis=1)
    last = other.shape[1] - length
    starts = sorted(
        {round(start) for start in np.linspace(0, last, min(MOST_STRETCHES, 1 + last // (length // 2)))}
    )
    votes: list[_Vote] = []
    asked: list[float] = []
    for start in starts:
        middle_ms = (start + length / 2) * HOP_MS
        asked.append(middle_ms)
        piece = fft.rfft(other[:, start : start + length], size, axis=1)
        match: Row = fft.irfft(np.sum(spectra * np.conj(piece), axis=0), size).astype(np.float64)
        votes += [
            _Vote(middle_ms, (lag - start) * HOP_MS, weight) for lag, weight in _peaks(match, film, length)
        ]
    return votes, asked


def _peaks(match: Row, film: Table, length: int) -> list[tuple[float, float]]:
    """The best places (in frames of the film) and how far each stands out from all others."""
    count = film.shape[1]
    lags = np.concatenate((np.arange(count), np.arange(-length + 1, 0)))
    values = np.concatenate((match[:count], match[len(match) - length + 1 :]))
    # Where little of the stretch lies on the film, little can agree.
    shared = np.minimum(lags + length, count) - np.maximum(lags, 0)
    values = np.where(shared >= min(SHORTEST, length), values / np.sqrt(np.maximum(shared, SHORTEST)), 0)
    values = values / max(1e-12, float(np.std(values)))
    found: list[tuple[float, float]] = []
    for _ in range(PEAKS_KEPT):
        place = int(values.argmax())
        if values[place] < CLEAR:
            break
        found.append((float(lags[place]), float(values[place])))
        values[np.abs(lags - lags[place]) <= 5] = 0
    return found


def _fine(film: Sound, other: Sound, rough: _Rough) -> Lined:
    scale = 1 / (1 + rough.drift_ppm * 1e-6)
    first_ms = max(0.0, -rough.offset_ms / scale)
    last_ms = min(1000 * other.count / RATE, (1000 * film.count / RATE - rough.offset_ms) / scale)
    span_ms = last_ms - first_ms - 1000 * ANCHOR_S
    count = max(2, min(ANCHORS, int(span_ms / 2000)))
    places = first_ms + np.linspace(0, max(0.0, span_ms), count)
    told = [_delay(film, other, at, rough.offset_ms + at * scale) for at in places]
    heard = np.array([clear for _, clear in told]) > 1.0
    middles = places + 500 * ANCHOR_S
    offsets = rough.offset_ms + middles * scale - middles + np.array([delay for delay, _ in told])
    return _line(middles[heard], offsets[heard], rough, float(last_ms - first_ms) / 1000)


def _delay(film: Sound, other: Sound, other_ms: float, film_ms: float) -> tuple[float, float]:
    """How much later than thought (ms) a stretch lies on the film, and how clearly (above 1: clear)."""
    length, reach = ANCHOR_S * RATE, round(REACH_S * RATE)
    start = round(film_ms * RATE / 1000)
    here = film.read(start - reach, length + 2 * reach)
    there = other.read(round(other_ms * RATE / 1000), length)
    late_ms = 1000 * start / RATE - film_ms
    size = 1 << (len(here) + length - 1).bit_length()
    cross = fft.rfft(here, size) * np.conj(fft.rfft(there, size))
    hertz = fft.rfftfreq(size, 1 / RATE)
    inside = (hertz > PHASE_BAND_HZ[0]) & (hertz < PHASE_BAND_HZ[1])
    strength = np.abs(cross)
    if not strength[inside].any():
        return 0.0, 0.0
    weighted = np.where(inside, cross / (strength + 1e-3 * strength[inside].mean() + 1e-30), 0)
    match = np.abs(fft.irfft(weighted, size)[: 2 * reach + 1])
    place = int(match.argmax())
    clear = float(match[place] / (7 * np.sqrt(np.mean(match**2)) + 1e-30))
    return 1000 * (place - reach) / RATE + late_ms, clear


def _line(middles: Row, offsets: Row, rough: _Rough, span_s: float) -> Lined:
    """A line through what most anchors say; the rough answer where they say too little."""
    if len(middles) < 3:
        return Lined(rough.offset_ms, rough.drift_ppm, 0.6 * _trust(rough.agreeing))
    slope, start = _agreed(middles, offsets, fixed=span_s < LONG_ENOUGH_S)
    rest = np.abs(offsets - start - slope * middles)
    close = rest <= CLOSE_MS
    share = float(np.mean(close))
    drift_ppm = (1 / (1 + slope) - 1) * 1e6
    sureness = _trust(rough.agreeing) * min(1.0, max(0.0, share - 0.15) / 0.35)
    return Lined(start, drift_ppm, round(sureness, 3))


def _trust(agreeing: float) -> float:
    """Of unrelated sounds hardly any stretch finds a place; of a noisy lesson at least some do."""
    return min(1.0, agreeing / 0.3)


def _agreed(middles: Row, offsets: Row, *, fixed: bool) -> tuple[float, float]:
    """(slope, offset at nought): the pair of anchors whose line most others follow, then least squares of those."""
    best: tuple[int, float, float] = (0, 0.0, float(np.median(offsets)))
    slopes = [0.0] if fixed else None
    for one in range(len(middles)):
        for two in range(one + 1, len(middles)) if slopes is None else [one]:
            apart = middles[two] - middles[one]
            if slopes is None and apart < 60_000:
                continue
            slope = 0.0 if slopes else float((offsets[two] - offsets[one]) / apart)
            if abs(slope) > 250e-6:
                continue
            start = float(offsets[one] - slope * middles[one])
            count = int(np.sum(np.abs(offsets - start - slope * middles) <= CLOSE_MS))
            if count > best[0]:
                best = (count, slope, start)
    _, slope, start = best
    for _ in range(3):
        close = np.abs(offsets - start - slope * middles) <= CLOSE_MS
        if np.sum(close) < 3:
            break
        if fixed:
            start = float(np.median(offsets[close]))
        else:
            slope, start = (float(figure) for figure in np.polyfit(middles[close], offsets[close], 1))
    return slope, start
