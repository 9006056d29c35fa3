"""The lesson's and the talk's sound: voices in a room, pair-work murmur, steps, a pen on the board."""

from collections.abc import Sequence

import numpy as np

from demo_film.score import Score, sound_of
from demo_film.script import MURMUR, PUPILS, VOICES
from demo_film.speech import RATE, Sound, say

SPEECH_RMS = 10 ** (-20 / 20)
CEILING = 10 ** (-2 / 20)
Span = tuple[int, int]


def lesson_sound(
    score: Score,
    total_ms: int,
    *,
    murmurs: Sequence[Span],
    steps: Sequence[int],
    writing: Sequence[Span],
) -> Sound:
    """48 kHz mono. Spans and steps in ms."""
    rng = np.random.default_rng(2024)
    mix = np.zeros(total_ms * RATE // 1000)
    for spoken in score.values():
        gain = VOICES[spoken.who].gain if spoken.who in VOICES else 1.0
        _lay(mix, spoken.start, sound_of(spoken.line) * SPEECH_RMS * gain)
    for span in murmurs:
        _lay(mix, span[0], _murmur(rng, span[1] - span[0]))
    for step in steps:
        _lay(mix, step, _step(rng))
    for span in writing:
        _lay(mix, span[0], _pen(rng, span[1] - span[0]))
    return _limit(_in_room(mix, rng, wet=0.22) + _room_tone(rng, len(mix), 10 ** (-54 / 20)))


def talk_sound(score: Score, total_ms: int, replay: Sound, replay_at: int) -> Sound:
    """48 kHz stereo (2, n): Ana a little to the left, Ben to the right, the replayed film small in the middle."""
    rng = np.random.default_rng(77)
    sides = np.zeros((2, total_ms * RATE // 1000))
    for spoken in score.values():
        left, right = (1.0, 0.62) if spoken.who == "Ana" else (0.62, 1.0)
        voice = sound_of(spoken.line) * SPEECH_RMS
        _lay(sides[0], spoken.start, voice * left)
        _lay(sides[1], spoken.start, voice * right)
    from_a_laptop = _band(replay, 350, 3600) * 0.4
    for side in sides:
        _lay(side, replay_at, from_a_laptop)
    tone = 10 ** (-58 / 20)
    return np.stack(
        [_limit(_in_room(side, rng, wet=0.1) + _room_tone(rng, len(side), tone)) for side in sides]
    )


def _lay(mix: Sound, at_ms: int, sound: Sound) -> None:
    start = at_ms * RATE // 1000
    room = mix[start : start + len(sound)]
    room += sound[: len(room)]


def _murmur(rng: np.random.Generator, length_ms: int) -> Sound:
    """Several pairs talking at once, too far off to follow; swells up and dies down."""
    mix = np.zeros(length_ms * RATE // 1000)
    for who in PUPILS * 2:
        clock = int(rng.integers(0, 900))
        while clock < length_ms:
            words = say(who, MURMUR[int(rng.integers(len(MURMUR)))])
            _lay(mix, clock, words * float(rng.uniform(0.10, 0.22)) * SPEECH_RMS)
            clock += len(words) * 1000 // RATE + int(rng.integers(200, 1600))
    clock_s = np.arange(len(mix)) / RATE
    swell = np.clip(clock_s / 1.2, 0, 1) * np.clip((length_ms / 1000 - clock_s) / 1.5, 0, 1)
    return np.asarray(_band(mix, 180, 2600) * swell)


def _step(rng: np.random.Generator) -> Sound:
    clock = np.arange(int(0.09 * RATE)) / RATE
    knock = np.sin(2 * np.pi * rng.uniform(95, 120) * clock) + 0.25 * rng.standard_normal(len(clock))
    return knock * np.exp(-clock * 55) * 0.022


def _pen(rng: np.random.Generator, length_ms: int) -> Sound:
    """Soft strokes of a marker."""
    clock = np.arange(length_ms * RATE // 1000) / RATE
    strokes = np.clip(np.sin(2 * np.pi * 3.1 * clock + 0.7 * np.sin(2 * np.pi * 0.9 * clock)), 0, 1)
    return _band(rng.standard_normal(len(clock)), 1800, 4200) * strokes * 0.011


def _room_tone(rng: np.random.Generator, samples: int, rms: float) -> Sound:
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    hertz = np.fft.rfftfreq(samples, 1 / RATE)
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 60)), samples)
    return np.asarray(pink / np.sqrt(np.square(pink).mean()) * rms)


def _band(sound: Sound, low: float, high: float) -> Sound:
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    shape = 1 / (1 + (hertz / high) ** 4) * (hertz**2 / (hertz**2 + low**2))
    return np.fft.irfft(np.fft.rfft(sound) * shape, len(sound))


def _in_room(sound: Sound, rng: np.random.Generator, wet: float) -> Sound:
    """A small room: 0.4 s of fading echo under the dry sound."""
    tail = np.arange(int(0.4 * RATE)) / RATE
    echo = _band(rng.standard_normal(len(tail)) * np.exp(-tail * 15), 200, 3500)
    echo /= np.sqrt(np.square(echo).sum())
    size = 1 << (len(sound) + len(echo)).bit_length()
    around = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)[: len(sound)]
    return sound + wet * around


def _limit(sound: Sound) -> Sound:
    """Rounds off the highest peaks so that nothing clips."""
    rounded: Sound = np.tanh(sound / CEILING) * CEILING
    return rounded
