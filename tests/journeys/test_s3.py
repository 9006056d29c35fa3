"""The same four processes with a bucket for their films: bring one, watch it, delete it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import stack
from tests.journeys.films import play_a_little, send_film, wait_until_ready
from tests.journeys.people import Somebody
from tests.recordings.conftest import made_film
from tests.recordings.shelves import InBucket
from tests.s3 import BUCKET, S3Server

pytestmark = pytest.mark.journey
PREFIX = "journey"


def plain_pieces(film: bytes) -> list[bytes]:
    """Some of every part of a film; found anywhere, they would be its plain bytes."""
    return [film[at : at + 48] for at in range(0, len(film) - 48, len(film) // 20)]


def test_a_film_is_brought_watched_and_deleted_and_the_s3_service_never_sees_it(
    s3: S3Server, person: Callable[..., Somebody], tmp_path: Path
) -> None:
    film = made_film(3.0)
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film)
    lies = InBucket(s3.client(), BUCKET, PREFIX)
    with stack.school(**s3.settings(PREFIX)) as school:
        pair = school.settle_pair()
        ana = person(school, "Ana")
        ana.sign_in(pair.ana)
        ana.go(f"{pair.cycle}film/")
        send_film(ana, path)
        wait_until_ready(ana)
        play_a_little(ana.page)
        assert len(lies.keys()) > 4
        assert school.files_of_films() == []
        stored = lies.everything() + b"".join(file.read_bytes() for file in s3.files())
        assert len(stored) > len(film)
        assert not [piece for piece in plain_pieces(film) if piece in stored]
        ana.follow("Delete the film")
        ana.page.get_by_role("button", name="Delete it for good").click()
        expect(ana.page.get_by_text("0 files")).to_be_visible()
        assert lies.keys() == []
