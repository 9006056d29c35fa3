"""A class that was named wrongly is put right by its owner and somebody who knows the register, together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.consent.models import SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.recordings import class_changes, pupils, sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import ClassChange, LessonClass, Recording, Share
from sidebyside.recordings.watched import happened
from sidebyside.trust import audit
from tests.cast import Cast
from tests.consent.registered import add_pupil, all_say_yes, lead, make_class, say
from tests.pages import words_of
from tests.room.conftest import brought_film

As = Callable[[Person], Client]
CHANGES = "/school/class-changes/"


@pytest.fixture
def film(cast: Cast) -> Recording:
    return brought_film(cast.strand)


@pytest.fixture
def named(cast: Cast, film: Recording) -> SchoolClass:
    """Named for the lesson, and holds its film back: one of its pupils has no yes."""
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    SchoolClass.objects.update(made_at=film.made_at.replace(year=2020))
    LessonClass.objects.create(strand=cast.strand, pupils="class", school_class=found)
    return found


@pytest.fixture
def wanted(cast: Cast, film: Recording) -> SchoolClass:
    found = make_class(cast.school, "Cy Jones", name="9 Oak")
    SchoolClass.objects.update(made_at=film.made_at.replace(year=2020))
    all_say_yes(found)
    lead(cast.nina)
    return found


def held(film: Recording) -> str:
    return pupils.held_back(films().get(pk=film.pk))


def asked(cast: Cast, wanted: SchoolClass) -> ClassChange:
    return class_changes.ask(cast.strand, cast.ana, wanted.code, "wrong-line")


def test_the_owner_asks_and_the_data_protection_lead_confirms(
    cast: Cast,
    as_person: As,
    film: Recording,
    named: SchoolClass,
    wanted: SchoolClass,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ana, nina = as_person(cast.ana), as_person(cast.nina)
    at = f"/cycle/{cast.strand.code}/film/"
    assert "It was another class" in words_of(ana.get(at))
    with django_capture_on_commit_callbacks(execute=True):
        told = {"do": "another", "which": str(wanted.code), "why": "swapped"}
        said = ana.post(f"{at}class/", told, follow=True)
    assert "whoever keeps the register is asked to confirm" in words_of(said)
    assert held(film) == "agreed"
    assert "A colleague says that another class was filmed" in words_of(nina.get("/"))
    page = words_of(nina.get(CHANGES))
    assert "Ana says: it was 9 Oak" in page
    assert "Lessons were swapped that day" in page
    assert "Ada" not in page
    change = ClassChange.objects.get()
    nina.post(CHANGES, {"do": "confirm", "change": str(change.code)})
    assert held(film) == ""
    assert LessonClass.objects.get().school_class == wanted
    assert "Nina: confirmed that another class was in it" in [one.what for one in happened(cast.ana)]
    again = nina.post(CHANGES, {"do": "refuse", "change": str(change.code)}, follow=True)
    assert "That has been settled already." in words_of(again)
    sharing.share(films().get(pk=film.pk), cast.ana, whole=True)


def test_refused_the_film_stays_held_back_and_its_owner_is_told(
    cast: Cast, as_person: As, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    change = asked(cast, wanted)
    as_person(cast.nina).post(CHANGES, {"do": "refuse", "change": str(change.code)})
    assert held(film) == "agreed"
    page = words_of(as_person(cast.ana).get(f"/cycle/{cast.strand.code}/film/"))
    assert "was not confirmed" in page
    assert LessonClass.objects.get().school_class == named


def test_no_partner_and_nobody_without_the_register_confirms(
    cast: Cast, as_person: As, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    named.teachers.add(cast.ben)
    lead(cast.ana)
    change = asked(cast, wanted)
    for name, person in cast.everybody().items():
        if name != "nina":
            as_person(person).post(CHANGES, {"do": "confirm", "change": str(change.code)})
            assert held(film) == "agreed", name
    assert as_person(cast.dora).get(CHANGES).status_code == 404
    assert class_changes.waiting_for(cast.ana) == []


def test_another_teacher_of_the_named_class_confirms_unless_a_no_has_ended_a_share(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    named.teachers.add(cast.tim)
    wanted.teachers.add(cast.leo)
    change = asked(cast, wanted)
    assert class_changes.waiting_for(cast.tim) == [change]
    assert class_changes.waiting_for(cast.leo) == []
    audit.did(pupils.UNSHARED, "film", film.code)
    after = asked(cast, wanted)
    assert class_changes.waiting_for(cast.tim) == []
    assert class_changes.waiting_for(cast.nina) == [after]


def test_a_share_that_rested_does_not_come_to_life(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    Share.objects.create(recording=film, whole=True, opening=cast.cycle.opening)
    assert class_changes.confirm(asked(cast, wanted), cast.nina)
    assert not Share.objects.filter(withdrawn_at=None).exists()


def test_somebody_without_a_yes_in_the_other_class_holds_it_back_as_well(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    say(add_pupil(wanted, "Di Khan"), False)
    assert class_changes.confirm(asked(cast, wanted), cast.nina)
    assert held(film) == "agreed"


def test_where_nothing_is_held_back_nothing_is_asked(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    all_say_yes(named)
    with pytest.raises(class_changes.CannotAsk):
        asked(cast, wanted)
    with pytest.raises(class_changes.CannotAsk):
        class_changes.ask(cast.strand, cast.ana, named.code, "wrong-line")


def test_named_otherwise_since_it_is_overtaken(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    change = asked(cast, wanted)
    third = make_class(cast.school, "Eli Moss", name="7 Elm")
    LessonClass.objects.update(school_class=third)
    assert not class_changes.confirm(change, cast.nina)
    assert LessonClass.objects.get().school_class == third
    change.refresh_from_db()
    assert change.end == ClassChange.End.OVERTAKEN


def test_the_owner_takes_it_back(
    cast: Cast, as_person: As, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    asked(cast, wanted)
    ana = as_person(cast.ana)
    ana.post(f"/cycle/{cast.strand.code}/film/class/", {"do": "take-back"})
    assert class_changes.waiting_for(cast.nina) == []
    assert held(film) == "agreed"


def test_home_asks_no_more_where_more_is_asked(
    cast: Cast, film: Recording, named: SchoolClass, wanted: SchoolClass
) -> None:
    def cost(person: Person) -> tuple[bool, int]:
        with CaptureQueriesContext(connection) as told:
            waits = class_changes.is_waiting_for(person)
        return waits, len(told)

    asked(cast, wanted)
    keeper, other = cost(cast.nina), cost(cast.leo)
    assert (keeper[0], other) == (True, (False, 1))
    for number in range(3):
        strand = Strand.objects.create(cycle=cast.cycle)
        for part in cast.strand.parts.all():
            StrandPart.objects.create(strand=strand, person=part.person, role=part.role)
        ClassChange.objects.create(
            strand=strand,
            asked_by=cast.ana,
            named=named,
            wanted=wanted,
            why="swapped",
            after_a_no=bool(number),
        )
    assert len(class_changes.waiting_for(cast.nina)) == 4
    assert (cost(cast.nina), cost(cast.leo)) == (keeper, other)
    assert cost(cast.ana) == (False, 1)
