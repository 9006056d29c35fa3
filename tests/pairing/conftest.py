import json
from collections.abc import Callable

import pytest
from django.test import Client

from sidebyside.jobs import Owed, run_here
from sidebyside.pairing import access, actions, drawing
from sidebyside.pairing.models import Joined, Round, Setting, Wishes
from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership, Programme
from tests.cast import Cast

NOTHING_SHOWN = {
    "subject": "",
    "phase": "",
    "site": "",
    "experience": None,
    "rank": None,
    "focus": "",
    "interests": "",
}


@pytest.fixture
def group(cast: Cast) -> list[Person]:
    """Nobody has a partner yet; Ana, Ben, Cleo, Idris, Leo and Tim look for one."""
    Partnership.objects.all().delete()
    Setting.objects.create(programme=cast.programme)
    people = [cast.ana, cast.ben, cast.cleo, cast.idris, cast.leo, cast.tim]
    for place, person in enumerate(people):
        show(
            cast.programme, person, subject=("Maths", "Art")[place % 2], rank=place % 3, experience=place % 5
        )
    return people


def show(programme: Programme, person: Person, **facts: object) -> Joined:
    return actions.join(programme, person, NOTHING_SHOWN | facts)


def write(person: Person, **words: object) -> Wishes:
    """In private: ``would_like`` and ``would_not`` are people."""
    row = access.wishes_for(person, Joined.objects.get(person=person).programme)
    for column, said in words.items():
        told = json.dumps([[str(one.code), one.name] for one in said]) if isinstance(said, list) else said
        setattr(row, column, told)
    row.save()
    return row


def draw(programme: Programme, by: Person) -> Round:
    asked = drawing.ask(programme, by)
    run_here(drawing.DRAW, Owed(str(asked.code), asked.attempt))
    asked.refresh_from_db()
    return asked


As = Callable[[Person], Client]
