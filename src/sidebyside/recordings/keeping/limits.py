"""A school's limits, and the day that a recording ends by them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from sidebyside.people.models import School
from sidebyside.programme.models import Strand
from sidebyside.recordings.keeping.days import Limits
from sidebyside.recordings.keeping.models import LONGEST_MONTHS, SHORTEST_DAYS, SchoolKeeping

UNSAID = Limits(None, SHORTEST_DAYS, LONGEST_MONTHS)


def limits_of(school: School) -> Limits:
    kept = SchoolKeeping.objects.filter(school=school).first()
    if kept is None:
        return UNSAID
    ends = (kept.year_ends_month, kept.year_ends_day)
    year_ends = (ends[0], ends[1]) if ends[0] and ends[1] else None
    return Limits(year_ends, kept.shortest_days, kept.longest_months)


def longest_months(school: School) -> int:
    return limits_of(school).longest_months


def set_limits(school: School, limits: Limits) -> None:
    month, day = limits.year_ends or (None, None)
    SchoolKeeping.objects.update_or_create(
        school=school,
        defaults={
            "year_ends_month": month,
            "year_ends_day": day,
            "shortest_days": limits.shortest_days,
            "longest_months": limits.longest_months,
        },
    )


def today_at(school: School) -> date:
    """The day on the school's own clock."""
    return timezone.localdate(timezone=ZoneInfo(school.zone))


def default_day(strand: Strand) -> date:
    """The last day of what is made for this strand now."""
    programme = strand.cycle.partnership.programme
    return limits_of(programme.school).default(today_at(programme.school), programme.ends_on)
