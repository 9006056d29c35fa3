import sys
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from sidebyside.people.models import Person
from tests.cast import Cast, gather
from tests.s3 import s3  # noqa: F401


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture(autouse=True)
def no_door_left_open() -> Iterator[None]:
    """A test that lets commits ask for work connects to the engine's store; PostgreSQL then lets no database go."""
    yield
    engine = sys.modules.get("sidebyside.jobs.engine")
    if engine is not None:
        engine.close_doors()


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which somebody is signed in, without the password's cost."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
        return client

    return signed_in
