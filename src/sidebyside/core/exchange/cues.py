"""Captions: blocks of a time line and words, as WebVTT and SRT have them, forgiving what programs get wrong.

Three passes over the blocks, one caption in memory at a time: does the file roll, whom does it name, what is said.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise

from .errors import Code, ExchangeError
from .naming import Labels
from .notes import Mend, Notebook
from .places import line as line_place
from .shapes import LIMIT_LETTERS, LIMIT_ROWS, Row, Word, tidy
from .times import CLOCK, clock_ms

ARROW = "-->"
_TIMING = re.compile(rf"\s*(?P<start>{CLOCK})\s*-->\s*(?P<end>{CLOCK})?(?:\s.*)?")
_MEANT_AS_TIMING = re.compile(r"\s*(-?\d\S*\s*)?-->")
_COUNTER = re.compile(r"\s*(\d+|[0-9A-Fa-f-]{36}/\d+-\d+)\s*")
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)(\s.*)?")
_MARKUP = re.compile(
    r"<v(?:\.[^\s<>]*)?[ \t](?P<voice>[^<>]*)>|(?P<voice_ends></v\s*>)|<(?P<at>[0-9:.,]+)>"
    r"|</?[A-Za-z][^<>]*>|\{\\[^{}]*\}"
)
_VOICE = re.compile(r"<v[ \t.]")
_SPEAKER_CHANGES = re.compile(r"\s*>>+\s*")
_DASH = re.compile(r"\s*[-–—]\s*(?=\S)")

# YouTube writes, between two steps of its rolling lines, a caption of 10 ms that says the last line again.
_BLINK_MS = 50
_LONGEST_REPEAT = 100
_ROLLING_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Caption:
    """`line` is that of its times, counted from 1; the end may be missing."""

    line: int
    start_ms: int
    end_ms: int | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `at_ms` where the file says when it begins; `part` rises where somebody unnamed takes over."""

    text: str
    voice: str | None = None
    at_ms: int | None = None
    opens_line: bool = False
    part: int = 0


def rows(text: str, notes: Notebook, *, own: bool = False) -> Iterator[Row]:
    """`own` is a file that we have written: it names with voice tags only and repeats nothing."""
    captions = read_captions(text, notes)
    if not captions:
        raise ExchangeError(Code.NO_CUES)
    if own:
        for caption in captions:
            yield from _spoken(caption, tokens(caption), notes)
        return
    tagged = any(_VOICE.search(line) for caption in captions for line in caption.lines)
    naming = _Naming(Labels(() if tagged else _lines_said(captions)), notes)
    for caption, said in _without_repeats(captions, notes):
        yield from _spoken(caption, said if tagged else naming.named(caption, said), notes)


def read_captions(text: str, notes: Notebook) -> list[Caption]:
    """Every block with a time line. Raises BAD_TIME with the line where a time line cannot be read."""
    reader = _Blocks(text.split("\n"), notes)
    return reader.captions()


