"""Whether a lesson can be heard well enough, said while it can still be filmed again. See `Ear`.

Figures are taken of 16 ms steps in the band of voices, and of whole seconds below 400 Hz; of two hours that keeps a
few MB. How the limits were found: made and real voices (LibriSpeech excerpts) at known distances in simulated rooms
(reverberation 0.3 to 1.0 s), with known noise, hum, gaps and gain, before and after AAC and Opus; each limit lies
between the last that was understood without effort and the first that was not. `tests/core/listening/test_quality.py`
keeps both sides of each.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy import fft
from numpy.lib.stride_tricks import sliding_window_view

from .sound import Samples

RATE = 16_000
STEP, WINDOW = 256, 512
STEPS_A_SECOND = RATE / STEP
VOICE_HZ = (200, 4000)
QUIETEST_DB = -100.0
SILENT_DB = -65.0
"""Relative to full scale, as all levels here. A muted microphone; a phone's own hiss lies between -75 and -60."""
FAINT_DB = -44.0
"""Voices below this need more gain than a laptop's loudspeaker has; broadcast speech lies around -23 (EBU R 128)."""
NOISY_MARGIN_DB = 16.5
"""The louder quarter of voices over what is heard between them: 16 at a signal-to-noise ratio of 8 dB, 19 at 12 dB."""
FAR_FALL_DB, FALL_STEPS = 5.0, 3
"""How far the level falls within 48 ms when a sound of a voice ends (85th percentile): 14 dB and more beside the
speaker, 12 in noise, 5.4 to 6.2 where in 0.6 s of echo the voice is as loud as its echo, 3.7 to 4.8 far in 0.8 s."""
NEARLY_FULL = 0.97
CLIPPED_PERMILLE = 15
"""Of the steps with voices, those that stand at full scale for four samples or more."""
HUM_OVER_NEIGHBOURS_DB, HUM_UNDER_VOICES_DB = 12.0, 18.0
"""A mains hum stands out of its neighbourhood and comes within 18 dB of the voices."""
GAP_UNDER_NOISE_DB, GAP_STEPS = 10.0, (3, 62)
"""Between voices a room is never this much quieter than at its quietest: something was left out, 50 ms to 1 s of it."""
EMPTY_DB = -80.0
GAP_EDGE_DB = 10.0
"""On both sides of a gap the voice is within this of its level: a noise gate closes where a voice has ended."""
PATCHY_A_MINUTE = 7.0
VOICES_PERMILLE = 10
OVER_NOISE_DB = 7.0
FLAT = 0.45
"""Spectral flatness (geometric over arithmetic mean) of noise is about 0.56, of voices mostly below 0.4."""

type Row = np.ndarray[tuple[int], np.dtype[np.float64]]


class Verdict(StrEnum):
    GOOD = "good"
    FAR = "far"
    FAINT = "faint"
    CLIPPED = "clipped"
    HUMMING = "humming"
    NOISY = "noisy"
    PATCHY = "patchy"
    SILENT = "silent"
    NONE = "none"


@dataclass(frozen=True)
class Heard:
    """`measures` are integers: levels in dB of full scale, shares in thousandths, gaps in an hour."""

    verdict: Verdict
    measures: dict[str, int]


NOTHING = Heard(Verdict.NONE, {})


