"""What one of the two proposes to delete stands on every page of the talk until it is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations import deleting
from sidebyside.conversations.models import DeletionProposal, ListenerIn, Transcript
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership, StrandPart
from tests.cast import Cast
from tests.conversations.test_written_silence import a_track
from tests.pages import words_of

What = DeletionProposal.What
PAGES = ("", "written/", "written/now/", "reading/", "in-time/", "codes/")


def at(cast: Cast, more: str) -> str:
    return f"/cycle/{cast.strand.code}/talk/{more}"


@pytest.mark.parametrize("more", PAGES)
def test_both_see_it_on_every_page_with_what_it_does(
    cast: Cast, ana: Client, ben: Client, written: Transcript, more: str
) -> None:
    told = words_of(ben.get(at(cast, more)))
    assert "Ana proposes to delete" not in told
    assert "You propose to delete" not in told
    assert ana.post(at(cast, "delete/"), {"what": "all", "from": "written"}).status_code == 302
    told = words_of(ben.get(at(cast, more)))
    # There is no sound of this talk: nobody is asked about it.
    assert "Ana proposes to delete what was written down of your talk." in told
    assert "Its codes and its reading go too; notes and times stay." in told
    assert "Yes, delete it for both of us" in told
    assert "No, keep it" in told
    mine = words_of(ana.get(at(cast, more)))
    assert "You propose to delete what was written down of your talk." in mine
    assert "the sound" not in told.split("proposes to delete", 1)[1].split("No, keep it", 1)[0]
    assert "It waits for Ben to say yes." in mine
    assert "Take it back" in mine
    assert "Yes, delete it" not in mine


@pytest.mark.parametrize(
    ("what", "says", "does"),
    [
        (
            What.ALL,
            "proposes to delete the sound of your talk and all that was written down.",
            "notes and times stay.",
        ),
        (What.WORDS, "proposes to delete what was written down of your talk.", "the sound stays."),
        (What.SOUND, "proposes to delete the sound of your talk.", "What is written down, its codes"),
    ],
)
def test_with_sound_and_words_it_says_which_goes_and_which_stays(
    cast: Cast, ben: Client, written: Transcript, what: What, says: str, does: str
) -> None:
    a_track(written.conversation, cast)
    deleting.propose_or_do(written.conversation, cast.ana, what)
    told = words_of(ben.get(at(cast, "written/")))
    assert says in told
    assert does in told


def test_the_buttons_name_codes_and_reading_and_no_sound_that_is_not_there(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    told = words_of(ana.get(at(cast, "written/")))
    assert "Delete all that is written, its codes and reading" in told
    assert "Delete the sound" not in told
    assert "worth hearing again" not in words_of(ana.get(at(cast, "reading/")))
    assert "worth looking at again" in words_of(ana.get(at(cast, "reading/")))


def test_it_stands_before_the_words(cast: Cast, ana: Client, ben: Client, written: Transcript) -> None:
    deleting.propose_or_do(written.conversation, cast.ana, What.WORDS)
    for more in ("written/", "reading/", "codes/"):
        page = ben.get(at(cast, more)).content.decode()
        assert page.index("Ana proposes to delete") < page.index("<h1"), more


@pytest.mark.parametrize("place", ["codes", "reading", "in-time", "written", "talk"])
def test_an_answer_leads_back_to_the_page_it_was_given_on(
    cast: Cast, ben: Client, written: Transcript, place: str
) -> None:
    deleting.propose_or_do(written.conversation, cast.ana, What.WORDS)
    page = ben.get(at(cast, "" if place == "talk" else f"{place}/")).content.decode()
    assert f'<input type="hidden" name="from" value="{place}">' in page
    answer = ben.post(at(cast, "keep/"), {"from": place})
    assert answer.headers["Location"] == at(cast, "" if place == "talk" else f"{place}/")
    assert not DeletionProposal.objects.exists()


def test_who_sits_in_does_not_learn_of_it(
    cast: Cast, as_person: Any, ben: Client, written: Transcript
) -> None:
    ListenerIn.objects.create(
        strand=cast.strand,
        person=cast.leo,
        asked_by=cast.ben,
        approved_by=cast.ana,
        approved_at=timezone.now(),
    )
    leo = as_person(cast.leo)
    pages = ("written/", "reading/", "codes/", "codes/state/")
    before = {more: words_of(leo.get(at(cast, more))) for more in pages}
    deleting.propose_or_do(written.conversation, cast.ana, What.SOUND)
    deleting.propose_or_do(written.conversation, cast.ana, What.WORDS)
    assert "Ana proposes" in words_of(ben.get(at(cast, "codes/")))
    assert ben.get(at(cast, "codes/state/")).json()["asked"]
    assert {more: words_of(leo.get(at(cast, more))) for more in pages} == before


@pytest.mark.parametrize("more", ["", "written/", "reading/", "in-time/", "codes/"])
def test_every_page_has_the_same_ways_on(cast: Cast, ana: Client, written: Transcript, more: str) -> None:
    page = ana.get(at(cast, more)).content.decode()
    ways = page.split('<nav class="ways', 1)[1].split("</nav>", 1)[0]
    for way in ("", "written/", "reading/", "in-time/", "codes/"):
        assert f'href="{at(cast, way)}"' in ways, way
    assert f'href="{at(cast, more)}" aria-current="page"' in ways
    assert ways.count("aria-current") == 1


def test_in_a_trio_each_of_the_others_says_yes(
    cast: Cast, ben: Client, written: Transcript, as_person: Callable[[Person], Client]
) -> None:
    Membership.objects.create(partnership=cast.pair, person=cast.cleo, place=2, accepted_at=timezone.now())
    StrandPart.objects.create(strand=cast.strand, person=cast.cleo, role=StrandPart.Role.COACH)
    cleo, ana = as_person(cast.cleo), as_person(cast.ana)
    assert ana.post(at(cast, "delete/"), {"what": "words", "from": "written"}).status_code == 302
    assert "It waits for Ben and Cleo to say yes." in words_of(ana.get(at(cast, "written/")))
    # Ben's yes, said twice, is one yes.
    for _time in range(2):
        ben.post(at(cast, "delete/"), {"what": "words", "from": "written"})
        assert Transcript.objects.filter(pk=written.pk).exists()
    told = words_of(ben.get(at(cast, "written/")))
    assert "You said yes. It waits for Cleo to say yes." in told
    assert "Yes, delete it" not in told
    # Something else that is proposed in its place needs every yes anew.
    cleo.post(at(cast, "delete/"), {"what": "all", "from": "written"})
    ben.post(at(cast, "delete/"), {"what": "all", "from": "written"})
    assert Transcript.objects.filter(pk=written.pk).exists()
    assert "Yes, delete it for all of us" in words_of(ana.get(at(cast, "written/")))
    ana.post(at(cast, "delete/"), {"what": "all", "from": "written"})
    assert not Transcript.objects.filter(pk=written.pk).exists()
    assert not DeletionProposal.objects.exists()
