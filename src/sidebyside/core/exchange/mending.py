"""Rows as a file has them to turns that can be relied on; whatever is changed is noted.

What overlaps because two people speak at once stays as it is: that is talk, not a mistake.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from .errors import Code, ExchangeError
from .notes import Mend, Notebook
from .shapes import LIMIT_LETTERS, LIMIT_MS, LIMIT_ROWS, Row, Transcript, Turn, Word, tidy

# Our own conventions where a file gives no end: 150 words a minute is ordinary talk, 60 is very slow, so that a
# "yes" before five minutes of silence does not last five minutes.
TYPICAL_MS_A_WORD = 400
SLOWEST_MS_A_WORD = 1000


@dataclass(slots=True)
class _Draft:
    row: Row
    number: int
    speaker: str | None
    text: str
    start: int | None
    end: int | None
    words: tuple[Word, ...]

    @property
    def word_count(self) -> int:
        return max(1, len(self.text.split()))


def settle(found: Iterable[Row], notes: Notebook, *, keep_rows: bool = False) -> Transcript:
    """`keep_rows` keeps every row a turn in the order of the file, even one without words."""
    rows = list(islice(found, LIMIT_ROWS + 1))
    if len(rows) > LIMIT_ROWS:
        raise ExchangeError(Code.TOO_MANY, rows[LIMIT_ROWS].place)
    long = next((row for row in rows if len(row.text) > LIMIT_LETTERS), None)
    if long:
        raise ExchangeError(Code.TOO_LONG, long.place)
    drafts = [draft for draft in _drafts(rows) if keep_rows or _has_words(draft, notes)]
    if not any(draft.text for draft in drafts):
        raise ExchangeError(Code.NO_WORDS)
    for draft in drafts:
        _make_plausible(draft, notes)
    if not keep_rows:
        drafts = _in_order(drafts, notes)
    _give_ends(drafts)
    _part_from_oneself(drafts, notes)
    for draft in drafts:
        _check_words(draft, notes)
    _say_what_is_missing(drafts, notes)
    return Transcript(tuple(_turn(draft) for draft in drafts), notes.notes())


def _drafts(rows: Sequence[Row]) -> list[_Draft]:
    return [
        _Draft(
            row, number, tidy(row.speaker or "") or None, tidy(row.text), row.start_ms, row.end_ms, row.words
        )
        for number, row in enumerate(rows)
    ]


def _has_words(draft: _Draft, notes: Notebook) -> bool:
    if not draft.text:
        notes.add(Mend.EMPTY, draft.row.place)
    return bool(draft.text)


def _make_plausible(draft: _Draft, notes: Notebook) -> None:
    """Afterwards there is a start or no time at all, and an end only where it lies after the start."""
    place = draft.row.place
    if max(draft.start or 0, draft.end or 0) > LIMIT_MS:
        raise ExchangeError(Code.FAR_TIME, place)
    if min(draft.start or 0, draft.end or 0) < 0:
        notes.add(Mend.NEGATIVE, place)
        draft.start = None if draft.start is None else max(0, draft.start)
        draft.end = None if draft.end is None else max(0, draft.end)
    if draft.start is None and draft.end is not None:
        notes.add(Mend.NO_START, place)
        draft.start = max(0, draft.end - TYPICAL_MS_A_WORD * draft.word_count)
    if draft.start is None:
        return
    if draft.end is None:
        notes.add(Mend.NO_END, place)
    elif draft.end <= draft.start:
        notes.add(Mend.BACKWARDS, place)
        draft.end = None


def _in_order(drafts: list[_Draft], notes: Notebook) -> list[_Draft]:
    """By start; what has no time stays behind what it followed in the file."""
    keys: list[int] = []
    latest = behind = 0
    for draft in drafts:
        if draft.start is not None:
            behind = draft.start
            if behind < latest:
                notes.add(Mend.DISORDERED, draft.row.place)
            latest = max(latest, behind)
        keys.append(behind)
    order = sorted(range(len(drafts)), key=keys.__getitem__)
    return [drafts[number] for number in order]


def _give_ends(drafts: list[_Draft]) -> None:
    starts = sorted(draft.start for draft in drafts if draft.start is not None)
    for draft in drafts:
        if draft.start is None or draft.end is not None:
            continue
        after = bisect_right(starts, draft.start)
        if after == len(starts):
            draft.end = draft.start + TYPICAL_MS_A_WORD * draft.word_count
        else:
            draft.end = min(starts[after], draft.start + SLOWEST_MS_A_WORD * draft.word_count)


def _part_from_oneself(drafts: list[_Draft], notes: Notebook) -> None:
    latest: dict[str, _Draft] = {}
    for draft in drafts:
        if draft.speaker is None or draft.start is None:
            continue
        before = latest.get(draft.speaker)
        if before and (before.start or 0) < draft.start < (before.end or 0):
            notes.add(Mend.SELF_OVERLAP, before.row.place)
            before.end = draft.start
        latest[draft.speaker] = draft


def _check_words(draft: _Draft, notes: Notebook) -> None:
    if draft.words and not _words_fit(draft):
        notes.add(Mend.WORD_TIMES, draft.row.place)
        draft.words = ()


def _words_fit(draft: _Draft) -> bool:
    if draft.start is None or draft.end is None:
        return False
    at = draft.start
    for word in draft.words:
        if not at <= word.start_ms <= word.end_ms <= draft.end:
            return False
        at = word.start_ms
    return True


def _say_what_is_missing(drafts: list[_Draft], notes: Notebook) -> None:
    untimed = [draft for draft in drafts if draft.start is None]
    if len(untimed) == len(drafts):
        notes.add(Mend.NO_TIMES)
    else:
        for draft in untimed:
            notes.add(Mend.UNTIMED, draft.row.place)
    if not any(draft.speaker for draft in drafts):
        notes.add(Mend.NO_SPEAKERS)


def _turn(draft: _Draft) -> Turn:
    return Turn(draft.speaker, draft.text, draft.start, draft.end, draft.words, draft.number)
