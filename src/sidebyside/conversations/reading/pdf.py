"""The reading on paper. The words go to typst as data, never as markup, so that nothing that was said is a command."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.conversations.reading.page import Mark, ReadingPage
from sidebyside.conversations.reading.timeline import InTime
from sidebyside.conversations.written.turns import Said
from sidebyside.recordings.words import clock_words

SHEET = Path(__file__).parent / "sheet.typ"
LONGEST_QUOTE = 220
HUES = {"mine": "coachee", "yours": "coach"}


def as_pdf(page: ReadingPage) -> bytes:
    told = json.dumps(told_of(page), ensure_ascii=False)
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": told}, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def told_of(page: ReadingPage) -> dict[str, Any]:
    """All that the sheet says, already in words."""
    return {
        "title": page.heading,
        "dated": _dated(page),
        "rests": f"{page.rests_on} {_('It may be wrong.')}" if page.state == "read" else "",
        "names": [page.names["coachee"], page.names["coach"]],
        "drawing": _drawing(page),
        "level": page.level_name,
        "sure": f"{page.sureness}. {page.passage_beside}".strip() if page.level_name else "",
        "blocks": [block for block in _blocks(page) if block["lines"]],
        "try": page.to_try,
        "tryTitle": _("One thing to try"),
        "moments": [{"why": one.why, **_quote(page, one.said)} for one in page.moments],
        "momentsTitle": _("Worth hearing again") if page.sound else _("Worth looking at again"),
        "figures": [[one.label, " · ".join((one.now, *one.earlier))] for one in page.figures],
        "figuresTitle": _("This talk and your last ones") if page.earlier else _("This talk in figures"),
        "whose": _("For the two of you. It describes a talk and rates nobody."),
    }


def _dated(page: ReadingPage) -> str:
    """When they talked, where that is known, and the day of this sheet: a reading changes with its codes."""
    today = date_format(timezone.localdate(), "j F Y")
    talked = page.conversation.opened_at if page.conversation is not None else None
    if talked is None:
        return _("As it stands on %(today)s") % {"today": today}
    day = date_format(timezone.localdate(talked), "j F Y")
    return _("Talk of %(day)s, as it stands on %(today)s") % {"day": day, "today": today}


def _blocks(page: ReadingPage) -> list[dict[str, Any]]:
    return [
        {"title": title, "lines": [_line(page, mark) for mark in marks]}
        for title, marks in (
            (_("Speaks for it"), page.speaks_for),
            (_("Not seen, though it belongs here"), page.speaks_against),
            (_("Of the next, there already"), page.next_shown),
            (_("Of the next, not yet"), page.missing),
        )
    ]


def _line(page: ReadingPage, mark: Mark) -> str:
    places = ", ".join(_place(one) for one in mark.turns)
    return f"{mark.text} ({places})" if places else mark.text


def _place(said: Said) -> str:
    return clock_words(said.at_ms) if said.at_ms is not None else str(said.number)


def _quote(page: ReadingPage, said: Said) -> dict[str, str]:
    text = said.text if len(said.text) <= LONGEST_QUOTE else said.text[: LONGEST_QUOTE - 1].rstrip() + "…"
    return {"quote": text, "by": f"{page.speaker(said)}, {_place(said)}"}


def _drawing(page: ReadingPage) -> dict[str, Any] | None:
    """Who spoke when, what was built, the level and the film, in the drawing's own units."""
    if page.talk is None or not page.talk.turns:
        return None
    time = InTime(page, is_small=True)
    d = time.drawing
    return {
        "width": d.width,
        "height": d.height,
        "turns": [[one.x, one.y, one.width, one.height, one.hue] for one in d.turns],
        "spans": [[one.x, one.y, one.width, 66] for one in d.spans],
        "ticks": [[one.x, one.text] for one in d.ticks],
        "steps": [[one.x, one.y, one.width] for one in d.steps],
        "levels": [[x, y, name] for x, y, name in time.levels],
        "film": [[one.x, one.y, one.width, one.text] for one in d.film],
    }
