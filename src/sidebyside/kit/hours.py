"""A technician's time in each term: planned, used, and booked for what is still to come."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from sidebyside.kit.models import Booking, TermHours
from sidebyside.people.models import School
from sidebyside.timetable.asking import year_at
from sidebyside.timetable.models import Term


@dataclass(frozen=True)
class Budget:
    """Minutes; ``planned`` is None where nobody has said."""

    term: Term
    planned: int | None
    used: int
    to_come: int

    @property
    def left(self) -> int | None:
        return None if self.planned is None else self.planned - self.used - self.to_come

    @property
    def over(self) -> int:
        return max(-(self.left or 0), 0)


def budgets(school: School) -> list[Budget]:
    """Of each term of this school year, or of the next one in a summer; the same few queries however many bookings."""
    year = year_at(school, timezone.localdate())
    terms = list(year.terms.all()) if year else []
    if not terms:
        return []
    planned = dict(TermHours.objects.filter(term__in=terms).values_list("term_id", "minutes"))
    zone, now = ZoneInfo(school.zone), timezone.now()
    first, last = _begins(terms[0], zone), _ends(max(terms, key=lambda one: one.last), zone)
    rows = list(
        Booking.objects.filter(
            school=school,
            let_go_at=None,
            technician_minutes__gt=0,
            starts_at__gte=first,
            starts_at__lt=last,
        ).values_list("starts_at", "technician_minutes")
    )
    found = []
    for term in terms:
        here = [(at, n) for at, n in rows if _begins(term, zone) <= at < _ends(term, zone)]
        used = sum(minutes for at, minutes in here if at <= now)
        to_come = sum(minutes for at, minutes in here if at > now)
        found.append(Budget(term, planned.get(term.pk), used, to_come))
    return found


def _begins(term: Term, zone: ZoneInfo) -> datetime:
    return datetime.combine(term.first, time(), tzinfo=zone)


def _ends(term: Term, zone: ZoneInfo) -> datetime:
    return datetime.combine(term.last + timedelta(days=1), time(), tzinfo=zone)
