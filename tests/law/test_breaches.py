"""The log of breaches: a clock that cannot be argued with, and an entry that only its own school sees."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.law.models import Breach
from sidebyside.trust import audit
from tests.cast import Cast


@pytest.fixture
def dora(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.dora)
    return client


def typed(when: datetime) -> str:
    return f"{timezone.localtime(when, timezone.zoneinfo.ZoneInfo('Europe/London')):%Y-%m-%dT%H:%M}"


def entry(noticed: datetime, **more: Any) -> dict[str, Any]:
    return {"noticed_at": typed(noticed), "sort": "seen", "what": "A link was open.", "risk": "open"} | more


def entered(cast: Cast, ago: timedelta, **more: Any) -> Breach:
    given = {"school": cast.dora.school, "made_by": cast.dora, "sort": "lost", "what": "A disk broke."} | more
    return Breach.objects.create(noticed_at=timezone.now() - ago, **given)


def test_an_entry_starts_the_clock_from_when_it_was_noticed(cast: Cast, dora: Client) -> None:
    answer = dora.post("/breaches/", entry(timezone.now() - timedelta(hours=10, minutes=5)))
    assert answer.status_code == 302
    breach = Breach.objects.get()
    assert (breach.school, breach.made_by, breach.hours_left) == (cast.dora.school, cast.dora, 61)
    assert b"61 hours left" in dora.get("/breaches/").content
    assert [deed.act for deed in audit.deeds(breach.code)] == ["entered"]


@pytest.mark.parametrize(("hours", "says"), [(71, b"0 hours left"), (73, b"the 72 hours are over")])
def test_the_end_of_the_clock_is_said(cast: Cast, dora: Client, hours: int, says: bytes) -> None:
    entered(cast, timedelta(hours=hours, minutes=1))
    assert says in dora.get("/breaches/").content


def test_an_unjudged_breach_keeps_its_clock_and_cannot_be_closed(cast: Cast, dora: Client) -> None:
    breach = entered(cast, timedelta(hours=1))
    for risk in ("open", "likely", "high"):
        Breach.objects.update(risk=risk)
        dora.post(f"/breaches/{breach.code}/close/")
        breach.refresh_from_db()
        assert breach.must_tell
        assert breach.closed_at is None
    Breach.objects.update(risk="unlikely")
    dora.post(f"/breaches/{breach.code}/close/")
    breach.refresh_from_db()
    assert breach.closed_at is not None
    assert dora.get(f"/breaches/{breach.code}/").status_code == 200, "it stays in the log"


def test_telling_late_asks_why_and_is_said(cast: Cast, dora: Client) -> None:
    noticed = timezone.now() - timedelta(hours=90)
    breach = entered(cast, timedelta(hours=90))
    late = entry(noticed, risk="likely", authority_told_at=typed(timezone.now() - timedelta(hours=2)))
    refused = dora.post(f"/breaches/{breach.code}/", late)
    assert refused.status_code == 422
    assert b"after the 72 hours" in refused.content
    assert Breach.objects.get().version == 1
    told = dora.post(f"/breaches/{breach.code}/", late | {"why_late": "Found on a Friday."})
    assert told.status_code == 302
    assert b"told late" in dora.get("/breaches/").content
    assert [deed.act for deed in audit.deeds(breach.code)] == ["changed"]
    assert Breach.objects.get().version == 2


@pytest.mark.parametrize(
    ("field", "hours", "says"),
    [
        ("authority_told_at", -5, b"has not come yet"),
        ("happened_at", 1, b"before it happened"),
        ("authority_told_at", 20, b"before the school noticed"),
    ],
)
def test_times_that_cannot_be_are_refused(
    cast: Cast, dora: Client, field: str, hours: int, says: bytes
) -> None:
    given = entry(
        timezone.now() - timedelta(hours=10), **{field: typed(timezone.now() - timedelta(hours=hours))}
    )
    answer = dora.post("/breaches/", given)
    assert answer.status_code == 422
    assert says in answer.content
    assert not Breach.objects.exists()


def test_no_other_school_and_no_other_role_sees_it(cast: Cast) -> None:
    breach = entered(cast, timedelta(hours=1))
    for person in (cast.ana, cast.leo, cast.tim, cast.eve):
        browser = Client()
        browser.force_login(person)
        missing = browser.get("/breaches/3b241101-e2bb-4255-8caf-4136c566a962/")
        there = browser.get(f"/breaches/{breach.code}/")
        assert there.status_code == missing.status_code == 404
        assert browser.post(f"/breaches/{breach.code}/close/").status_code == 404
        if person != cast.eve:
            assert browser.get("/breaches/").status_code == 404


def test_the_log_costs_the_same_however_long_it_is(
    cast: Cast, dora: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dora.get("/breaches/")
    for number in (1, 12):
        for _ in range(number):
            entered(cast, timedelta(hours=1))
        with django_assert_num_queries(7):
            dora.get("/breaches/")
