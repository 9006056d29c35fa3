import contextlib
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.test import Client

from sidebyside.people import owed_mail
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import MailOwed, Person
from tests.cast import Cast, gather
from tests.s3 import s3  # noqa: F401

ENGINE = "sidebyside.jobs.engine"


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture(autouse=True)
def no_door_left_open() -> Iterator[None]:
    """A test that lets commits ask for work connects to the engine's store; PostgreSQL then lets no database go."""
    yield
    if ENGINE in sys.modules:
        # Imported once more: a thread of a live server may be in the middle of doing so, and this waits for it.
        import_module(ENGINE).close_doors()


@pytest.fixture(autouse=True)
def owed_mails_in_one_transaction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test never commits, a thread of its own would wait for ever to note that a mail has gone."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        monkeypatch.setattr(owed_mail, "go", _send_here)


def _send_here(row: MailOwed) -> None:
    # What cannot be sent stays owed.
    with contextlib.suppress(MailTrouble):
        owed_mail._send(row)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which somebody is signed in, without the password's cost."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
        return client

    return signed_in
