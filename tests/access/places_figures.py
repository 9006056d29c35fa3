"""A half-term of Ana's school that was counted: its cell is sealed, and no page asks for it."""

from datetime import date
from typing import Any

from sidebyside.figures.models import Cell, Figure, Span
from tests.cast import Cast


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    span = Span.objects.create(
        school=cast.school,
        level=Span.Level.HALF_TERM,
        term="Autumn",
        part=1,
        first=date(2024, 9, 2),
        last=date(2024, 10, 18),
    )
    Cell.objects.create(span=span, question="safe", people=2, partnerships=1, counts=Cell.sealable([0, 2]))
    Figure.objects.create(span=span, question="safe", tenths=None)
    return {}
