"""Each alone until both are ready, or the meeting is open."""

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from sidebyside.programme.models import StrandStep
from sidebyside.recordings.models import Recording
from sidebyside.room.models import Moment, Ready
from tests.cast import Cast


def prepare(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/prepare/"


def say(client: Client, cast: Cast, word: str) -> int:
    return client.post(f"/cycle/{cast.strand.code}/{word}/").status_code


@pytest.fixture
def marked(cast: Cast, shared_film: Recording) -> Recording:
    Moment.objects.create(recording=shared_film, author=cast.ana, start_ms=5_000, seen="Ana saw hands")
    Moment.objects.create(recording=shared_film, author=cast.ben, start_ms=6_000, seen="Ben heard quiet")
    return shared_film


def test_each_sees_only_their_own_side_until_both_are_ready(
    ana: Client, ben: Client, cast: Cast, marked: Recording
) -> None:
    for word in (None, "ready"):
        if word:
            assert say(ana, cast, word) == 302
        assert "Ana saw hands" in ana.get(prepare(cast)).content.decode()
        assert "Ben heard quiet" not in ana.get(prepare(cast)).content.decode()
        assert "Ana saw hands" not in ben.get(prepare(cast)).content.decode()
    assert say(ben, cast, "ready") == 302
    for client in (ana, ben):
        page = client.get(prepare(cast)).content.decode()
        assert "Ana saw hands" in page
        assert "Ben heard quiet" in page
        assert "you both marked this" in page


def test_an_open_meeting_opens_both_sides(ana: Client, cast: Cast, marked: Recording) -> None:
    conversation = Conversation.objects.create(strand=cast.strand)
    assert "Ben heard quiet" not in ana.get(prepare(cast)).content.decode()
    conversation.opened_at = timezone.now()
    conversation.save()
    assert "Ben heard quiet" in ana.get(prepare(cast)).content.decode()


def test_ready_can_be_taken_back_until_the_other_is_ready_too(
    ana: Client, ben: Client, cast: Cast, marked: Recording
) -> None:
    say(ana, cast, "ready")
    say(ana, cast, "not-ready")
    assert not Ready.objects.exists()
    say(ana, cast, "ready")
    say(ben, cast, "ready")
    say(ana, cast, "not-ready")
    assert Ready.objects.count() == 2
    assert "cannot be taken back" in ana.get(prepare(cast)).content.decode()


def test_the_step_is_reached_when_the_last_one_is_ready_and_a_double_click_changes_nothing(
    ana: Client, ben: Client, cast: Cast, marked: Recording
) -> None:
    say(ana, cast, "ready")
    say(ana, cast, "ready")
    assert not StrandStep.objects.filter(strand=cast.strand, key="prepare").exists()
    say(ben, cast, "ready")
    say(ben, cast, "ready")
    assert StrandStep.objects.filter(strand=cast.strand, key="prepare").count() == 1


def test_a_coach_who_was_shown_nothing_cannot_be_ready(ben: Client, cast: Cast, film: Recording) -> None:
    assert say(ben, cast, "ready") == 404
    assert not Ready.objects.exists()


def test_who_waits_is_asked_again_and_told_when_both_are_ready(
    ana: Client, ben: Client, cast: Cast, marked: Recording
) -> None:
    say(ana, cast, "ready")
    part = ana.get(f"/cycle/{cast.strand.code}/ready/now/").content.decode()
    assert "hx-get" in part
    assert "Ben is still preparing" in part
    say(ben, cast, "ready")
    part = ana.get(f"/cycle/{cast.strand.code}/ready/now/").content.decode()
    assert "hx-get" not in part
    assert "See both sides" in part


def test_after_leaving_the_pair_the_other_side_closes_again(
    ana: Client, ben: Client, cast: Cast, marked: Recording
) -> None:
    say(ana, cast, "ready")
    say(ben, cast, "ready")
    cast.pair.memberships.filter(person=cast.ben).update(left_at=timezone.now())
    assert ben.get(prepare(cast)).status_code == 404
    page = ana.get(prepare(cast)).content.decode()
    assert "Ana saw hands" in page
    assert "Ben heard quiet" not in page


@pytest.mark.parametrize("name", ["cleo", "idris", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_strangers_find_nothing_even_when_both_sides_are_open(
    as_person: Callable[[Person], Client], cast: Cast, marked: Recording, name: str
) -> None:
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    client = as_person(getattr(cast, name))
    for word in ("ready", "not-ready", "ready/now", "prepare", "notes", "meet"):
        send = client.post if word in ("ready", "not-ready") else client.get
        refused = send(f"/cycle/{cast.strand.code}/{word}/")
        absent = send(f"/cycle/{uuid.uuid4()}/{word}/")
        assert refused.status_code == absent.status_code == 404
        assert hushed(refused) == hushed(absent)


def hushed(response: HttpResponse) -> list[str]:
    """A page without what differs at each visit."""
    return [
        line for line in response.content.decode().splitlines() if "csrf" not in line and "nonce=" not in line
    ]
