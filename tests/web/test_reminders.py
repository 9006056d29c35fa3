"""Reminders: at the hour somebody chose, one for all, nothing of what waits in them, and not for ever."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast

from sidebyside.jobs import Owed, run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people import mail as people_mail
from sidebyside.people.models import Person
from sidebyside.web.models import Reminded, Rhythm
from sidebyside.web.reminders import REMIND

pytestmark = pytest.mark.django_db

Browser = Callable[[Person], Client]
# A Monday; London's clock is an hour ahead of ours then.
MONDAY = datetime(2026, 9, 14, 6, 30, tzinfo=UTC)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = MONDAY
        monkeypatch.setattr(timezone, "now", lambda: self.at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def owed() -> list[Owed]:
    return list(kind_named(REMIND).owed())


def sweep() -> None:
    for work in owed():
        run_here(REMIND, work)


def codes() -> set[str]:
    return {one.code for one in owed()}


def told(person: Person) -> list[str]:
    return [str(one.body) for one in mail.outbox if one.to == [person.email]]


def test_on_monday_morning_whoever_is_asked_something_hears_of_it_once(cast: Cast, clock: Clock) -> None:
    sweep()
    sweep()
    # Ana is to write a focus; Ben waits for her.
    (body,) = told(cast.ana)
    assert "One thing waits for you." in body
    assert "/reminders/" in body
    assert not told(cast.ben)
    assert not told(cast.dora)


def test_nothing_of_what_waits_is_in_it(cast: Cast, clock: Clock) -> None:
    sweep()
    (sent,) = [one for one in mail.outbox if one.to == [cast.ana.email]]
    for word in (cast.ben.name, "focus", "lesson", "cycle", "film"):
        assert word.casefold() not in f"{sent.subject} {sent.body}".casefold()


@pytest.mark.parametrize(
    "at",
    [
        MONDAY - timedelta(hours=1),
        MONDAY + timedelta(hours=3),
        MONDAY + timedelta(days=1),
    ],
)
def test_not_before_the_hour_not_long_after_and_on_no_other_day(
    cast: Cast, clock: Clock, at: datetime
) -> None:
    clock.at = at
    assert owed() == []


def test_somebody_chooses_other_days_or_none_or_is_away(cast: Cast, clock: Clock, as_person: Browser) -> None:
    page = as_person(cast.ana)
    page.post("/reminders/", {"days": ["2", "4"], "hour": "15", "away_until": "2026-09-16"})
    # As a browser's own picker reads it, or keeping the page once more would lose the day.
    assert 'value="2026-09-16"' in page.get("/reminders/").content.decode()
    assert str(cast.ana.code) not in codes()
    wednesday, friday = datetime(2026, 9, 16, 14, 5, tzinfo=UTC), datetime(2026, 9, 18, 14, 5, tzinfo=UTC)
    clock.at = wednesday
    assert codes() == set()
    clock.at = friday
    assert codes() == {str(cast.ana.code)}
    page.post("/reminders/", {"days": [], "hour": "15"})
    assert codes() == set()
    assert Rhythm.objects.get(person=cast.ana).days == ""


def test_a_date_that_is_none_is_said_and_changes_nothing(cast: Cast, as_person: Browser) -> None:
    said = as_person(cast.ana).post("/reminders/", {"days": ["2"], "hour": "15", "away_until": "Whitsun"})
    assert "This is no date." in said.content.decode()
    assert not Rhythm.objects.exists()


def test_what_stays_the_same_is_said_three_times_and_again_once_it_changes(cast: Cast, clock: Clock) -> None:
    for _week in range(5):
        sweep()
        clock.at += timedelta(days=7)
    assert len(told(cast.ana)) == 3
    assert "no more until something changes" in told(cast.ana)[-1]
    Reminded.objects.filter(person=cast.ana).update(same="something else")
    sweep()
    assert len(told(cast.ana)) == 4


def test_run_twice_at_the_same_time_one_mail_goes_out(cast: Cast, clock: Clock) -> None:
    work = owed()
    for _ in range(2):
        for one in work:
            run_here(REMIND, one)
    assert len(told(cast.ana)) == 1


def test_a_mail_that_did_not_go_out_was_not_said(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_server(*_args: object) -> None:
        raise OSError

    with monkeypatch.context() as without:
        without.setattr(people_mail, "send_mail", no_server)
        sweep()
    assert not told(cast.ana)
    clock.at += timedelta(days=7)
    sweep()
    assert Reminded.objects.get(person=cast.ana).times == 1
    assert len(told(cast.ana)) == 1


def test_who_is_held_left_or_closed_hears_nothing(cast: Cast, clock: Clock) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=clock.at)
    sweep()
    assert not told(cast.ana)
    clock.at += timedelta(days=7)
    Person.objects.filter(pk=cast.ana.pk).update(held_since=None, is_active=False)
    sweep()
    assert not told(cast.ana)


def test_another_day_than_today_is_not_said_late(cast: Cast, clock: Clock) -> None:
    run_here(REMIND, Owed(str(cast.ana.code), date(2026, 9, 7).toordinal()))
    assert not mail.outbox


def test_asking_who_is_owed_one_costs_the_same_for_any_number(
    cast: Cast, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        owed()
