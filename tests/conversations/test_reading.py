"""The reading page: what it says, of what it is made, and when there is none."""

import pytest
from django.test import Client

from sidebyside.conversations.models import Conversation, Transcript
from tests.cast import Cast
from tests.conversations.written_talk import suggest, write_down
from tests.pages import words_of


def at(cast: Cast, more: str = "reading/") -> str:
    return f"/cycle/{cast.strand.code}/talk/{more}"


@pytest.fixture
def written(cast: Cast, open_talk: Conversation) -> Transcript:
    made = write_down(open_talk, cast)
    suggest(made)
    return made


def test_both_read_the_same_and_every_line_leads_to_what_was_said(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    for client in (ana, ben):
        page = client.get(at(cast))
        told = words_of(page)
        assert "One thing to try" in told
        assert "48 turns" in told
        assert "/talk/in-time/#turn-" in page.content.decode()


def test_the_talk_in_time(cast: Cast, ana: Client, written: Transcript) -> None:
    page = ana.get(at(cast, "in-time/"))
    assert page.content.decode().count('<a class="mine"') == 24
    assert 'style="' not in page.content.decode()
