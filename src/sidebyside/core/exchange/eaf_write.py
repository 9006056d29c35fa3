"""A transcript as an ELAN file, format 3.0: a tier a speaker, and below it one with the times of the words."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import chain, count, pairwise

from .eaf import UNNAMED
from .errors import Code, ExchangeError
from .places import Place, Unit
from .shapes import Transcript, Turn, Word, tidy

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="1970-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
"""
# The date is fixed: one talk gives one file, and when people met is not told with what they take away.
_FOOT = """    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="turns" TIME_ALIGNABLE="true"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Included_In" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true"/>
    <CONSTRAINT DESCRIPTION="Time alignable annotations within the parent annotation's time interval, gaps are allowed" STEREOTYPE="Included_In"/>
</ANNOTATION_DOCUMENT>
"""  # noqa: E501


@dataclass(slots=True)
class _Lane:
    """One tier: nothing on it overlaps, so somebody who speaks twice at once needs two.

    Turns with their numbers in the transcript, which tell the order of those that begin together.
    """

    id: str
    speaker: str | None
    turns: list[tuple[int, Turn]] = field(default_factory=list)

    @property
    def words(self) -> list[Word]:
        return [word for _, turn in self.turns if _are_apart(turn.words) for word in turn.words]


@dataclass(frozen=True, slots=True)
class _Annotation:
    number: int
    start_ms: int
    end_ms: int
    text: str


def write(transcript: Transcript) -> bytes:
    numbers = count(len(transcript.turns) + 1)
    tiers = [tier for lane in _lanes(transcript) for tier in _tiers(lane, numbers)]
    annotations = [annotation for _, of_tier in tiers for annotation in of_tier]
    parts = [_HEAD, "    <TIME_ORDER>\n"]
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    for slot, (at, is_begin, number) in enumerate(_edges(annotations), 1):
        (begins if is_begin else ends)[number] = slot
        parts.append(f'        <TIME_SLOT TIME_SLOT_ID="ts{slot}" TIME_VALUE="{at}"/>\n')
    parts.append("    </TIME_ORDER>\n")
    for attributes, of_tier in tiers:
        parts.append(f"    <TIER {attributes}>\n")
        parts += [_annotation(one, begins[one.number], ends[one.number]) for one in of_tier]
        parts.append("    </TIER>\n")
    return "".join([*parts, _FOOT]).encode()


def _edges(annotations: Sequence[_Annotation]) -> list[tuple[int, bool, int]]:
    """Each has slots of its own: shared ones would move a neighbour when an edge is dragged in ELAN."""
    begins = [(annotation.start_ms, True, annotation.number) for annotation in annotations]
    ends = [(annotation.end_ms, False, annotation.number) for annotation in annotations]
    return sorted(begins + ends)


def _tiers(lane: _Lane, numbers: Iterator[int]) -> Iterator[tuple[str, list[_Annotation]]]:
    named = f' PARTICIPANT="{_quoted(lane.speaker)}"' if lane.speaker else ""
    turns = [
        _Annotation(number, turn.start_ms, turn.end_ms, turn.text)
        for number, turn in lane.turns
        if turn.start_ms is not None and turn.end_ms is not None
    ]
    yield f'LINGUISTIC_TYPE_REF="turns"{named} TIER_ID="{_quoted(lane.id)}"', turns
    if lane.words:
        below = f'PARENT_REF="{_quoted(lane.id)}"{named} TIER_ID="{_quoted(lane.id)}: words"'
        words = [_Annotation(next(numbers), word.start_ms, word.end_ms, word.text) for word in lane.words]
        yield f'LINGUISTIC_TYPE_REF="words" {below}', words


def _lanes(transcript: Transcript) -> list[_Lane]:
    lanes: list[_Lane] = []
    # For each speaker, which of the lanes is free first.
    free: dict[str | None, list[tuple[int, int]]] = {}
    taken: set[str] = set()
    for number, turn in enumerate(transcript.turns, 1):
        if turn.start_ms is None or turn.end_ms is None:
            raise ExchangeError(Code.NEEDS_TIMES, Place(Unit.TURN, number))
    for number, turn in sorted(enumerate(transcript.turns, 1), key=lambda entry: entry[1].start_ms or 0):
        own = free.setdefault(turn.speaker, [])
        if own and own[0][0] <= (turn.start_ms or 0):
            _, place = heappop(own)
        else:
            place = len(lanes)
            name = _free_name(tidy(turn.speaker or "") or UNNAMED, len(own) + 1, taken)
            lanes.append(_Lane(name, turn.speaker))
        lanes[place].turns.append((number, turn))
        heappush(own, (turn.end_ms or 0, place))
    return lanes


def _free_name(name: str, number: int, taken: set[str]) -> str:
    names = chain([name] if number == 1 else [], (f"{name} ({further})" for further in count(max(2, number))))
    free = next(free for free in names if free not in taken and f"{free}: words" not in taken)
    taken.update([free, f"{free}: words"])
    return free


def _are_apart(words: Sequence[Word]) -> bool:
    return all(word.start_ms < word.end_ms for word in words) and all(
        before.end_ms <= after.start_ms for before, after in pairwise(words)
    )


def _annotation(annotation: _Annotation, begin: int, end: int) -> str:
    return (
        f'        <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{annotation.number}"'
        f' TIME_SLOT_REF1="ts{begin}" TIME_SLOT_REF2="ts{end}">'
        f"<ANNOTATION_VALUE>{html.escape(tidy(annotation.text), quote=False)}</ANNOTATION_VALUE>"
        "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )


def _quoted(text: str) -> str:
    return html.escape(tidy(text))
