"""A pause, a close, an undone close and a leave reach calendars, cover and kept slots in every side of a cycle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.programme.test_walks import begin, of
from tests.timetable.conftest import make_year

from sidebyside.cover.ledger import ledger_of
from sidebyside.cover.models import CoverRequest
from sidebyside.cover.needs import after_a_change
from sidebyside.people.models import Person
from sidebyside.programme import actions, plans
from sidebyside.programme.feeds import calendar_of
from sidebyside.programme.forms import TimesForm
from sidebyside.programme.models import Cycle, Partnership, Strand
from sidebyside.programme.now import now_for
from sidebyside.programme.protected import free_for_talk, series_of, slots_of
from sidebyside.programme.seen import stamp
from sidebyside.programme.stages import plan_of, reach, reach_together, talk_strand
from sidebyside.programme.standing import strands
from sidebyside.programme.times_changed import uid_of
from sidebyside.room.preparing import readiness
from sidebyside.timetable.models import Invite, PersonPeriod, Series

As = Callable[[Person], Client]


@pytest.fixture
def weekly(cast: Cast) -> Partnership:
    return begin(cast, plans.SIDE_BY_SIDE, cast.nina, cast.omar)


def nine(days: int) -> datetime:
    """Nine in the morning on the first weekday that is so many days away."""
    day = timezone.localdate() + timedelta(days)
    day += timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return timezone.make_aware(datetime.combine(day, time(9)))


def everybody_teaches(cast: Cast) -> None:
    for period in make_year(cast.school).periods.all():
        PersonPeriod.objects.bulk_create(
            PersonPeriod(period=period, person=person, week=0, weekday=day, use="teaching")
            for person in (cast.nina, cast.omar, cast.tim)
            for day in range(5)
        )


def agree(strand: Strand, **times: object) -> None:
    before = actions.times_of(strand)
    actions.agree_times(strand, before | times, stamp(actions.times_as_words(before)))  # type: ignore[arg-type]


def told_of() -> set[datetime]:
    """Times that stand in somebody's calendar, as far as mails have told it."""
    return set(Invite.objects.filter(is_cancelled=False).values_list("starts_at", flat=True))


def covered() -> set[datetime]:
    return set(
        CoverRequest.objects.filter(state__in=["asked", "approved"]).values_list("starts_at", flat=True)
    )


def test_a_pause_from_the_other_side_reaches_the_one_talk(cast: Cast, weekly: Partnership) -> None:
    everybody_teaches(cast)
    at = nine(3)
    agree(of(weekly, cast.nina), meeting_at=at)
    assert (told_of(), covered()) == ({at}, {at})
    actions.pause(of(weekly, cast.omar), cast.omar)
    assert (told_of(), covered()) == (set(), set())
    actions.resume(of(weekly, cast.omar), cast.omar)
    assert (told_of(), covered()) == ({at}, {at})


def test_a_time_that_is_carried_over_is_told_and_taken_back_with_its_cycle(
    cast: Cast, weekly: Partnership
) -> None:
    everybody_teaches(cast)
    at, first = nine(3), of(weekly, cast.nina)
    agree(first, meeting_at=at)
    actions.close(first, cast.nina)
    # The talk that was still to come went with its cycle.
    assert told_of() == covered() == {of(weekly, cast.nina).meeting_at} != {at}
    assert calendar_of(cast.nina).count(b"BEGIN:VEVENT") == 1
    assert actions.reopen(strands().get(pk=first.pk), cast.nina)
    assert Cycle.objects.filter(partnership=weekly).count() == 1
    assert told_of() == covered() == {at}


def test_cover_that_somebody_answered_keeps_the_next_cycle(cast: Cast, weekly: Partnership) -> None:
    everybody_teaches(cast)
    first = of(weekly, cast.nina)
    agree(first, meeting_at=nine(3))
    actions.close(first, cast.nina)
    CoverRequest.objects.filter(strand__cycle__number=2).update(state="approved", answered_at=timezone.now())
    assert not actions.reopen(strands().get(pk=first.pk), cast.nina)


# Leaving.


def keep(partnership: Partnership, *people: Person) -> Series:
    today = timezone.localdate()
    series = Series.objects.create(
        kept_for=partnership.code,
        period=make_year(partnership.programme.school).periods.all()[0],
        weekday=(today.weekday() + 1) % 5,
        first=today - timedelta(7),
        last=today + timedelta(60),
    )
    series.people.set(people)
    return series


def minutes_to_come(partnership: Partnership) -> int:
    return ledger_of(partnership.programme, []).talk.planned


def test_nothing_is_kept_for_a_pair_that_one_has_left(cast: Cast, weekly: Partnership) -> None:
    keep(weekly, cast.nina, cast.omar)
    agree(of(weekly, cast.nina), meeting_at=nine(20))
    assert calendar_of(cast.omar).count(b"BEGIN:VEVENT") > 1
    assert minutes_to_come(weekly)
    actions.leave(weekly, cast.nina)
    assert series_of(weekly) == []
    assert b"BEGIN:VEVENT" not in calendar_of(cast.omar)
    assert minutes_to_come(weekly) == 0


def test_what_a_pair_had_talked_stays_in_the_sums_when_one_leaves(cast: Cast, weekly: Partnership) -> None:
    Strand.objects.filter(cycle__partnership=weekly).update(meeting_at=timezone.now() - timedelta(days=3))
    actions.leave(weekly, cast.nina)
    assert ledger_of(weekly.programme, []).talk.used == 20


