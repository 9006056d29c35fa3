"""Times that both have free, as choices on the page for times; and slots kept for the pair."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast
from tests.pages import hidden, words_of
from tests.timetable.conftest import make_year, next_weekday

from sidebyside.people.models import Person
from sidebyside.programme.feeds import renew
from sidebyside.programme.models import Strand
from sidebyside.timetable.models import PersonPeriod, Reason, Series, SeriesChange, Year

Browser = Callable[[Person], Client]
EVERY = {f"c0{day}-{place}": "teaching" for day in range(5) for place in range(3)}


@pytest.fixture
def year(cast: Cast) -> Year:
    return make_year(cast.school)


def at(weekday: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(next_weekday(weekday), time(hour, minute)))


def weeks(cast: Cast, as_person: Browser, ana: dict[str, str], ben: dict[str, str]) -> None:
    """Both teach always, but for what is given."""
    as_person(cast.ana).post("/timetable/", EVERY | ana)
    as_person(cast.ben).post("/timetable/", EVERY | ben)


def choices(client: Client, cast: Cast, query: str = "") -> list[datetime]:
    free = client.get(f"/cycle/{cast.strand.code}/times/{query}").context["free"]
    return [one.starts for one in free.slots]


def choose(client: Client, cast: Cast, when: datetime, **more: str):
    page = f"/cycle/{cast.strand.code}/times/"
    sent = {"seen": hidden(client.get(page), "seen"), "choose": when.isoformat()}
    return client.post(page, sent | more, follow=True)


def test_a_time_that_both_have_free_is_taken_with_one_press(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    weeks(cast, as_person, {"c01-1": "", "c01-2": ""}, {"c01-1": "offered", "c01-2": "planning"})
    ana = as_person(cast.ana)
    tuesday = at(1, 10)
    assert choices(ana, cast) == [tuesday, tuesday + timedelta(7)]
    choose(ana, cast, tuesday)
    assert Strand.objects.get(pk=cast.strand.pk).meeting_at == tuesday
    page = words_of(as_person(cast.ben).get(f"/cycle/{cast.strand.code}/times/"))
    assert "planning time" not in page.replace("offer some planning time", "")


def test_a_walk_may_sit_on_a_duty_and_nobody_is_told_whose(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    weeks(cast, as_person, {"c02-0": "duty"}, {"c02-0": ""})
    ana = as_person(cast.ana)
    assert choices(ana, cast) == []
    wednesday = at(2, 9)
    assert wednesday in choices(ana, cast, "?walk=1")
    choose(ana, cast, wednesday)
    assert Strand.objects.get(pk=cast.strand.pk).meeting_at is None
    choose(ana, cast, wednesday, walk="1")
    assert Strand.objects.get(pk=cast.strand.pk).meeting_at == wednesday


def test_what_another_pair_has_agreed_is_not_free(cast: Cast, as_person: Browser, year: Year) -> None:
    weeks(cast, as_person, {"c03-0": ""}, {"c03-0": ""})
    thursday = at(3, 9)
    assert thursday in choices(as_person(cast.ana), cast)
    Strand.objects.filter(pk=cast.other_strand.pk).update(meeting_at=thursday + timedelta(minutes=30))
    cast.other_strand.parts.filter(person=cast.idris).update(person=cast.ben)
    cast.other_pair.memberships.filter(person=cast.idris).update(person=cast.ben)
    assert thursday not in choices(as_person(cast.ana), cast)


def test_a_talk_is_offered_after_the_lesson_only(cast: Cast, as_person: Browser, year: Year) -> None:
    weeks(cast, as_person, {"c01-0": "", "c01-2": ""}, {"c01-0": "", "c01-2": ""})
    lesson = at(1, 10)
    Strand.objects.filter(pk=cast.strand.pk).update(lesson_at=lesson)
    assert choices(as_person(cast.ana), cast)[0] == at(1, 11, 20)


def test_somebody_without_a_week_is_never_free_and_the_page_says_what_helps(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    as_person(cast.ana).post("/timetable/", {"c00-0": "duty"})
    page = as_person(cast.ana).get(f"/cycle/{cast.strand.code}/times/")
    assert not page.context["free"].is_known
    assert "Once you have both written down your week" in words_of(page)


def test_the_page_costs_the_same_however_full_the_weeks_are(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    weeks(cast, as_person, {"c01-1": ""}, {"c01-1": ""})
    ana, page = as_person(cast.ana), f"/cycle/{cast.strand.code}/times/"
    ana.get(page)
    with CaptureQueriesContext(connection) as full:
        ana.get(page)
    PersonPeriod.objects.exclude(period__name="1", weekday=0).delete()
    with CaptureQueriesContext(connection) as empty:
        ana.get(page)
    assert len(full) == len(empty) <= 34


def keep_tuesdays(client: Client, cast: Cast) -> Series:
    page = f"/pair/{cast.pair.code}/kept/"
    ((value, words),) = client.get(page).context["places"]
    assert words == "every Tuesday, period 3"
    for _twice in range(2):
        client.post(page, {"do": "keep", "place": value})
    return Series.objects.get()


def test_a_slot_is_kept_for_both_and_offered_first_of_all(cast: Cast, as_person: Browser, year: Year) -> None:
    weeks(cast, as_person, {"c01-2": ""}, {"c01-2": ""})
    ana = as_person(cast.ana)
    series = keep_tuesdays(ana, cast)
    assert set(series.people.all()) == {cast.ana, cast.ben}
    assert "kept for you" in words_of(ana.get(f"/cycle/{cast.strand.code}/times/"))
    feed = icalendar.Calendar.from_ical(Client().get(f"/calendar/{renew(cast.ben)}.ics").content)
    events = list(feed.walk("VEVENT"))
    assert len(events) >= 11
    assert {str(one["summary"]) for one in events} == {"Sidebyside: meeting"}
    assert len({str(one["uid"]) for one in events}) == len(events)
    assert ana.get(f"/pair/{cast.pair.code}/kept/").context["places"] == []


def test_one_slot_is_cancelled_with_a_kind_of_reason_one_moved_and_the_rest_stand(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    weeks(cast, as_person, {"c01-2": ""}, {"c01-2": ""})
    ben, page = as_person(cast.ben), f"/pair/{cast.pair.code}/kept/"
    series, first = keep_tuesdays(ben, cast), next_weekday(1)
    one = {"series": str(series.code), "day": first.isoformat()}
    ben.post(page, one | {"do": "cancel", "reason": "illness"})
    assert SeriesChange.objects.get().reason == Reason.ILLNESS
    assert at(1, 11, 20) not in choices(ben, cast)
    to = at(2, 15)
    other = one | {"day": (first + timedelta(7)).isoformat(), "do": "move"}
    ben.post(page, other | {"to": timezone.localtime(to).strftime("%Y-%m-%dT%H:%M")})
    assert SeriesChange.objects.get(day=first + timedelta(7)).reason == Reason.MOVED
    slots = ben.get(page).context["series"][0]["slots"]
    assert [slot.state for slot in slots[:3]] == ["cancelled", "moved", "stands"]
    ben.post(page, one | {"do": "back"})
    assert at(1, 11, 20) in choices(ben, cast)


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "move", "to": "2026-02-30T10:00"},
        {"do": "move", "to": ""},
        {"do": "move", "to": "2020-01-01T10:00"},
        {"do": "cancel", "day": "2026-02-30"},
        {"do": "cancel", "series": "no code"},
        {"do": "keep", "place": "every.9.x"},
        {"do": "yodel"},
    ],
)
def test_what_cannot_be_changes_nothing_and_says_so(
    cast: Cast, as_person: Browser, year: Year, sent: dict[str, str]
) -> None:
    weeks(cast, as_person, {"c01-2": ""}, {"c01-2": ""})
    ana, page = as_person(cast.ana), f"/pair/{cast.pair.code}/kept/"
    series = keep_tuesdays(ana, cast)
    one = {"series": str(series.code), "day": next_weekday(0).isoformat()}
    answer = ana.post(page, one | sent, follow=True)
    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    assert not SeriesChange.objects.exists()
    assert Series.objects.count() == 1


def test_no_other_pair_changes_it(cast: Cast, as_person: Browser, year: Year) -> None:
    weeks(cast, as_person, {"c01-2": ""}, {"c01-2": ""})
    series = keep_tuesdays(as_person(cast.ana), cast)
    cleo = as_person(cast.cleo)
    assert cleo.get(f"/pair/{cast.pair.code}/kept/").status_code == 404
    sent = {"do": "cancel", "series": str(series.code), "day": next_weekday(1).isoformat(), "reason": "other"}
    cleo.post(f"/pair/{cast.other_pair.code}/kept/", sent)
    assert not SeriesChange.objects.exists()
