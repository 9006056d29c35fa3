"""Meets, plenary and carousel: made by the co-ordinator, answered by whom they are for, and told when they change."""

from collections.abc import Callable
from datetime import date, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.events import actions
from sidebyside.events.days import suggested
from sidebyside.events.models import Answer, Event
from sidebyside.people.models import Person
from sidebyside.programme.feeds import calendar_of
from sidebyside.programme.models import Membership
from sidebyside.timetable.models import Term, Year
from sidebyside.web.together import events_asked
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

Browser = Callable[[Person], Client]


@pytest.fixture
def meet(cast: Cast) -> Event:
    return made(cast)


def made(cast: Cast, sort: str = "meet", days: int = 7, **more: object) -> Event:
    starts = (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)
    return Event.objects.create(programme=cast.programme, sort=sort, starts_at=starts, place="Hall", **more)


def _typed(event: Event, **other: str) -> dict[str, str]:
    local = timezone.localtime(event.starts_at)
    told = {"sort": event.sort, "minutes": str(event.minutes), "place": event.place, "do": "change"}
    return told | {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"} | other


def test_a_co_ordinator_makes_a_meet_and_whom_it_is_for_are_asked(cast: Cast, as_person: Browser) -> None:
    day = timezone.localdate() + timedelta(days=9)
    told = {"sort": "meet", "day": f"{day}", "time": "12:30", "minutes": "45", "place": "Library"}
    dora = as_person(cast.dora)
    at = f"/programme/{cast.programme.code}/events/"
    answer = dora.post(at, told | {"guest": "Prof. Okoye", "topic": "Silence"})
    event = Event.objects.get()
    assert answer.headers["Location"] == f"/events/{event.code}/"
    assert next(one.heading for one in events_asked(cast.ana)).endswith("do you come?")
    home = words_of(as_person(cast.ana).get("/"))
    assert "The group’s lunch" in home
    assert "do you come?" in home
    assert not events_asked(cast.tim), "Tim is in no pair"
    assert as_person(cast.tim).get(f"/events/{event.code}/").status_code == 404
    page = words_of(as_person(cast.ben).get(f"/events/{event.code}/"))
    assert "Prof. Okoye" in page
    assert "ten minutes at most" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2019-01-01"}, "already over"),
        ({"minutes": "0"}, "Between 10 and 480"),
        ({"day": "31/31/31"}, "There is no such day"),
        ({"sort": "party"}, "What you chose is not there any more"),
        ({"day": "2027-03-28", "time": "01:30"}, "clocks go forward"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, as_person: Browser, wrong: dict[str, str], said: str
) -> None:
    day = timezone.localdate() + timedelta(days=9)
    told = {"sort": "meet", "day": f"{day}", "time": "12:30", "minutes": "45"} | wrong
    answer = as_person(cast.dora).post(f"/programme/{cast.programme.code}/events/", told)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Event.objects.exists()


def test_a_yes_is_counted_and_never_named(cast: Cast, as_person: Browser, meet: Event) -> None:
    at = f"/events/{meet.code}/"
    ana = as_person(cast.ana)
    ana.post(at, {"do": "yes", "moves": "0"})
    ana.post(at, {"do": "yes", "moves": "0"})
    as_person(cast.ben).post(at, {"do": "no", "moves": "0"})
    page = words_of(as_person(cast.dora).get(at))
    assert "1 person comes" in page
    assert "Ana" not in page
    assert "Ben" not in page
    assert [one.is_yours for one in events_asked(cast.ana)] == [False], "told, no longer asked"
    assert not events_asked(cast.ben)


def test_the_co_ordinator_who_is_in_no_pair_answers_nothing(
    cast: Cast, as_person: Browser, meet: Event
) -> None:
    assert as_person(cast.dora).post(f"/events/{meet.code}/", {"do": "yes", "moves": "0"}).status_code == 404
    assert not Answer.objects.exists()


def test_nobody_but_the_co_ordinator_moves_or_cancels(cast: Cast, as_person: Browser, meet: Event) -> None:
    for do in ("cancel", "stand", "change", ""):
        assert as_person(cast.ana).post(f"/events/{meet.code}/", _typed(meet, do=do)).status_code == 404
    meet.refresh_from_db()
    assert meet.stands


def test_a_moved_event_asks_everybody_anew(cast: Cast, as_person: Browser, meet: Event) -> None:
    actions.answer(meet, cast.ana, comes=True, moves=0)
    dora, at = as_person(cast.dora), f"/events/{meet.code}/"
    dora.post(at, _typed(meet, place="Canteen"))
    assert [one.is_yours for one in events_asked(cast.ana)] == [False], "another room asks nobody anew"
    later = timezone.localtime(meet.starts_at + timedelta(days=2))
    dora.post(at, _typed(meet, day=f"{later:%Y-%m-%d}"))
    asked = events_asked(cast.ana)[0]
    assert asked.is_yours
    assert "has moved" in asked.heading
    assert asked.url.endswith("?moved=1"), "another address, so that reminders say it again"
    assert "0 people come" in words_of(as_person(cast.ben).get(at))
    # From a page of before the move: it was a yes to another day.
    as_person(cast.ana).post(at, {"do": "yes", "moves": "0"})
    assert events_asked(cast.ana)[0].is_yours
    assert hidden(as_person(cast.ana).get(at), "moves") == "1"
    as_person(cast.ana).post(at, {"do": "yes", "moves": "1"})
    assert not events_asked(cast.ana)[0].is_yours


def test_a_cancelled_event_is_told_to_whoever_had_said_yes_until_they_know(
    cast: Cast, as_person: Browser, meet: Event
) -> None:
    actions.answer(meet, cast.ana, comes=True, moves=0)
    actions.answer(meet, cast.ben, comes=False, moves=0)
    at = f"/events/{meet.code}/"
    as_person(cast.dora).post(at, {"do": "cancel"})
    assert "is off" in events_asked(cast.ana)[0].heading
    assert not events_asked(cast.ben)
    assert not events_asked(cast.cleo)
    ana = as_person(cast.ana)
    assert "is off" in heading(ana.get(at))
    ana.post(at, {"do": "yes", "moves": "0"})
    assert events_asked(cast.ana), "a yes to what is off changes nothing"
    ana.post(at, {"do": "noted"})
    assert not events_asked(cast.ana)
    as_person(cast.dora).post(at, {"do": "stand"})
    assert not events_asked(cast.ana)[0].is_yours, "her yes stands again"


def test_a_whole_schools_event_is_for_colleagues_and_for_no_guest(cast: Cast, as_person: Browser) -> None:
    event = made(cast, "carousel", whole_school=True)
    assert as_person(cast.tim).get(f"/events/{event.code}/").status_code == 200
    assert as_person(cast.eve).get(f"/events/{event.code}/").status_code == 404
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    assert as_person(cast.tim).get(f"/events/{event.code}/").status_code == 404


def test_who_has_left_is_asked_no_more(cast: Cast, as_person: Browser, meet: Event) -> None:
    Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    assert not events_asked(cast.ana)
    assert as_person(cast.ana).get(f"/events/{meet.code}/").status_code == 404


def _calendar(person: Person) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(calendar_of(person)).walk("VEVENT"))


