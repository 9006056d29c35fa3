"""What a new co-ordinator finds to do next: ticked from what is there, gone when it is done."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast

from sidebyside.library.models import Finished
from sidebyside.overview.first_steps import FirstSteps, first_steps
from sidebyside.people.models import Invitation, Person, School, SchoolRole
from sidebyside.programme import co_ordinating, plans
from sidebyside.programme.models import Membership, Programme
from sidebyside.timetable.models import StaffEntry, Year

As = Callable[[Person], Client]


@pytest.fixture
def new(db: None) -> Person:
    school = School.objects.create(name="New School")
    person = Person.objects.create_person("new@new.test", "Nell", school, "a long enough password")
    SchoolRole.objects.create(person=person, school=school, role=SchoolRole.Role.CO_ORDINATOR)
    return person


def _start(by: Person, plan: plans.Plan = plans.SIDE_BY_SIDE) -> Programme:
    return co_ordinating.start_programme(by, "A year", plan, date(2026, 9, 1), date(2027, 7, 20))


def _found(person: Person) -> FirstSteps:
    found = first_steps(person)
    assert found is not None
    return found


def _next(person: Person) -> str:
    step = _found(person).next
    return step.heading if step else ""


def test_each_step_is_ticked_by_what_is_there(new: Person) -> None:
    assert _next(new) == "Write down the school year"
    Year.objects.create(school=new.school)
    assert _next(new) == "Invite people"
    StaffEntry.objects.create(school=new.school, email="kim@new.test", name="Kim")
    assert _next(new) == "Invite people"
    Invitation.objects.create(school=new.school, email="kim@new.test", made_by=new, token_hash="k")
    assert _next(new) == "Start a programme"
    programme = _start(new)
    assert _next(new) == "Sign the school’s part of the agreement"
    co_ordinating.sign_for_school(programme, new)
    assert _next(new) == "Begin the training"
    Finished.objects.create(person=new, module="roles", version=1, on=date(2026, 9, 2))
    kim = Person.objects.create_person("kim@new.test", "Kim", new.school, None)
    assert _next(new) == "Propose the first pair"
    co_ordinating.propose_pair(programme, [new, kim], new)
    assert _found(new).next is None, "the proposal waits for the two"
    Membership.objects.update(accepted_at=timezone.now())
    assert first_steps(new) is None


def test_the_first_co_ordinators_own_link_is_nobody_invited(new: Person) -> None:
    Year.objects.create(school=new.school)
    Invitation.objects.create(school=new.school, email=new.email, token_hash="first", used_at=timezone.now())
    assert _next(new) == "Invite people"


def test_only_where_lessons_are_filmed_a_policy_is_asked_for(new: Person) -> None:
    _start(new)
    assert "Publish the video policy" not in [one.heading for one in _found(new).steps]
    _start(new, plans.VIDEO_DYAD)
    assert "Publish the video policy" in [one.heading for one in _found(new).steps]


def test_while_nobody_has_come_in_there_is_no_pair_to_propose(new: Person) -> None:
    Year.objects.create(school=new.school)
    Invitation.objects.create(school=new.school, email="kim@new.test", made_by=new, token_hash="k")
    co_ordinating.sign_for_school(_start(new), new)
    Finished.objects.create(person=new, module="roles", version=1, on=date(2026, 9, 2))
    assert _found(new).next is None
    Person.objects.create_person("kim@new.test", "Kim", new.school, None)
    assert _next(new) == "Propose the first pair"


def test_a_declined_proposal_asks_for_another(new: Person) -> None:
    kim = Person.objects.create_person("kim@new.test", "Kim", new.school, None)
    co_ordinating.propose_pair(_start(new), [new, kim], new)
    Membership.objects.filter(person=kim).update(declined_at=timezone.now())
    last = _found(new).steps[-1]
    assert (last.is_done, last.waits) == (False, False)


def test_home_shows_them_to_the_co_ordinator_and_to_nobody_else(
    cast: Cast, as_person: As, new: Person
) -> None:
    assert "First steps" in as_person(new).get("/").content.decode()
    for name in ("ana", "leo", "tim", "omar"):
        assert "First steps" not in as_person(getattr(cast, name)).get("/").content.decode()


def test_they_take_two_queries(new: Person, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    _start(new)
    for number in range(20):
        Person.objects.create_person(f"p{number}@new.test", "P", new.school, None)
    with django_assert_max_num_queries(2):
        first_steps(new)
