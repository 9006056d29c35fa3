from collections.abc import Callable
from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from sidebyside.people.models import Person, hashed
from sidebyside.programme.actions import leave, pause
from sidebyside.programme.focus import FocusWords, write_focus
from sidebyside.programme.models import CalendarFeed, Strand
from sidebyside.programme.seen import stamp

Browser = Callable[[Person], Client]


@pytest.fixture
def with_times(cast: Cast) -> Strand:
    lesson = timezone.now().replace(microsecond=0) + timedelta(days=2)
    Strand.objects.filter(pk=cast.strand.pk).update(
        lesson_at=lesson, meeting_at=lesson + timedelta(days=1), place="Room 14"
    )
    words = FocusWords("Year 8 canary", "Who answers after I ask the canary?", criteria=("canary",))
    write_focus(cast.strand, words, stamp(FocusWords().in_order()))
    return Strand.objects.get(pk=cast.strand.pk)


def _link(browser: Client) -> str:
    page = browser.post("/calendar/").content.decode()
    return page.split('value="http://testserver', 1)[1].split('"', 1)[0]


def test_the_feed_holds_times_and_place_and_nothing_else(
    cast: Cast, as_person: Browser, with_times: Strand
) -> None:
    answer = Client().get(_link(as_person(cast.ben)))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    lesson, meeting = calendar.walk("VEVENT")
    assert str(lesson["SUMMARY"]) == "Sidebyside: lesson"
    assert str(meeting["SUMMARY"]) == "Sidebyside: meeting"
    assert lesson["DTSTART"].dt == with_times.lesson_at
    assert lesson["DTEND"].dt == with_times.lesson_at + timedelta(minutes=60)
    assert meeting["DTSTART"].dt == with_times.meeting_at
    assert str(meeting["LOCATION"]) == "Room 14"
    known = {"SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "LOCATION"}
    assert set(lesson) | set(meeting) == known
    for word in (b"Ana", b"Ben", b"canary", str(with_times.code).encode(), b"Harbour"):
        assert word not in answer.content


def test_every_line_ends_and_folds_as_the_format_asks(
    cast: Cast, as_person: Browser, with_times: Strand
) -> None:
    Strand.objects.filter(pk=with_times.pk).update(place="Zimmer ä, ö; ü \\ " + "x" * 40)
    body = Client().get(_link(as_person(cast.ana))).content
    assert body.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert icalendar.Calendar.from_ical(body).walk("VEVENT")[1]["LOCATION"].startswith("Zimmer ä, ö; ü \\ x")


def test_ids_of_events_stay_the_same_so_that_calendars_update(
    cast: Cast, as_person: Browser, with_times: Strand
) -> None:
    link = _link(as_person(cast.ana))
    before = [
        str(one["UID"]) for one in icalendar.Calendar.from_ical(Client().get(link).content).walk("VEVENT")
    ]
    Strand.objects.filter(pk=with_times.pk).update(lesson_at=with_times.lesson_at + timedelta(hours=1))  # type: ignore[operator]
    after = [
        str(one["UID"]) for one in icalendar.Calendar.from_ical(Client().get(link).content).walk("VEVENT")
    ]
    assert before == after
    assert len(set(after)) == 2


def test_the_secret_is_shown_once_and_kept_hashed(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    link = _link(ana)
    token = link.removeprefix("/calendar/").removesuffix(".ics")
    feed = CalendarFeed.objects.get(person=cast.ana)
    assert feed.token_hash == hashed(token)
    assert token not in feed.token_hash
    assert token not in ana.get("/calendar/").content.decode()


def test_an_old_link_is_dead_once_it_is_made_anew(cast: Cast, as_person: Browser, with_times: Strand) -> None:
    ana = as_person(cast.ana)
    old = _link(ana)
    new = _link(ana)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_link_switched_off_is_dead(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    link = _link(ana)
    for _twice in range(2):
        assert ana.post("/calendar/off/").status_code == 302
    assert Client().get(link).status_code == 404


def test_the_link_of_a_disabled_account_is_dead(cast: Cast, as_person: Browser) -> None:
    link = _link(as_person(cast.ana))
    assert Client().get(link).status_code == 200
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert Client().get(link).status_code == 404


def test_a_guessed_link_and_a_feed_by_post_find_nothing(cast: Cast, as_person: Browser) -> None:
    link = _link(as_person(cast.ana))
    assert Client().get("/calendar/" + "x" * 43 + ".ics").status_code == 404
    assert Client().get("/calendar/%00.ics").status_code == 404
    assert Client().post(link).status_code == 405


def test_a_held_account_makes_no_link_that_would_outlive_the_hold(cast: Cast, as_person: Browser) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    assert "A new link can be made once" in as_person(cast.ana).post("/calendar/").content.decode()
    assert not CalendarFeed.objects.exists()


def test_a_stranger_to_the_product_is_sent_to_sign_in_for_the_page_itself(cast: Cast) -> None:
    assert Client().get("/calendar/").status_code == 302
    assert Client().post("/calendar/").status_code == 302
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("after", ["paused", "left", "ended", "skipped"])
def test_times_leave_the_feed_with_the_right_to_them(
    cast: Cast, as_person: Browser, with_times: Strand, after: str
) -> None:
    link = _link(as_person(cast.ben))
    assert b"BEGIN:VEVENT" in Client().get(link).content
    if after == "paused":
        pause(cast.strand, cast.ana)
    elif after == "left":
        leave(cast.pair, cast.ben)
    elif after == "ended":
        type(cast.pair).objects.filter(pk=cast.pair.pk).update(ended_at=timezone.now())
    else:
        type(cast.cycle).objects.filter(pk=cast.cycle.pk).update(skipped_at=timezone.now())
    assert b"BEGIN:VEVENT" not in Client().get(link).content


def test_a_feed_holds_only_the_persons_own_times(cast: Cast, as_person: Browser, with_times: Strand) -> None:
    for person in (cast.cleo, cast.dora):
        assert b"BEGIN:VEVENT" not in Client().get(_link(as_person(person))).content
