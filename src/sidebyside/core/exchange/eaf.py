"""ELAN files (EAF), 2.7 to 3.0: tiers are speakers, annotations are turns.
https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf

Every annotation is read into a small record first, since times may stand behind what needs them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from .eaf_times import Annotation, Clock
from .errors import Code, ExchangeError
from .notes import Mend, Notebook
from .places import line
from .safe_xml import Event, Happening, events
from .shapes import Row, Word, tidy

_FORMATS = re.compile(r"[23]\.\d{1,3}")
UNNAMED = "unnamed speaker"
_MOST_TIERS = 1000
# A word corrected on one tier only does not make the other a tier of gestures.
_SAME_WORDS = 0.9
_UNNAMED = re.compile(rf"{UNNAMED}( \(\d+\))?")


@dataclass(slots=True)
class _Tier:
    id: str
    line: int
    parent: str
    participant: str
    sort: str
    annotations: list[Annotation] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        return any(tidy(annotation.text) for annotation in self.annotations)

    @property
    def speaker(self) -> str | None:
        if self.participant:
            return self.participant
        return None if _UNNAMED.fullmatch(self.id) else self.id


@dataclass(slots=True)
class _Document:
    slots: dict[str, int | None] = field(default_factory=dict)
    tiers: list[_Tier] = field(default_factory=list)
    coded_sorts: set[str] = field(default_factory=set)

    def is_coded(self, tier: _Tier) -> bool:
        """A tier whose values come from a closed list holds codes, not talk."""
        return tier.sort in self.coded_sorts

    def below(self, tier: _Tier) -> list[_Tier]:
        return [other for other in self.tiers if other.parent == tier.id and other is not tier]


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    document = _Reader().document(content)
    clock = Clock(document.slots, [tier.annotations for tier in document.tiers], notes)
    found: list[tuple[int, int, Row]] = []
    used: set[str] = set()
    for tier, speaker in _spoken(document):
        used.add(tier.id)
        words = _word_tier(document, tier, clock)
        used.update([words.tier.id] if words else [])
        for annotation in tier.annotations:
            start, end = clock.span(annotation)
            timed = words.inside(start, end, annotation.text) if words else ()
            row = Row(line(annotation.line), speaker, annotation.text, start, end, timed)
            found.append((start, annotation.age, row))
    for tier in document.tiers:
        if tier.id not in used and tier.has_words:
            notes.add(Mend.TIERS, line(tier.line))
    yield from (row for _, _, row in sorted(found, key=lambda entry: entry[:2]))


def _spoken(document: _Document) -> Iterator[tuple[_Tier, str | None]]:
    """The tiers that hold what was said. Where a tier only marks times, it is the first one below it."""
    tops = [tier for tier in document.tiers if not tier.parent and tier.annotations]
    talk = [tier for tier in tops if not document.is_coded(tier)] or tops
    for top in talk:
        below = [tier for tier in document.below(top) if tier.has_words and not document.is_coded(tier)]
        if top.has_words or not below:
            yield top, top.speaker
        else:
            yield below[0], below[0].participant or top.speaker
            below = below[1:]
        for tier in below:
            if tier.participant and top.participant and tier.participant != top.participant:
                yield tier, tier.participant


@dataclass(frozen=True, slots=True)
class _Words:
    """A tier below a speaker's that times each word; in the order of time."""

    tier: _Tier
    words: tuple[Word, ...]

    def inside(self, start: int, end: int, text: str) -> tuple[Word, ...]:
        """The words between the two times, if they are those of the text."""
        first = bisect_left(self.words, start, key=_begin_of)
        last = bisect_right(self.words, end, key=_begin_of)
        inside = tuple(word for word in self.words[first:last] if word.end_ms <= end)
        return inside if " ".join(word.text for word in inside) == tidy(text) else ()


def _begin_of(word: Word) -> int:
    return word.start_ms


