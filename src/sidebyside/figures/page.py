"""What is ever read of figures: those that were decided, in words. No cell, no count and no answer comes near."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from sidebyside.figures.models import Figure, Span, TrustFigure
from sidebyside.figures.questions import FORMS, PULSE, PULSE_WORDS, YES
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import Reply
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.models import Membership

# A page is a year's; what was published before stays where it was taken away to, and is never changed.
A_PAGE = timedelta(days=400)


def hidden_words() -> str:
    """One sentence for every reason: which it was would itself tell something."""
    return _("not shown: too few people, or an answer that would point at somebody")


@dataclass(frozen=True)
class Line:
    """One row of a table: what it is over, and a cell for each of its columns. ``None`` is not shown."""

    over: str
    cells: list[str | None]


@dataclass(frozen=True)
class FormTable:
    when: str
    lines: list[Line]


@dataclass
class FormFigures:
    key: str
    title: str
    reply: Reply | None
    tables: list[FormTable] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    """Stretches of which nothing is shown."""


@dataclass(frozen=True)
class Shown:
    taps: list[str]
    pulse: list[Line]
    forms: list[FormFigures]
    is_counted: bool
    """Whether any stretch of this school's calendar was counted at all."""

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str | None]]]]:
        """Rows of the taps, each cell with its column's words, for a narrow screen."""
        return [(line.over, list(zip(self.taps, line.cells, strict=True))) for line in self.pulse]


def published(school: School) -> QuerySet[Figure]:
    """All that pages ever read, of all years: one question."""
    return Figure.objects.filter(span__school=school).select_related("span", "programme")


def shown(school: School, viewer: Person) -> Shown:
    """Seven questions to the database, however much there is. Nothing that this viewer may have been counted in."""
    last = Span.objects.filter(school=school).aggregate(last=Max("last"))["last"]
    if last is None:
        return Shown(taps(), [], _forms(school, [], []), is_counted=False)
    spans = _without_own(viewer, list(Span.objects.filter(school=school, last__gt=last - A_PAGE)))
    found = list(published(school).filter(span__in=spans).order_by("pk"))
    return Shown(taps(), _pulse(spans, found), _forms(school, spans, found), is_counted=True)


def _without_own(viewer: Person, spans: list[Span]) -> list[Span]:
    """Whoever could look when a half-term was counted is in no cell of it. Whoever came to the page later, and was in
    a pair by then, may be: such a half-term is not for them to see, nor a term or a year that holds it."""
    roles = SchoolRole.objects.filter(
        person=viewer, role__in=(SchoolRole.Role.LEADER, SchoolRole.Role.CO_ORDINATOR)
    )
    looks_since: datetime | None = roles.aggregate(at=Min("given_at"))["at"]
    in_pairs_since: datetime | None = Membership.objects.filter(person=viewer).aggregate(
        at=Min("accepted_at")
    )["at"]
    if in_pairs_since is None:
        return spans
    own = [
        one
        for one in spans
        if one.level == Span.Level.HALF_TERM
        and (looks_since is None or one.frozen_at < looks_since)
        and in_pairs_since < _end(one, viewer)
    ]
    return [one for one in spans if not any(one.first <= part.first <= one.last for part in own)]


def _end(span: Span, viewer: Person) -> datetime:
    return datetime.combine(span.last + timedelta(days=1), time(), ZoneInfo(viewer.school.zone))


def span_words(span: Span) -> str:
    if span.level == Span.Level.YEAR:
        return _("%(first)s–%(last)s, the year") % {"first": span.first.year, "last": span.last.year}
    names = {
        0: "%(term)s %(year)s",
        1: _("%(term)s %(year)s, first half"),
        2: _("%(term)s %(year)s, second half"),
    }
    return names[span.part] % {"term": span.term, "year": span.first.year}


def tenths_words(share: int) -> str:
    return _("%(n)s in 10") % {"n": share}


def taps() -> list[str]:
    return [str(PULSE_WORDS[one.key]) for one in PULSE]


def _pulse(spans: list[Span], found: list[Figure]) -> list[Line]:
    """A row for each stretch and programme, and one for the school where it has several."""
    rows: dict[tuple[int, int | None], dict[str, Figure]] = defaultdict(dict)
    for one in found:
        if not one.form:
            rows[one.span_id, one.programme_id][one.question] = one
    lines = []
    for span in spans:
        own = [(key, row) for key, row in rows.items() if key[0] == span.pk]
        for _key, row in own:
            first = next(iter(row.values()))
            whose = first.programme.name if first.programme else _("all programmes")
            lines.append(Line(f"{span_words(span)} · {whose}", [said_yes(row.get(one.key)) for one in PULSE]))
    return lines


def said_yes(one: Figure | TrustFigure | None) -> str | None:
    if one is None or one.tenths is None:
        return None
    return tenths_words(one.tenths[PULSE[0].options.index(YES)])


def _forms(school: School, spans: list[Span], found: list[Figure]) -> list[FormFigures]:
    replies: dict[str, Reply] = {}
    for reply in Reply.objects.filter(school=school, key__in=FORMS).order_by("year"):
        replies[reply.key] = reply
    forms = []
    for key in FORMS:
        one = FormFigures(key, built_in(key).title, replies.get(key))
        for span in spans:
            lines = [form_line(row) for row in found if row.form == key and row.span_id == span.pk]
            if any(line.cells[0] is not None for line in lines):
                one.tables.append(FormTable(span_words(span), lines))
            else:
                # Whether enough people answered at all is told no more than the rest.
                one.nothing.append(span_words(span))
        forms.append(one)
    return forms


def form_line(one: Figure | TrustFigure) -> Line:
    if one.tenths is None:
        return Line(one.asked, [None])
    said = [f"{label}: {tenths_words(share)}" for label, share in zip(one.answers, one.tenths, strict=True)]
    return Line(one.asked, [" · ".join(said)])
