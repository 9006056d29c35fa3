"""Counting once: after a half-term is over its answers become cells, and with them every figure is decided for good.

The only reader of other people's pulses, and the only caller of ``closed_answers``. Names, words and times stay here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from sidebyside.core import figures
from sidebyside.core.figures import Frozen, Published, Row, Told
from sidebyside.federation.models import Link
from sidebyside.figures.models import Cell, Counted, Figure, Span, TrustFigure, cells_key
from sidebyside.figures.questions import FORMS, PULSE, Asked, questions_of
from sidebyside.figures.spans import due
from sidebyside.instruments.group import closed_answers
from sidebyside.instruments.models import FormVersion
from sidebyside.people.models import School, SchoolRole
from sidebyside.programme.models import CoOrdinator, Membership, Programme
from sidebyside.reflection.models import Pulse
from sidebyside.trust import keystore

Level = Span.Level
Key = tuple[str, int, str]


@transaction.atomic
def freeze(school: School, now: datetime | None = None) -> int:
    """Count whatever is over and was not counted; how many stretches that were. Safe to repeat."""
    School.objects.select_for_update().get(pk=school.pk)
    today = (now or timezone.now()).astimezone(ZoneInfo(school.zone)).date()
    spans = due(school, today)
    for span in spans:
        span.save()
        if span.level == Level.HALF_TERM:
            _count(span)
        else:
            _decide(_within(span), span)
        if span.level == Level.YEAR:
            _let_go(span)
    return len(spans)


def viewers_of(school: School) -> set[int]:
    """Everybody who may see any figure of this school or its trust today: they are in no cell that is counted today.
    Whoever comes later does not see those of before (``page.shown``, ``trust_page.shown``)."""
    roles = (SchoolRole.Role.LEADER, SchoolRole.Role.CO_ORDINATOR)
    found = (
        SchoolRole.objects.filter(school=school, role__in=roles),
        CoOrdinator.objects.filter(programme__school=school),
        # Also one whose account is shut today, and who may look again tomorrow.
        Link.objects.filter(person__school=school, yes_at__isnull=False, ended_at=None),
    )
    return {person for rows in found for person in rows.values_list("person", flat=True)}


@dataclass(frozen=True)
class _Stretch:
    begins: datetime
    ends: datetime


def _stretch(span: Span) -> _Stretch:
    """On the school's clock, the last day whole."""
    zone = ZoneInfo(span.school.zone)
    first, after = span.first, span.last + timedelta(days=1)
    return _Stretch(datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))


def _count(span: Span) -> None:
    """Of whoever agreed before it was over, and was in a pair in it: all that they answered in it. Who is of another
    school is in no cell of this one, and what they answer here is in none of theirs, so that no viewer of either school
    is ever counted."""
    ends = _stretch(span).ends
    counted = Counted.objects.filter(
        since__lt=ends, person__school=span.school, person__in=_in_pairs(span).values("person")
    ).exclude(person__in=viewers_of(span.school))
    agreed = set(counted.values_list("person", flat=True))
    span.for_trust = not counted.filter(Q(trust_since=None) | Q(trust_since__gte=ends)).exists()
    span.save(update_fields=["for_trust"])
    _count_pulses(span, agreed)
    _count_forms(span, agreed)


def _in_pairs(span: Span) -> QuerySet[Membership]:
    """In a partnership of the school's programmes on some day of it. Whoever had left before is not counted."""
    at = _stretch(span)
    return Membership.objects.filter(
        Q(left_at=None) | Q(left_at__gte=at.begins),
        accepted_at__lt=at.ends,
        partnership__programme__school=span.school,
    )


def _count_pulses(span: Span, agreed: set[int]) -> None:
    """A cell for each programme. Cells side by side share nobody: who is in two programmes is in that of their last
    answer."""
    at = _stretch(span)
    pulses = Pulse.objects.filter(
        strand__cycle__partnership__programme__school=span.school,
        changed_at__gte=at.begins,
        changed_at__lt=at.ends,
        person__in=agreed,
    )
    rows: dict[str, dict[int, tuple[int, Row]]] = {one.key: {} for one in PULSE}
    for pulse in pulses.select_related("person", "strand__cycle__partnership").order_by("changed_at", "pk"):
        pair = pulse.strand.cycle.partnership
        for one in PULSE:
            answer = one.answer_of(getattr(pulse, one.key))
            if answer is not None:
                rows[one.key][pulse.person_id] = (
                    pair.programme_id,
                    Row(str(pulse.person_id), str(pair.pk), answer),
                )
    programmes = Programme.objects.filter(
        school=span.school, starts_on__lte=span.last, ends_on__gte=span.first
    ).values_list("pk", flat=True)
    for asked in PULSE:
        given = rows[asked.key].values()
        for programme in sorted({*programmes, *(one for one, _row in given)}):
            _keep(span, programme, "", 0, asked, [row for one, row in given if one == programme])
    # The school over all of them, where there are several.
    of_pulses = [one for one in _cells([span]) if not one.form]
    if len({one.programme_id for one in of_pulses}) > 1:
        _decide_each(of_pulses, span, None)


