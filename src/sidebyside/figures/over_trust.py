"""A trust's term: made of schools' cells once all of them are decided, and decided once. Who is in a school's cell is
unknown here, and no answer is ever asked for."""

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sidebyside.core import figures
from sidebyside.core.figures import Frozen, Part, Told
from sidebyside.federation.models import Federation
from sidebyside.figures.freezing import frozen_of
from sidebyside.figures.models import Cell, Figure, Looked, Span, TrustFigure, TrustSchool, TrustTerm
from sidebyside.figures.terms import Term, due, over
from sidebyside.people.models import School

# A question by its words, for forms are each school's own: what differs in a word is not added up.
Words = tuple[str, str, str, tuple[str, ...]]


def undecided(term: Term) -> QuerySet[Federation]:
    return Federation.objects.exclude(
        pk__in=TrustTerm.objects.filter(season=term.season, begins=term.begins).values("federation")
    )


def ready(term: Term) -> QuerySet[Federation]:
    """Not decided yet, and each of its schools with a calendar was looked at since the term was over."""
    looked = Looked.objects.filter(school=OuterRef("pk"), on__gte=term.decided_on)
    waits = School.objects.filter(
        ~Exists(looked), member__federation=OuterRef("pk"), school_years__isnull=False
    )
    return undecided(term).filter(~Exists(waits))


@transaction.atomic
def decide(federation: Federation, term: Term) -> bool:
    """False where it was decided before. All or nothing: a kill leaves it to the next sweep."""
    # Schools before their trust, as where a link changes. By no key: what is written meanwhile and only refers to them
    # need not wait.
    spans = _spans(federation, term)
    Federation.objects.select_for_update(no_key=True).get(pk=federation.pk)
    if not undecided(term).filter(pk=federation.pk).exists():
        return False
    made = TrustTerm.objects.create(
        federation=federation,
        season=term.season,
        begins=term.begins,
        counted_from=min((one.frozen_at for one in spans), default=None),
        last=max((one.last for one in spans), default=None),
    )
    _keep_schools(made, spans)
    told = _told(spans, term)
    for words, by_school in sorted(_cells(spans).items()):
        parts = [Part(periods, told[school, *words[:2]]) for school, periods in by_school.items()]
        above = figures.publish_across(parts)
        if above is not None:
            form, question, asked, answers = words
            TrustFigure.objects.create(
                term=made,
                form=form,
                question=question,
                asked=asked,
                answers=list(answers),
                tenths=None if above.published is None else list(above.published.tenths.values()),
                told=sorted(above.told),
                shut=sorted(above.shut),
            )
    return True


@transaction.atomic
def give_up(today: date) -> None:
    """After a restore: what may have been decided and read since is not decided again, over other schools. Nobody
    knows what it told, so nothing larger is ever told of any cell that may be in it."""
    for term in over(today):
        for federation in undecided(term):
            spans = _spans(federation, term)
            shut: dict[tuple[str, str], list[str]] = defaultdict(list)
            for cell in Cell.objects.filter(span__in=spans, people__gt=0).order_by("pk"):
                shut[cell.form, cell.question].append(str(cell.pk))
            if not shut and term not in due(today):
                continue
            made = TrustTerm.objects.create(federation=federation, season=term.season, begins=term.begins)
            _keep_schools(made, spans)
            for (form, question), cells in shut.items():
                TrustFigure.objects.create(term=made, form=form, question=question, shut=sorted(cells))


def _keep_schools(term: TrustTerm, spans: list[Span]) -> None:
    schools = sorted({one.school_id for one in spans})
    TrustSchool.objects.bulk_create([TrustSchool(term=term, school_id=one) for one in schools])


def _schools(federation: Federation, term: Term) -> list[int]:
    """Those that were in it on the day, none of which was in this term of another. Nothing of them is counted while
    this goes on."""
    day = datetime.combine(term.decided_on, time(), ZoneInfo(settings.TIME_ZONE))
    elsewhere = TrustSchool.objects.filter(term__season=term.season, term__begins=term.begins)
    found = School.objects.filter(member__federation=federation, member__joined_at__lt=day)
    found = found.exclude(pk__in=elsewhere.values("school")).order_by("pk")
    return [one.pk for one in found.select_for_update(of=("self",), no_key=True)]


def _spans(federation: Federation, term: Term) -> list[Span]:
    """By their first day. A school one of whose half-terms does not fit, or whose year is decided, is not in it."""
    of_schools = Span.objects.filter(school__in=_schools(federation, term))
    year = of_schools.filter(
        level=Span.Level.YEAR,
        school=OuterRef("school"),
        first__lte=OuterRef("first"),
        last__gte=OuterRef("first"),
    )
    found = of_schools.filter(
        level=Span.Level.HALF_TERM, first__gte=term.first, first__lte=term.begins_by
    ).annotate(is_over=Exists(year))
    spans = list(found.order_by("first", "pk"))
    left_out = {one.school_id for one in spans if not one.for_trust or one.last > term.ends_by or one.is_over}
    return [one for one in spans if one.school_id not in left_out]


def _cells(spans: list[Span]) -> dict[Words, dict[int, list[list[Frozen]]]]:
    """Of each question the schools' cells, by half-term. A school with a cell whose key is gone is not in it."""
    place: dict[int, tuple[int, int]] = {}
    halves: dict[int, int] = defaultdict(int)
    for span in spans:
        place[span.pk] = span.school_id, halves[span.school_id]
        halves[span.school_id] += 1
    words = {
        tuple(row[:4]): (row[4], tuple(row[5]))
        for row in Figure.objects.filter(span__in=spans)
        .order_by("pk")
        .values_list("span", "form", "version", "question", "asked", "answers")
    }
    found: dict[Words, dict[int, list[list[Frozen]]]] = defaultdict(dict)
    gone: set[int] = set()
    for cell in Cell.objects.filter(span__in=spans).select_related("span").order_by("pk"):
        school, half = place[cell.span_id]
        if not cell.counted:
            gone.add(school)
            continue
        asked, answers = words[cell.span_id, cell.form, cell.version, cell.question]
        of_question = found[cell.form, cell.question, asked, answers]
        periods = of_question.setdefault(school, [[] for _half in range(halves[school])])
        periods[half].append(frozen_of(cell))
    return {
        about: {school: own for school, own in by_school.items() if school not in gone}
        for about, by_school in found.items()
    }


def _told(spans: list[Span], term: Term) -> dict[tuple[int, str, str], Told]:
    """What each school's own figures have told of each question so far. No other trust's have: a school is in one."""
    schools = {one.school_id for one in spans}
    rows = Figure.objects.filter(
        span__school__in=schools, span__first__lte=term.ends_by, span__last__gte=term.first
    )
    found: dict[tuple[int, str, str], Told] = defaultdict(Told)
    about = rows.order_by("pk").values_list("span__school", "form", "question", "told", "shut")
    for school, form, question, told, shut in about:
        found[school, form, question].note(told, shut)
    return found
