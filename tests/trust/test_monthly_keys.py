"""Keys of a month: they seal a week, live for 35 days, and stand no rotation in the way."""

import io
import os
import threading
import time
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings
from tests.trust.conftest import made, opened

from sidebyside.trust import keystore, master, monthly, rotating, rotation_turn

pytestmark = pytest.mark.usefixtures("own_store")


def test_a_monthly_key_seals_for_a_week_and_lives_for_35_days(monkeypatch: pytest.MonkeyPatch) -> None:
    first = monthly.for_sealing()
    assert monthly.for_sealing() == first
    at = first.made_at

    def later(days: float) -> None:
        monkeypatch.setattr("time.time", lambda: at + days * 24 * 3600)

    later(8)
    second = monthly.for_sealing()
    assert second.name != first.name
    later(34.9)
    assert monthly.destroy_due() == []
    assert monthly.opened(first.name) == first
    later(35)
    assert monthly.destroy_due() == [first.name]
    with pytest.raises(monthly.MonthlyKeyGone):
        monthly.opened(first.name)
    assert monthly.opened(second.name) == second
    later(-2)
    assert monthly.for_sealing().name not in {first.name, second.name}


@pytest.mark.parametrize("wrong_by_days", [40, 400])
def test_a_key_of_a_clock_that_ran_ahead_seals_nothing_more_and_is_named(
    monkeypatch: pytest.MonkeyPatch, wrong_by_days: int
) -> None:
    at = time.time()
    before = monthly.for_sealing()
    monkeypatch.setattr("time.time", lambda: at + wrong_by_days * 24 * 3600)
    ahead = monthly.for_sealing()
    monkeypatch.setattr("time.time", lambda: at)
    # Nothing is lost by a clock that was wrong for a moment, and nobody seals with what would live too long.
    assert monthly.destroy_due() == []
    assert monthly.opened(ahead.name) == ahead
    assert monthly.for_sealing() == before
    assert monthly.too_young() == [(ahead.name, ahead.made_at + monthly.LIVES_S)]


def test_a_clock_that_went_back_destroys_no_key_and_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = monthly.for_sealing()
    monkeypatch.setattr("time.time", lambda: 1000.0)
    assert monthly.destroy_due() == []
    assert monthly.opened(kept.name) == kept
    assert [name for name, _ends in monthly.too_young()] == [kept.name]


def test_a_monthly_key_lies_wrapped_and_bound_to_its_day(own_store: Path) -> None:
    month = monthly.for_sealing()
    path = own_store / "monthly" / f"{month.name}.key"
    assert month.key.hex() not in path.read_text()
    path.write_text(path.read_text().replace(str(month.made_at), str(month.made_at + 9)))
    with pytest.raises(ImproperlyConfigured):
        monthly.opened(month.name)


def test_a_monthly_key_is_not_made_while_a_rotation_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    made(2)
    monkeypatch.setattr(monthly, "TURN_WITHIN_S", 0.1)
    with rotation_turn.alone(), pytest.raises(ImproperlyConfigured, match="A rotation of keys is at work"):
        monthly.for_sealing()
    assert not list(monthly.folder().glob("*"))


def test_a_monthly_key_waits_for_a_rotation_and_opens_afterwards() -> None:
    made(2)
    found = []

    def seal() -> None:
        found.append(monthly.for_sealing())
        keystore._store().connection.close()

    thread = threading.Thread(target=seal)
    with rotation_turn.alone():
        thread.start()
        rotating.rotate_master()
    thread.join()
    assert monthly.opened(found[0].name) == found[0]


def test_between_a_rotation_and_the_new_setting_a_key_comes_under_the_new_master(settings: Settings) -> None:
    first, second = master.as_text(os.urandom(32)), master.as_text(os.urandom(32))
    whole = settings.SIDEBYSIDE
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": first}
    before = made(2)
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": first, "NEXT_MASTER_KEY": second}
    rotating.rotate_master()
    rotating.rotate_school_key()
    month = monthly.for_sealing()
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": second}
    assert opened(list(before)) == before
    assert monthly.opened(month.name) == month


def test_a_foreign_or_damaged_monthly_key_is_left_and_stops_no_rotation(own_store: Path) -> None:
    before, month = made(2), monthly.for_sealing()
    whole = (own_store / "monthly" / f"{month.name}.key").read_text()
    foreign = own_store / "monthly" / f"{uuid.uuid4()}.key"
    foreign.write_text(whole.replace(master.current(lambda: False).mark, "0123456789abcdef"))
    damaged = own_store / "monthly" / f"{uuid.uuid4()}.key"
    damaged.write_text(whole.replace('"wrapped": "', '"wrapped": "00'))
    (own_store / "monthly" / f"{uuid.uuid4()}.key").write_text("[1]")
    kept = foreign.read_text(), damaged.read_text()
    said = io.StringIO()
    call_command("rotate_keys", "--master", stdout=said)
    assert said.getvalue().count("It was left as it is.") == 2
    assert str(foreign) in said.getvalue()
    assert kept == (foreign.read_text(), damaged.read_text())
    assert monthly.opened(month.name) == month
    assert opened(list(before)) == before
    assert not master.next_file().exists()
