"""The page of one who prepares: what it shows, to whom, and what it costs."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.people.models import Person
from sidebyside.programme.models import Question, StrandContent
from sidebyside.recordings.models import Recording
from sidebyside.room.models import Moment, Ready
from tests.cast import Cast
from tests.room.conftest import FILM_MS, brought_film, offered_extract, share

LIMIT = 120_000


def page(client: Client, cast: Cast, name: str = "prepare") -> str:
    response = client.get(f"/cycle/{cast.strand.code}/{name}/")
    assert response.status_code == 200
    return response.content.decode()


def test_focus_and_questions_are_in_view(ana: Client, cast: Cast, film: Recording) -> None:
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus="Who gets thinking time?")
    Question.objects.create(strand=cast.strand, author=cast.ben, words="What happens in the quiet?")
    shown = page(ana, cast)
    assert "Who gets thinking time?" in shown
    assert "What happens in the quiet?" in shown


def test_without_a_film_the_coachee_is_told_what_comes_next(ana: Client, cast: Cast) -> None:
    shown = page(ana, cast)
    assert "Bring the film" in shown
    assert "<video" not in shown


def test_a_coach_cannot_tell_a_film_that_is_not_shared_from_none(ben: Client, cast: Cast) -> None:
    without = page(ben, cast)
    brought_film(cast.strand)
    assert hushed(page(ben, cast)) == hushed(without)


def hushed(shown: str) -> list[str]:
    """A page without what differs at each visit."""
    return [line for line in shown.splitlines() if "csrf" not in line and "nonce=" not in line]


def test_the_coach_sees_the_whole_film_once_it_is_shared(ben: Client, cast: Cast, film: Recording) -> None:
    share(film)
    shown = page(ben, cast)
    assert f"/film/{film.code}/film" in shown
    assert f"/film/{film.code}/peaks" in shown


def test_with_extracts_only_the_coach_gets_the_clips_and_no_address_of_the_rest(
    ben: Client, cast: Cast, film: Recording
) -> None:
    share(film, whole=False)
    clip = offered_extract(film, 10_000, 20_000, words="Listen to Kofi")
    shown = page(ben, cast)
    assert f"/film/{film.code}/clip/{clip.code}" in shown
    for part in ("film?", 'film"', "poster", "strip", "peaks"):
        assert f"/film/{film.code}/{part}" not in shown
    assert str(FILM_MS) not in shown
    assert "Listen to Kofi" not in shown


def test_a_paused_cycle_rests_for_the_coach(ben: Client, cast: Cast, shared_film: Recording) -> None:
    assert "<video" in page(ben, cast)
    cast.cycle.paused_at = cast.cycle.opened_at
    cast.cycle.save()
    assert "<video" not in page(ben, cast)


@pytest.mark.parametrize("name", ["prepare", "meet"])
def test_three_hundred_moments_cost_as_many_queries_as_three(
    ana: Client, cast: Cast, shared_film: Recording, name: str
) -> None:
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    _mark(cast, shared_film, 3)
    page(ana, cast, name)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(ana, cast, name)
    _mark(cast, shared_film, 297)
    with CaptureQueriesContext(connection) as many:
        shown = page(ana, cast, name)
    assert shown.count('class="moment ') == 300
    assert len(many) == len(few)


def _mark(cast: Cast, film: Recording, count: int) -> None:
    for number in range(count):
        author = cast.ana if number % 2 else cast.ben
        Moment.objects.create(recording=film, author=author, start_ms=number * 150, seen=f"Moment {number}")


def test_scripts_and_styles_of_the_room_stay_small() -> None:
    names = [
        "web/look.css",
        "web/csrf.js",
        "web/page-net.js",
        "web/draft-keeper.js",
        "web/vendor/htmx.min.js",
    ]
    sheets = [Path(str(finders.find(name))) for name in names]
    own = Path(str(finders.find("room/room.css"))).parent
    talk = finders.find("conversations")
    files = [*sheets, *own.glob("*.js"), *own.glob("*.css"), *(Path(str(talk)).glob("*.*s") if talk else ())]
    assert len(files) > 15
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < LIMIT


def test_a_page_with_own_marks_says_only_you_and_an_open_one_says_both(
    ana: Client, cast: Cast, shared_film: Recording, as_person: Callable[[Person], Client]
) -> None:
    assert "only you<" in page(ana, cast)
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    assert "only you two<" in page(ana, cast)


def test_the_title_says_nothing_from_inside(ana: Client, cast: Cast, film: Recording) -> None:
    StrandContent.objects.create(
        strand=cast.strand, owner=cast.ana, focus="Canary focus", lesson="Canary lesson"
    )
    title = page(ana, cast).split("<title>")[1].split("</title>")[0]
    assert "anary" not in title
    assert "Ana" not in title
