"""What a partner's page of a talk shows, in every state, and what its scripts are told."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.conversations.models import Conversation, StimulusEvent, TalkNote
from sidebyside.recordings.models import Recording
from tests.cast import Cast


def page(client: Client, cast: Cast) -> str:
    answer = client.get(f"/cycle/{cast.strand.code}/talk/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_state_is_short_and_never_kept_by_a_cache(
    cast: Cast, ben: Client, open_talk: Conversation
) -> None:
    answer = ben.get(f"/cycle/{cast.strand.code}/talk/state/")
    assert answer.json()["phase"] == "open"
    assert len(answer.content) < 400
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_state_changes_with_what_the_page_shows_and_not_by_itself(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    def version() -> str:
        found: str = ben.get(f"/cycle/{cast.strand.code}/talk/state/").json()["version"]
        return found

    first = version()
    assert version() == first
    ana.post(f"/cycle/{cast.strand.code}/talk/notes/", {"words": "One"})
    second = version()
    assert second != first
    ben.post(f"/cycle/{cast.strand.code}/talk/yes-or-no/", {"wants": "no"})
    assert version() != second


def test_asking_how_it_stands_makes_nothing(cast: Cast, ana: Client) -> None:
    assert ana.get(f"/cycle/{cast.strand.code}/talk/state/").json()["phase"] == "waiting"
    page(ana, cast)
    assert not Conversation.objects.exists()


def test_a_person_after_a_lost_sign_in_sees_no_talk(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    cast.ana.held_since = timezone.now()
    cast.ana.save()
    assert ana.get(f"/cycle/{cast.strand.code}/talk/").status_code == 404
    assert ana.get(f"/cycle/{cast.strand.code}/talk/state/").status_code == 404


def test_a_closed_cycle_still_shows_what_was_kept(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    ana.post(f"/cycle/{cast.strand.code}/talk/notes/", {"words": "Kept for us"})
    cast.cycle.closed_at = timezone.now()
    cast.cycle.save()
    found = page(ana, cast)
    assert "Kept for us" in found
    assert "<talk-recorder" not in found
    assert "It rests with this cycle" in found


def test_a_closed_cycle_without_a_talk_says_so(cast: Cast, ana: Client) -> None:
    cast.cycle.closed_at = timezone.now()
    cast.cycle.save()
    assert "no talk was opened here" in page(ana, cast)


def test_the_page_names_its_circle_and_nothing_from_inside_in_its_title(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    found = page(ana, cast)
    assert "only you two" in found
    assert "<title>Your talk · Sidebyside</title>" in " ".join(found.split())


def test_the_part_that_changes_is_served_by_itself(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    answer = ana.get(f"/cycle/{cast.strand.code}/talk/now/?from=talk")
    assert b"End the talk" in answer.content
    assert b"<html" not in answer.content


def test_a_sign_in_is_asked_for(cast: Cast, open_talk: Conversation, client: Client) -> None:
    for address in ("/meet/", f"/cycle/{cast.strand.code}/talk/", f"/cycle/{cast.strand.code}/talk/state/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("many", [1, 120])
def test_queries_do_not_grow_with_what_was_kept(
    cast: Cast,
    ana: Client,
    open_talk: Conversation,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana, duration_ms=600_000)
    open_talk.opened_at = timezone.now() - timedelta(minutes=30)
    open_talk.ended_at = timezone.now()
    open_talk.save()
    for number in range(many):
        TalkNote.objects.create(conversation=open_talk, author=cast.ben, at_ms=number, words="Word")
        for deed, place in (("play", 0), ("pause", 3_000)):
            StimulusEvent.objects.create(
                code=uuid.uuid4(),
                conversation=open_talk,
                recording=film,
                deed=deed,
                at_ms=number * 5_000 + place,
                film_ms=place,
            )
    with django_assert_max_num_queries(36):
        page(ana, cast)
