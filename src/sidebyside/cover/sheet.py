"""The ledger as a table that an office opens."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sidebyside.cover.ledger import (
    PUBLISHED_HOURS,
    CycleTakes,
    Ledger,
    Sum,
    cost_pence,
    reason_words,
    rule_of,
)
from sidebyside.cover.models import CoverRequest
from sidebyside.programme.models import Programme

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def written(programme: Programme, ledger: Ledger, takes: CycleTakes, requests: list[CoverRequest]) -> bytes:
    """Hours as numbers, money in pounds; what people typed is text, never a formula."""
    book, rule = Workbook(), rule_of(programme)
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _("A term's cost")
    head = [_("Hours planned"), _("Hours used"), _("Hours lost"), _("Covers"), _("Cost in pounds")]

    def sums(one: Sum) -> list[Any]:
        cost = cost_pence(rule, one.minutes) / 100
        return [_hours(one.planned), _hours(one.used), _hours(one.lost), one.covers, cost]

    _rows(first, [_("Term"), _("From"), _("Until"), *head], [
        [name, begins, ends, *sums(one)] for name, begins, ends, one in ledger.terms
    ])  # fmt: skip
    lines = [
        [
            line.source, line.first, line.last,
            None if line.pence is None else line.pence / 100,
            None if line.day_tenths is None else line.day_tenths / 10,
            *sums(one), round(one.minutes / rule.day_minutes, 1),
        ]
        for line, one in ledger.lines
    ]  # fmt: skip
    lines.append([_("no line yet"), None, None, None, None, *sums(ledger.unpaid), None])
    _rows(
        book.create_sheet(_("Funding lines")),
        [_("Source"), _("From"), _("Until"), _("Pounds"), _("Days"), *head, _("Days taken")],
        lines,
    )
    _rows(book.create_sheet(_("What a cycle takes")), [_("What"), _("Hours")], [
        [_("the talk, each of you"), _hours(takes.talk)],
        [_("the lesson that is looked at"), _hours(takes.visit)],
        [_("cover at most, with a visit"), _hours(takes.cover_with_visit)],
        [_("cover at most, with a film instead"), _hours(takes.cover_with_film)],
        [_("one person's hours in this programme's year"), takes.hours_a_year],
        [_("published programmes, from"), PUBLISHED_HOURS[0]],
        [_("published programmes, to"), PUBLISHED_HOURS[1]],
    ])  # fmt: skip
    _rows(
        book.create_sheet(_("Requests")),
        [_("Pair"), _("What"), _("Day"), _("Begins"), _("Minutes"), _("Covers"), _("State"), _("Reason")],
        [_request(one) for one in requests],
    )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _request(one: CoverRequest) -> list[Any]:
    at = timezone.localtime(one.starts_at)
    return [
        names_of(one),
        one.get_what_display(),
        at.date(),
        at.strftime("%H:%M"),
        one.minutes,
        one.covers,
        one.get_state_display(),
        reason_words(one.reason),
    ]


def names_of(request: CoverRequest) -> str:
    members = request.strand.cycle.partnership.memberships.all()
    return _(" and ").join(one.person.name for one in members)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _rows(sheet: Worksheet, headings: list[str], rows: list[list[Any]]) -> None:
    for number, row in enumerate([headings, *rows], 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                # A source that begins with "=" is a name, not a formula.
                cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    for place, heading in enumerate(headings, 1):
        widest = max([len(heading), *(len(str(row[place - 1] or "")) for row in rows)])
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = min(widest + 3, 44)
    sheet.freeze_panes = "A2"
