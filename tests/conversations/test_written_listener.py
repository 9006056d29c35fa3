"""A colleague who sits in on one talk: let in by both, seeing and not changing, out when either says so."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations import actions
from sidebyside.conversations.models import Confirmation, Conversation, ListenerIn
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership, StrandPart
from sidebyside.programme.standing import strands
from tests.cast import Cast
from tests.conversations.writing import at, brought, page, press, turns

PART = {"X-Talk": "part"}


@pytest.fixture
def nina(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.nina)


@pytest.fixture
def asked(cast: Cast, ana: Client, open_talk: Conversation) -> ListenerIn:
    brought(ana, cast)
    assert ana.post(at(cast, "listeners/"), {"email": " Nina@harbour.test "}).status_code == 302
    return ListenerIn.objects.get()


def test_nothing_opens_until_the_other_partner_says_yes(
    cast: Cast, ana: Client, ben: Client, nina: Client, asked: ListenerIn
) -> None:
    assert nina.get(at(cast)).status_code == 404
    assert ana.post(at(cast, f"listeners/{asked.code}/in/"), headers=PART).status_code == 422
    assert nina.get(at(cast)).status_code == 404
    assert "Ana would let them in" in page(ben, cast)
    ben.post(at(cast, f"listeners/{asked.code}/in/"))
    shown = page(nina, cast)
    assert "What would happen if you counted to five?" in shown
    assert "you two, and Nina for this talk" in page(ana, cast)


def test_whoever_sits_in_changes_nothing_and_takes_nothing_away(
    cast: Cast, ben: Client, nina: Client, asked: ListenerIn
) -> None:
    ben.post(at(cast, f"listeners/{asked.code}/in/"))
    assert press(nina, cast, turns(cast)[0], "text", text="Mine").status_code == 404
    for what in ("file/csv/", "changes/", f"turns/{turns(cast)[0].code}/"):
        assert nina.get(at(cast, what)).status_code == 404
    assert "Correct</a>" not in page(nina, cast)
    # Nor do they see anything else of the pair's.
    for other in ("", "talk/", "meet/", "prepare/", "steps/"):
        assert nina.get(f"/cycle/{cast.strand.code}/{other}").status_code == 404


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_ends_it(
    cast: Cast, ana: Client, ben: Client, nina: Client, asked: ListenerIn, who: str
) -> None:
    ben.post(at(cast, f"listeners/{asked.code}/in/"))
    {"ana": ana, "ben": ben}[who].post(at(cast, f"listeners/{asked.code}/end/"))
    assert nina.get(at(cast)).status_code == 404
    # Asked again, it needs both again.
    ana.post(at(cast, "listeners/"), {"email": "nina@harbour.test"})
    assert nina.get(at(cast)).status_code == 404


@pytest.mark.parametrize("email", ["eve@hill.test", "nobody@harbour.test", "ben@harbour.test", ""])
def test_only_a_colleague_with_an_account_is_asked_in(
    cast: Cast, ana: Client, open_talk: Conversation, email: str
) -> None:
    brought(ana, cast)
    answer = ana.post(at(cast, "listeners/"), {"email": email}, headers=PART)
    assert answer.status_code == 422
    assert "No colleague with this e-mail" in answer.content.decode()


def test_it_holds_for_this_talk_alone(cast: Cast, ben: Client, nina: Client, asked: ListenerIn) -> None:
    ben.post(at(cast, f"listeners/{asked.code}/in/"))
    assert nina.get(f"/cycle/{cast.other_strand.code}/talk/written/").status_code == 404


def test_a_disabled_account_hears_no_more(cast: Cast, ben: Client, nina: Client, asked: ListenerIn) -> None:
    ben.post(at(cast, f"listeners/{asked.code}/in/"))
    Person.objects.filter(pk=cast.nina.pk).update(is_active=False)
    assert nina.get(at(cast)).status_code == 302


# A trio


@pytest.fixture
def trio(cast: Cast, talk: Conversation) -> Conversation:
    """Cleo is a second coach of Ana's; all three are here."""
    Membership.objects.create(partnership=cast.pair, person=cast.cleo, place=2, accepted_at=timezone.now())
    StrandPart.objects.create(strand=cast.strand, person=cast.cleo, role=StrandPart.Role.COACH)
    talk.strand = strands().get(pk=cast.strand.pk)
    for person in (cast.ana, cast.ben, cast.cleo):
        actions.confirm(talk, person, Confirmation.How.OWN_SESSION, wants_recording=True)
    talk.refresh_from_db()
    assert talk.opened_at is not None
    return talk


def test_in_a_trio_every_yes_is_needed_and_any_no_is_enough(
    cast: Cast, ana: Client, ben: Client, cleo: Client, nina: Client, trio: Conversation
) -> None:
    brought(ana, cast)
    assert "Ask a colleague in to this talk" in page(ana, cast)
    ana.post(at(cast, "listeners/"), {"email": "nina@harbour.test"})
    code = ListenerIn.objects.get().code
    assert "comes in when Ben, Cleo says yes, too" in page(ana, cast)
    # Ben's yes alone, said twice, does not open it.
    for _ in range(2):
        ben.post(at(cast, f"listeners/{code}/in/"))
        assert nina.get(at(cast)).status_code == 404
    assert nina.get(f"/cycle/{cast.strand.code}/talk/reading/").status_code == 404
    assert "Let them in" not in page(ben, cast)
    assert "Let them in" in page(cleo, cast)
    cleo.post(at(cast, f"listeners/{code}/in/"))
    assert "What would happen if you counted to five?" in page(nina, cast)
    assert nina.get(f"/cycle/{cast.strand.code}/talk/reading/").status_code == 200
    # For this meeting only, and without a hand in it.
    assert press(nina, cast, turns(cast)[0], "text", text="Mine").status_code == 404
    for other in ("", "talk/", "meet/", "prepare/"):
        assert nina.get(f"/cycle/{cast.strand.code}/{other}").status_code == 404
    cleo.post(at(cast, f"listeners/{code}/end/"))
    assert nina.get(at(cast)).status_code == 404
    # Asked again, each says it again.
    cleo.post(at(cast, "listeners/"), {"email": "nina@harbour.test"})
    again = ListenerIn.objects.get(ended_at=None).code
    ben.post(at(cast, f"listeners/{again}/in/"))
    assert nina.get(at(cast)).status_code == 404
    ana.post(at(cast, f"listeners/{again}/in/"))
    assert nina.get(at(cast)).status_code == 200
