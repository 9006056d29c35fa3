"""Lines that somebody typed, or that a program wrote for reading: "Ana: Hello.", with a time or without.

Understood, alone or mixed:
    Ana: words                  [00:01:02] Ana: words       Ana (00:01:02): words       Ana: [00:01:02] words
    00:01:02 Ana: words         [0:01 - 0:04] words         [Ana] words
    Ana   0:05                  0:0:5.100 --> 0:0:8.250     a line on its own, the words below it (Teams, Otter)
    words                       Ana
    words                       words
A line that begins with neither a name nor a time goes on with the one above.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .errors import Code, ExchangeError
from .naming import Labels, looks_like_name
from .notes import Mend, Notebook
from .places import Place
from .shapes import LIMIT_ROWS, Row, tidy
from .times import CLOCK, clock_ms

_BETWEEN = r"\s*(?:-->|->|–|—|-|to)\s*"
_TIMES = rf"(?P<start>{CLOCK})(?:{_BETWEEN}(?P<end>{CLOCK}))?"
_IN_BRACKETS = rf"[\[(]\s*{_TIMES}\s*[\])]"
_STAMP = re.compile(rf"\s*{_IN_BRACKETS}\s*[-–—:]?\s*")
_BARE_STAMP = re.compile(rf"\s*{_TIMES}(?:\s+[-–—]\s+|:?\s+|$)")
_ALONE = re.compile(rf"\s*[\[(]?\s*{_TIMES}\s*[\])]?\s*:?\s*")
_NAME = r"(?P<name>[^\W_][^\[\]:?!\n]{0,59}?)"
_NAME_THEN_STAMP = re.compile(rf"\s*{_NAME}\s*{_IN_BRACKETS}\s*:?\s*")
_HEADER = re.compile(rf"\s*{_NAME},?\s+{_TIMES}\s*:?\s*")
_HEADER_THEN_WORDS = re.compile(rf"\s*{_NAME}(?:\t\s*|[ \t]{{2,10}}){_TIMES}(?:\t|\s{{1,10}})")
_BRACKETED = re.compile(r"\s*\[(?P<name>[^\[\]\n]{1,40})\]\s*:?\s*(?=\S)")
_SERVICE = re.compile(r"\s*(?P<who>.{1,60}?) (?:started|stopped) (?:the )?(?:transcription|recording)\.?\s*")
_COUNTER = re.compile(r"\s*\d{1,6}\s*")
_LONGEST_HEADER = 120
# Patterns that try several ways to part a line look at its beginning only, or a mile of spaces takes an hour.
_LONGEST_HEAD = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An empty text is an empty line, which parts paragraphs."""

    place: Place
    text: str


@dataclass(slots=True)
class _Part:
    """What a line says of speaker and time, and what is left of it. `waits` if the words stand below."""

    speaker: str | None = None
    start: int | None = None
    end: int | None = None
    rest: str = ""
    waits: bool = False

    @property
    def says_who_or_when(self) -> bool:
        return self.speaker is not None or self.start is not None


@dataclass(slots=True)
class _Growing:
    place: Place
    part: _Part
    said: list[str] = field(default_factory=list)

    def row(self) -> Row:
        return Row(self.place, self.part.speaker, " ".join(self.said), self.part.start, self.part.end)


def rows(lines: Sequence[Line], notes: Notebook) -> Iterator[Row]:
    kept = _without_service(lines, notes)
    full = [line for line in kept if line.text.strip()]
    if len(full) > LIMIT_ROWS:
        raise ExchangeError(Code.TOO_MANY, full[LIMIT_ROWS].place)
    grammar = _Grammar([line.text for line in full])
    parts = [(line, grammar.part(line.text)) for line in _said(kept)]
    _name_from_own_lines(parts)
    if not any(part.says_who_or_when for _, part in parts):
        yield from _paragraphs(kept)
        return
    named = any(part.speaker is not None for _, part in parts)
    speaker: str | None = None
    for grown in _grown(parts, notes):
        if grown.part.speaker is None and speaker is not None and named:
            notes.add(Mend.CARRIED, grown.place)
            grown.part.speaker = speaker
        speaker = grown.part.speaker
        yield grown.row()


def _without_service(lines: Sequence[Line], notes: Notebook) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        found = _SERVICE.fullmatch(line.text) if len(line.text) < _LONGEST_HEADER else None
        if found and looks_like_name(tidy(found["who"])):
            notes.add(Mend.SERVICE, line.place)
        else:
            kept.append(line)
    return kept


def _said(lines: Sequence[Line]) -> list[Line]:
    """The lines with words, without the counters of captions that were pasted."""
    full = [line for line in lines if line.text.strip()]
    after = [line.text for line in full[1:]] + [""] * bool(full)
    return [
        line
        for line, following in zip(full, after, strict=True)
        if not (_COUNTER.fullmatch(line.text) and "-->" in following and _alone(following))
    ]


