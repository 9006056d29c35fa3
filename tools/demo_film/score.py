"""When each line is spoken, worked out from the pauses in the script and the length of the spoken sound."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demo_film.script import PUPILS, Line
from demo_film.speech import RATE, Sound, say

CHORUS_SPREAD_MS = 170


@dataclass(frozen=True)
class Spoken:
    """A line on the clock; `start` and `end` in ms."""

    line: Line
    start: int
    end: int

    @property
    def who(self) -> str:
        return self.line.who


Score = dict[str, Spoken]


def lay_out(lines: Sequence[Line], held: dict[str, int] | None = None) -> Score:
    """Lines in order by key. `held` leaves extra time (ms) after a line, for something else to be heard."""
    score: Score = {}
    clock = 0
    for line in lines:
        start = clock + line.pause
        clock = start + len(sound_of(line)) * 1000 // RATE
        score[line.key] = Spoken(line, start, clock)
        clock += (held or {}).get(line.key, 0)
    return score


@functools.cache
def sound_of(line: Line) -> Sound:
    return chorus(line.text) if line.who == "class" else say(line.who, line.text)


def chorus(text: str) -> Sound:
    """All the pupils' voices, not quite together."""
    rng = np.random.default_rng(8)
    voices = [say(who, text) for who in PUPILS]
    starts = [int(late * RATE / 1000) for late in rng.integers(0, CHORUS_SPREAD_MS, len(voices))]
    together = np.zeros(max(start + len(voice) for start, voice in zip(starts, voices, strict=True)))
    for start, voice in zip(starts, voices, strict=True):
        together[start : start + len(voice)] += voice / len(voices) ** 0.5
    return together


def openness(score: Score, who: str, fps: int, frames: int) -> list[float]:
    """How wide the speaker's mouth is in each frame, 0-1, from the loudness of the words."""
    wide = np.zeros(frames)
    per_frame = RATE // fps
    for spoken in score.values():
        if spoken.who not in (who, "class") or (spoken.who == "class" and who not in PUPILS):
            continue
        sound = sound_of(spoken.line)
        power = np.square(sound[: len(sound) // per_frame * per_frame]).reshape(-1, per_frame).mean(axis=1)
        first = spoken.start * fps // 1000
        room = wide[first : first + len(power)]
        room[:] = np.clip(np.sqrt(power[: len(room)]) / 1.3, 0, 1)
    return [float(value) for value in wide]


def calmed(values: list[float], frames: int) -> list[float]:
    """The running mean over so many frames: for hands, which move slower than mouths."""
    smooth = np.convolve(values, np.hanning(frames) / np.hanning(frames).sum(), mode="same")
    return [float(value) for value in smooth]
