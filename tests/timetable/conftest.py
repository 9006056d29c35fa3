from datetime import date, timedelta

import pytest
from django.utils import timezone

from sidebyside.people.models import School
from sidebyside.timetable.models import Period, Term, Year
from tests.cast import Cast


def make_year(school: School, weeks: int = 1) -> Year:
    """Open from last week for twelve weeks; three periods on weekdays."""
    today = timezone.localdate()
    year = Year.objects.create(school=school, weeks=weeks)
    Term.objects.create(year=year, name="Term", first=today - timedelta(7), last=today + timedelta(77))
    for number, begins in enumerate((540, 600, 680), 1):
        Period.objects.create(year=year, name=str(number), begins=begins, ends=begins + 60)
    return year


def next_weekday(weekday: int) -> date:
    """The next such day after today."""
    today = timezone.localdate()
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


@pytest.fixture
def year(cast: Cast) -> Year:
    return make_year(cast.school)