def test_two_of_three_keep_their_slot_without_the_third(cast: Cast) -> None:
    trio = begin(cast, replace(plans.SIDE_BY_SIDE, trios=True), cast.nina, cast.omar, cast.tim)
    series = keep(trio, cast.nina, cast.omar, cast.tim)
    today = timezone.localdate()
    actions.leave(trio, cast.tim)
    assert set(series.people.all()) == {cast.nina, cast.omar}
    assert slots_of(trio, today, today + timedelta(14))
    assert b"BEGIN:VEVENT" not in calendar_of(cast.tim)


def test_a_talk_that_was_had_stays_where_it_was_when_one_of_three_leaves(cast: Cast) -> None:
    trio = begin(cast, replace(plans.SIDE_BY_SIDE, trios=True), cast.nina, cast.omar, cast.tim)
    host = talk_strand(of(trio, cast.omar))
    assert host.coachee == cast.nina
    reach_together(host, "talk")
    actions.leave(trio, cast.nina)
    assert talk_strand(of(trio, cast.omar)) == host


def test_a_closed_cycle_without_a_talk_step_stays_where_it_was_too(cast: Cast) -> None:
    trio = begin(cast, replace(plans.SIDE_BY_SIDE, trios=True), cast.nina, cast.omar, cast.tim)
    first = of(trio, cast.omar)
    host = talk_strand(first)
    actions.close(first, cast.omar)
    actions.leave(trio, cast.nina)
    assert talk_strand(strands().get(pk=first.pk)) == host
    assert talk_strand(of(trio, cast.omar)).coachee in {cast.omar, cast.tim}


def test_whoever_left_three_is_waited_for_by_nobody(cast: Cast) -> None:
    trio = begin(cast, replace(plans.SIDE_BY_SIDE, trios=True), cast.nina, cast.omar, cast.tim)
    for person in (cast.omar, cast.tim):
        for key in ("aim", "time", "talk", "steps"):
            reach(of(trio, person), key)
    everybody_teaches(cast)
    at = nine(3)
    agree(of(trio, cast.omar), meeting_at=at)
    assert CoverRequest.objects.get(state="asked").covers == 3
    assert now_for(cast.omar, of(trio, cast.omar)).part != "close"
    actions.leave(trio, cast.nina)
    strand = of(trio, cast.omar)
    assert now_for(cast.omar, strand).part == "close"
    assert readiness(cast.omar, strand).waiting_for == ("Tim",)
    assert CoverRequest.objects.get(state="asked").covers == 2
    # One entry in the private link, as in the mails: the side that the talk is in now.
    feed = calendar_of(cast.omar)
    assert feed.count(b"BEGIN:VEVENT") == 1
    assert uid_of(talk_strand(strand), "meeting").encode() in feed


def test_a_visit_needs_no_cover_for_a_coach_who_has_left(cast: Cast) -> None:
    trio = begin(cast, replace(plans.IDEAL_CYCLE, trios=True), cast.nina, cast.omar, cast.tim)
    everybody_teaches(cast)
    agree(of(trio, cast.nina), lesson_at=nine(3))
    assert CoverRequest.objects.get(state="asked").covers == 2
    actions.leave(trio, cast.tim)
    after_a_change(of(trio, cast.nina))
    assert CoverRequest.objects.get(state="asked").covers == 1


# Times that are free for a talk about several sides.


@pytest.fixture
def flow(cast: Cast) -> Partnership:
    return begin(cast, plans.FLOW, cast.nina, cast.omar)


def test_the_one_talk_does_not_stand_in_its_own_way(cast: Cast, weekly: Partnership) -> None:
    everybody_teaches(cast)
    at = nine(3)
    PersonPeriod.objects.filter(weekday=at.weekday(), period__begins=540).delete()
    agree(of(weekly, cast.nina), meeting_at=at)
    for person in (cast.nina, cast.omar):
        assert at in [one.starts for one in free_for_talk(of(weekly, person)).slots]
    # Where it went with its cycle, it takes nobody's time any more.
    actions.close(of(weekly, cast.nina), cast.nina)
    assert at in [one.starts for one in free_for_talk(of(weekly, cast.nina)).slots]


def test_a_talk_comes_after_the_last_of_its_lessons(cast: Cast, flow: Partnership) -> None:
    everybody_teaches(cast)
    PersonPeriod.objects.filter(period__begins=680).delete()
    lesson = nine(3)
    later = lesson + timedelta(days=1)
    agree(of(flow, cast.nina), lesson_at=lesson)
    agree(of(flow, cast.omar), lesson_at=later)
    strand = of(flow, cast.nina)
    assert min(one.starts for one in free_for_talk(strand).slots) > later
    local = timezone.localtime(lesson + timedelta(hours=5))
    typed = {
        "lesson_day": lesson.date(),
        "lesson_time": "09:00",
        "lesson_minutes": "60",
        "meeting_day": local.date(),
        "meeting_time": local.strftime("%H:%M"),
        "meeting_minutes": "60",
    }
    assert "meeting_time" in TimesForm(typed, strand=strand).errors
    assert TimesForm(typed | {"meeting_day": later.date()}, strand=strand).is_valid()


def test_whoever_closes_reads_whose_side_is_not_done(cast: Cast, weekly: Partnership, as_person: As) -> None:
    nina, page = as_person(cast.nina), f"/cycle/{of(weekly, cast.nina).code}/steps/"
    for key in [step.key for step in plan_of(of(weekly, cast.nina)).steps]:
        reach(of(weekly, cast.nina), key)
    told = nina.get(page).content.decode()
    assert "It closes for Omar as well" in told
    # Nothing is filmed in this programme.
    assert "Sharing ends" not in told
    for key in [step.key for step in plan_of(of(weekly, cast.nina)).steps]:
        reach(of(weekly, cast.omar), key)
    assert "It closes for" not in nina.get(page).content.decode()