def _name_from_own_lines(parts: list[tuple[Line, _Part]]) -> None:
    """Time, name and words each on a line: what follows a lone time is a name if words follow it in turn."""
    places = [
        number + 1
        for number, (_, part) in enumerate(parts[:-2])
        if part.waits and part.speaker is None
        and not parts[number + 1][1].says_who_or_when
        and not parts[number + 2][1].says_who_or_when
    ]  # fmt: skip
    seen = Counter(tidy(parts[place][1].rest) for place in places)
    for place in places:
        name = tidy(parts[place][1].rest)
        if looks_like_name(name) or (seen[name] > 1 and len(name.split()) <= 3):
            parts[place][1].speaker, parts[place][1].rest = name, ""


def _grown(parts: Sequence[tuple[Line, _Part]], notes: Notebook) -> Iterator[_Growing]:
    current: _Growing | None = None
    for line, part in parts:
        if current is None and not part.says_who_or_when:
            notes.add(Mend.PREAMBLE, line.place)
        elif (
            current is None or part.start is not None or (part.speaker is not None and not current.part.waits)
        ):
            if current is not None:
                yield current
            current = _Growing(line.place, part, [part.rest])
        else:
            current.part.speaker = part.speaker or current.part.speaker
            current.part.waits = False
            current.said.append(part.rest)
    if current is not None:
        yield current


def _paragraphs(lines: Sequence[Line]) -> Iterator[Row]:
    """Nobody is named and nothing is timed: a paragraph is a turn, or a line where no empty line parts them."""
    if all(line.text.strip() for line in lines):
        yield from (Row(line.place, None, line.text) for line in lines)
        return
    paragraph: list[Line] = []
    for line in lines:
        if line.text.strip():
            paragraph.append(line)
        elif paragraph:
            yield _paragraph(paragraph)
            paragraph = []
    if paragraph:
        yield _paragraph(paragraph)


def _paragraph(lines: Sequence[Line]) -> Row:
    return Row(lines[0].place, None, " ".join(line.text for line in lines))


def _alone(text: str) -> re.Match[str] | None:
    return _ALONE.fullmatch(text) if len(text) < _LONGEST_HEADER else None


class _Grammar:
    """How this file writes names, judged from all its lines together."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._labels = Labels(_unstamped(text) for text in texts)
        self._headers = Counter(
            tidy(found["name"])
            for text in texts
            for found in [_header(text) or _NAME_THEN_STAMP.match(text[:_LONGEST_HEAD])]
            if found
        )
        bracketed = sum(bool(_bracketed(text)) for text in texts)
        self._bracketed = not self._labels and 2 * bracketed >= len(texts)

    def part(self, text: str) -> _Part:
        for understood in (self._lone_time, self._headed, self._stamped, self._named, self._in_brackets):
            part = understood(text)
            if part:
                return part
        return _Part(rest=text)

    def _lone_time(self, text: str) -> _Part | None:
        found = _alone(text)
        return _timed(found, _Part(waits=True)) if found else None

    def _headed(self, text: str) -> _Part | None:
        """A name and a time, in this order, with the words behind or below."""
        header = _header(text)
        found = (
            header
            or _NAME_THEN_STAMP.match(text[:_LONGEST_HEAD])
            or _HEADER_THEN_WORDS.match(text[:_LONGEST_HEAD])
        )
        if not found or not self._is_name(tidy(found["name"])):
            return None
        rest = text[found.end() :]
        return _timed(found, _Part(tidy(found["name"]), rest=rest, waits=not rest))

    def _is_name(self, name: str) -> bool:
        return looks_like_name(name) or (self._headers[name] > 1 and len(name.split()) <= 3)

    def _stamped(self, text: str) -> _Part | None:
        """A time first; without brackets only where it has hours or a name follows, else it is the time of day."""
        found = _STAMP.match(text)
        bare = None if found else _BARE_STAMP.match(text)
        stamp = found or bare
        if stamp is None:
            return None
        speaker, rest = self._labels.part(text[stamp.end() :])
        if bare and speaker is None and stamp["start"].count(":") < 2:
            return None
        return _timed(stamp, _Part(speaker, rest=rest))

    def _named(self, text: str) -> _Part | None:
        speaker, rest = self._labels.part(text)
        if speaker is None:
            return None
        stamp = _STAMP.match(rest)
        part = _timed(stamp, _Part(speaker, rest=rest[stamp.end() :])) if stamp else None
        return part or _Part(speaker, rest=rest)

    def _in_brackets(self, text: str) -> _Part | None:
        found = _bracketed(text) if self._bracketed else None
        return _Part(tidy(found["name"]), rest=text[found.end() :]) if found else None


def _timed(found: re.Match[str], part: _Part) -> _Part | None:
    """The part with the times that were found, or None if they are none after all (12:75)."""
    part.start = clock_ms(found["start"])
    part.end = clock_ms(found["end"]) if found["end"] else None
    return None if part.start is None else part


def _header(text: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(text) if len(text) < _LONGEST_HEADER else None


def _bracketed(text: str) -> re.Match[str] | None:
    found = _BRACKETED.match(text[:_LONGEST_HEAD])
    return found if found and not _STAMP.match(text) else None


def _unstamped(text: str) -> str:
    stamp = _STAMP.match(text) or _BARE_STAMP.match(text)
    return text[stamp.end() :] if stamp else text
