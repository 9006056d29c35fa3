"""What was on screen during a talk: taken once, within bounds, and told to both."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations import screen
from sidebyside.conversations.models import Conversation, StimulusEvent
from sidebyside.recordings.models import Recording, Share
from tests.cast import Cast
from tests.conversations.sending import post


@pytest.fixture
def film(cast: Cast) -> Recording:
    return Recording.objects.create(
        strand=cast.strand, owner=cast.ana, state=Recording.State.READY, duration_ms=60_000
    )


@pytest.fixture
def minutes_old(open_talk: Conversation) -> Conversation:
    open_talk.opened_at = timezone.now() - timedelta(minutes=10)
    open_talk.save()
    return open_talk


def report(film: uuid.UUID, deed: str, at_ms: int, film_ms: int, **more: Any) -> dict[str, Any]:
    return {
        "code": str(uuid.uuid4()),
        "screen": str(uuid.UUID(int=7)),
        "film": str(film),
        "deed": deed,
        "at_ms": at_ms,
        "film_ms": film_ms,
        "rate_percent": 100,
    } | more


def send(client: Client, cast: Cast, *reports: dict[str, Any]) -> Any:
    return post(client, f"/cycle/{cast.strand.code}/talk/screen/", {"events": reports})


def test_what_was_played_is_kept_and_told_to_both(
    cast: Cast, ana: Client, ben: Client, film: Recording, minutes_old: Conversation
) -> None:
    play, pause = report(film.code, "play", 30_000, 18_000), report(film.code, "pause", 41_000, 29_000)
    assert send(ana, cast, play, pause).json() == {"kept": 2}
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    for client in (ana, ben):
        page = client.get(f"/cycle/{cast.strand.code}/talk/").content.decode()
        assert "at 0:30: 0:18–0:29" in page


def test_it_is_kept_which_of_the_films_was_shown(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    play = report(film.code, "play", 30_000, 18_000)
    switched = report(film.code, "seek", 34_000, 22_000, angle=2)
    assert send(ana, cast, play, switched).json() == {"kept": 2}
    assert [event.angle for event in minutes_old.stimuli.all()] == [0, 2]
    assert send(ana, cast, report(film.code, "seek", 35_000, 23_000, angle=9)).status_code == 400
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    # A switch is no replay: the run of the film goes on, seen from another place.
    first, second = screen.watched(minutes_old)
    assert (first.at_ms, first.film_from_ms, first.film_to_ms, first.angle) == (30_000, 18_000, 22_000, 0)
    assert (second.at_ms, second.film_from_ms, second.angle, second.is_replay) == (34_000, 22_000, 2, False)
    for place in ("talk", "meet"):
        shown = ana.get(f"/cycle/{cast.strand.code}/{place}/").content.decode()
        assert "at 0:34: 0:22–1:00 · <bdi>film 3</bdi>" in shown
        assert "at 0:30: 0:18–0:22<" in shown.replace(" <", "<")


def test_a_report_that_arrives_again_is_kept_once(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    one = report(film.code, "play", 1_000, 0)
    assert send(ana, cast, one).json() == {"kept": 1}
    assert send(ana, cast, one).json() == {"kept": 0}
    assert StimulusEvent.objects.count() == 1


def test_only_films_of_this_strand_and_places_within_them_are_kept(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    other = Recording.objects.create(strand=cast.other_strand, owner=cast.cleo, duration_ms=60_000)
    answer = send(
        ana,
        cast,
        report(other.code, "play", 1_000, 0),
        report(uuid.uuid4(), "play", 1_000, 0),
        report(film.code, "play", 1_000, 90_000),
        report(film.code, "play", 3_600_000, 0),
        report(film.code, "play", 1_000, 60_100),
    )
    assert answer.json() == {"kept": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"deed": "dance"},
        {"at_ms": -1},
        {"at_ms": 1.5},
        {"at_ms": True},
        {"film_ms": 10**12},
        {"rate_percent": "100"},
        {"code": "not a code"},
        {"film": 7},
        {"screen": None},
    ],
)
def test_what_no_player_would_say_is_refused_as_a_whole(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation, wrong: dict[str, Any]
) -> None:
    good = report(film.code, "play", 1_000, 0)
    assert send(ana, cast, good, report(film.code, "play", 1_000, 0) | wrong).status_code == 400
    assert not StimulusEvent.objects.exists()


def test_what_is_no_list_of_reports_is_refused(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    address = f"/cycle/{cast.strand.code}/talk/screen/"
    for body in ("", "{", "[]", '{"events": 1}', '{"events": [1]}'):
        assert ana.post(address, body, content_type="application/json").status_code == 400
    many = [report(film.code, "play", 1_000, 0) for _one in range(201)]
    assert send(ana, cast, *many).status_code == 400


def test_before_the_talk_is_open_nothing_is_taken(
    cast: Cast, ana: Client, film: Recording, talk: Conversation
) -> None:
    assert send(ana, cast, report(film.code, "play", 0, 0)).status_code == 404


def test_late_reports_are_taken_for_a_week(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    minutes_old.ended_at = timezone.now() - timedelta(days=6)
    minutes_old.opened_at = minutes_old.ended_at - timedelta(minutes=10)
    minutes_old.save()
    assert send(ana, cast, report(film.code, "play", 1_000, 0)).json() == {"kept": 1}
    assert send(ana, cast, report(film.code, "play", 700_000, 0)).json() == {"kept": 0}
    Conversation.objects.update(ended_at=timezone.now() - timedelta(days=8))
    assert send(ana, cast, report(film.code, "play", 2_000, 0)).status_code == 409


def test_two_screens_are_two_stories(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    mine, other = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
    send(
        ana,
        cast,
        report(film.code, "play", 10_000, 0, screen=mine),
        report(film.code, "play", 12_000, 30_000, screen=other),
        report(film.code, "pause", 15_000, 5_000, screen=mine),
        report(film.code, "pause", 16_000, 34_000, screen=other),
    )
    found = screen.watched(minutes_old)
    assert [(one.film_from_ms, one.film_to_ms) for one in found] == [(0, 5_000), (30_000, 34_000)]


def test_after_the_share_has_ended_the_coach_reads_times_and_sees_no_picture(
    cast: Cast, ana: Client, ben: Client, film: Recording, minutes_old: Conversation
) -> None:
    Share.objects.create(recording=film, whole=True, opening=1)
    send(ana, cast, report(film.code, "play", 30_000, 18_000), report(film.code, "pause", 41_000, 29_000))
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    Share.objects.update(withdrawn_at=timezone.now())
    page = ben.get(f"/cycle/{cast.strand.code}/meet/").content.decode()
    assert "0:18–0:29" in page
    assert str(film.code) not in page


def test_the_map_outlives_the_film(
    cast: Cast, ana: Client, film: Recording, minutes_old: Conversation
) -> None:
    send(ana, cast, report(film.code, "play", 30_000, 18_000), report(film.code, "pause", 41_000, 29_000))
    Recording.objects.update(state=Recording.State.DELETED, duration_ms=0)
    assert [one.film_ms for one in screen.watched(minutes_old)] == [11_000]
