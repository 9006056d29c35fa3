"""Writing a school year, somebody's week and lists from the office: each as a whole, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sidebyside.core import calendar
from sidebyside.core.calendar import tables
from sidebyside.people.models import Invitation, Person, School
from sidebyside.timetable.asking import core_of, entries_of, years_of
from sidebyside.timetable.models import Closure, Period, PersonPeriod, StaffEntry, Term, Year
from sidebyside.trust import audit


@dataclass(frozen=True)
class TypedTerm:
    name: str
    first: date
    last: date
    half_term: tuple[date, date] | None = None


@dataclass(frozen=True)
class TypedYear:
    """As the page has it. ``periods`` carry the code of the row that they change, or "" for a new one."""

    weeks: int
    closed_weeks_count: bool
    first_week: int
    days: int
    terms: tuple[TypedTerm, ...]
    closures: tuple[calendar.Stretch, ...]
    periods: tuple[tuple[str, calendar.Period], ...]

    def core(self, zone: str) -> calendar.SchoolYear:
        half_terms = [
            calendar.Stretch(*term.half_term, f"{term.name}: half-term")
            for term in self.terms
            if term.half_term
        ]
        return calendar.SchoolYear(
            zone=zone,
            terms=tuple(calendar.Stretch(term.first, term.last, term.name) for term in self.terms),
            closures=(*half_terms, *self.closures),
            periods=tuple(period for _code, period in self.periods),
            weeks=self.weeks,
            closed_weeks_count=self.closed_weeks_count,
            first_week=self.first_week,
            days=self.days,
        )


def problems_of(typed: TypedYear, school: School, year: Year | None) -> list[calendar.Problem]:
    """What is wrong with it, by itself and beside the school's other years."""
    core = typed.core(school.zone)
    found = core.problems()
    if found:
        return found
    for other in years_of(school):
        if year is None or other.pk != year.pk:
            beside = core_of(other)
            if core.first <= beside.last and beside.first <= core.last:
                found.append(calendar.Problem("years overlap", str(beside.first), str(beside.last)))
    return found