def test_the_calendar_has_time_and_place_and_no_word_of_what_it_is(cast: Cast, meet: Event) -> None:
    Event.objects.update(guest="Quillguest", topic="Quilltopic")
    entry = _calendar(cast.ana)[0]
    assert (str(entry["summary"]), str(entry["location"])) == ("Sidebyside: meeting", "Hall")
    assert entry["dtstart"].dt == meet.starts_at
    text = calendar_of(cast.ana).decode()
    assert "Quill" not in text
    assert str(meet.code) not in text
    actions.answer(meet, cast.ana, comes=False, moves=0)
    assert not _calendar(cast.ana)
    actions.cancel(meet, off=True)
    assert not _calendar(cast.ben)
    assert not _calendar(cast.tim)
    actions.cancel(meet, off=False)
    Event.objects.update(whole_school=True)
    assert not _calendar(cast.tim), "a whole school's stands there only with a yes"
    actions.answer(meet, cast.tim, comes=True, moves=0)
    assert len(_calendar(cast.tim)) == 1


def test_days_are_suggested_from_half_terms_and_taken_into_the_form(cast: Cast, as_person: Browser) -> None:
    year = Year.objects.create(school=cast.school)
    for name, first, last, half in (
        ("Autumn", date(2026, 9, 1), date(2026, 12, 18), (date(2026, 10, 26), date(2026, 10, 30))),
        ("Summer", date(2027, 4, 12), date(2027, 7, 20), (date(2027, 5, 31), date(2027, 6, 4))),
    ):
        Term.objects.create(
            year=year, name=name, first=first, last=last, half_term_first=half[0], half_term_last=half[1]
        )
    year.closures.create(name="Training", first=date(2026, 9, 30), last=date(2026, 9, 30))
    found = suggested(cast.programme, date(2026, 9, 1))
    meets = [one.day for one in found if one.sort == "meet"]
    assert meets == [date(2026, 10, 1), date(2026, 11, 25), date(2027, 5, 5), date(2027, 6, 30)]
    assert [one.sort for one in found[-2:]] == ["carousel", "plenary"]
    assert date(2027, 7, 5) < found[-2].day < found[-1].day <= date(2027, 7, 20)
    assert suggested(cast.programme, date(2027, 7, 20)) == []
    page = as_person(cast.dora).get(f"/programme/{cast.programme.code}/events/?day=2027-05-05&sort=meet")
    assert b'value="2027-05-05"' in page.content


def test_a_page_costs_the_same_however_many_events_there_are(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        event = made(cast, "meet", days=number + 1)
        actions.answer(event, cast.ana, comes=True, moves=0)
    ana, dora = as_person(cast.ana), as_person(cast.dora)
    with django_assert_max_num_queries(11):
        ana.get("/together/")
    with django_assert_max_num_queries(11):
        dora.get(f"/programme/{cast.programme.code}/events/")
    with django_assert_max_num_queries(13):
        ana.get(f"/events/{event.code}/")
    with django_assert_max_num_queries(3):
        events_asked(cast.ana)


def test_where_nothing_is_planned_the_co_ordinator_is_led_to_plan_it(cast: Cast, as_person: Browser) -> None:
    link = f'href="/programme/{cast.programme.code}/events/"'
    dora, ana = as_person(cast.dora), as_person(cast.ana)
    assert link in dora.get("/together/").content.decode()
    assert link not in ana.get("/together/").content.decode()
    assert "Whoever runs your programme" in words_of(ana.get("/together/"))
