"""The sound that a device makes for the film to hear, and where a film heard it. Pure: samples in, ms out.

A glide of a second from 1.5 to 4.5 kHz, where a small loudspeaker is loud and a phone's microphone hears well. The
browser makes the same samples (room/static/room/chirp.js).
"""

import numpy as np
from numpy.typing import NDArray

FROM_HZ, TO_HZ = 1_500, 4_500
LASTS_S = 1.0
FADES_S = 0.02
LOUD = 0.8

# How much of what is heard in these pitches for a second must be the glide. Over 100 minutes of lessons and noise the
# largest chance likeness stays below 0.06; a phone across a room reaches 0.3 and more.
SURE = 0.14
# Nearer to each other than this, two findings are one sound and its echo.
APART_S = 1.5
BLOCK_S = 30

type Sound = NDArray[np.float32]


def chirp(rate: int) -> Sound:
    """Samples between -1 and 1."""
    time = np.arange(round(LASTS_S * rate)) / rate
    phase = 2 * np.pi * (FROM_HZ * time + (TO_HZ - FROM_HZ) / (2 * LASTS_S) * time * time)
    edge = np.minimum(1, np.minimum(time / FADES_S, (LASTS_S - time) / FADES_S))
    loud = LOUD * np.sin(np.pi / 2 * edge) ** 2
    return np.asarray(np.sin(phase) * loud, np.float32)


def heard(sound: Sound, rate: int) -> list[int]:
    """Where such sounds begin, in ms, in order. ``rate`` is at least 10 kHz."""
    glide = chirp(rate)
    step = BLOCK_S * rate
    found: list[tuple[float, float]] = []
    for start in range(0, max(1, sound.size - glide.size + 1), step):
        likeness = _likeness(sound[start : start + step + glide.size], glide, rate)
        for place in _peaks(likeness, round(APART_S * rate)):
            found.append((float(likeness[place]), (start + place) / rate))
    return [round(at * 1000) for _like, at in sorted(_one_each(found), key=lambda one: one[1])]


def _likeness(sound: Sound, glide: Sound, rate: int) -> NDArray[np.float64]:
    """For each place where the glide would fit: how much of the sound there, in the glide's pitches, is the glide."""
    size = 1 << (sound.size + glide.size - 1).bit_length()
    pitch = np.fft.fftfreq(size, 1 / rate)
    # Only positive pitches: what comes back is an envelope, and a turned phase costs nothing.
    band = (pitch > FROM_HZ * 0.9) & (pitch < TO_HZ * 1.05)
    spectrum = np.fft.fft(sound, size) * band
    matched = np.abs(np.fft.ifft(spectrum * np.conj(np.fft.fft(glide, size))))
    power = np.abs(np.fft.ifft(spectrum)) ** 2
    places = max(0, sound.size - glide.size + 1)
    sums = np.concatenate(([0.0], np.cumsum(power)))
    around = sums[glide.size : glide.size + places] - sums[:places]
    own = float(np.sum(np.abs(np.fft.ifft(np.fft.fft(glide, size) * band)) ** 2))
    floor = 1e-9 * glide.size
    return np.asarray(matched[:places] / np.sqrt(own * (around + floor)))


def _peaks(likeness: NDArray[np.float64], apart: int) -> list[int]:
    left = likeness.copy()
    places = []
    while left.size and left.max() >= SURE:
        place = int(left.argmax())
        places.append(place)
        left[max(0, place - apart) : place + apart] = 0
    return places


def _one_each(found: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Blocks overlap: the likelier of two findings of one sound stays."""
    kept: list[tuple[float, float]] = []
    for like, at in sorted(found, reverse=True):
        if all(abs(at - other) >= APART_S for _like, other in kept):
            kept.append((like, at))
    return kept
