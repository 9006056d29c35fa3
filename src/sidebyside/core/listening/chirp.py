"""A short call that one device plays and another device's film is searched for: so they know where they stand.

Five sweeps, one every 160 ms, 140 ms long each. Sweep k goes in a straight line from f0 to f1 (`SWEEPS`, in Hz):

    s_k(t) = LOUDNESS * w(t) * sin(2 pi (f0 t + (f1 - f0) t^2 / (2 T))),   0 <= t < T = 0.14 s
    w(t)   = sin(pi t / (2 * 0.02))^2 in the first 20 ms, the same backwards in the last 20 ms, else 1

and the call is s_k(t - 0.16 k) for k = 0..4, 0.78 s in all. All of it lies between 1.5 and 5 kHz, which the
loudspeaker of a phone gives and which AAC and Opus keep at 32 kbit/s. Sweeps, unlike tones, are sharp in time
when they are compared with themselves: echoes and noise of a room do not move them.
"""

from collections.abc import Iterator

import numpy as np
from numpy import fft

from .sound import Held, Samples, Sound

SWEEPS = ((1500, 2500), (3000, 2000), (2200, 3600), (4200, 2800), (3200, 5000))
SWEEP_S, EVERY_S, EDGE_S = 0.14, 0.16, 0.02
LOUDNESS = 0.5
BAND, SLOPE_HZ = (1300.0, 5300.0), 200.0
LENGTH_S = EVERY_S * (len(SWEEPS) - 1) + SWEEP_S
SURE, UNSURE = 0.45, 0.16
"""Likeness from which a call is certain, and up to which nothing is said. Likeness is 0 to 1: how much of what is
heard in the band is the sweep. Five minutes of real and made voices and noise stayed below 0.12; calls through AAC
and Opus at 32 kbit/s, one second of reverberation and noise as loud as themselves gave 0.39 and more."""
APART_MS = 1000
BLOCK_S = 10.0


def make(rate: int) -> Samples:
    """The call at `rate` samples a second (at least 11,000)."""
    call = np.zeros(round(LENGTH_S * rate), np.float32)
    for number, (low, high) in enumerate(SWEEPS):
        start = round(number * EVERY_S * rate)
        sweep = LOUDNESS * np.imag(_sweep(low, high, rate))
        call[start : start + len(sweep)] += sweep.astype(np.float32)[: len(call) - start]
    return call


def _sweep(low: float, high: float, rate: int) -> "np.ndarray[tuple[int], np.dtype[np.complex128]]":
    """One sweep with its quarter-turned twin as the real part, so that no echo can cancel it."""
    times = np.arange(round(SWEEP_S * rate)) / rate
    edge = np.clip(np.minimum(times, SWEEP_S - times) / EDGE_S, 0, 1)
    turns = low * times + (high - low) * times**2 / (2 * SWEEP_S)
    found: np.ndarray[tuple[int], np.dtype[np.complex128]] = np.sin(np.pi / 2 * edge) ** 2 * np.exp(
        2j * np.pi * turns
    )
    return found


def find(samples: Samples, rate: int) -> list[tuple[int, float]]:
    """Where calls begin, as (milliseconds, sureness from 0 to 1), in order."""
    return find_in(Held(samples, rate))


def find_in(sound: Sound) -> list[tuple[int, float]]:
    """As `find`, for a sound of any length; a few seconds of it are in memory at a time."""
    found: list[tuple[float, float]] = []
    for at_ms, likeness in _candidates(sound):
        if found and at_ms - found[-1][0] < APART_MS:
            found[-1] = max(found[-1], (at_ms, likeness), key=lambda one: one[1])
        else:
            found.append((at_ms, likeness))
    return [(round(at), round(min(1.0, (likeness - UNSURE) / (SURE - UNSURE)), 3)) for at, likeness in found]


def _candidates(sound: Sound) -> Iterator[tuple[float, float]]:
    rate = sound.rate
    step, reach = round(BLOCK_S * rate), round((LENGTH_S + 0.1) * rate)
    matched = _Matched(rate, step + reach)
    for start in range(-round(0.1 * rate), sound.count, step):
        likeness = matched.likeness(sound.read(start, step + reach))[:step]
        apart = round(APART_MS * rate / 1000)
        for piece in range(0, step, apart):
            best = piece + int(likeness[piece : piece + apart].argmax())
            if likeness[best] > UNSURE:
                yield 1000 * (start + best) / rate, float(likeness[best])


class _Matched:
    """Each sweep's matched filter, at home in the frequencies; together they tell the whole call."""

    def __init__(self, rate: int, length: int) -> None:
        self._length = length
        self._size = 1 << (length - 1).bit_length()
        self._window = round(SWEEP_S * rate)
        bins = fft.fftfreq(self._size, 1 / rate)
        edges = np.minimum(bins - BAND[0], BAND[1] - bins) / SLOPE_HZ
        self._band = np.sin(np.pi / 2 * np.clip(edges, 0, 1)) ** 2
        self._starts = [round(number * EVERY_S * rate) for number in range(len(SWEEPS))]
        sweeps = [_sweep(low, high, rate) for low, high in SWEEPS]
        self._filters = [np.conj(fft.fft(sweep / np.linalg.norm(sweep), self._size)) for sweep in sweeps]

    def likeness(self, samples: Samples) -> Samples:
        """For each place where a call may begin, 0 to 1. The best sweep does not count: one alone is no call."""
        spectrum = self._band * fft.fft(samples, self._size)
        heard = fft.ifft(spectrum)
        energy = np.concatenate(([0.0], np.cumsum(np.abs(heard) ** 2)))
        local = np.sqrt(np.maximum(energy[self._window :] - energy[: -self._window], 0))
        floor = 1e-4 * np.sqrt(self._window)
        total, best = np.zeros(self._size), np.zeros(self._size)
        for start, sweep in zip(self._starts, self._filters, strict=True):
            match = np.abs(fft.ifft(spectrum * sweep))[: len(local)] / (local[: self._size] + floor)
            total[: len(match) - start] += match[start:]
            best[: len(match) - start] = np.maximum(best[: len(match) - start], match[start:])
        others = (total - best) / (len(SWEEPS) - 1)
        return others[: self._length].astype(np.float32)
