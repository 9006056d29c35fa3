"""From turns to what the models count: words, pairs of words, cues, length, place and role. No names, no ranks.

A feature is a short string: `w:word`, `b:two words`, `s:` and `e:` for the first and last words, `c:`, `cs:` and
`ce:` for a cue anywhere, near the beginning and near the end, `f:` for all else. Only those that a fitted
vocabulary holds have a weight, and no name is in one.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from . import cues
from .codes import Function
from .shapes import Spoken
from .words import set_of, words_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

NEAR_BEGINNING = 4
NEAR_END = 10
# Lengths in words at which a turn falls into the next class of length.
_LENGTHS = (1, 2, 3, 5, 8, 12, 18, 26, 38, 60, 100)
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*[\"'”’)]*")
_PAST = set_of(
    """was were did had went said asked got gave told took thought wanted knew came saw put made wrote left felt found
    kept let started began lost sat stood heard ran read meant chose held spoke brought caught fell built 'd done been
    seen gone given taken written forgot drew threw spent paid sent showed stuck broke grew rose woke"""
)
_PRESENT = set_of(
    """is are am 's 're 'm do does has have say says think thinks know knows want wants need needs get gets make makes
    look looks see sees go goes come comes take takes use uses ask asks tell tells mean means works happens feel feels
    put puts give gives talk learn teach keep keeps let lets"""
)
_FUTURE = set_of(
    "'ll will shall going try might could would should monday tuesday wednesday thursday friday next tomorrow"
)
_MARK = re.compile(r"[.!?…]")


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn in the words that models see. `found` are its cues, `signs` those that all but settle a function."""

    spoken: Spoken
    words: tuple[str, ...]
    found: tuple[cues.Found, ...]
    features: tuple[str, ...]
    signs: Mapping[Function, str]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of a matrix: row r has `indices[starts[r]:starts[r + 1]]` with the same places of `values`."""

    indices: Ints
    values: Floats
    starts: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        return len(self.starts) - 1

    def times(self, weights: Floats) -> Floats:
        """Rows x columns of weights. Works through the rows in pieces, so that little memory is needed."""
        made = np.zeros((self.rows, weights.shape[1]), np.float32)
        for first in range(0, self.rows, 512):
            last = min(first + 512, self.rows)
            begin, end = int(self.starts[first]), int(self.starts[last])
            if begin == end:
                continue
            parts = weights[self.indices[begin:end]] * self.values[begin:end, None]
            starts = self.starts[first : last + 1] - begin
            filled = np.flatnonzero(np.diff(starts))
            made[first + filled] = np.add.reduceat(parts, starts[filled], axis=0)
        return made


def hear(turns: Sequence[Spoken]) -> list[Heard]:
    """`turns` are those of one talk, in order, without backchannels and empty ones."""
    punctuated = is_punctuated([turn.text for turn in turns])
    last = len(turns) - 1
    made = []
    for at, turn in enumerate(turns):
        words = words_of(turn.text)
        found, signs = cues.find_both(words)
        features = [*_of_words(words), *_of_cues(words, found), *_of_form(turn, words, punctuated)]
        features += [*_of_tense(words), *_of_sentences(turn.text, words, punctuated), *_of_place(at, last)]
        made.append(Heard(turn, tuple(words), tuple(found), tuple(dict.fromkeys(features)), signs))
    return made


def is_punctuated(texts: Sequence[str]) -> bool:
    """Whether a transcript has full stops and question marks at all: a recogniser's often has none."""
    spoken = [text for text in texts if text.strip()]
    return sum(bool(_MARK.search(text)) for text in spoken) * 2 >= len(spoken)


def _of_words(words: Sequence[str]) -> list[str]:
    made = [f"w:{word}" for word in words]
    made += [f"b:{one} {two}" for one, two in itertools.pairwise(words)]
    if words:
        made += [f"s:{words[0]}", f"e:{words[-1]}"]
        made += [f"s:{' '.join(words[:2])}", f"e:{' '.join(words[-2:])}"] if len(words) > 1 else []
        made += [f"s:{' '.join(words[:3])}"] if len(words) > 2 else []
    return made


@cache
def _cue_names() -> tuple[tuple[str, str, str], ...]:
    return tuple((f"c:{name}", f"cs:{name}", f"ce:{name}") for name in cues.NAMES)


