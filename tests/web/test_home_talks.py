"""Home tells a partner, in a line each, what they are asked about their talks; and nobody else."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast
from tests.conversations.written_talk import write_down
from tests.pages import words_of

from sidebyside.conversations.models import Conversation, DeletionProposal, Transcript
from sidebyside.conversations.written import sitting_in
from sidebyside.conversations.written.changing import raise_revision
from sidebyside.conversations.written.signing import sign_off, take_back
from sidebyside.people.models import Person
from sidebyside.programme.actions import close

As = Callable[[Person], Client]


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return Conversation.objects.create(strand=cast.strand, opened_at=timezone.now())


@pytest.fixture
def written(cast: Cast, talk: Conversation) -> Transcript:
    return write_down(talk, cast, (("coach", "And then?"), ("coachee", "I waited.")))


def _home(as_person: As, person: Person) -> str:
    return words_of(as_person(person).get("/"))


def test_a_proposal_to_delete_waits_for_who_did_not_propose_it(
    cast: Cast, as_person: As, talk: Conversation
) -> None:
    said = "Ana proposes to delete something of your talk"
    assert said not in _home(as_person, cast.ben)
    proposal = DeletionProposal.objects.create(conversation=talk, by=cast.ana)
    page = as_person(cast.ben).get("/")
    assert said in words_of(page)
    assert f'href="/cycle/{cast.strand.code}/talk/"' in page.content.decode()
    close(cast.strand, cast.ana)
    assert said in _home(as_person, cast.ben)
    for person in (cast.ana, cast.cleo, cast.dora):
        assert "proposes to delete" not in _home(as_person, person)
    proposal.yeses.create(person=cast.ben)
    assert said not in _home(as_person, cast.ben)


def test_a_sign_off_waits_for_the_other_and_a_change_asks_again(
    cast: Cast, as_person: As, written: Transcript
) -> None:
    mine, again = "Ana has signed off what was written of your talk", "has changed since you signed"
    assert mine not in _home(as_person, cast.ben)
    sign_off(written, cast.ana, written.revision)
    assert mine in _home(as_person, cast.ben)
    assert mine not in _home(as_person, cast.ana)
    assert again not in _home(as_person, cast.ana)
    sign_off(written, cast.ben, written.revision)
    assert mine not in _home(as_person, cast.ben)
    raise_revision(written)
    for person in (cast.ana, cast.ben):
        assert again in _home(as_person, person)
    # Who signs anew and takes that back themself is asked for nothing.
    sign_off(written, cast.ben, written.revision)
    take_back(written, cast.ben)
    assert again not in _home(as_person, cast.ben)
    assert again in _home(as_person, cast.ana)


def test_a_colleague_to_let_in_waits_for_the_other_partner(
    cast: Cast, as_person: As, talk: Conversation
) -> None:
    said = "Ana asks to let a colleague read your talk"
    listener = sitting_in.ask_in(cast.strand, cast.ana, cast.cleo.email)
    page = as_person(cast.ben).get("/")
    assert said in words_of(page)
    # Who it is stands on the page of the talk.
    assert "Cleo" not in words_of(page)
    assert f'href="/cycle/{cast.strand.code}/talk/written/"' in page.content.decode()
    assert said not in _home(as_person, cast.ana)
    sitting_in.let_in(listener, cast.ben)
    assert said not in _home(as_person, cast.ben)


def test_a_held_account_is_told_nothing_of_talks(cast: Cast, as_person: As, talk: Conversation) -> None:
    DeletionProposal.objects.create(conversation=talk, by=cast.ana)
    Person.objects.filter(pk=cast.ben.pk).update(held_since=timezone.now())
    assert "proposes to delete" not in _home(as_person, cast.ben)


def test_more_cycles_with_more_to_answer_ask_the_database_no_more(
    cast: Cast, as_person: As, written: Transcript
) -> None:
    ben = as_person(cast.ben)
    DeletionProposal.objects.create(conversation=written.conversation, by=cast.ana)
    sitting_in.ask_in(cast.strand, cast.ana, cast.cleo.email)
    sign_off(written, cast.ana, written.revision)
    with CaptureQueriesContext(connection) as few:
        ben.get("/")
    for person in (cast.dora, cast.leo, cast.nina, cast.tim):
        sitting_in.ask_in(cast.strand, cast.ana, person.email)
    with CaptureQueriesContext(connection) as many:
        page = words_of(ben.get("/"))
    assert page.count("asks to let a colleague") == 5
    assert len(many) == len(few) <= 36
