"""The same page on paper. Words go to typst as data, so that nothing in them can be a command."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.cover.templatetags.cover import for_cover, in_hours
from sidebyside.figures.page import FormFigures, Shown
from sidebyside.figures.stages import Sums

SHEET = Path(__file__).parent / "figures.typ"


def as_pdf(page: dict[str, Any]) -> bytes:
    told = json.dumps(told_of(page), ensure_ascii=False)
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": told}, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def told_of(page: dict[str, Any]) -> dict[str, Any]:
    """All that the sheet says, already in words."""
    figures: Shown = page["figures"]
    hidden: str = page["hidden"]
    parts = [_of_sums(page["sums"], page["fewest"]), _of_pulse(figures, hidden)]
    for one in figures.forms:
        parts += _of_form(one, hidden)
    return {
        "title": _("Coaching at %(school)s") % {"school": page["school"].name},
        "dated": _("As it stands on %(day)s.") % {"day": date_format(timezone.localdate(), "j F Y")},
        "parts": [*parts, _part(_("How this is counted"), [how_words(), hidden_why()])],
    }


def how_words() -> str:
    return _(
        "Answers are counted once, after a half-term is over, of people who agreed to it, and never again; the year "
        "a year after its first day. Whoever may read this page is left out; whoever came to it later does not see a "
        "half-term in which they may have been counted. A share is shown over at least five people and three "
        "partnerships, and only if each answer was given, and not given, by two or more."
    )


def hidden_why() -> str:
    return _("Where a share is not shown, nobody is told why, and no later figure makes up for it.")


def _part(
    heading: str, lines: list[str], table: list[list[str]] | None = None, level: int = 2
) -> dict[str, Any]:
    return {"heading": heading, "lines": lines, "table": table or [], "level": level}


def _of_sums(sums: list[Sums], fewest: int) -> dict[str, Any]:
    head = [
        _("Programme"),
        _("Pairs"),
        _("Cycles closed"),
        _("Talks held"),
        _("Cover used"),
        _("Cover to come"),
    ]
    rows = []
    for one in sums:
        if not one.is_shown:
            few = _("fewer than %(n)s") % {"n": fewest}
            rows.append([one.programme.name, few, "–", "–", "–", "–"])
            continue
        cycles = _("%(n)s of %(all)s") % {"n": one.closed, "all": one.planned}
        talks = _("%(n)s, %(hours)s") % {"n": one.talks, "hours": in_hours(one.talked)}
        rows.append([one.programme.name, str(one.pairs), cycles, talks, *_of_cover(one)])
    return _part(_("Pairs and time"), [], [head, *rows] if rows else [])


def _of_cover(one: Sums) -> list[str]:
    """What was used, and what is to come with the cost of all of it."""
    cost = for_cover(one.cost, one.cover_minutes)
    if not one.cover_minutes:
        return [cost, cost]
    to_come = _("%(hours)s, in all %(cost)s") % {"hours": in_hours(one.cover_to_come), "cost": cost}
    return [in_hours(one.cover_used), to_come]


def _of_pulse(figures: Shown, hidden: str) -> dict[str, Any]:
    head = [_("Half-term or longer"), *figures.taps]
    rows = [[line.over, *(cell or hidden for cell in line.cells)] for line in figures.pulse]
    lines = [_("Three taps after a meeting: how many said yes, of those who answered.")]
    if not rows:
        lines.append(_("Nothing has been counted yet."))
    return _part(_("After a meeting"), lines, [head, *rows] if rows else [])


def _of_form(one: FormFigures, hidden: str) -> list[dict[str, Any]]:
    lines = []
    if one.reply:
        lines += [_("What the programme answered: %(words)s") % {"words": one.reply.words}]
    if one.nothing:
        lines.append(f"{', '.join(one.nothing)}: {hidden}.")
    if not one.tables and not one.nothing:
        lines.append(_("Nothing has been counted yet."))
    parts = [_part(one.title, lines)]
    for table in one.tables:
        rows = [[line.over, line.cells[0] or hidden] for line in table.lines]
        parts.append(_part(table.when, [], [[_("Question"), _("Answers")], *rows], level=3))
    return parts