def _word_tier(document: _Document, spoken: _Tier, clock: Clock) -> _Words | None:
    """The first tier below whose pieces are words of this one; gestures and codes are not."""
    said = set(tidy(" ".join(annotation.text for annotation in spoken.annotations)).split())
    for tier in document.below(spoken):
        aligned = [annotation for annotation in tier.annotations if not annotation.refers_to]
        if not aligned or len(aligned) < len(tier.annotations):
            continue
        pieces = tidy(" ".join(annotation.text for annotation in aligned)).split()
        if sum(piece in said for piece in pieces) >= _SAME_WORDS * len(pieces):
            return _Words(tier, _timed(aligned, clock))
    return None


def _timed(aligned: list[Annotation], clock: Clock) -> tuple[Word, ...]:
    words: list[Word] = []
    for annotation in aligned:
        span = clock.span_or_none(annotation)
        if span:
            words.append(Word(*span, tidy(annotation.text)))
    return tuple(sorted(words, key=_begin_of))


class _Reader:
    def __init__(self) -> None:
        self._document = _Document()
        self._annotation: Annotation | None = None
        self._value: list[str] | None = None

    def document(self, content: bytes) -> _Document:
        first = True
        for event in events(content):
            if event.what is Happening.BEGIN:
                if first:
                    _check_format(event)
                first = False
                self._begin(event)
            elif event.what is Happening.TEXT and self._value is not None:
                self._value.append(event.text)
            elif event.what is Happening.END and event.name == "ANNOTATION_VALUE":
                self._keep_value()
        return self._document

    def _begin(self, event: Event) -> None:
        given = event.attributes
        match event.name:
            case "HEADER" if given.get("TIME_UNITS", "milliseconds") != "milliseconds":
                raise ExchangeError(Code.EAF_UNITS, line(event.line))
            case "TIME_SLOT":
                self._document.slots[given.get("TIME_SLOT_ID", "")] = _slot_value(event)
            case "TIER":
                if len(self._document.tiers) == _MOST_TIERS:
                    raise ExchangeError(Code.TOO_MANY, line(event.line))
                self._document.tiers.append(_tier(event))
            case "ALIGNABLE_ANNOTATION" | "REF_ANNOTATION":
                self._begin_annotation(event)
            case "ANNOTATION_VALUE":
                self._value = []
            case "LINGUISTIC_TYPE" if given.get("CONTROLLED_VOCABULARY_REF"):
                self._document.coded_sorts.add(given.get("LINGUISTIC_TYPE_ID", ""))

    def _begin_annotation(self, event: Event) -> None:
        given = event.attributes
        if not self._document.tiers:
            raise ExchangeError(Code.BROKEN_XML, line(event.line))
        self._annotation = Annotation(
            id=given.get("ANNOTATION_ID", ""),
            line=event.line,
            begins=given.get("TIME_SLOT_REF1", ""),
            ends=given.get("TIME_SLOT_REF2", ""),
            refers_to=given.get("ANNOTATION_REF", ""),
            follows=given.get("PREVIOUS_ANNOTATION", ""),
        )
        self._document.tiers[-1].annotations.append(self._annotation)

    def _keep_value(self) -> None:
        if self._annotation is not None and self._value is not None:
            self._annotation.text = "".join(self._value)
        self._annotation = self._value = None


def _check_format(event: Event) -> None:
    if event.name != "ANNOTATION_DOCUMENT":
        raise ExchangeError(Code.EAF_FORMAT, line(event.line))
    given = event.attributes
    if not _FORMATS.fullmatch(given.get("FORMAT", given.get("VERSION", "2.7"))):
        raise ExchangeError(Code.EAF_FORMAT, line(event.line))


def _slot_value(event: Event) -> int | None:
    value = event.attributes.get("TIME_VALUE", "").strip()
    if not value:
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise ExchangeError(Code.BAD_TIME, line(event.line))
    return int(value)


def _tier(event: Event) -> _Tier:
    given = event.attributes
    return _Tier(
        id=given.get("TIER_ID", ""),
        line=event.line,
        parent=given.get("PARENT_REF", ""),
        participant=tidy(given.get("PARTICIPANT", "")),
        sort=given.get("LINGUISTIC_TYPE_REF", ""),
    )
