from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.models import Membership

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


def test_a_yes_counts_for_the_sign_in_that_was_asked_about(held: Cast, as_person: As) -> None:
    ben, address = as_person(held.ben), f"/pair/{held.pair.code}/really/"
    since = hidden(ben.get(address), "since")
    # Meanwhile somebody else came back as Ana: of that Ben has asked nobody.
    Person.objects.filter(pk=held.ana.pk).update(held_since=timezone.now())
    answer = ben.post(address, {"since": since})
    assert answer.status_code == 409
    assert "once more" in words_of(answer)
    assert Person.objects.get(pk=held.ana.pk).hold_confirmed_at is None
    ben.post(address, {"since": hidden(answer, "since")})
    assert Person.objects.get(pk=held.ana.pk).hold_confirmed_at is not None


def test_a_held_account_is_led_to_nothing_that_it_may_not_do(held: Cast, as_person: As) -> None:
    Person.objects.filter(pk=held.ben.pk).update(held_since=timezone.now())
    page = as_person(held.ana).get(f"/pair/{held.pair.code}/").content.decode()
    for part in ("really", "check", "leave", "agreement"):
        assert f'href="/pair/{held.pair.code}/{part}/"' not in page
    assert "closed until" in page
    Membership.objects.filter(partnership=held.pair).update(accepted_at=None)
    page = as_person(held.ana).get(f"/pair/{held.pair.code}/").content.decode()
    assert f'action="/pair/{held.pair.code}/accept/"' not in page
    assert "closed until" in page


def test_whoever_leaves_is_told_that_the_other_waits_for_their_word(held: Cast, as_person: As) -> None:
    ben, address = as_person(held.ben), f"/pair/{held.pair.code}/leave/"
    assert "Ana waits for your word" in words_of(ben.get(address))
    ben.post(f"/pair/{held.pair.code}/really/")
    assert "waits for your word" not in words_of(ben.get(address))
