from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Cycle, Strand, StrandStep
from sidebyside.programme.stages import reach

Browser = Callable[[Person], Client]
LONDON = ZoneInfo("Europe/London")


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/times/"


def _sent(lesson: datetime, meeting: datetime | None, **changes: str) -> dict[str, str]:
    sent = {
        "lesson_day": lesson.strftime("%Y-%m-%d"),
        "lesson_time": lesson.strftime("%H:%M"),
        "lesson_minutes": "60",
        "meeting_minutes": "40",
        "place": "Room 14",
    }
    if meeting is not None:
        sent |= {
            "meeting_day": meeting.strftime("%Y-%m-%d"),
            "meeting_time": meeting.strftime("%H:%M"),
        }
    return sent | changes


def _keep(browser: Client, cast: Cast, sent: dict[str, str]):
    return browser.post(_url(cast), {"seen": hidden(browser.get(_url(cast)), "seen")} | sent)


@pytest.fixture
def lesson() -> datetime:
    """In three days at 10:00 on the school's clock."""
    return (timezone.now().astimezone(LONDON) + timedelta(days=3)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )


def test_either_partner_agrees_the_times(cast: Cast, as_person: Browser, lesson: datetime) -> None:
    meeting = lesson + timedelta(hours=5)
    answer = _keep(as_person(cast.ben), cast, _sent(lesson, meeting))
    assert answer.url == f"/cycle/{cast.strand.code}/"
    strand = Strand.objects.get(pk=cast.strand.pk)
    assert strand.lesson_at == lesson
    assert strand.meeting_at == meeting
    assert strand.place == "Room 14"
    assert StrandStep.objects.filter(strand=strand, key="time").exists()
    assert heading(as_person(cast.ana).get(_url(cast))) == "Your times are agreed"


def test_the_clock_is_the_schools_summer_and_winter(cast: Cast, as_person: Browser) -> None:
    School.objects.filter(pk=cast.school.pk).update(zone="America/New_York")
    day = (timezone.now() + timedelta(days=40)).date()
    naive = datetime.combine(day, datetime.min.time()).replace(hour=9)
    _keep(as_person(cast.ana), cast, _sent(naive, None))
    strand = Strand.objects.get(pk=cast.strand.pk)
    assert strand.lesson_at == naive.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    assert 'value="09:00"' in as_person(cast.ana).get(_url(cast)).content.decode()


def test_a_lesson_time_alone_is_kept_but_the_step_waits(
    cast: Cast, as_person: Browser, lesson: datetime
) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast, _sent(lesson, None))
    assert Strand.objects.get(pk=cast.strand.pk).lesson_at == lesson
    assert not StrandStep.objects.filter(key="time").exists()
    _keep(ana, cast, _sent(lesson, lesson + timedelta(days=1)))
    assert StrandStep.objects.filter(key="time").exists()
    _keep(ana, cast, _sent(lesson, None))
    assert not StrandStep.objects.filter(key="time").exists()


def test_a_talk_before_the_lesson_ends_is_refused_kindly(
    cast: Cast, as_person: Browser, lesson: datetime
) -> None:
    answer = _keep(as_person(cast.ana), cast, _sent(lesson, lesson + timedelta(minutes=59)))
    assert answer.status_code == 422
    assert "The talk comes after the lesson, which ends at 11:00" in words_of(answer)
    assert Strand.objects.get(pk=cast.strand.pk).lesson_at is None
    assert _keep(as_person(cast.ana), cast, _sent(lesson, lesson + timedelta(minutes=60))).status_code == 302


def test_a_time_that_is_over_gets_a_sentence(cast: Cast, as_person: Browser, lesson: datetime) -> None:
    answer = _keep(as_person(cast.ana), cast, _sent(lesson - timedelta(days=10), None))
    assert answer.status_code == 422
    assert "That is already over" in words_of(answer)


