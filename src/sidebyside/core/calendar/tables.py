"""Tables that a school's office exports, with columns in any order and by many names. Errors name their row.

Nothing is decided here: columns are guessed, a page shows the guess and lets it be changed, then rows are read.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sidebyside.core.calendar.slots import Cell, Use
from sidebyside.core.calendar.year import SchoolYear
from sidebyside.core.decoding import text_of

MOST_ROWS = 30_000
LONGEST_NAME = 80
LONGEST_EMAIL = 254
_SEPARATORS = ",;\t|"
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")

# What SIMS, Arbor and Bromcom shaped exports call things; the first that fits is taken.
TIMETABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("staff email", "teacher email", "work email", "email address", "email", "e-mail", "mail"),
    "name": ("staff name", "teacher", "teacher name", "staff", "main teacher", "full name", "name"),
    "week": ("week", "timetable week", "week name", "week number", "cycle week"),
    "day": ("day of week", "weekday", "day name", "dayname", "day"),
    "period": ("timetable period", "period name", "periodname", "period", "lesson", "slot"),
    "use": ("activity type", "activity", "event type", "use", "session type", "type"),
}
STAFF_COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("work email", "staff email", "email address", "email", "e-mail", "mail", "main email"),
    "name": ("full name", "staff name", "preferred name", "name", "staff", "teacher"),
    "first": ("forename", "preferred forename", "legal first name", "first name", "given name"),
    "last": ("surname", "preferred surname", "legal last name", "last name", "family name"),
}
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
# "1Mon", "MonA" or "Tuesday B": the week stands beside the day.
_DAY_AND_WEEK = re.compile(
    r"([12])?\s*(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|r|rs|ur)?(?:day)?\s*([ab12])?", re.IGNORECASE
)
_USES = {
    Use.PLANNING: ("ppa", "planning", "preparation", "non-contact", "non contact", "noncontact"),
    Use.DUTY: ("duty", "supervision", "break duty", "lunch duty"),
    Use.DIRECTED: ("directed", "meeting", "cpd", "briefing"),
    Use.PROTECTED: ("protected", "coaching"),
    Use.ELSEWHERE: ("elsewhere", "other school", "off site", "offsite"),
    Use.TEACHING: ("teaching", "lesson", "class", "tutor", "registration", "assembly", "taught"),
}
_FREE = {"free", "-", "none"}


@dataclass(frozen=True)
class Problem:
    """``what`` is a word that a page turns into a sentence, ``cell`` what stood there (shortened)."""

    line: int
    what: str
    cell: str = ""
    other: str = ""


class Unreadable(Exception):
    """Carries a word: "not text", "broken", "too many", "empty"."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Table:
    """``rows`` with the number of the line they stand in, the heading being 1 and empty lines left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Placed:
    """One period of somebody's week, from one row."""

    line: int
    email: str
    cell: Cell
    use: Use


@dataclass(frozen=True)
class Staff:
    line: int
    email: str
    name: str


