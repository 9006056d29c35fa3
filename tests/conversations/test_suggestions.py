"""Suggestions for a talk: made, made anew when words or weights change, and shown where somebody waits for them."""

import pytest
from django.test import Client

from sidebyside.conversations.codes import suggesting
from sidebyside.conversations.codes.coded import coded_talk
from sidebyside.conversations.codes.dimensions import D
from sidebyside.conversations.models import Conversation, Suggestions, Transcript
from sidebyside.core.talk import weights
from tests.cast import Cast
from tests.conversations.coding import at, choose
from tests.conversations.written_talk import suggest, turn, write_down
from tests.pages import words_of


def test_suggestions_are_made_anew_when_the_words_change(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    before = Suggestions.objects.get()
    row = written.turns.all()[0]
    answer = ana.post(
        f"/cycle/{cast.strand.code}/talk/written/turns/{row.code}/",
        {"do": "text", "text": "That was lovely.", "revision": row.revision},
    )
    assert answer.status_code == 302
    now = Suggestions.objects.get()
    assert now.wanted == before.wanted + 1
    assert not coded_talk(Transcript.objects.get(), None).is_fresh
    made = Transcript.objects.select_related("conversation__strand").get()
    suggest(made)
    assert coded_talk(made, None).is_fresh
    # A code of the pair's stays where its turn does.
    assert Suggestions.objects.get().made == now.wanted


def test_the_codes_page_says_that_suggestions_are_being_made_and_shows_them_by_itself(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    made = write_down(open_talk, cast)
    told = ana.get(at(cast)).content.decode()
    assert "are being made on this server" in told
    assert " data-awaits>" in told
    assert ana.get(at(cast, "state/")).json()["suggested"] == 0
    suggest(made)
    assert ana.get(at(cast, "state/")).json()["suggested"] > 0
    told = ana.get(at(cast)).content.decode()
    assert "are being made on this server" not in told
    assert " data-awaits>" not in told


def test_newer_weights_are_offered_once_and_what_was_confirmed_stays(
    cast: Cast, ana: Client, ben: Client, written: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = "Suggestions can be made anew with a newer description; what you confirmed stays."
    pages = ("codes/", "reading/")
    base = f"/cycle/{cast.strand.code}/talk/"

    def offered(client: Client) -> list[bool]:
        return [offer in words_of(client.get(base + more)) for more in pages]

    assert Suggestions.objects.get().made_with == weights.fingerprint()
    assert offered(ana) == [False, False]
    choose(ana, cast, turn(written, 1), "tone", value="-2")
    monkeypatch.setattr(suggesting, "fingerprint", lambda: "newer")
    assert offered(ana) == offered(ben) == [True, True]
    # Left as it is: not asked again, of neither, until there are others still.
    assert ben.post(at(cast, "again/"), {"do": "leave", "from": "codes"}).headers["Location"] == at(cast)
    assert offered(ana) == offered(ben) == [False, False]
    ana.post(at(cast, "again/"), {"do": "newer"})
    assert Suggestions.objects.get().wanted == 1
    monkeypatch.setattr(suggesting, "fingerprint", lambda: "newest")
    ana.post(at(cast, "again/"), {"do": "newer"})
    ben.post(at(cast, "again/"), {"do": "newer"})
    row = Suggestions.objects.get()
    assert (row.wanted, row.made) == (2, 1)
    # Until they are there, it reads what there is, and does not say that anybody changed the words.
    told = words_of(ana.get(f"{base}reading/"))
    assert "The suggestions are being made anew; this reads what there is." in told
    assert suggest(written).made_with == "newest"
    assert offered(ana) == [False, False]
    assert coded_talk(written, cast.ana).cell(0, D.TONE).value == {"value": -2}