class _Blocks:
    def __init__(self, lines: Sequence[str], notes: Notebook) -> None:
        self._lines, self._notes = lines, notes
        self._done: list[Caption] = []
        self._timing: tuple[int, int, int | None] | None = None
        self._said: list[str] = []
        self._inside = False

    def captions(self) -> list[Caption]:
        aside = False
        for number, line in enumerate(self._lines, 1):
            if line == "" or (not self._inside and not line.strip()):
                self._inside = aside = False
            elif aside:
                continue
            elif not self._inside and _ASIDE.fullmatch(line):
                aside = True
            elif ARROW in line and self._begins(number, line):
                continue
            elif self._inside:
                self._said.append(line)
            elif not self._names_the_next(number):
                self._add_orphan(number, line)
        self._close()
        return self._done

    def _begins(self, number: int, line: str) -> bool:
        found = _TIMING.fullmatch(line)
        if not found:
            if _MEANT_AS_TIMING.match(line):
                raise ExchangeError(Code.BAD_TIME, line_place(number))
            return False
        start, end = clock_ms(found["start"]), clock_ms(found["end"]) if found["end"] else None
        if start is None or (found["end"] and end is None):
            raise ExchangeError(Code.BAD_TIME, line_place(number))
        if self._inside and self._said and _COUNTER.fullmatch(self._said[-1]):
            self._said.pop()
        self._close()
        self._timing, self._inside = (number, start, end), True
        return True

    def _close(self) -> None:
        if self._timing:
            if sum(map(len, self._said)) > LIMIT_LETTERS:
                raise ExchangeError(Code.TOO_LONG, line_place(self._timing[0]))
            self._done.append(Caption(*self._timing, tuple(self._said)))
            if len(self._done) > LIMIT_ROWS:
                raise ExchangeError(Code.TOO_MANY, line_place(self._timing[0]))
        self._timing, self._said = None, []

    def _names_the_next(self, number: int) -> bool:
        return number < len(self._lines) and ARROW in self._lines[number]

    def _add_orphan(self, number: int, line: str) -> None:
        """Words after a blank line inside a caption; before the first caption it is the head of the file."""
        next_counter = str(len(self._done) + 2)
        if self._timing and line.strip() != next_counter:
            self._said.append(line)
            self._notes.add(Mend.ORPHAN, line_place(number))


def tokens(caption: Caption) -> list[Token]:
    """The caption's words without markup."""
    said: list[Token] = []
    voice: str | None = None
    at: int | None = None
    for number, (text, tag) in enumerate(_between_tags("\n".join(caption.lines))):
        if tag is not None and tag["voice"] is not None:
            voice = tidy(html.unescape(tag["voice"])) or None
        elif tag is not None and tag["voice_ends"]:
            voice = None
        elif tag is not None and tag["at"]:
            at = clock_ms(tag["at"])
        words = list(_words_of(html.unescape(text), voice, at, opens_line=number == 0))
        said += words
        at = None if words else at
    return said