def test_times_that_stood_may_pass_while_another_is_changed(
    cast: Cast, as_person: Browser, lesson: datetime
) -> None:
    taught = lesson - timedelta(days=5, seconds=-17)
    Strand.objects.filter(pk=cast.strand.pk).update(lesson_at=taught)
    assert _keep(as_person(cast.ana), cast, _sent(taught, lesson)).status_code == 302
    assert Strand.objects.get(pk=cast.strand.pk).meeting_at == lesson


def test_a_lesson_that_is_over_may_be_written_down_once_its_film_is_here(
    cast: Cast, as_person: Browser, lesson: datetime
) -> None:
    reach(cast.strand, "film")
    answer = _keep(as_person(cast.ana), cast, _sent(lesson - timedelta(days=10), lesson))
    assert answer.status_code == 302
    assert StrandStep.objects.filter(strand=cast.strand, key="time").exists()


def test_a_year_typed_wrong_gets_a_sentence(cast: Cast, as_person: Browser, lesson: datetime) -> None:
    answer = _keep(as_person(cast.ana), cast, _sent(lesson.replace(year=lesson.year + 3), None))
    assert "Is the year right?" in words_of(answer)


def test_an_hour_that_summer_time_leaves_out_gets_a_sentence(cast: Cast, as_person: Browser) -> None:
    year = timezone.now().year + (1 if timezone.now().month > 3 else 0)
    last_sunday = max(
        day for day in (datetime(year, 3, number) for number in range(25, 32)) if day.weekday() == 6
    )
    answer = _keep(as_person(cast.ana), cast, _sent(last_sunday.replace(hour=1, minute=30), None))
    assert answer.status_code == 422
    assert "the clocks go forward" in words_of(answer)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lesson_time": ""}, "Choose the time as well."),
        ({"lesson_day": ""}, "Choose the day as well."),
        ({"lesson_minutes": "0"}, "Between 5 and 240 minutes"),
        ({"lesson_minutes": "999"}, "Between 5 and 240 minutes"),
        ({"lesson_day": "2026-02-31"}, "There is no such day"),
        ({"lesson_time": "25:00"}, "There is no such time"),
        ({"place": "x" * 61}, "There is room for 60 characters"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    cast: Cast, as_person: Browser, lesson: datetime, changes: dict[str, str], sentence: str
) -> None:
    answer = _keep(as_person(cast.ana), cast, _sent(lesson, None, **changes))
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert Strand.objects.get(pk=cast.strand.pk).lesson_at is None


def test_two_partners_at_once_lose_nothing(cast: Cast, as_person: Browser, lesson: datetime) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    seen = hidden(ana.get(_url(cast)), "seen")
    _keep(ben, cast, _sent(lesson, None))
    late = ana.post(_url(cast), _sent(lesson + timedelta(hours=1), None) | {"seen": seen})
    assert late.status_code == 409
    assert "10:00" in words_of(late)
    assert 'value="11:00"' in late.content.decode()
    assert Strand.objects.get(pk=cast.strand.pk).lesson_at == lesson


def test_a_closed_cycle_keeps_its_times(cast: Cast, as_person: Browser, lesson: datetime) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    Cycle.objects.filter(pk=cast.cycle.pk).update(closed_at=timezone.now())
    assert ana.post(_url(cast), _sent(lesson, None) | {"seen": seen}).status_code == 409
    assert Strand.objects.get(pk=cast.strand.pk).lesson_at is None


def test_strangers_and_the_co_ordinator_cannot_set_times(
    cast: Cast, as_person: Browser, lesson: datetime
) -> None:
    for person in (cast.cleo, cast.dora, cast.leo, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_url(cast)).status_code == 404
        assert as_person(person).post(_url(cast), _sent(lesson, None)).status_code == 404


def test_the_page_names_no_table_of_content(
    cast: Cast, as_person: Browser, django_assert_max_num_queries
) -> None:
    reach(cast.strand, "focus")
    ana = as_person(cast.ana)
    with django_assert_max_num_queries(25) as queries:
        ana.get(_url(cast))
    assert not any("strandcontent" in one["sql"] for one in queries.captured_queries)
