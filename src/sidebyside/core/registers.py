"""A class list as a school's office writes it: one row a guardian and child. Errors name their row.

Columns, in any order, in any of their names: class, first name, last name; and if there are any: pupil id, teacher
(an e-mail), guardian, guardian e-mail, language.
"""

import csv
import io
import re
from dataclasses import dataclass

from sidebyside.core.decoding import text_of

MOST_ROWS = 5000
LONGEST = 80
_NAMES = {
    "class": {"class", "form", "group", "tutor group", "teaching group", "class name"},
    "first": {"first name", "first", "forename", "given name", "preferred name"},
    "last": {"last name", "last", "surname", "family name"},
    "pupil_id": {"pupil id", "id", "admission number", "admission no", "upn", "reference"},
    "teacher": {"teacher", "teacher email", "teacher e-mail", "class teacher"},
    "guardian": {"guardian", "guardian name", "parent", "parent name", "contact", "carer"},
    "email": {"guardian email", "guardian e-mail", "parent email", "parent e-mail", "email", "e-mail"},
    "language": {"language", "home language", "guardian language"},
}
_NEEDED = ("class", "first", "last")
_SEPARATORS = ",;\t|"
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True)
class Entry:
    """One row. Everything is trimmed; what a school did not give is empty. ``line`` counts the heading as 1."""

    line: int
    school_class: str
    first: str
    last: str
    pupil_id: str = ""
    teacher: str = ""
    guardian: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True)
class Problem:
    """``what`` is a word that a page turns into a sentence, ``cell`` what stood there (shortened)."""

    line: int
    what: str
    cell: str = ""


def read(content: bytes, languages: dict[str, str]) -> tuple[list[Entry], list[Problem]]:
    """``languages``: names and codes, in small letters, to codes. Where there are problems nothing should be taken."""
    text = text_of(content, ("utf-8-sig", "cp1252"))
    if text is None:
        return [], [Problem(1, "not text")]
    separator = max(_SEPARATORS, key=lambda one: len(_places(_first(text, one))))
    places = _places(_first(text, separator))
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        return [], [Problem(1, f"no {name}") for name in missing]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return [], [Problem(1, "broken")]
    if len(rows) > MOST_ROWS + 1:
        return [], [Problem(MOST_ROWS + 2, "too many")]
    return _entries(rows, places, languages)


def _first(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text[:4000], newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _places(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = re.sub(r"[\s_]+", " ", heading).strip().casefold()
        name = next((name for name, names in _NAMES.items() if plain in names), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def _entries(
    rows: list[list[str]], places: dict[str, int], languages: dict[str, str]
) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        wrong = _wrong(line, cells, languages)
        problems += wrong
        if not wrong:
            entries.append(_entry(line, cells, languages))
    if not entries and not problems:
        problems.append(Problem(2, "empty"))
    return entries, problems


def _wrong(line: int, cells: dict[str, str], languages: dict[str, str]) -> list[Problem]:
    found = [Problem(line, f"without {name}") for name in _NEEDED if not cells[name]]
    found += [Problem(line, "too long", cell[:20]) for cell in cells.values() if len(cell) > LONGEST]
    for name in ("teacher", "email"):
        if cells.get(name) and not _MAIL.fullmatch(cells[name]):
            found.append(Problem(line, f"{name} no address", cells[name][:40]))
    language = cells.get("language", "")
    if language and language.casefold() not in languages:
        found.append(Problem(line, "language", language[:20]))
    return found


def _entry(line: int, cells: dict[str, str], languages: dict[str, str]) -> Entry:
    return Entry(
        line=line,
        school_class=cells["class"],
        first=cells["first"],
        last=cells["last"],
        pupil_id=cells.get("pupil_id", ""),
        teacher=cells.get("teacher", "").lower(),
        guardian=cells.get("guardian", ""),
        email=cells.get("email", ""),
        language=languages.get(cells.get("language", "").casefold(), ""),
    )
