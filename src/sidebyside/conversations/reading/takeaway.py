"""The reading as a PDF, as data and as a table: names as pseudonyms, nothing of a gap, no blind codes."""

import csv
import io
import json
from typing import Any

from sidebyside.conversations.codes.dimensions import ORDER, words_of
from sidebyside.conversations.reading import pdf
from sidebyside.conversations.reading.page import ReadingPage
from sidebyside.core.talk import telling

TYPES = {"pdf": "application/pdf", "json": "application/json", "csv": "text/csv; charset=utf-8"}
# A name that says what it is and nothing of whom or what it is about.
NAME = "talk-reading"
# What a table program would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_file(page: ReadingPage, kind: str) -> bytes:
    made = {"pdf": pdf.as_pdf, "json": as_json, "csv": as_csv}[kind]
    return made(page)


def as_json(page: ReadingPage) -> bytes:
    """As ``talk read`` writes it, with the speaker's name beside each turn."""
    assert page.talk is not None
    talk = page.talk
    told: dict[str, Any] = {
        "file": NAME,
        "version": telling.VERSION,
        **telling.description_json(talk.coded.offered_description),
    }
    for turn, said in zip(told["turns"], talk.turns, strict=True):
        turn["speaker"] = page.speaker(said) or None
    # Both are made of what is suggested, too: whoever codes blind gets them once they have compared.
    told["indicators"] = None if page.is_blind else telling.indicators_json(talk.indicators)
    told["reading"] = None if page.is_blind else telling.reading_json(talk.reading)
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_csv(page: ReadingPage) -> bytes:
    """A row a turn; each dimension twice: the pair's code, and what was suggested, nothing of that while blind."""
    assert page.talk is not None
    coded = page.talk.coded
    out = io.StringIO()
    writer = csv.writer(out)
    names = [str(dimension.value) for dimension in ORDER]
    columns = [column for name in names for column in (name, f"{name} suggested")]
    writer.writerow(["turn", "start", "end", "role", "speaker", "text", *columns])
    for place, said in enumerate(coded.turns):
        cells: list[str] = []
        for dimension in ORDER:
            there = coded.offered(place, dimension)
            cells.append(words_of(dimension, coded.value(place, dimension, coded.agreed)))
            cells.append(words_of(dimension, there.value) if there else "")
        head = [str(place + 1), _seconds(said.at_ms), _seconds(said.until_ms), said.role]
        writer.writerow([*head, *(_plain(one) for one in (page.speaker(said), said.text, *cells))])
    return out.getvalue().encode("utf-8-sig")


def _seconds(ms: int | None) -> str:
    return "" if ms is None else f"{ms / 1000:.3f}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