class Ear:
    """Listens to mono samples at `RATE` as they come, a chunk of any length at a time."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._seconds_rest = np.zeros(0, np.float32)
        self._levels: list[Row] = []
        self._flatness: list[Row] = []
        self._full: list[Row] = []
        self._low: list[Row] = []
        self._window = np.hanning(WINDOW)
        bins = fft.rfftfreq(WINDOW, 1 / RATE)
        self._band = (bins >= VOICE_HZ[0]) & (bins <= VOICE_HZ[1])

    def add(self, samples: Samples) -> None:
        waiting = np.concatenate((self._rest, samples))
        count = (len(waiting) - WINDOW) // STEP + 1
        if count > 0:
            self._steps(sliding_window_view(waiting, WINDOW)[::STEP][:count])
            waiting = waiting[count * STEP :]
        self._rest = waiting
        self._whole_seconds(samples)

    def _steps(self, frames: Samples) -> None:
        power = np.abs(fft.rfft(frames * self._window, axis=1))[:, self._band] ** 2 + 1e-12
        # Parseval: back to the mean square of what lies in the band, the window's own loss taken out.
        mean_square = 2 * power.sum(axis=1) / (WINDOW * float(np.sum(self._window**2)))
        self._levels.append(np.maximum(QUIETEST_DB, 10 * np.log10(mean_square)))
        self._flatness.append(np.exp(np.log(power).mean(axis=1)) / power.mean(axis=1))
        self._full.append((np.abs(frames[:, :STEP]) >= NEARLY_FULL).sum(axis=1).astype(np.float64))

    def _whole_seconds(self, samples: Samples) -> None:
        """Spectra below 400 Hz, a bin a hertz."""
        waiting = np.concatenate((self._seconds_rest, samples))
        count = len(waiting) // RATE
        for second in waiting[: count * RATE].reshape(count, RATE):
            spectrum = np.abs(fft.rfft(second * np.hanning(RATE)))[:400] ** 2
            self._low.append(4 * spectrum / (RATE * RATE * 0.5))
        self._seconds_rest = waiting[count * RATE :]

    def heard(self) -> Heard:
        if not self._levels:
            return NOTHING
        levels, flatness = np.concatenate(self._levels), np.concatenate(self._flatness)
        full = np.concatenate(self._full)
        noise_db = float(np.percentile(levels, 10))
        # Where a tenth and more is empty, holes or a noise gate, the room is what lies above; and a gate's pauses
        # are no holes: those have a voice on either side.
        is_gated = noise_db < EMPTY_DB
        floor_db = float(np.percentile(levels, 25)) if is_gated else noise_db
        voiced = (levels > max(noise_db + OVER_NOISE_DB, SILENT_DB)) & (flatness < FLAT)
        speech_db = (
            float(np.percentile(levels[voiced], 75)) if voiced.any() else float(np.percentile(levels, 90))
        )
        edge_db = speech_db - GAP_EDGE_DB if is_gated else QUIETEST_DB
        hum_db, hum_hz = self._hum()
        figures = _Figures(
            speech_db=speech_db,
            noise_db=noise_db,
            fall_db=_fall_db(levels, speech_db),
            clipped=1000 * float(np.mean(full[voiced] >= 4)) if voiced.any() else 0.0,
            hum_db=hum_db,
            hum_hz=hum_hz,
            gaps_a_minute=60 * _gaps(levels, edge_db, floor_db) * STEPS_A_SECOND / len(levels),
            voices=1000 * float(np.mean(voiced)),
        )
        return Heard(figures.verdict(), figures.whole_numbers())

    def _hum(self) -> tuple[float, int]:
        """(level of the mains hum with its overtones, 50 or 60); `QUIETEST_DB` where none stands out."""
        if not self._low:
            return QUIETEST_DB, 0
        # What is there in most seconds, whoever speaks: voices move, a hum stays.
        steady = np.percentile(np.array(self._low), 30, axis=0) + 1e-14
        best = (QUIETEST_DB, 0)
        for mains in (50, 60):
            total, clear = 0.0, 0
            for overtone in range(1, 7):
                middle = mains * overtone
                peak = float(steady[middle - 1 : middle + 2].max())
                around = np.concatenate((steady[middle - 14 : middle - 4], steady[middle + 5 : middle + 15]))
                if 10 * np.log10(peak / float(np.median(around))) >= HUM_OVER_NEIGHBOURS_DB:
                    total, clear = total + peak, clear + 1
            if clear >= 2:
                best = max(best, (10 * float(np.log10(total + 1e-14)), mains))
        return best


def _fall_db(levels: Row, speech_db: float) -> float:
    """How quickly it becomes quiet after the louder sounds of a voice: an echo lets nothing end."""
    loud = np.flatnonzero(levels[:-FALL_STEPS] > speech_db - 8)
    if not loud.size:
        return 0.0
    return float(np.percentile(levels[loud] - levels[loud + FALL_STEPS], 85))


def _gaps(levels: Row, edge_db: float, floor_db: float) -> int:
    """Holes with sharp edges in the middle of sound: what a radio microphone or a busy phone leaves out."""
    empty = np.concatenate(([False], levels < floor_db - GAP_UNDER_NOISE_DB, [False]))
    starts, ends = np.flatnonzero(~empty[:-1] & empty[1:]), np.flatnonzero(empty[:-1] & ~empty[1:])
    count = 0
    for start, end in zip(starts, ends, strict=True):
        if not GAP_STEPS[0] <= end - start <= GAP_STEPS[1]:
            continue
        before, after = levels[max(0, start - 3) : start], levels[end : end + 3]
        if len(before) and len(after) and min(before.max(), after.max()) > edge_db:
            count += 1
    return count


@dataclass(frozen=True)
class _Figures:
    speech_db: float
    noise_db: float
    fall_db: float
    clipped: float
    hum_db: float
    hum_hz: int
    gaps_a_minute: float
    voices: float

    def verdict(self) -> Verdict:
        """The first thing to change comes first: a person can act on one reason at a time."""
        if self.speech_db < SILENT_DB:
            return Verdict.SILENT
        if self.clipped >= CLIPPED_PERMILLE:
            return Verdict.CLIPPED
        if self.gaps_a_minute >= PATCHY_A_MINUTE:
            return Verdict.PATCHY
        if self.hum_db >= self.speech_db - HUM_UNDER_VOICES_DB:
            return Verdict.HUMMING
        if self.voices < VOICES_PERMILLE:
            return Verdict.NOISY if self.noise_db > FAINT_DB else Verdict.SILENT
        if self.speech_db - self.noise_db < NOISY_MARGIN_DB:
            return Verdict.NOISY
        if self.fall_db < FAR_FALL_DB:
            return Verdict.FAR
        return Verdict.FAINT if self.speech_db < FAINT_DB else Verdict.GOOD

    def whole_numbers(self) -> dict[str, int]:
        return {
            "speech_db": round(self.speech_db),
            "noise_db": round(self.noise_db),
            "fall_tenths_db": round(10 * self.fall_db),
            "clipped_permille": round(self.clipped),
            "hum_db": round(self.hum_db),
            "hum_hz": self.hum_hz,
            "gaps_an_hour": round(60 * self.gaps_a_minute),
            "voices_permille": round(self.voices),
        }


def judge(samples: Samples) -> Heard:
    """As `Ear`, of sound that lies in memory."""
    ear = Ear()
    for start in range(0, len(samples), 20 * RATE):
        ear.add(samples[start : start + 20 * RATE])
    return ear.heard()