def _of_cues(words: Sequence[str], found: Sequence[cues.Found]) -> list[str]:
    names = _cue_names()
    made = []
    counted: dict[int, int] = {}
    for one in found:
        anywhere, beginning, end = names[one.cue]
        counted[one.cue] = counted.get(one.cue, 0) + 1
        made.append(anywhere)
        if one.first < NEAR_BEGINNING:
            made.append(beginning)
        if one.last > len(words) - NEAR_END:
            made.append(end)
    made += [f"c2:{cues.NAMES[cue]}" for cue, count in counted.items() if count > 1]
    return made


def _of_form(turn: Spoken, words: Sequence[str], punctuated: bool) -> list[str]:
    made = [f"f:role {turn.role}"] if turn.role else []
    made += [f"f:over {length} words" for length in _LENGTHS if len(words) > length]
    if punctuated:
        text = turn.text.rstrip(" \"'”’)")
        marks = text.count("?")
        made.append("f:ends with a question mark" if text.endswith("?") else "f:ends without a question mark")
        made.append("f:question mark" if marks else "f:no question mark")
        made += ["f:question marks"] if marks > 1 else []
        made += ["f:exclamation mark"] if "!" in text else []
        made += ["f:trails off"] if text.endswith(("...", "…", "-", "–")) else []
    return made


def _of_tense(words: Sequence[str]) -> list[str]:
    """Which of past, present and future its verbs speak of, as far as their forms tell."""
    past = sum(word in _PAST or (len(word) > 4 and word.endswith("ed")) for word in words)
    present = sum(word in _PRESENT for word in words)
    future = sum(word in _FUTURE for word in words)
    made = [
        f"f:{name}" for name, count in (("past", past), ("present", present), ("future", future)) if count
    ]
    made += [
        f"f:much {name}"
        for name, count in (("past", past), ("present", present), ("future", future))
        if count > 2
    ]
    most = max(past, present, future)
    for name, count in (("past", past), ("present", present), ("future", future)):
        made += [f"f:mostly {name}"] if count == most > 0 else []
        made += [f"f:only {name}"] if count == past + present + future > 0 else []
    return made or ["f:no verb form"]


def _of_sentences(text: str, whole: Sequence[str], punctuated: bool) -> list[str]:
    """How the last sentence and each question begin, where punctuation says where they do."""
    if not punctuated:
        return []
    made: list[str] = []
    last: list[str] = []
    several = False
    sentences = _SENTENCE.findall(text)
    for sentence in reversed(sentences):
        asks = sentence.rstrip(" \"'”’").endswith("?")
        if several and not asks:
            continue
        words = list(whole) if len(sentences) == 1 else words_of(sentence)
        made += [f"q:{words[0]}", f"q:{' '.join(words[:2])}"] if asks and words else []
        several = several or bool(last and words)
        last = last or words
    if several:
        made += [f"l:{last[0]}", f"l:{' '.join(last[:2])}"]
        made += [f"lc:{cues.NAMES[one.cue]}" for one in cues.find(last)]
    return made


def _of_place(at: int, last: int) -> list[str]:
    made = [f"f:turn {at}"] if at < 3 else []
    made += [f"f:turn {at - last} from the end"] if last - at < 4 else []
    made += ["f:first tenth"] if at * 10 <= last else []
    made += ["f:last tenth"] if (last - at) * 10 <= last else []
    made += ["f:last quarter"] if (last - at) * 4 <= last else []
    return made


def counted(heard: Sequence[Heard], vocabulary: dict[str, int]) -> Sparse:
    """The features that have a place in `vocabulary`. Words and pairs share a length of 1, all else counts 1."""
    indices: list[int] = []
    values: list[float] = []
    starts = [0]
    for turn in heard:
        verbal: list[int] = []
        others: list[int] = []
        for name in turn.features:
            place = vocabulary.get(name)
            if place is not None:
                (verbal if name.startswith(("w:", "b:")) else others).append(place)
        indices += verbal + others
        values += [word_value(len(verbal))] * len(verbal) + [1.0] * len(others)
        starts.append(len(indices))
    return Sparse(np.array(indices, np.int32), np.array(values, np.float32), np.array(starts, np.int64))


def word_value(count: int) -> float:
    """What one word weighs in a turn of so many: a long turn has more of them, and says no more by each."""
    return float(3.0 / max(9, count) ** 0.5)
