"""Coming into a talk: the first here, the second by digits or beside the first."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.conversations import actions
from sidebyside.conversations.access import talks_that_wait_for
from sidebyside.conversations.models import Confirmation, Conversation, JoinCode
from sidebyside.people import second_factor
from sidebyside.people.models import EVERYBODY, HOLD, Person
from sidebyside.programme.models import Cycle, Strand, StrandPart
from tests.cast import PASSWORD, Cast
from tests.people.test_people import signed_in
from tests.people.test_second_factor import code_of, set_up_app


def here(client: Client, cast: Cast, wants: str = "yes") -> str:
    """Says "I am here" and gives back the page that follows."""
    answer = client.post(f"/cycle/{cast.strand.code}/talk/here/", {"wants": wants}, follow=True)
    assert answer.redirect_chain == [(f"/cycle/{cast.strand.code}/meet/", 302)]
    return answer.content.decode()


def digits_on(page: str) -> str:
    found = re.search(r'class="digits"[^>]*>(\d{3}) (\d{3})<', page)
    assert found is not None
    return found[1] + found[2]


def is_open(cast: Cast) -> bool:
    return Conversation.objects.filter(strand=cast.strand, opened_at__isnull=False).exists()


def test_one_alone_does_not_open_the_talk(cast: Cast, ana: Client) -> None:
    page = here(ana, cast)
    assert not is_open(cast)
    assert "Ben" in page
    assert "not yet" in page


def test_recording_is_chosen_by_nobody_but_the_person(cast: Cast, ana: Client) -> None:
    page = ana.get(f"/cycle/{cast.strand.code}/meet/").content.decode()
    radios = re.findall(r'<input type="radio" name="wants"[^>]*>', page)
    assert len(radios) == 2
    assert not any("checked" in radio for radio in radios)
    ana.post(f"/cycle/{cast.strand.code}/talk/here/", {})
    assert not Confirmation.objects.exists()


def test_the_second_comes_in_with_the_digits_on_an_own_phone(cast: Cast, ana: Client, ben: Client) -> None:
    digits = digits_on(here(ana, cast))
    answer = ben.post("/meet/", {"digits": f"{digits[:3]} {digits[3:]}", "wants": "yes"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/cycle/{cast.strand.code}/talk/"
    assert is_open(cast)
    assert Confirmation.objects.get(person=cast.ben).how == Confirmation.How.PHONE


def test_digits_work_once(cast: Cast, ana: Client, ben: Client) -> None:
    digits = digits_on(here(ana, cast))
    ben.post("/meet/", {"digits": digits, "wants": "yes"})
    Conversation.objects.update(opened_at=None)
    Confirmation.objects.filter(person=cast.ben).delete()
    answer = ben.post("/meet/", {"digits": digits, "wants": "yes"})
    assert answer.status_code == 422
    assert not is_open(cast)


def test_digits_end_after_ten_minutes(cast: Cast, ana: Client, ben: Client) -> None:
    digits = digits_on(here(ana, cast))
    JoinCode.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert ben.post("/meet/", {"digits": digits, "wants": "yes"}).status_code == 422
    assert not is_open(cast)
    assert "The digits are over" in ana.get(f"/cycle/{cast.strand.code}/meet/").content.decode()


def test_new_digits_end_the_ones_before(cast: Cast, ana: Client, ben: Client) -> None:
    old = digits_on(here(ana, cast))
    page = ana.post(f"/cycle/{cast.strand.code}/talk/code/", follow=True).content.decode()
    new = digits_on(page)
    if old != new:
        assert ben.post("/meet/", {"digits": old, "wants": "yes"}).status_code == 422
    assert ben.post("/meet/", {"digits": new, "wants": "yes"}).status_code == 302


def test_six_wrong_tries_end_the_digits(cast: Cast, ana: Client, ben: Client) -> None:
    digits = digits_on(here(ana, cast))
    wrong = f"{(int(digits) + 1) % 10**6:06d}"
    for _try in range(actions.MOST_WRONG_TRIES):
        assert ben.post("/meet/", {"digits": wrong, "wants": "yes"}).status_code == 422
    assert ben.post("/meet/", {"digits": digits, "wants": "yes"}).status_code == 422
    assert not is_open(cast)


def test_digits_are_no_use_to_anybody_else(
    cast: Cast, ana: Client, as_person: Callable[[Person], Client]
) -> None:
    digits = digits_on(here(ana, cast))
    for name in ("cleo", "dora", "leo", "eve"):
        other = as_person(cast.everybody()[name])
        assert other.post("/meet/", {"digits": digits, "wants": "yes"}).status_code == 422
    assert not is_open(cast)
    assert Confirmation.objects.count() == 1


def test_the_digits_outlive_a_reload(cast: Cast, ana: Client) -> None:
    digits = digits_on(here(ana, cast))
    assert digits_on(ana.get(f"/cycle/{cast.strand.code}/meet/").content.decode()) == digits


def test_only_a_hash_of_the_digits_lies_with_the_talk(cast: Cast, ana: Client) -> None:
    digits = digits_on(here(ana, cast))
    assert digits not in str(JoinCode.objects.values().get())


def beside(client: Client, cast: Cast, email: str, password: str, wants: str = "yes") -> str:
    told = {"email": email, "password": password, "wants": wants}
    return client.post(f"/cycle/{cast.strand.code}/talk/beside/", told, follow=True).content.decode()


def test_the_second_signs_in_beside_the_first_and_the_session_stays(cast: Cast, ana: Client) -> None:
    here(ana, cast)
    session = ana.session.session_key
    beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert is_open(cast)
    assert Confirmation.objects.get(person=cast.ben).how == Confirmation.How.BESIDE
    assert ana.session.session_key == session
    assert ana.get("/account/").context["user"] == cast.ana


def with_code(client: Client, cast: Cast, code: str) -> str:
    told = {"email": "ben@harbour.test", "password": PASSWORD, "wants": "yes", "code": code}
    return client.post(f"/cycle/{cast.strand.code}/talk/beside/", told, follow=True).content.decode()


def test_whoever_has_a_second_factor_shows_it_beside_the_first_too(cast: Cast, ana: Client) -> None:
    secret = set_up_app(signed_in(cast.ben))
    here(ana, cast)
    assert "sign-in asks for a code as well" in beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert "That code is not right" in with_code(ana, cast, "000000")
    assert not is_open(cast)
    code = code_of(secret)
    session = dict(ana.session)
    with_code(ana, cast, code)
    assert is_open(cast)
    assert "second_factor" not in ana.session, "the page is still the first one's"
    assert ana.session.get("_auth_user_id") == session["_auth_user_id"]
    # Used up, as at a sign-in.
    browser = Client()
    browser.post("/sign-in/", {"email": "ben@harbour.test", "password": PASSWORD})
    assert browser.post("/sign-in/second/", {"code": code}).status_code == 200


def test_wrong_codes_beside_the_first_are_counted_with_those_of_signing_in(cast: Cast, ana: Client) -> None:
    secret = set_up_app(signed_in(cast.ben))
    here(ana, cast)
    for _try in range(8):
        with_code(ana, cast, "000000")
    assert "rests for a quarter of an hour" in with_code(ana, cast, code_of(secret))
    assert not is_open(cast)


@pytest.mark.parametrize("why", ["passkey", "the school asks"])
def test_where_no_code_can_say_it_the_own_device_does(cast: Cast, ana: Client, why: str) -> None:
    here(ana, cast)
    if why == "passkey":
        Authenticator.objects.create(user_id=cast.ben.pk, type="webauthn", data={})
    else:
        cast.school.second_factor = EVERYBODY
        cast.school.save()
        session = ana.session
        session["second_factor"] = cast.ana.pk
        session.save()
    page = beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert "Type the six digits there" in page
    assert not is_open(cast)


def test_where_the_second_factor_was_lost_no_code_is_asked_for_that_nobody_has(
    cast: Cast, ana: Client
) -> None:
    here(ana, cast)
    second_factor.shut(cast.ben)
    assert "Type the six digits there" in beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert not is_open(cast)
    # Its 72 hours are over, and Ben has not signed in since.
    Authenticator.objects.update(created_at=timezone.now() - HOLD)
    assert second_factor.shut_until(cast.ben) is None
    assert Authenticator.objects.exists(), "who asks until when changes nothing"
    beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert is_open(cast)


def test_a_wrong_person_reads_the_same_as_a_wrong_password(cast: Cast, ana: Client) -> None:
    here(ana, cast)
    sentence = "belong to somebody who is not in this talk"
    for email, password in (
        ("ben@harbour.test", "not the password at all"),
        ("cleo@harbour.test", PASSWORD),
        ("ana@harbour.test", PASSWORD),
        ("nobody@harbour.test", PASSWORD),
    ):
        assert sentence in beside(ana, cast, email, password)
    assert not is_open(cast)


def test_guessing_beside_the_first_is_counted_and_locked(cast: Cast, ana: Client) -> None:
    here(ana, cast)
    told = {"email": "ben@harbour.test", "password": "a guess", "wants": "yes"}
    address = f"/cycle/{cast.strand.code}/talk/beside/"
    answers = [ana.post(address, told).status_code for _try in range(8)]
    assert answers[-1] == 429
    told["password"] = PASSWORD
    assert ana.post(address, told).status_code == 429
    assert not is_open(cast)


def test_a_partner_after_a_lost_sign_in_cannot_open_the_talk(cast: Cast, ana: Client) -> None:
    here(ana, cast)
    cast.ben.held_since = timezone.now()
    cast.ben.save()
    beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert not is_open(cast)


def test_nobody_signs_in_beside_somebody_who_is_not_here(cast: Cast, ana: Client) -> None:
    beside(ana, cast, "ben@harbour.test", PASSWORD)
    assert not Confirmation.objects.exists()


def test_i_am_here_can_be_taken_back(cast: Cast, ana: Client, ben: Client) -> None:
    digits = digits_on(here(ana, cast))
    ana.post(f"/cycle/{cast.strand.code}/talk/not-here/")
    assert ben.post("/meet/", {"digits": digits, "wants": "yes"}).status_code == 422
    here(ben, cast)
    assert not is_open(cast)


def test_here_said_hours_ago_does_not_open_the_talk_now(cast: Cast, ana: Client, ben: Client) -> None:
    here(ana, cast)
    Confirmation.objects.update(at=timezone.now() - timedelta(hours=3))
    here(ben, cast)
    assert not is_open(cast)
    here(ana, cast)
    assert is_open(cast)


@pytest.mark.parametrize("field", ["paused_at", "closed_at", "skipped_at"])
def test_a_cycle_at_rest_opens_no_talk(cast: Cast, ana: Client, field: str) -> None:
    setattr(cast.cycle, field, timezone.now())
    cast.cycle.save()
    assert ana.post(f"/cycle/{cast.strand.code}/talk/here/", {"wants": "yes"}).status_code == 404
    assert not Conversation.objects.exists()
    page = ana.get(f"/cycle/{cast.strand.code}/meet/").content.decode()
    assert "I am here" not in page


def test_opening_reaches_the_step_before_the_talk(cast: Cast, open_talk: Conversation) -> None:
    assert set(cast.strand.steps.values_list("key", flat=True)) == {"prepare"}


def test_saying_it_twice_opens_it_once(cast: Cast, open_talk: Conversation) -> None:
    before = open_talk.opened_at
    actions.confirm(open_talk, cast.ana, Confirmation.How.OWN_SESSION, wants_recording=False)
    open_talk.refresh_from_db()
    assert open_talk.opened_at == before
    assert actions.both_want_recording(open_talk)


def test_guesses_are_counted_together_however_the_name_is_spelt(cast: Cast, ana: Client) -> None:
    here(ana, cast)
    spellings = ["ben@harbour.test", "Ben@Harbour.test", "BEN@harbour.test", " ben@HARBOUR.test "] * 2
    address = f"/cycle/{cast.strand.code}/talk/beside/"
    answers = [
        ana.post(address, {"email": email, "password": "a guess", "wants": "yes"}).status_code
        for email in spellings
    ]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]


def test_who_may_join_no_talk_causes_no_look_at_one(cast: Cast, ana: Client, ben: Client) -> None:
    here(ana, cast)
    cast.cycle.paused_at = timezone.now()
    cast.cycle.save()
    with CaptureQueriesContext(connection) as caught:
        assert ben.get("/meet/").status_code == 200
    found = [query["sql"] for query in caught if '"conversations_' in query["sql"]]
    assert not found, found


def test_looking_for_a_waiting_talk_costs_the_same_however_many_cycles_there_are(
    cast: Cast, ana: Client
) -> None:
    here(ana, cast)
    with CaptureQueriesContext(connection) as one:
        assert len(talks_that_wait_for(cast.ben)) == 1
    for number in range(2, 5):
        cycle = Cycle.objects.create(partnership=cast.pair, number=number)
        strand = Strand.objects.create(cycle=cycle)
        StrandPart.objects.create(strand=strand, person=cast.ben, role=StrandPart.Role.COACH)
        StrandPart.objects.create(strand=strand, person=cast.ana, role=StrandPart.Role.COACHEE)
        Conversation.objects.create(strand=strand)
    with CaptureQueriesContext(connection) as many:
        assert [talk.strand for talk in talks_that_wait_for(cast.ben)] == [cast.strand]
    assert len(many) == len(one)
