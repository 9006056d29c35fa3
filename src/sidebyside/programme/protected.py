"""Slots kept for a pair every week, and the times that both have free."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sidebyside.core import calendar
from sidebyside.core.calendar import Cell, Occurrence, State, is_free
from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership, Strand
from sidebyside.programme.stages import together_with
from sidebyside.programme.standing import is_in, open_to, strands
from sidebyside.programme.times_changed import stands
from sidebyside.timetable.asking import AHEAD, core_of, weeks_of, year_at
from sidebyside.timetable.models import Period, Reason, Series, SeriesChange, Year
from sidebyside.trust import audit

# A feed carries a little of what was, so that a calendar does not lose last week.
FEED_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Free:
    """``is_known`` is false while there is no school year, or somebody's week is not written down."""

    is_known: bool
    slots: tuple[Occurrence, ...] = ()
    is_kept: frozenset[datetime] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where a series can stand: ``week`` is None for every week."""

    week: int | None
    weekday: int
    period: Period

    @property
    def value(self) -> str:
        return f"{'every' if self.week is None else self.week}.{self.weekday}.{self.period.code}"


def place_of(series: Series) -> Place:
    return Place(series.week, series.weekday, series.period)


def people_in(partnership: Partnership) -> list[Person]:
    return [one.person for one in partnership.members_in if one.person.is_active]


def free_for_talk(strand: Strand, *, walking: bool = False) -> Free:
    """Times in the next two weeks at which all of the strand's people can talk, kept ones among them."""
    partnership = strand.cycle.partnership
    people = people_in(partnership)
    today, now = timezone.localdate(), timezone.now()
    year = year_at(partnership.programme.school, today)
    weeks = weeks_of(people, year) if year else {}
    own = slots_of(partnership, today, today + AHEAD)
    kept = [one for one in own if one.state != State.CANCELLED]
    if year is None or not all(weeks.values()):
        return Free(bool(kept), tuple(kept), frozenset(one.starts for one in kept))
    core = core_of(year)
    # What the two have cancelled themselves is not offered to them again.
    off = [(one.starts, one.ends) for one in own if one.state == State.CANCELLED]
    busy = [*off, *_booked(people, strand), *_kept_elsewhere(people, partnership, today)]
    found = {
        slot.starts: Occurrence(slot.day, slot.starts, slot.ends, State.STANDS)
        for slot in calendar.free_slots(
            core,
            list(weeks.values()),
            today,
            today + AHEAD,
            minutes=min(strand.meeting_minutes, 240),
            walking=walking,
            busy=busy,
        )
    } | {one.starts: one for one in kept}
    after = max(now, lessons_end(together_with(strand)) or now)
    slots = tuple(found[starts] for starts in sorted(found) if starts >= after)
    return Free(True, slots, frozenset(one.starts for one in kept))


def lessons_end(sides: Sequence[Strand]) -> datetime | None:
    """When the last of the lessons is over that a talk is about."""
    ends = [one.lesson_at + timedelta(minutes=one.lesson_minutes) for one in sides if one.lesson_at]
    return max(ends, default=None)


def _booked(people: Sequence[Person], but: Strand) -> Iterator[tuple[datetime, datetime]]:
    """Lessons and talks of these people that are agreed already, in whatever pair."""
    now = timezone.now()
    coming = Q(lesson_at__gte=now - timedelta(days=1)) | Q(meeting_at__gte=now - timedelta(days=1))
    same_talk = {one.pk for one in together_with(but)}
    for strand in (
        strands()
        .filter(
            coming,
            parts__person__in=people,
            cycle__paused_at=None,
            cycle__skipped_at=None,
            cycle__partnership__ended_at=None,
        )
        .distinct()
    ):
        if not any(is_in(one, strand.cycle.partnership) for one in people):
            continue
        if strand.lesson_at and stands(strand, strand.lesson_at):
            yield strand.lesson_at, strand.lesson_at + timedelta(minutes=strand.lesson_minutes)
        if strand.meeting_at and strand.pk not in same_talk and stands(strand, strand.meeting_at):
            yield strand.meeting_at, strand.meeting_at + timedelta(minutes=strand.meeting_minutes)


def _series(**which: object) -> list[Series]:
    found = Series.objects.filter(**which).select_related("period__year__school").distinct()
    return list(
        found.prefetch_related(
            "changes", "period__year__terms", "period__year__closures", "period__year__periods"
        ).order_by("first", "pk")
    )


def series_of(partnership: Partnership) -> list[Series]:
    return _series(kept_for=partnership.code, last__gte=timezone.localdate())


def occurrences_of(series: Series, first: date, last: date) -> list[Occurrence]:
    core = core_of(series.period.year)
    period = core.period(series.period.name)
    if period is None:
        return []
    rule = calendar.Series(series.weekday, period, series.week, series.first, series.last)
    changes = [calendar.Change(one.day, one.moved_to) for one in series.changes.all()]
    return list(calendar.occurrences(core, rule, changes, first, last))