def _between_tags(markup: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Each run of text with the tag right before it."""
    before: re.Match[str] | None = None
    at = 0
    for tag in _MARKUP.finditer(markup):
        yield markup[at : tag.start()], before
        before, at = tag, tag.end()
    yield markup[at:], before


def _words_of(text: str, voice: str | None, at: int | None, *, opens_line: bool) -> Iterator[Token]:
    for number, line in enumerate(text.split("\n")):
        for place, word in enumerate(tidy(line).split()):
            first = place == 0
            yield Token(word, voice, at, first and (opens_line or number > 0))
            at = None


def _lines_of(said: Sequence[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in said:
        if token.opens_line and line:
            yield line
            line = []
        line.append(token)
    if line:
        yield line


def _joined(said: Sequence[Token]) -> str:
    return " ".join(token.text for token in said)


def _lines_said(captions: Sequence[Caption]) -> Iterator[str]:
    for caption in captions:
        for line in _lines_of(tokens(caption)):
            text = _joined(line)
            change = _SPEAKER_CHANGES.match(text) or _DASH.match(text)
            yield text[change.end() :] if change else text


class _Naming:
    """Gives each word its speaker from the names at the beginnings of lines. A caption without a name goes on
    with the one before, as captions name only who takes over; `>>` and two dashes say that somebody else speaks."""

    def __init__(self, labels: Labels, notes: Notebook) -> None:
        self._labels, self._notes = labels, notes
        self._voice: str | None = None

    def named(self, caption: Caption, said: Sequence[Token]) -> list[Token]:
        lines = list(_lines_of(said))
        dashes = sum(bool(_DASH.match(_joined(line))) for line in lines) > 1
        result: list[Token] = []
        for part, line in enumerate(lines):
            text = _joined(line)
            change = _SPEAKER_CHANGES.match(text) or (_DASH.match(text) if dashes else None)
            name, rest = self._labels.part(text[change.end() :] if change else text)
            if name or change:
                self._voice = name
            elif part == 0 and self._voice and line:
                self._notes.add(Mend.CARRIED, line_place(caption.line))
            spoken = _last(line, rest)
            number = part if change and not name else result[-1].part if result else 0
            result += [replace(token, voice=self._voice, part=number) for token in spoken]
        return result


def _last(line: Sequence[Token], rest: str) -> list[Token]:
    """The tokens of a line that are left when its name is taken off, with their times."""
    words = rest.split()
    kept = line[len(line) - len(words) :]
    return [replace(token, text=word) for token, word in zip(kept, words, strict=True)]


def _without_repeats(captions: Sequence[Caption], notes: Notebook) -> Iterator[tuple[Caption, list[Token]]]:
    rolling = _rolls(captions)
    shown: list[str] = []
    for caption in captions:
        said = tokens(caption)
        words = [token.text for token in said]
        again = _repeated(shown, words) if rolling else 0
        shown = words or shown
        if again:
            notes.add(Mend.ROLLING, line_place(caption.line))
            said = said[again:]
            if not said:
                continue
        yield caption, said


def _rolls(captions: Sequence[Caption]) -> bool:
    """Whether the file shows lines again as they move up: at least two words, with new ones after them or for
    a blink only. Somebody who says "Thank you." twice does neither."""
    pairs = again = 0
    for before, after in pairwise(islice(captions, 2000)):
        shown = [token.text for token in tokens(before)]
        words = [token.text for token in tokens(after)]
        repeated = _repeated(shown, words)
        blink = after.end_ms is not None and after.end_ms - after.start_ms <= _BLINK_MS
        pairs += 1
        again += repeated >= 2 and (repeated < len(words) or blink)
    return again >= 2 and again >= _ROLLING_SHARE * pairs


def _repeated(shown: Sequence[str], words: Sequence[str]) -> int:
    """How many of the first words are the last that were shown."""
    for count in range(min(len(shown), len(words), _LONGEST_REPEAT), 0, -1):
        if list(shown[-count:]) == list(words[:count]):
            return count
    return 0


def _spoken(caption: Caption, said: Sequence[Token], notes: Notebook) -> Iterator[Row]:
    place = line_place(caption.line)
    parts = [list(part) for _, part in groupby(said, key=lambda token: (token.voice, token.part))]
    if not parts:
        yield Row(place, None, "", caption.start_ms, caption.end_ms)
        return
    if len(parts) > 1:
        notes.add(Mend.SHARED_CUE, place)
    edges = _shared_out(caption, parts)
    for part, start, end in zip(parts, edges[:-1], edges[1:], strict=True):
        yield Row(place, part[0].voice, _joined(part), start, end, _timed(part, start, end))


def _shared_out(caption: Caption, parts: Sequence[Sequence[Token]]) -> list[int | None]:
    """Where each part begins and the last ends: said by the file, or by the number of letters."""
    start, end = caption.start_ms, caption.end_ms
    edges: list[int | None] = [start]
    letters = [len(_joined(part)) for part in parts]
    for number in range(1, len(parts)):
        said_at = parts[number][0].at_ms
        if said_at is None and end is not None and end > start:
            said_at = start + (end - start) * sum(letters[:number]) // sum(letters)
        edges.append(said_at)
    return [*edges, end]


def _timed(part: Sequence[Token], start: int | None, end: int | None) -> tuple[Word, ...]:
    """Runs of words, each from its own time to the next one's. None where the file times no word in here."""
    if start is None or end is None or all(token.at_ms is None for token in part):
        return ()
    runs: list[tuple[int, list[str]]] = []
    for token in part:
        if token.at_ms is not None or not runs:
            runs.append((start if token.at_ms is None else token.at_ms, []))
        runs[-1][1].append(token.text)
    ends = [at for at, _ in runs[1:]] + [end]
    return tuple(Word(at, until, " ".join(words)) for (at, words), until in zip(runs, ends, strict=True))