def in_use(year: Year | None, typed: TypedYear) -> list[Period]:
    """Periods that are no longer typed and stand in somebody's week, or are kept for a pair."""
    if year is None:
        return []
    kept = {code for code, _period in typed.periods}
    gone = [period for period in year.periods.all() if str(period.code) not in kept]
    used = set(PersonPeriod.objects.filter(period__in=gone).values_list("period", flat=True))
    used |= set(
        Period.objects.filter(pk__in=[one.pk for one in gone], series__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return [period for period in gone if period.pk in used]


@transaction.atomic
def write_year(school: School, year: Year | None, typed: TypedYear, by: Person) -> Year:
    """``typed`` has no problem and leaves out no period that is in use."""
    School.objects.select_for_update().get(pk=school.pk)
    kept = year or Year(school=school)
    kept.weeks, kept.first_week, kept.days = typed.weeks, typed.first_week % typed.weeks, typed.days
    kept.closed_weeks_count = typed.closed_weeks_count
    kept.save()
    kept.terms.all().delete()
    kept.closures.all().delete()
    Term.objects.bulk_create(
        Term(
            year=kept,
            name=term.name,
            first=term.first,
            last=term.last,
            half_term_first=term.half_term[0] if term.half_term else None,
            half_term_last=term.half_term[1] if term.half_term else None,
        )
        for term in typed.terms
    )
    Closure.objects.bulk_create(
        Closure(year=kept, name=one.name, first=one.first, last=one.last) for one in typed.closures
    )
    _write_periods(kept, typed)
    audit.did("wrote", "school year", kept.code, by.code)
    return kept


def _write_periods(year: Year, typed: TypedYear) -> None:
    there = {str(one.code): one for one in Period.objects.filter(year=year)}
    left = set(there)
    for code, period in typed.periods:
        row = there.get(code) or Period(year=year)
        row.name, row.begins, row.ends = period.name, period.begins, period.ends
        row.save()
        left.discard(code)
    Period.objects.filter(year=year, code__in=left).delete()


@transaction.atomic
def write_week(person: Person, year: Year, week: Mapping[calendar.Cell, calendar.Entry]) -> None:
    """The person's own word: what an office's list had said of them is replaced by it."""
    Person.objects.select_for_update().get(pk=person.pk)
    PersonPeriod.objects.filter(entries_of([person], year)).delete()
    periods = {one.name: one for one in year.periods.all()}
    PersonPeriod.objects.bulk_create(
        PersonPeriod(
            period=periods[cell.period],
            person=person,
            week=cell.week,
            weekday=cell.weekday,
            use=entry.use,
            offered=entry.offered and entry.use == calendar.Use.PLANNING,
        )
        for cell, entry in week.items()
    )


def known_people(school: School) -> dict[str, str]:
    """From an e-mail, and from a name that only one of them has, to the e-mail: accounts, invitations, staff list."""
    listed = [
        *school.people.filter(is_active=True).values_list("email", "name"),
        *school.staff_list.values_list("email", "name"),
        *Invitation.objects.filter(school=school, used_at=None, taken_back_at=None).values_list(
            "email", "name"
        ),
    ]
    by_name: dict[str, set[str]] = {}
    for email, name in listed:
        by_name.setdefault(name.casefold(), set()).add(email)
    found = {name: emails.pop() for name, emails in by_name.items() if len(emails) == 1}
    return found | {email.casefold(): email for email, _name in listed}


@transaction.atomic
def write_timetables(school: School, year: Year, placed: Sequence[tables.Placed], by: Person) -> int:
    """Replace the weeks of everybody who is in the list, and of nobody else; the answer is how many that are.

    What somebody offers of their planning time, and what is kept for coaching, is theirs to say and stays.
    """
    School.objects.select_for_update().get(pk=school.pk)
    emails = {one.email for one in placed}
    people = {one.email: one for one in school.people.filter(email__in=emails)}
    periods = {one.name: one for one in year.periods.all()}
    mine = PersonPeriod.objects.filter(entries_of(people.values(), year))
    waiting = PersonPeriod.objects.filter(period__year=year, person=None, email__in=emails)
    own = {
        (row.person.email if row.person else row.email, row.week, row.weekday, row.period_id): row
        for row in mine.select_related("person")
        if row.offered or row.use == PersonPeriod.Use.PROTECTED
    }
    mine.delete()
    waiting.delete()
    rows = [_row(one, people.get(one.email), periods, own) for one in placed]
    here = {
        (row.person.email if row.person else row.email, row.week, row.weekday, row.period_id) for row in rows
    }
    rows += [
        PersonPeriod(
            person=old.person,
            email=old.email,
            period_id=old.period_id,
            week=old.week,
            weekday=old.weekday,
            use=old.use,
            offered=old.offered,
        )
        for key, old in own.items()
        if key not in here and old.use == PersonPeriod.Use.PROTECTED
    ]
    PersonPeriod.objects.bulk_create(rows, batch_size=500)
    audit.did("took in", "timetables", school.code, by.code, people=len(emails), rows=len(placed))
    return len(emails)


def _row(
    one: tables.Placed,
    person: Person | None,
    periods: Mapping[str, Period],
    own: Mapping[tuple[str, int, int, int], PersonPeriod],
) -> PersonPeriod:
    period = periods[one.cell.period]
    before = own.get((one.email, one.cell.week, one.cell.weekday, period.pk))
    offered = before is not None and before.offered and one.use == calendar.Use.PLANNING
    return PersonPeriod(
        period=period,
        person=person,
        email="" if person else one.email,
        week=one.cell.week,
        weekday=one.cell.weekday,
        use=one.use,
        offered=offered,
    )


@transaction.atomic
def write_staff(school: School, people: Iterable[tables.Staff], by: Person) -> tuple[int, int]:
    """Put whoever is new on the list to be invited. How many are new, and how many were here or listed already."""
    School.objects.select_for_update().get(pk=school.pk)
    listed = list(people)
    here = set(school.people.values_list("email", flat=True)) | set(
        school.staff_list.values_list("email", flat=True)
    )
    new = [one for one in listed if one.email not in here]
    StaffEntry.objects.bulk_create(StaffEntry(school=school, email=one.email, name=one.name) for one in new)
    audit.did("took in", "staff list", school.code, by.code, people=len(new))
    return len(new), len(listed) - len(new)