def slots_of(partnership: Partnership, first: date, last: date) -> list[Occurrence]:
    found = [one for series in series_of(partnership) for one in occurrences_of(series, first, last)]
    return sorted(found, key=lambda one: one.starts)


def _kept_elsewhere(
    people: Sequence[Person], partnership: Partnership, today: date
) -> Iterator[tuple[datetime, datetime]]:
    for series in _series(people__in=people, last__gte=today):
        if series.kept_for != partnership.code:
            for one in occurrences_of(series, today, today + AHEAD):
                if one.state != State.CANCELLED:
                    yield one.starts, one.ends


def kept_for(person: Person) -> Iterator[tuple[str, Occurrence]]:
    """Slots of this person's standing partnerships with a name for a calendar each, for the private link."""
    mine = person.memberships.filter(accepted_at__isnull=False, left_at=None, partnership__ended_at=None)
    standing = {
        one.code
        for one in Partnership.objects.filter(open_to(person), memberships__in=mine).prefetch_related(
            "memberships"
        )
        if one.has_two_in
    }
    since = timezone.localdate() - FEED_BACK
    for series in _series(people=person, kept_for__in=standing) if standing else ():
        for one in occurrences_of(series, since, series.last):
            if one.state != State.CANCELLED:
                name = f"{series.code}:{one.day.isoformat()}"
                yield salted_hmac("sidebyside.calendar", name, algorithm="sha256").hexdigest()[:32], one


def places_for(partnership: Partnership) -> tuple[Year | None, list[Place]]:
    """Where both are free every week, or every week A or B; and not kept for another pair of theirs."""
    people = people_in(partnership)
    today = timezone.localdate()
    year = year_at(partnership.programme.school, today)
    weeks = weeks_of(people, year) if year else {}
    if year is None or len(people) < 2 or not all(weeks.values()):
        return year, []
    taken = {
        (week, one.weekday, one.period_id)
        for one in _series(people__in=people, last__gte=today)
        for week in (range(year.weeks) if one.week is None else (one.week,))
    }
    found = []
    for weekday in range(year.days):
        for period in year.periods.all():
            free = [
                week
                for week in range(year.weeks)
                if (week, weekday, period.pk) not in taken
                and all(is_free(one.get(Cell(week, weekday, period.name))) for one in weeks.values())
            ]
            if len(free) == year.weeks:
                found.append(Place(None, weekday, period))
            if year.weeks > 1:
                found += [Place(week, weekday, period) for week in free]
    return year, found


@transaction.atomic
def keep(partnership: Partnership, place: Place, by: Person) -> Series:
    """Keep the slot until the school year ends; pressed twice, it is kept once."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    where = {"period": place.period, "weekday": place.weekday, "week": place.week}
    today = timezone.localdate()
    there = Series.objects.filter(kept_for=partnership.code, last__gte=today, **where).first()
    if there is not None:
        return there
    core = core_of(place.period.year)
    series = Series.objects.create(
        kept_for=partnership.code, first=max(today, core.first), last=core.last, **where
    )
    series.people.set(people_in(partnership))
    audit.did("kept a slot", "partnership", partnership.code, by.code)
    return series


@transaction.atomic
def end(partnership: Partnership, code: uuid.UUID) -> bool:
    """From today on it is kept no more; what was before stays in the ledger. False where there is none."""
    found = Series.objects.filter(kept_for=partnership.code, code=code).first()
    if found is None:
        return False
    found.last = min(found.last, timezone.localdate() - timedelta(days=1))
    found.save(update_fields=["last"])
    return True


def let_go(partnership: Partnership, person: Person) -> None:
    """Somebody has left: two who go on keep their slots; of one who stays alone, nothing is kept from today on."""
    if partnership.has_two_in:
        for series in Series.objects.filter(kept_for=partnership.code):
            series.people.remove(person)
        return
    yesterday = timezone.localdate() - timedelta(days=1)
    Series.objects.filter(kept_for=partnership.code, last__gt=yesterday).update(last=yesterday)


@transaction.atomic
def change_one(
    partnership: Partnership, code: uuid.UUID, day: date, moved_to: datetime | None, reason: str
) -> bool:
    """Move or cancel the one slot that stood on ``day``; False where none did."""
    series = next((one for one in _series(kept_for=partnership.code, code=code)), None)
    if series is None or not occurrences_of(series, day, day):
        return False
    kind = Reason.MOVED if moved_to else Reason(reason)
    SeriesChange.objects.update_or_create(
        series=series, day=day, defaults={"moved_to": moved_to, "reason": kind}
    )
    return True


@transaction.atomic
def put_back(partnership: Partnership, code: uuid.UUID, day: date) -> bool:
    gone, _rows = SeriesChange.objects.filter(
        series__kept_for=partnership.code, series__code=code, day=day
    ).delete()
    return bool(gone)
