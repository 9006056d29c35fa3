"""Everybody's own week."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.core.calendar import Cell, Entry, Use
from sidebyside.people.models import Person
from sidebyside.timetable.asking import weeks_of
from sidebyside.timetable.models import NoInvites, Period, PersonPeriod, Year
from tests.cast import Cast
from tests.pages import words_of

Browser = Callable[[Person], Client]
PAGE = "/timetable/"


def test_somebody_writes_their_week_and_offers_one_planning_time(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    ana = as_person(cast.ana)
    ana.post(PAGE, {"c00-0": "teaching", "c00-1": "planning", "c01-1": "offered", "c02-2": "yodel"})
    assert weeks_of([cast.ana], year)[cast.ana.pk] == {
        Cell(0, 0, "1"): Entry(Use.TEACHING),
        Cell(0, 0, "2"): Entry(Use.PLANNING),
        Cell(0, 1, "2"): Entry(Use.PLANNING, offered=True),
    }
    assert 'value="offered" selected' in ana.get(PAGE).content.decode()
    assert "selected" not in as_person(cast.ben).get(PAGE).content.decode().replace('value="" selected', "")


def test_what_an_office_listed_before_the_account_was_there_is_theirs(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    period = Period.objects.get(name="1")
    PersonPeriod.objects.create(period=period, email=cast.ben.email, weekday=0, use="duty")
    assert weeks_of([cast.ana, cast.ben], year)[cast.ben.pk] == {Cell(0, 0, "1"): Entry(Use.DUTY)}
    as_person(cast.ben).post(PAGE, {"c00-0": "teaching"})
    assert [(row.person, row.use) for row in PersonPeriod.objects.all()] == [(cast.ben, "teaching")]


def test_before_there_is_a_year_the_page_says_what_happens_instead(cast: Cast, as_person: Browser) -> None:
    assert "you and your partner type your times" in words_of(as_person(cast.ana).get(PAGE))
    assert as_person(cast.ana).post(PAGE, {"c00-0": "teaching"}).status_code == 302
    assert not PersonPeriod.objects.exists()


def test_calendar_mails_are_switched_off_and_on(cast: Cast, as_person: Browser, year: Year) -> None:
    ana = as_person(cast.ana)
    for _twice in range(2):
        ana.post(PAGE, {"mails": "no"})
    assert NoInvites.objects.get().person == cast.ana
    ana.post(PAGE, {"mails": "yes"})
    assert not NoInvites.objects.exists()


def test_the_page_costs_the_same_with_a_full_week(cast: Cast, as_person: Browser, year: Year) -> None:
    ana = as_person(cast.ana)
    ana.get(PAGE)
    with CaptureQueriesContext(connection) as empty:
        ana.get(PAGE)
    ana.post(PAGE, {f"c0{day}-{place}": "teaching" for day in range(5) for place in range(3)})
    with CaptureQueriesContext(connection) as full:
        ana.get(PAGE)
    assert PersonPeriod.objects.count() == 15
    assert len(full) == len(empty) <= 12