def read(content: bytes) -> Table:
    """Raises Unreadable."""
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = text_of(content, ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"))
    if text is None:
        raise Unreadable("not text")
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable("broken") from error
    if len(lines) > MOST_ROWS + 1:
        raise Unreadable("too many")
    cleaned = [tuple(_plain(cell) for cell in line) for line in lines]
    rows = tuple((number, line) for number, line in enumerate(cleaned[1:], 2) if any(line))
    if not rows:
        raise Unreadable("empty")
    return Table(cleaned[0], rows)


def _plain(cell: str) -> str:
    """One way of writing each letter, so that a name typed with loose accents is the same name."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


def guess(columns: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column is what, as far as the headings tell; each column at most once."""
    plain = [re.sub(r"[\s_]+", " ", column).strip().casefold() for column in columns]
    found: dict[str, int] = {}
    for role, names in known.items():
        places = [plain.index(name) for name in names if name in plain]
        free = [place for place in places if place not in found.values()]
        if free:
            found[role] = free[0]
    return found


def timetable(
    table: Table, columns: Mapping[str, int], year: SchoolYear, emails: Mapping[str, str]
) -> tuple[list[Placed], list[Problem]]:
    """Rows as periods of people's weeks. ``emails`` leads from an e-mail, and from a name that only one person has,
    both in small letters, to the e-mail. Where there are problems nothing should be taken."""
    placed: dict[tuple[str, Cell], Placed] = {}
    problems: list[Problem] = []
    for line, row in table.rows:
        cells = _cells(row, columns)
        found, wrong = _row(line, cells, year, emails)
        problems += wrong
        for one in found if not wrong else ():
            before = placed.setdefault((one.email, one.cell), one)
            if before.use != one.use:
                problems.append(Problem(line, "clash", one.email, str(before.line)))
    return list(placed.values()), problems


def _cells(row: tuple[str, ...], columns: Mapping[str, int]) -> dict[str, str]:
    return {role: row[at] if 0 <= at < len(row) else "" for role, at in columns.items()}


def _row(
    line: int, cells: Mapping[str, str], year: SchoolYear, emails: Mapping[str, str]
) -> tuple[list[Placed], list[Problem]]:
    said = cells.get("email") or cells.get("name") or ""
    email = emails.get(said.casefold()) or emails.get(cells.get("name", "").casefold())
    problems = [] if email else [Problem(line, "who" if said else "nobody", said[:40])]
    week, weekday, period = _place(cells, year)
    if weekday is None or weekday >= year.days:
        problems.append(Problem(line, "day", cells.get("day", "")[:20] or cells.get("period", "")[:20]))
    if period is None:
        problems.append(Problem(line, "period", cells.get("period", "")[:20]))
    if week is None:
        problems.append(Problem(line, "week", cells.get("week", "")[:20]))
    use = use_of(cells.get("use", ""))
    if use is None and cells.get("use", "").casefold() not in _FREE:
        problems.append(Problem(line, "use", cells.get("use", "")[:20]))
    if problems or use is None or week is None or weekday is None or period is None or not email:
        return [], problems
    weeks = range(year.weeks) if week < 0 else (week,)
    return [Placed(line, email, Cell(one, weekday, period), use) for one in weeks], []


def use_of(said: str) -> Use | None:
    """An export that says nothing lists lessons. None for a word that is not known, and for "free"."""
    plain = said.casefold()
    if not plain:
        return Use.TEACHING
    for use, words in _USES.items():
        if any(word in plain for word in words):
            return use
    return None


def _place(cells: Mapping[str, str], year: SchoolYear) -> tuple[int | None, int | None, str | None]:
    """Week (-1 for every week, None for one that is not known), weekday and the period's name."""
    day, period = cells.get("day", ""), cells.get("period", "")
    if not day and ":" in period:
        # SIMS writes day, week and period in one word: MonA:1, or 1Mon:1.
        day, period = period.split(":", 1)
    return _week(cells.get("week", ""), day, year), _weekday(day), _period(period, year)


def _weekday(said: str) -> int | None:
    plain = re.sub(r"^\d", "", said.strip().casefold()).strip()
    if said.strip().isdigit() and 1 <= int(said) <= 7:
        return int(said) - 1
    return _DAYS.get(plain[:3])


def _week(said: str, day: str, year: SchoolYear) -> int | None:
    beside = _DAY_AND_WEEK.fullmatch(day.strip())
    plain = re.sub(r"^week\s*", "", said.strip().casefold())
    if not plain and beside is not None:
        plain = (beside[1] or beside[2] or "").casefold()
    if not plain or plain in {"every", "all", "both", "a and b", "a/b"}:
        return -1
    week = {"a": 0, "1": 0, "b": 1, "2": 1}.get(plain)
    return week if week is not None and week < year.weeks else None


def _period(said: str, year: SchoolYear) -> str | None:
    plain = said.strip().casefold()
    for one in year.periods:
        if one.name.casefold() == plain:
            return one.name
    bare = re.sub(r"^(period|lesson|p)\s*", "", plain)
    matching = [
        one.name for one in year.periods if re.sub(r"^(period|lesson|p)\s*", "", one.name.casefold()) == bare
    ]
    return matching[0] if bare and len(matching) == 1 else None


def staff(table: Table, columns: Mapping[str, int]) -> tuple[list[Staff], list[Problem]]:
    """People by e-mail. The same row twice counts once; one e-mail with two names is a problem."""
    found: dict[str, Staff] = {}
    problems: list[Problem] = []
    for line, row in table.rows:
        cells = _cells(row, columns)
        name = cells.get("name") or " ".join(_both(cells.get("first", ""), cells.get("last", "")))
        email = cells.get("email", "").lower()
        wrong = list(_wrong_person(line, email, name))
        problems += wrong
        if wrong:
            continue
        before = found.setdefault(email, Staff(line, email, name))
        if before.name.casefold() != name.casefold():
            problems.append(Problem(line, "e-mail twice", email[:60], str(before.line)))
    return list(found.values()), problems


def without_doubt(people: Iterable[Staff], problems: Iterable[Problem]) -> list[Staff]:
    """Those whose rows can be read: of an e-mail that has two names, nobody knows which one is right."""
    doubted = {one.cell for one in problems if one.what == "e-mail twice"}
    return [one for one in people if one.email[:60] not in doubted]


def _both(*names: str) -> Iterable[str]:
    return (name for name in names if name)


def _wrong_person(line: int, email: str, name: str) -> Iterable[Problem]:
    if not email:
        yield Problem(line, "no e-mail", name[:40])
    elif not _MAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        yield Problem(line, "no address", email[:60])
    if not name:
        yield Problem(line, "no name", email[:60])
    elif len(name) > LONGEST_NAME:
        yield Problem(line, "long name", name[:40])
