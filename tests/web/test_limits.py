"""How often somebody may ask: counted by person, by address and by what was typed, and told without a detail."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings
from tests.access.asking import routes
from tests.cast import PASSWORD, Cast
from tests.consent.registered import add_pupil, link_for, make_class
from tests.people.test_people import signed_in
from tests.people.test_second_factor import set_up_app

from sidebyside.web import limits
from sidebyside.web.limits import LIMITS, Limit
from sidebyside.web.models import Tally


@pytest.fixture(autouse=True)
def switched_on(settings: Settings) -> None:
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"LIMITS": True}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of every window: none ends while a test runs. The clock is a test's own, put back with the rest."""
    now = datetime.fromisoformat("2026-05-05T12:05:00+00:00")
    monkeypatch.setattr(limits.timezone, "now", lambda: now)


def test_every_limited_address_is_one_of_the_product() -> None:
    assert get_resolver("sidebyside.web.urls")
    assert LIMITS.keys() <= {name for name, _pattern in routes("sidebyside.web.urls")}


def test_guessing_at_many_accounts_from_one_address_ends(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "people:sign-in", Limit(15, address=3, only_failed=True))
    for number in range(3):
        tried = {"email": f"person{number}@harbour.test", "password": "not this one"}
        assert client.post("/sign-in/", tried).status_code == 200
    answer = client.post("/sign-in/", {"email": cast.ana.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert elsewhere.post("/sign-in/", {"email": cast.ana.email, "password": PASSWORD}).status_code == 302


def test_a_whole_school_comes_in_from_one_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setitem(LIMITS, "people:sign-in", Limit(15, address=1, only_failed=True))
    for _ in range(4):
        tried = {"email": cast.ana.email, "password": PASSWORD}
        assert Client().post("/sign-in/", tried).status_code == 302


@pytest.mark.parametrize("typed", ["ana", "nobody"])
def test_ways_back_are_limited_alike_for_an_account_and_for_none(
    cast: Cast, client: Client, typed: str
) -> None:
    email = cast.ana.email if typed == "ana" else "nobody@harbour.test"
    answers = [client.post("/lost/", {"email": email.upper()}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert len(mail.outbox) <= 5


def test_a_person_is_limited_wherever_they_are(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "people:invite", Limit(60, person=2))
    statuses = []
    for number in range(3):
        browser = Client(REMOTE_ADDR=f"10.0.0.{number}")
        browser.force_login(cast.dora)
        asked = {"name": "New", "email": f"new{number}@harbour.test"}
        statuses.append(browser.post("/people/invite/", asked).status_code)
    assert statuses == [302, 302, 429]
    assert len(mail.outbox) == 2


def test_links_that_guardians_have_and_links_that_are_none_are_limited_alike(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "consent:agree", Limit(60, address=2))
    pupil = add_pupil(make_class(cast.school, teacher=cast.ana), "Mia Brandt")
    link = link_for(pupil.guardians.get(), cast.ana)
    for number, path in enumerate((link, "/agree/made-up/")):
        browser = Client(REMOTE_ADDR=f"10.0.1.{number}")
        told = [browser.post(path, {"answer": "no"}).status_code for _ in range(3)]
        assert told[2] == 429, path
        # Reading what one is asked is never counted.
        assert browser.get(link).status_code == 200


def test_wrong_codes_at_the_second_step_are_counted_by_address_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "mfa_authenticate", Limit(15, address=2, only_failed=True))
    for person in (cast.ana, cast.ben):
        set_up_app(signed_in(person))
    told = []
    for person in (cast.ana, cast.ben, cast.ana):
        browser = Client()
        browser.post("/sign-in/", {"email": person.email, "password": PASSWORD})
        told.append(browser.post("/sign-in/second/", {"code": "000000"}).status_code)
    assert told == [200, 200, 429]


def test_what_is_there_and_what_is_not_are_limited_alike(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "conversations:write-down", Limit(60, person=1))
    browser = Client()
    browser.force_login(cast.cleo)
    codes = (cast.strand.code, "3b241101-e2bb-4255-8caf-4136c566a962")
    told = [browser.post(f"/cycle/{code}/talk/written/ask/").status_code for code in (*codes, *codes)]
    assert told == [404, 429, 429, 429]


def test_a_count_ends_with_its_window_and_is_forgotten(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        client.post("/lost/", {"email": "nobody@harbour.test"})
    now = timezone.now()
    monkeypatch.setattr(limits.timezone, "now", lambda: now + timedelta(hours=1))
    assert client.post("/lost/", {"email": "nobody@harbour.test"}).status_code == 200
    monkeypatch.setattr(limits.timezone, "now", lambda: now + timedelta(days=3))
    client.post("/lost/", {"email": "nobody@harbour.test"})
    assert {row.began_at.date() for row in Tally.objects.all()} == {(now + timedelta(days=3)).date()}


def test_a_count_says_nobodys_name_and_no_address(cast: Cast, client: Client) -> None:
    client.post("/lost/", {"email": cast.ana.email}, REMOTE_ADDR="10.1.2.3")
    kept = repr(list(Tally.objects.values_list()))
    assert Tally.objects.count() == 2
    assert "harbour" not in kept
    assert "10.1.2.3" not in kept


DEAR_OR_OPEN = ("consent:links", "consent:list", "consent:agree", "people:sign-in-with")


@pytest.mark.parametrize("name", DEAR_OR_OPEN)
def test_pupils_guardians_and_other_sign_ins_are_limited(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit = LIMITS[name]
    at = {
        "consent:links": "/classes/3b241101-e2bb-4255-8caf-4136c566a962/links/",
        "consent:list": "/classes/list/",
        "consent:agree": f"/agree/{'a' * 43}/",
        "people:sign-in-with": "/sign-in/with/nobody/",
    }[name]
    monkeypatch.setitem(LIMITS, name, replace(limit, person=limit.person and 1, address=limit.address and 1))
    browser = Client()
    if limit.person:
        browser.force_login(cast.ana)
    statuses = [browser.post(at).status_code for _ in range(2)]
    assert statuses[0] != 429
    assert statuses[1] == 429
