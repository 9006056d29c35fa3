"""What an operator writes: a wrong value stops the start with a sentence that names it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from sidebyside.jobs import store
from sidebyside.web.settings.environment import database

SHOW = (
    "from sidebyside.web.settings import serve;"
    "print(serve.CSRF_TRUSTED_ORIGINS, serve.SESSION_COOKIE_SECURE, serve.SECURE_HSTS_SECONDS > 0)"
)


def served(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {f"SIDEBYSIDE_{name}": value for name, value in settings.items()}
    environment |= {"SIDEBYSIDE_DATA": str(folder), "SIDEBYSIDE_SECRET_KEY": "s" * 50}
    environment["PYTHONPATH"] = str(Path(store.__file__).resolve().parents[2])
    return subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    "address", ["", "https://elsewhere.test", "coaching.school.uk", "ftp://coaching.school.uk"]
)
def test_a_school_does_not_start_with_an_address_that_is_not_its_own(tmp_path: Path, address: str) -> None:
    """Its mails would lead elsewhere, and its cookies travel without https."""
    given = {"HOSTS": "coaching.school.uk"} | ({"PUBLIC_URL": address} if address else {})
    failed = served(tmp_path, **given)
    assert failed.returncode != 0
    assert "Set SIDEBYSIDE_PUBLIC_URL" in failed.stderr


@pytest.mark.parametrize("hosts", ["coaching.school.uk", ".school.uk", "10.0.0.1,coaching.school.uk"])
def test_an_address_of_https_keeps_cookies_to_it(tmp_path: Path, hosts: str) -> None:
    shown = served(tmp_path, HOSTS=hosts, PUBLIC_URL="https://coaching.school.uk/")
    assert shown.stdout.strip() == "['https://coaching.school.uk'] True True", shown.stderr


def test_a_school_on_localhost_needs_to_say_no_address(tmp_path: Path) -> None:
    shown = served(tmp_path, HOSTS="localhost")
    assert shown.stdout.strip() == "['http://localhost:8000'] False False", shown.stderr


URL = "postgresql://coach:p%40ss@db.school.uk:5433/side?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"


def test_how_a_database_is_reached_is_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEBYSIDE_DATABASE_URL", URL)
    found = database(tmp_path)
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.school.uk", "5433", "p@ss")
    monkeypatch.setenv("SIDEBYSIDE_DATABASE_URL", "postgresql://coach@/side?host=/run/pg&sslmode=disable")
    found = database(tmp_path)
    assert (found["HOST"], found["OPTIONS"]) == ("/run/pg", {"sslmode": "disable"})


def test_the_engine_reaches_it_the_same_way(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"ENGINE_URL": ""}
    monkeypatch.setenv("SIDEBYSIDE_DATABASE_URL", URL)
    described = connections["default"].settings_dict | database(tmp_path)
    monkeypatch.setattr(connections["default"], "settings_dict", described)
    monkeypatch.setattr(connections["default"], "vendor", "postgresql")
    place = store.url()
    assert dict(place.query) == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert place.host == "db.school.uk"
