"""Which column of a table holds what, from its headings or from what stands in it; and rows from that."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from .errors import Code, ExchangeError
from .notes import Mend, Notebook
from .places import Place
from .shapes import Row, tidy
from .times import CLOCK, clock_ms, number_ms

_HEADINGS: dict[str, tuple[str, ...]] = {
    "speaker": (
        "speaker", "speaker name", "speakername", "name", "who", "role", "participant", "person", "voice", "tier",
        "speaker id", "said by",
    ),
    "text": (
        "text", "words", "utterance", "transcript", "transcription", "transcript text", "content", "turn", "what",
        "sentence", "annotation", "annotation value", "said", "caption", "message", "speech", "what was said",
        "spoken text",
    ),
    "start": (
        "start", "start time", "starttime", "begin", "begin time", "begins", "from", "time in", "in", "onset", "time",
        "times", "timestamp", "time stamp", "timecode", "time code", "at",
    ),
    "end": (
        "end", "end time", "endtime", "ends", "to", "until", "till", "out", "time out", "stop", "stop time",
        "finish", "offset",
    ),
    "duration": ("duration", "dur", "length", "lasts"),
}  # fmt: skip
_UNITS: dict[str, int] = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), 1),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "ss msec"), 1000),
}
_CLOCK_WORDS = re.compile(r" (?:hh mm ss(?: m?s{1,3}| mmm| ff)?|h mm ss(?: mmm)?|mm ss|hms)$")
_RANGE = re.compile(rf"\s*({CLOCK})\s*(?:-->|->|–|—|-|to)\s*({CLOCK})\s*")
_NOTHING = frozenset(("", "-", "–", "—", "n/a", "na", "null", "none", "nan"))
# As seconds this would be six hours, longer than any talk: a file that counts in milliseconds and does not say so.
_LONGEST_S = 6 * 3600
_SAMPLE = 50


@dataclass(slots=True)
class Columns:
    """Places of columns, counted from 0; `units` are the milliseconds in one, where the heading says so."""

    text: int
    places: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    place: Place
    cells: Sequence[str]


def from_headings(cells: Sequence[str]) -> Columns | None:
    """None where no heading says which column holds what was said."""
    places: dict[str, int] = {}
    units: dict[str, int] = {}
    for number, cell in enumerate(cells[:200]):
        name, unit = _heading(cell)
        if name and name not in places:
            places[name] = number
            if unit:
                units[name] = unit
    if "text" not in places:
        return None
    return Columns(places.pop("text"), places, units)


def _heading(cell: str) -> tuple[str | None, int | None]:
    words = " ".join(re.sub(r"[\W_]+", " ", cell[:80].casefold()).split())
    words = _CLOCK_WORDS.sub("", words)
    unit = next((word for word in _UNITS if words.endswith(f" {word}")), None)
    if unit:
        words = words.removesuffix(f" {unit}").removesuffix(" in")
    name = next((name for name, headings in _HEADINGS.items() if words in headings), None)
    return name, _UNITS[unit] if unit else None


def guessed(records: Sequence[Record]) -> Columns | None:
    """From what stands in them: times look like times, what is said is longest, names come again."""
    sample = [record.cells for record in records[:_SAMPLE]]
    width = max(map(len, sample), default=0)
    if not 2 <= width <= 5 or any(len(cells) != width for cells in sample):
        return None
    columns = [[tidy(cells[number]) for cells in sample] for number in range(width)]
    times = [number for number, cells in enumerate(columns) if _all_times(cells)]
    others = [number for number in range(width) if number not in times]
    if not 1 <= len(others) <= 2 or len(times) > 2:
        return None
    text = max(others, key=lambda number: sum(map(len, columns[number])))
    places = dict(zip(("start", "end"), times, strict=False))
    speakers = [number for number in others if number != text]
    if speakers and not _all_names(columns[speakers[0]]):
        return None
    if speakers:
        places["speaker"] = speakers[0]
    return Columns(text, places)


def _all_times(cells: Sequence[str]) -> bool:
    full = [cell for cell in cells if cell]
    return bool(full) and all(
        clock_ms(cell) is not None or _RANGE.fullmatch(cell) or number_ms(cell, 1) is not None
        for cell in full
    )


def _all_names(cells: Sequence[str]) -> bool:
    return all(len(cell) <= 60 and len(cell.split()) <= 6 for cell in cells)


def rows(columns: Columns, records: Sequence[Record], notes: Notebook) -> Iterator[Row]:
    """Raises BAD_TIME with the place of the first time that cannot be read."""
    read_start = _reader(columns, "start", records, notes)
    read_end = _reader(columns, "end", records, notes)
    read_duration = _reader(columns, "duration", records, notes)
    for record in records:
        start, end = _both(_cell(record, columns.places.get("start")), read_start, record)
        own_end = _one(_cell(record, columns.places.get("end")), read_end, record)
        lasts = _one(_cell(record, columns.places.get("duration")), read_duration, record)
        end = own_end if own_end is not None else end
        if end is None and start is not None and lasts is not None:
            end = start + lasts
        speaker = _cell(record, columns.places.get("speaker"))
        yield Row(record.place, speaker or None, _cell(record, columns.text), start, end)


def _cell(record: Record, place: int | None) -> str:
    return tidy(record.cells[place]) if place is not None and place < len(record.cells) else ""


def _both(cell: str, read: Callable[[str], int | None], record: Record) -> tuple[int | None, int | None]:
    """A column of times may hold both: 0:05 - 0:08."""
    span = _RANGE.fullmatch(cell)
    if span:
        return _one(span[1], read, record), _one(span[2], read, record)
    return _one(cell, read, record), None


def _one(cell: str, read: Callable[[str], int | None], record: Record) -> int | None:
    if cell.casefold() in _NOTHING:
        return None
    at = read(cell)
    if at is None:
        raise ExchangeError(Code.BAD_TIME, record.place)
    return at


def _reader(
    columns: Columns, name: str, records: Sequence[Record], notes: Notebook
) -> Callable[[str], int | None]:
    unit = columns.units.get(name)
    place = columns.places.get(name)
    if unit is None and place is not None:
        unit = _guessed_unit([_cell(record, place) for record in records])
        if unit == 1:
            notes.add(Mend.MILLISECONDS)
    in_one = unit or 1000

    def read(cell: str) -> int | None:
        bare = re.sub(r"\s*(?:s|sec|seconds)$", "", cell.strip("[]() "))
        at = number_ms(bare, in_one)
        return at if at is not None else clock_ms(bare)

    return read


def _guessed_unit(cells: Sequence[str]) -> int | None:
    numbers = [cell for cell in cells if cell.isascii() and cell.isdigit()]
    full = [cell for cell in cells if cell.casefold() not in _NOTHING]
    if numbers and len(numbers) == len(full) and max(map(_safe_int, numbers)) > _LONGEST_S:
        return 1
    return None


def _safe_int(digits: str) -> int:
    return int(digits[:15])
