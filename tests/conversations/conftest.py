from collections.abc import Callable

import pytest
from django.test import Client

from sidebyside.conversations import actions
from sidebyside.conversations.models import Confirmation, Conversation, Transcript
from sidebyside.people.models import Person
from tests.cast import Cast
from tests.conversations.written_talk import suggest, write_down


@pytest.fixture
def ana(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ana)


@pytest.fixture
def ben(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ben)


@pytest.fixture
def cleo(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.cleo)


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    """A talk that nobody has come into."""
    conversation = Conversation.objects.create(strand=cast.strand)
    conversation.strand = cast.strand
    return conversation


@pytest.fixture
def open_talk(cast: Cast, talk: Conversation) -> Conversation:
    """Both are here and want it recorded."""
    actions.confirm(talk, cast.ana, Confirmation.How.OWN_SESSION, wants_recording=True)
    actions.confirm(talk, cast.ben, Confirmation.How.PHONE, wants_recording=True)
    talk.refresh_from_db()
    return talk


@pytest.fixture
def written(cast: Cast, open_talk: Conversation) -> Transcript:
    """The talk written down, with suggestions for every turn."""
    made = write_down(open_talk, cast)
    suggest(made)
    return made
