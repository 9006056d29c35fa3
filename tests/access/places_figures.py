"""A half-term of Ana's school that was counted: its cell is sealed, and no page asks for it. A term of her trust: what
is shown is read, and a school's own words are not where nothing is."""

from datetime import UTC, date, datetime
from typing import Any

from sidebyside.federation.models import Federation
from sidebyside.figures.models import Cell, Figure, Span, TrustFigure, TrustTerm
from tests.access.model import Right as R
from tests.cast import Cast

WITNESSES: dict[str, tuple[R, ...]] = {
    "Quilltrustasked": (R.READ_TRUST_FIGURES,),
    "Quilltrusthidden": (R.NEVER,),
}
STILL: tuple[str, ...] = ()


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
    _of_trust()
    return {}


def _of_trust() -> None:
    """After its schools were put together (``places_federation``)."""
    term = TrustTerm.objects.create(
        federation=Federation.objects.get(),
        season=TrustTerm.Season.AUTUMN,
        begins=2024,
        counted_from=datetime(2024, 10, 19, tzinfo=UTC),
        last=date(2024, 12, 18),
    )
    form = {"term": term, "form": "interim-review", "answers": ["a", "b"]}
    TrustFigure.objects.create(question="one", asked="Quilltrustasked", tenths=[5, 5], **form)
    TrustFigure.objects.create(question="two", asked="Quilltrusthidden", tenths=None, **form)
