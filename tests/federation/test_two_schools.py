"""A pair of two schools: each school's rules for what is its own people's, and neither sees into the other."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.change.standing import charts_standing
from sidebyside.consent.models import VideoPolicy
from sidebyside.conversations.models import ListenerIn
from sidebyside.conversations.standing import listens_in
from sidebyside.conversations.written import sitting_in
from sidebyside.conversations.written.changing import CannotNow
from sidebyside.cover import needs
from sidebyside.cover.models import CoverRequest
from sidebyside.events.models import Event
from sidebyside.events.standing import is_for, partners_in, programmes_of
from sidebyside.federation.models import Visiting
from sidebyside.figures.agreeing import agree
from sidebyside.figures.freezing import freeze
from sidebyside.figures.models import Cell, Counted
from sidebyside.groups import bringing
from sidebyside.groups.models import Group
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Membership
from sidebyside.programme.protected import free_for_talk, places_for
from sidebyside.programme.standing import is_across, schools_of_partners
from sidebyside.recordings import pupils, sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.keeping import choosing, limits
from sidebyside.recordings.keeping.days import Limits
from sidebyside.recordings.keeping.notices import over
from sidebyside.recordings.lesson import may_begin
from sidebyside.recordings.models import Recording
from sidebyside.recordings.sorts import Refused
from sidebyside.safeguarding.access import strands_since
from sidebyside.safeguarding.models import Opening, Period
from sidebyside.safeguarding.standing import is_theirs_to_open
from sidebyside.timetable.models import PersonPeriod
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import nobody_else
from tests.cast import Cast
from tests.consent.registered import all_say_yes, make_class
from tests.federation.across import ben_is_coached, now_of, of_two_schools
from tests.figures.school_years import calendar, noon, programme_of, strand_of, tap
from tests.figures.school_years import newcomer as counted_newcomer
from tests.figures.school_years import pair as pair_of
from tests.room.conftest import brought_film
from tests.timetable.conftest import make_year, next_weekday

As = Callable[[Person], Client]


@pytest.fixture
def visit(cast: Cast) -> Visiting:
    return of_two_schools(cast)


def sees(person: Person, film: Recording) -> bool:
    return doors.may(person, Act.SEE, Kind.FILM, films().get(pk=film.pk))


def test_the_coachees_school_says_whether_anybody_films(cast: Cast, visit: Visiting) -> None:
    may_begin(now_of(cast))
    VideoPolicy.objects.filter(school=cast.other_school).delete()
    may_begin(now_of(cast))
    with pytest.raises(Refused):
        may_begin(ben_is_coached(cast))


@pytest.mark.parametrize("keeps_register", [False, True])
def test_no_film_with_pupils_goes_to_another_school_whatever_register_is_kept(
    cast: Cast, visit: Visiting, *, keeps_register: bool
) -> None:
    film = brought_film(now_of(cast))
    if keeps_register:
        class_8b = make_class(cast.school, "Ada Byron", teacher=cast.ana)
        all_say_yes(class_8b)
        pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    assert sharing.what_comes_first(films().get(pk=film.pk)) == "school"
    # A share from before does not stand either.
    film.shares.create(whole=True, opening=cast.cycle.opening)
    assert not sees(cast.ben, film)
    assert sees(cast.ana, film)
    assert pupils.say_covered(film, cast.ana, covered=True)
    assert sees(cast.ben, film)
    Visiting.objects.filter(pk=visit.pk).update(ended_at=timezone.now())
    assert not sees(cast.ben, film), "read with each request"


def test_its_page_says_so_and_how_it_can_be_shared(cast: Cast, visit: Visiting, as_person: As) -> None:
    brought_film(now_of(cast))
    page = as_person(cast.ana).get(f"/cycle/{cast.strand.code}/film/").content.decode()
    assert "Your coach works at another school" in page
    assert "no pupil can be recognised" in page


def test_a_film_lives_by_its_owners_school_and_a_talk_by_the_shorter(cast: Cast, visit: Visiting) -> None:
    School.objects.filter(pk=cast.other_school.pk).update(zone="Pacific/Auckland")
    limits.set_limits(cast.school, Limits((7, 1), 7, 24))
    limits.set_limits(cast.other_school, Limits((3, 31), 7, 2))
    strand = ben_is_coached(cast)
    theirs, ours = limits.default_day(strand), limits._day_by(cast.school, strand)
    assert theirs != ours
    assert limits.default_day_of_talk(strand) == min(theirs, ours)
    film = films().get(pk=brought_film(strand).pk)
    first, last = choosing.between(film)
    assert last <= first + timedelta(days=70), "two months at most at Hill"
    yesterday = limits.today_at(School.objects.get(pk=cast.other_school.pk)) - timedelta(days=1)
    Recording.objects.filter(pk=film.pk).update(delete_on=yesterday)
    assert over() == {film.code: yesterday + timedelta(days=1)}, "on the clock of Hill"


def test_a_films_school_alone_may_open_it_and_no_talk_of_two_schools_is_opened(
    cast: Cast, visit: Visiting
) -> None:
    here, there = (
        Period.objects.create(school=one, on_at=timezone.now() - timedelta(days=1))
        for one in (cast.school, cast.other_school)
    )
    assert cast.strand in strands_since(here)
    assert cast.strand not in strands_since(there)
    for what, may in (("lesson", True), ("talk", False)):
        opening = Opening(period=here, what=what)
        opening.strand = now_of(cast)
        assert is_theirs_to_open(cast.school.pk, opening) is may
        assert not is_theirs_to_open(cast.other_school.pk, opening)
    strand = ben_is_coached(cast)
    assert strand not in strands_since(here)
    assert strand in strands_since(there)


def test_a_coach_is_told_of_the_exception_at_their_partners_school(
    cast: Cast, visit: Visiting, as_person: As
) -> None:
    assert schools_of_partners(cast.ben.pk) == {cast.school.pk, cast.other_school.pk}
    assert "Harbour School" not in nobody_else(cast.other_school.pk, [cast.school.pk])
    Period.objects.create(school=cast.school, on_at=timezone.now())
    assert "At Harbour School the exception" in nobody_else(cast.other_school.pk, [cast.school.pk])
    ben, cleo = as_person(cast.ben), as_person(cast.cleo)
    for page in ("/", "/who-could-look/"):
        assert "At Harbour School the exception" in ben.get(page).content.decode(), page
        assert "At Harbour School the exception" not in cleo.get(page).content.decode(), page


def test_nobody_sits_in_and_nothing_goes_to_a_group(cast: Cast, visit: Visiting) -> None:
    strand = now_of(cast)
    for partner in (cast.ana, cast.ben):
        with pytest.raises(CannotNow):
            sitting_in.ask_in(strand, partner, cast.nina.email)
    now = timezone.now()
    for one in (cast.nina, cast.eve):
        ListenerIn.objects.create(
            strand=strand, person=one, asked_by=cast.ana, approved_by=cast.ben, approved_at=now
        )
        assert not listens_in(one, strand)
    group = Group.objects.create(school=cast.school, name="Questions")
    with pytest.raises(bringing.NotNow, match="two schools"):
        bringing.ask(strand, cast.ana, group, (strand.code, strand.code), "")


def test_a_visitors_lessons_ask_no_cover_here_and_no_slot_is_found(cast: Cast, visit: Visiting) -> None:
    year, theirs = make_year(cast.school), make_year(cast.other_school)
    for person, where in ((cast.ana, year), (cast.ben, theirs)):
        for period in where.periods.all():
            for day in range(5):
                PersonPeriod.objects.create(
                    person=person, period=period, week=0, weekday=day, use="teaching", email=person.email
                )
    strand = now_of(cast)
    strand.meeting_at = timezone.make_aware(
        timezone.datetime.combine(next_weekday(1), timezone.datetime.min.time())  # type: ignore[attr-defined]
    ) + timedelta(hours=9)
    strand.save(update_fields=["meeting_at"])
    needs.after_a_change(now_of(cast))
    assert [(one.what, one.covers) for one in CoverRequest.objects.all()] == [("meeting", 1)], "Ana's alone"
    assert not free_for_talk(now_of(cast)).is_known
    assert places_for(cast.pair)[1] == []


def test_who_visits_is_in_no_cell_of_either_school(db: None) -> None:
    here, there = School.objects.create(name="Weir"), School.objects.create(name="Ford")
    for one in (here, there):
        calendar(one, 2024)
    programme = programme_of(here, "Year", 2024)
    people = [counted_newcomer(there if at == 0 else here) for at in range(8)]
    for at in range(0, 8, 2):
        strand = strand_of(pair_of(programme, people[at : at + 2]))
        for person in people[at : at + 2]:
            tap(strand, person, date(2024, 9, 10), "yes")
    assert Counted.objects.count() == 8
    for school in (here, there):
        freeze(school, noon(date(2024, 10, 20)))
    assert {one.people for one in Cell.objects.filter(question="safe")} == {7}


def test_events_and_charts_of_the_school_stay_with_its_own_people(cast: Cast, visit: Visiting) -> None:
    event = Event.objects.create(programme=cast.programme, sort="meet", starts_at=timezone.now())
    assert is_for(cast.ana, event)
    assert not is_for(cast.ben, event)
    assert not programmes_of(cast.ben)
    assert partners_in(cast.ana, cast.programme) == []
    assert not charts_standing(cast.ben, cast.programme).who
    assert charts_standing(cast.ana, cast.programme).who


def test_within_one_school_nothing_of_this_holds(cast: Cast) -> None:
    strand = now_of(cast)
    assert not is_across(strand)
    film = brought_film(strand)
    sharing.share(films().get(pk=film.pk), cast.ana, whole=True)
    assert sees(cast.ben, film)
    assert Membership.objects.filter(person=cast.ben).count() == 1
    agree(cast.ana)
