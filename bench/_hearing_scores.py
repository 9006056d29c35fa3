"""How well voices were told apart and words understood, against what is known."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

STEP_MS = 10

type Span = tuple[int, int, str]
"""(start_ms, end_ms, who)"""


@dataclass(frozen=True)
class Apart:
    """Shares of the time that people speak (twice where two do), after the best match of names: what was not heard,
    what was heard and was not there, and what was given to the wrong person. Together: the diarisation
    error rate."""

    missed: float
    false: float
    confused: float


def read_rttm(path: Path, file: str | None = None) -> list[Span]:
    spans = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split()
        if cells and cells[0] == "SPEAKER" and file in (None, cells[1]):
            start = round(1000 * float(cells[3]))
            spans.append((start, start + round(1000 * float(cells[4])), cells[7]))
    return spans


def apart(known: Sequence[Span], heard: Sequence[Span], collar_ms: int = 0) -> Apart:
    """In steps of 10 ms. `collar_ms` around each known edge is left out, as the field does with 250."""
    length = max([end for _, end, _ in [*known, *heard]], default=0) // STEP_MS + 1
    real, found = _steps(known, length), _steps(heard, length)
    edges = {edge for start, end, _ in known for edge in (start, end)} if collar_ms else set()
    left_out = {
        step for edge in edges for step in range((edge - collar_ms) // STEP_MS, (edge + collar_ms) // STEP_MS)
    }
    counted = [step for step in range(length) if step not in left_out]
    names = _best_names(known, heard, [(real[step], found[step]) for step in counted])
    total = missed = false = confused = 0
    for step in counted:
        here, said = real[step], {names.get(name, name) for name in found[step]}
        total += len(here)
        right = len(here & said)
        missed += max(0, len(here) - len(said))
        false += max(0, len(said) - len(here))
        confused += min(len(here), len(said)) - right
    return Apart(missed / max(1, total), false / max(1, total), confused / max(1, total))


def _steps(spans: Iterable[Span], length: int) -> list[set[str]]:
    steps: list[set[str]] = [set() for _ in range(length)]
    for start, end, who in spans:
        for step in range(start // STEP_MS, end // STEP_MS):
            steps[step].add(who)
    return steps


def _best_names(
    known: Sequence[Span], heard: Sequence[Span], pairs: Sequence[tuple[set[str], set[str]]]
) -> dict[str, str]:
    real, found = sorted({span[2] for span in known}), sorted({span[2] for span in heard})
    both: dict[tuple[str, str], int] = {}
    for here, said in pairs:
        for one in here:
            for other in said:
                both[one, other] = both.get((one, other), 0) + 1
    slots = [*real, *(f"nobody {number}" for number in range(max(0, len(found) - len(real))))]
    choices = permutations(slots, len(found))
    best = max(choices, key=lambda names: sum(both.get(pair, 0) for pair in zip(names, found, strict=True)))
    return {said: f"= {name}" if name not in real else name for said, name in zip(found, best, strict=True)}


def word_error(known: str, heard: str) -> float:
    """Words changed, left out and put in, for each word that was said. Case and punctuation do not count."""
    real, found = _plain(known), _plain(heard)
    costs = list(range(len(found) + 1))
    for number, word in enumerate(real, 1):
        before, costs = costs, [number]
        for place, other in enumerate(found, 1):
            changed = before[place - 1] + (word != other)
            costs.append(min(before[place] + 1, costs[-1] + 1, changed))
    return costs[-1] / max(1, len(real))


def _plain(text: str) -> list[str]:
    return re.sub(r"[^\w' ]", " ", text.lower()).split()
