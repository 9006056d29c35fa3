"""What is said, with a time and a sureness for each word: Whisper through faster-whisper.

Only at temperature 0: one reading, the same each time. The voice is put together into windows of nearly the 30 s that
Whisper looks at, without the long silences in which it is known to make words up. The text before a window is not
given to it: what went wrong in one window would go on in the next, and a window could not be written down alone.
"""

import logging
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from .errors import Missing, ModelError
from .heard import HeardWord, Stretch, Written
from .plan import cut_long
from .quality import RATE
from .sound import Samples, Sound
from .voice_activity import Region

FILES = ("config.json", "model.bin", "tokenizer.json")
WINDOW_MS = 28_000
PAUSE_MS = 900
"""A longer pause is shortened to this: pauses tell Whisper where sentences end."""
AT_ONCE = 4
"""Windows that are read side by side, which is quicker than one after another."""
BEAM = 3
REPEATS = 2.4
"""Text that packs better than this says the same again and again (Whisper's own limit)."""
UNHEARD_MS = 1_500
"""A run of voice of this length within which no word begins was passed over, and is read again,
with others like it."""
JOINED = ("-", "'", "’")
"""A piece that begins so belongs to the word before it."""
NO_SPEECH, UNLIKELY = 0.6, -1.0
"""Whisper's own limits: above the one and below the other, nothing was said."""
NEARLY_CERTAIN = 0.9
MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of sound (start_ms, end_ms) put one after another to be read at once."""

    pieces: tuple[Region, ...]

    @property
    def length_ms(self) -> int:
        return sum(end - start for start, end in self.pieces)

    def samples(self, sound: Sound) -> Samples:
        parts = [sound.read(start * RATE // 1000, (end - start) * RATE // 1000) for start, end in self.pieces]
        return np.concatenate(parts)

    def moment(self, inside_ms: float) -> int:
        """Where in the sound a moment of the window lies."""
        for start, end in self.pieces:
            if inside_ms < end - start:
                return round(start + max(0.0, inside_ms))
            inside_ms -= end - start
        return self.pieces[-1][1]


def write_down(sound: Sound, stretch: Stretch, folder: Path, language: str) -> Written:
    reader = _reader(folder)
    if language not in reader.languages:
        raise ModelError(Missing.LANGUAGE)
    windows = windows_of(stretch.speech)
    words, repeated = reader.read(sound, windows, language)
    again = _packed(_unheard(stretch.speech, words)) if not repeated else []
    if again:
        more, repeated = reader.read(sound, again, language)
        words = sorted([*words, *more], key=lambda word: word.start_ms)
    foreign = reader.sounds_like(sound, windows, language) if words else None
    return Written(tuple(_apart(words)), foreign, repeated)


def windows_of(speech: Sequence[Region]) -> list[Window]:
    """All speech in order, in as few windows as can be."""
    windows: list[list[Region]] = []
    length = 0
    for start, end in cut_long(speech, WINDOW_MS):
        last = windows[-1][-1] if windows else None
        pause = min(PAUSE_MS, start - last[1]) if last else 0
        if last is None or length + pause + end - start > WINDOW_MS:
            windows.append([(start, end)])
            length = end - start
            continue
        length += pause + end - start
        if start - last[1] <= PAUSE_MS:
            windows[-1][-1] = (last[0], end)
        else:
            windows[-1][-1] = (last[0], last[1] + PAUSE_MS // 2)
            windows[-1].append((start - (PAUSE_MS - PAUSE_MS // 2), end))
    return [Window(tuple(pieces)) for pieces in windows]


def _packed(regions: Sequence[Region]) -> list[Window]:
    """As few windows as can be, of the regions alone: beside them lies what was read already."""
    windows: list[list[Region]] = []
    for start, end in cut_long(regions, WINDOW_MS):
        if not windows or sum(b - a for a, b in windows[-1]) + end - start > WINDOW_MS:
            windows.append([])
        windows[-1].append((start, end))
    return [Window(tuple(pieces)) for pieces in windows]


def _unheard(speech: Sequence[Region], words: Sequence[HeardWord]) -> list[Region]:
    """Runs of voice, or the rest of one, without a word."""
    found = []
    for start, end in speech:
        at = start
        for word in words:
            if word.end_ms <= start or word.start_ms >= end:
                continue
            if word.start_ms - at >= UNHEARD_MS:
                found.append((at, word.start_ms))
            at = max(at, word.end_ms)
        if end - at >= UNHEARD_MS:
            found.append((at, end))
    return found


def _apart(words: Sequence[HeardWord]) -> list[HeardWord]:
    """In order of time, none beginning before the one before it has ended, each at least 10 ms long."""
    put: list[HeardWord] = []
    for word in words:
        start = max(word.start_ms, put[-1].end_ms if put else 0)
        put.append(HeardWord(start, max(word.end_ms, start + 10), word.text, word.p))
    return put


class _Reader:
    """A loaded model."""

    def __init__(self, folder: Path) -> None:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        logging.getLogger("faster_whisper").setLevel(logging.ERROR)
        threads = min(MOST_THREADS, _processors())
        self._model: Any = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        self._batched: Any = BatchedInferencePipeline(self._model)
        self.languages: frozenset[str] = frozenset(self._model.supported_languages)

    def read(self, sound: Sound, windows: Sequence[Window], language: str) -> tuple[list[HeardWord], int]:
        """The words, and how many were left out as mere repetition."""
        words: list[HeardWord] = []
        repeated = 0
        for first in range(0, len(windows), AT_ONCE):
            for said in self._read_some(sound, windows[first : first + AT_ONCE], language):
                kept = once(said)
                words += kept
                repeated += len(said) - len(kept)
        return words, repeated

    def _read_some(self, sound: Sound, windows: Sequence[Window], language: str) -> list[list[HeardWord]]:
        """The words of each window."""
        parts = [window.samples(sound) for window in windows]
        edges = np.concatenate(([0], np.cumsum([len(part) for part in parts])))
        clips = [{"start": start / RATE, "end": end / RATE} for start, end in pairwise(edges)]
        with _broken_where_it_fails():
            segments, _ = self._batched.transcribe(
                np.concatenate(parts),
                language=language,
                beam_size=BEAM,
                temperature=0.0,
                word_timestamps=True,
                without_timestamps=False,
                vad_filter=False,
                clip_timestamps=clips,
                batch_size=AT_ONCE,
            )
            segments = list(segments)
        words: list[list[HeardWord]] = [[] for _ in windows]
        for segment in segments:
            number = int(np.searchsorted(edges, segment.seek * RATE // 100 + RATE // 50, side="right")) - 1
            if _is_said(segment):
                words[number] += _words(segment, windows[number], 1000 * float(edges[number]) / RATE)
        return words

    def sounds_like(self, sound: Sound, windows: Sequence[Window], language: str) -> str | None:
        """Of the window with most voice."""
        if not self._model.model.is_multilingual:
            return None
        window = max(windows, key=lambda window: window.length_ms)
        samples = window.samples(sound)
        with _broken_where_it_fails():
            found, likelihood, _ = self._model.detect_language(audio=samples)
        return str(found) if found != language and likelihood >= NEARLY_CERTAIN else None


def _processors() -> int:
    """Those that this process may use; not every system says which."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _broken_where_it_fails() -> Iterator[None]:
    """A model that loads may still not fit together."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise ModelError(Missing.BROKEN) from error


def _is_said(segment: Any) -> bool:
    return not (segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < UNLIKELY)


def _words(segment: Any, window: Window, begins_ms: float) -> list[HeardWord]:
    words: list[HeardWord] = []
    for word in segment.words or ():
        text = " ".join(word.word.split())
        if text and words and word.word[:1] in JOINED:
            last = words.pop()
            end = window.moment(max(0.0, 1000 * word.end - begins_ms - 1)) + 1
            words.append(HeardWord(last.start_ms, max(last.end_ms, end), last.text + text, last.p))
        elif text:
            start = window.moment(1000 * word.start - begins_ms)
            end = window.moment(max(0.0, 1000 * word.end - begins_ms - 1)) + 1
            words.append(HeardWord(start, max(end, start + 10), text, round(float(word.probability), 3)))
    return words


def once(words: list[HeardWord]) -> list[HeardWord]:
    """Without what is said again and again and was not: only its first time is kept."""
    text = " ".join(word.text for word in words).encode()
    if not text or len(text) / len(zlib.compress(text)) <= REPEATS:
        return words
    for length in range(1, len(words) // 3 + 1):
        for start in range(len(words) - 3 * length + 1):
            said = [word.text for word in words[start : start + 3 * length]]
            if said[:length] == said[length : 2 * length] == said[2 * length :]:
                return words[: start + length]
    return words


@lru_cache(maxsize=1)
def _reader(folder: Path) -> _Reader:
    """ModelError where there is none, or it does not load."""
    if find_spec("faster_whisper") is None:
        raise ModelError(Missing.LIBRARIES)
    if not all((folder / name).is_file() for name in FILES):
        raise ModelError(Missing.MODEL)
    try:
        return _Reader(folder)
    except MemoryError:
        raise
    except Exception as error:
        # The library raises what it likes: for a damaged tokenizer.json a plain Exception.
        raise ModelError(Missing.BROKEN) from error
