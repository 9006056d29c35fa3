from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from sidebyside.people.models import Person

As = Callable[[Person], Client]


@pytest.fixture
def held(cast: Cast) -> Cast:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    return cast


def test_the_partner_confirms_and_the_72_hours_still_run(held: Cast, as_person: As) -> None:
    assert as_person(held.ben).post(f"/pair/{held.pair.code}/really/").status_code == 302
    ana = Person.objects.get(pk=held.ana.pk)
    assert ana.hold_confirmed_at is not None
    assert ana.is_held


@pytest.mark.parametrize("name", ["ana", "cleo", "dora", "nina", "omar", "eve"])
def test_nobody_else_can_vouch(held: Cast, as_person: As, name: str) -> None:
    assert as_person(getattr(held, name)).post(f"/pair/{held.pair.code}/really/").status_code == 404
    assert Person.objects.get(pk=held.ana.pk).hold_confirmed_at is None


def test_a_held_partner_cannot_vouch(held: Cast, as_person: As) -> None:
    Person.objects.filter(pk=held.ben.pk).update(held_since=timezone.now())
    assert as_person(held.ben).post(f"/pair/{held.pair.code}/really/").status_code == 404
