"""A school's limits, and the day that a recording ends by them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from sidebyside.people.models import School
from sidebyside.programme.models import Strand
from sidebyside.recordings.keeping.days import Limits
from sidebyside.recordings.keeping.models import LONGEST_MONTHS, SHORTEST_DAYS, SchoolKeeping
from sidebyside.recordings.models import Recording

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
    """The last day of a film that is made for this strand now: by the limits of the coachee's school."""
    return _day_by(strand.coachee.school, strand)


def default_day_of_talk(strand: Strand) -> date:
    """The last day of a talk that is recorded now. Where its partners are of two schools, the sooner of both."""
    schools = {part.person.school_id: part.person.school for part in strand.parts.all()}
    return min(_day_by(school, strand) for school in schools.values())


def _day_by(school: School, strand: Strand) -> date:
    return limits_of(school).default(today_at(school), strand.cycle.partnership.programme.ends_on)


def school_of(recording: Recording) -> School:
    """On whose clock it lives, and by whose limits: its owner's school. A talk has no one owner, but a programme."""
    if recording.owner is not None:
        return recording.owner.school
    return recording.strand.cycle.partnership.programme.school
