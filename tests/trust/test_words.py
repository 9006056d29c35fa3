"""What the server's keeper could reach is said as it is, by one function."""

import pytest
from pytest_django import Settings

from sidebyside.trust.words import what_deleted_means, what_the_keeper_could_do

pytestmark = pytest.mark.django_db
# No school has this key, so that none has switched anything on.
NOBODYS = 0


def test_where_keys_and_films_lie_is_said_as_it_is(settings: Settings) -> None:
    whole = settings.SIDEBYSIDE | {"MASTER_KEY": "", "KEY_SERVICE": ""}
    settings.SIDEBYSIDE = whole
    assert "the master key lies on it" in what_the_keeper_could_do(NOBODYS)
    assert "storage service" not in what_the_keeper_could_do(NOBODYS)
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": "x"}
    assert "gives it to the server" in what_the_keeper_could_do(NOBODYS)
    settings.SIDEBYSIDE = whole | {"KEY_SERVICE": "keys"}
    assert "key service" in what_the_keeper_could_do(NOBODYS)
    assert "lies on it" not in what_the_keeper_could_do(NOBODYS)
    settings.STORAGES = settings.STORAGES | {
        "recordings": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {}}
    }
    assert "never a key" in what_the_keeper_could_do(NOBODYS)


def test_in_every_case_it_says_that_they_could() -> None:
    assert "could reach the keys" in what_the_keeper_could_do(NOBODYS)
    assert "35 days" in what_deleted_means()