def _count_forms(span: Span, agreed: set[int]) -> None:
    """By school: a form is the school's."""
    at = _stretch(span)
    pairs = _in_pairs(span).filter(person__in=agreed)
    pair_of = dict(pairs.order_by().values_list("person").annotate(Min("partnership")))
    for version in FormVersion.objects.filter(school=span.school, key__in=FORMS).order_by("pk"):
        answered = closed_answers(version, at.begins, at.ends, pair_of)
        for asked in questions_of(version) if answered else ():
            rows = []
            for number, (pair, answers) in enumerate(answered):
                answer = asked.answer_of(answers.get(asked.of))
                if answer is not None:
                    rows.append(Row(str(number), str(pair), answer))
            _keep(span, None, version.key, version.number, asked, rows)


def _keep(
    span: Span, programme: int | None, form: str, version: int, asked: Asked, rows: Iterable[Row]
) -> None:
    """Here who they are is let go: what stays is how many gave each answer (sealed, until the year is decided), and
    whether it is shown."""
    frozen = figures.freeze(rows, asked.options)
    about = {"programme_id": programme, "form": form, "version": version, "question": asked.key}
    counts = [frozen.counts[option] for option in asked.options]
    Cell.objects.create(
        span=span,
        people=frozen.people,
        partnerships=frozen.partnerships,
        counts=Cell.sealable(counts),
        **about,
    )
    shown = _in_order(figures.publish(frozen), len(counts))
    Figure.objects.create(span=span, asked=asked.ask, answers=list(asked.labels), tenths=shown, **about)


def _in_order(published: Published | None, options: int) -> list[int] | None:
    if published is None:
        return None
    shares = list(published.tenths.values())
    assert len(shares) == options
    return shares


def _halves(span: Span) -> QuerySet[Span]:
    return Span.objects.filter(
        school=span.school, level=Level.HALF_TERM, first__gte=span.first, last__lte=span.last
    )


def _within(span: Span) -> list[Cell]:
    return _cells(_halves(span))


def _cells(spans: Iterable[Span]) -> list[Cell]:
    found = Cell.objects.filter(span__in=spans).select_related("span").order_by("span__first", "pk")
    return [one for one in found if one.counted]


def _let_go(year: Span) -> None:
    """Nothing larger than a year is ever decided, so what each figure was made of ends here, in backups as well.

    ``Figure.told`` and ``shut`` keep the cells' names, which say nothing any more.
    """
    halves = list(_halves(year))
    Cell.objects.filter(span__in=halves).delete()
    for one in halves:
        transaction.on_commit(partial(keystore.destroy, cells_key(one.code)))


def _decide(cells: list[Cell], span: Span) -> None:
    """Larger cells in a fixed order: each programme, then the school. What is decided is never decided again."""
    for programme in sorted({one.programme_id for one in cells if one.programme_id is not None}):
        own = [one for one in cells if one.programme_id == programme]
        _decide_each(own, span, programme)
    if len({one.programme_id for one in cells if not one.form}) > 1:
        _decide_each([one for one in cells if not one.form], span, None)
    _decide_each([one for one in cells if one.form], span, None)


def _decide_each(cells: list[Cell], span: Span, programme: int | None) -> None:
    by_question: dict[Key, list[Cell]] = defaultdict(list)
    for one in cells:
        by_question[one.form, one.version, one.question].append(one)
    for key, own in by_question.items():
        _decide_one(own, span, programme, key)


def _decide_one(cells: list[Cell], span: Span, programme: int | None, key: Key) -> None:
    form, version, question = key
    about = {"form": form, "version": version, "question": question}
    before = Figure.objects.filter(span__school=span.school, **about)
    over_trust = TrustFigure.objects.filter(term__schools__school=span.school, form=form, question=question)
    told = Told()
    for rows in (before.order_by("pk"), over_trust):
        for was_told, was_shut in rows.values_list("told", "shut"):
            told.note(was_told, was_shut)
    periods: dict[int, list[Frozen]] = defaultdict(list)
    for cell in cells:
        periods[cell.span_id].append(frozen_of(cell))
    above = figures.publish_above(list(periods.values()), told)
    words = before.filter(span=cells[0].span).order_by("pk").values("asked", "answers")[0]
    Figure.objects.create(
        span=span,
        programme_id=programme,
        tenths=_in_order(above.published, len(cells[0].counted)),
        told=sorted(above.told),
        shut=sorted(above.shut),
        **words,
        **about,
    )


def frozen_of(cell: Cell) -> Frozen:
    counts: Mapping[str, int] = {str(place): count for place, count in enumerate(cell.counted)}
    return replace(Frozen(cell.people, cell.partnerships, counts), name=str(cell.pk))
