"""A second factor: set up, asked for, guessed at, taken away, lost."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.access.asking import routes
from tests.cast import PASSWORD, Cast
from tests.pages import heading, words_of
from tests.people.test_lost import wait_for_mails
from tests.people.test_people import signed_in

from sidebyside.people import actions
from sidebyside.people.adapters import SecondFactors
from sidebyside.people.models import Person, SignedIn
from sidebyside.web.middleware import SecondFactorFirst

PERIOD_S = 30


def code_of(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + later))


def set_up_app(browser: Client) -> str:
    """The secret of a codes app that this person has set up."""
    page = browser.get("/account/ways-in/app/")
    found = re.search(r'<code class="long">(\w+)</code>', page.content.decode())
    assert found
    # The one before now counts too, so that the one of now is still to be used.
    answer = browser.post("/account/ways-in/app/", {"code": code_of(found[1], -1)})
    assert answer.headers["Location"] == "/account/ways-in/codes/"
    return found[1]


def password_given(person: Person, **more: str) -> Client:
    browser = Client()
    answer = browser.post("/sign-in/", {"email": person.email, "password": PASSWORD, **more})
    assert answer.headers["Location"] == "/sign-in/second/"
    return browser


@pytest.fixture
def secret(cast: Cast) -> str:
    return set_up_app(signed_in(cast.ana))


def test_a_password_alone_no_longer_signs_in(cast: Cast, secret: str) -> None:
    browser = password_given(cast.ana)
    assert browser.get("/account/").status_code == 302
    assert heading(browser.get("/sign-in/second/")) == "One more step"
    wrong = browser.post("/sign-in/second/", {"code": "000000"})
    assert "That code is not right" in words_of(wrong)
    assert browser.get("/account/").status_code == 302
    right = browser.post("/sign-in/second/", {"code": code_of(secret)})
    assert right.headers["Location"] == "/"
    assert browser.get("/account/").status_code == 200


def test_the_way_on_is_kept_over_both_steps(cast: Cast, secret: str) -> None:
    browser = password_given(cast.ana, next="/account/sessions/")
    right = browser.post("/sign-in/second/", {"code": code_of(secret)})
    assert right.headers["Location"] == "/account/sessions/"


def test_a_code_works_once_whichever_process_is_asked(cast: Cast, secret: str, settings: Settings) -> None:
    code = code_of(secret)
    password_given(cast.ana).post("/sign-in/second/", {"code": code})
    # Another process has another memory.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    again = password_given(cast.ana)
    assert again.post("/sign-in/second/", {"code": code}).status_code == 200
    assert again.get("/account/").status_code == 302
    # One from before the used one is no fresher, although it is still within the time that a slow clock is given.
    assert again.post("/sign-in/second/", {"code": code_of(secret, -1)}).status_code == 200
    assert again.get("/account/").status_code == 302


def test_the_code_that_set_the_app_up_is_used_with_that(
    cast: Cast, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    ana = signed_in(cast.ana)
    page = ana.get("/account/ways-in/app/")
    found = re.search(r'<code class="long">(\w+)</code>', page.content.decode())
    assert found
    code = code_of(found[1])
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.post("/account/ways-in/app/", {"code": code}).status_code == 302
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    again = password_given(cast.ana)
    assert again.post("/sign-in/second/", {"code": code}).status_code == 200
    assert again.get("/account/").status_code == 302


def test_guessing_codes_rests_for_this_account_from_wherever_it_is_tried(cast: Cast, secret: str) -> None:
    for number in range(8):
        browser = password_given(cast.ana)
        tried = browser.post("/sign-in/second/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert tried.status_code == (200 if number < 7 else 429)
    browser = password_given(cast.ana)
    rests = browser.post("/sign-in/second/", {"code": code_of(secret)}, REMOTE_ADDR="192.0.2.99")
    assert "rests for a quarter of an hour" in words_of(rests)
    assert browser.get("/account/").status_code == 302


def test_nobody_locks_a_colleague_out_at_the_second_step(cast: Cast, secret: str) -> None:
    """It opens after the password only, so wrong passwords from elsewhere leave it alone."""
    for number in range(9):
        tried = {"email": cast.ana.email, "password": f"wrong guess {number}"}
        Client().post("/sign-in/", tried, REMOTE_ADDR="192.0.2.1")
    browser = password_given(cast.ana)
    assert browser.post("/sign-in/second/", {"code": code_of(secret)}).status_code == 302


def test_recovery_codes_are_shown_once_and_open_once(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    set_up_app(ana)
    codes = re.findall(r"<code>(\d{8})</code>", ana.get("/account/ways-in/codes/").content.decode())
    assert len(codes) == 10
    assert "shown already" in heading(ana.get("/account/ways-in/codes/"))
    assert codes[0] not in ana.get("/account/ways-in/codes/").content.decode()
    assert password_given(cast.ana).post("/sign-in/second/", {"code": codes[0]}).status_code == 302
    assert password_given(cast.ana).post("/sign-in/second/", {"code": codes[0]}).status_code == 200
    ana.post("/account/ways-in/codes/new/")
    assert password_given(cast.ana).post("/sign-in/second/", {"code": codes[1]}).status_code == 200


def test_what_opens_an_account_is_sealed_where_it_lies(cast: Cast, secret: str) -> None:
    lies = [str(row.data) for row in Authenticator.objects.filter(user_id=cast.ana.pk)]
    assert len(lies) == 2
    assert not [row for row in lies if secret in row]
    app = Authenticator.objects.get(user_id=cast.ana.pk, type="totp")
    assert SecondFactors().decrypt(app.data["secret"]) == secret


def test_each_change_is_told_to_the_address_and_noted(transactional_db: None, cast: Cast) -> None:
    secret = set_up_app(signed_in(cast.ana))
    wait_for_mails()
    assert mail.outbox[-1].to == [cast.ana.email]
    assert "A codes app was added" in str(mail.outbox[-1].body)
    assert secret not in str(mail.outbox[-1].body)


def test_a_stranger_with_half_a_sign_in_changes_nothing(cast: Cast, secret: str) -> None:
    browser = password_given(cast.ana)
    for address in ("app/off/", "codes/", "codes/new/", "app/", ""):
        answer = browser.get(f"/account/ways-in/{address}")
        assert answer.headers["Location"].startswith("/sign-in/?next="), address
    assert browser.post("/account/ways-in/app/off/").status_code == 302
    assert Authenticator.objects.filter(user_id=cast.ana.pk).count() == 2


def test_half_a_sign_in_of_one_person_is_no_half_of_anothers(cast: Cast, secret: str) -> None:
    """Ben knows Ana's password and has a codes app of his own."""
    ben_secret = set_up_app(signed_in(cast.ben))
    browser = password_given(cast.ana)
    assert browser.post("/sign-in/second/", {"code": code_of(ben_secret)}).status_code == 200
    assert browser.get("/account/").status_code == 302


def test_half_a_sign_in_ends_after_a_quarter_of_an_hour(
    cast: Cast, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = password_given(cast.ana)
    code, later = code_of(secret, 30), time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert browser.post("/sign-in/second/", {"code": code}).headers["Location"] == "/sign-in/"


def test_a_closed_account_does_not_come_in_by_its_second_step(cast: Cast, secret: str) -> None:
    browser = password_given(cast.ana)
    actions.disable(cast.ana, cast.dora)
    browser.post("/sign-in/second/", {"code": code_of(secret)})
    assert browser.get("/account/").status_code == 302


def test_the_app_is_taken_away_by_its_person(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    set_up_app(ana)
    assert ana.post("/account/ways-in/app/off/").status_code == 302
    assert not Authenticator.objects.filter(user_id=cast.ana.pk).exists()


def test_the_school_asks_its_roles_and_they_go_no_further_without(cast: Cast) -> None:
    dora, ana = signed_in(cast.dora), signed_in(cast.ana)
    assert dora.post("/people/second-factor/", {"who": ["co-ordinator"]}).status_code == 302
    for address in ("/", "/people/", "/account/"):
        assert dora.get(address).headers["Location"] == "/account/ways-in/", address
    assert (
        dora.post("/people/invite/", {"name": "X", "email": "x@y.test"}).headers["Location"]
        == "/account/ways-in/"
    )
    assert "Your school asks you" in heading(dora.get("/account/ways-in/"))
    assert ana.get("/account/").status_code == 200
    set_up_app(dora)
    assert dora.get("/people/").status_code == 200


def test_no_address_but_the_way_to_a_factor_opens_while_it_is_missing(cast: Cast) -> None:
    """Films and uploads too, which stand before the sign-in and refuse in their own way."""
    actions.ask_second_factor(cast.school, ["everybody"], cast.dora)
    ana = signed_in(cast.ana)
    filled = {"uuid": "5b5a8f2c-93f4-4a3e-8a2c-5d5f1c2f7d10", "part": "film"}
    for name, pattern in routes("sidebyside.web.urls"):
        if name not in SecondFactorFirst.ALWAYS_OPEN | SecondFactorFirst.SETS_UP:
            address = re.sub(r"<(\w+):\w+>", lambda found: filled.get(found[1], "x"), pattern)
            assert ana.get(f"/{address}").headers.get("Location") == "/account/ways-in/", name


def test_a_session_without_the_factor_that_there_is_signs_in_again(cast: Cast) -> None:
    earlier = signed_in(cast.dora)
    a_passkey_of(cast.dora)
    actions.ask_second_factor(cast.school, ["everybody"], cast.dora)
    assert earlier.get("/people/").headers["Location"] == "/sign-in/"
    assert earlier.get("/people/").headers["Location"].startswith("/sign-in/?next=")


SETS_UP_OR_TAKES_AWAY = [
    ("get", "/account/ways-in/"),
    ("get", "/account/ways-in/app/"),
    ("post", "/account/ways-in/app/"),
    ("get", "/account/ways-in/codes/"),
    ("get", "/account/passkeys/new/"),
    ("post", "/account/passkeys/new/"),
    ("post", "/account/passkeys/remove/"),
]


def a_passkey_of(person: Person, days_ago: int = 0) -> Authenticator:
    made = Authenticator.objects.create(
        user_id=person.pk, type="webauthn", data={"name": "one", "credential": {}}
    )
    Authenticator.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return made


@pytest.mark.parametrize(("method", "address"), SETS_UP_OR_TAKES_AWAY)
def test_a_session_without_the_factor_that_there_is_neither_adds_one_nor_takes_one_away(
    cast: Cast, method: str, address: str
) -> None:
    earlier = signed_in(cast.ana)
    theirs = [a_passkey_of(cast.ana), a_passkey_of(cast.ana)]
    actions.ask_second_factor(cast.school, ["everybody"], cast.dora)
    answer = getattr(earlier, method)(address, {"key": str(theirs[0].pk)})
    assert answer.headers["Location"] == "/sign-in/"
    assert set(Authenticator.objects.filter(user_id=cast.ana.pk)) == set(theirs)
    assert earlier.get("/account/").headers["Location"].startswith("/sign-in/?next=")


def test_adding_a_factor_ends_the_sessions_that_have_not_shown_it(transactional_db: None, cast: Cast) -> None:
    here, there, ben = signed_in(cast.ana), signed_in(cast.ana), signed_in(cast.ben)
    set_up_app(here)
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert ben.get("/account/").status_code == 200


def test_the_only_factor_stays_while_the_school_asks_for_it(cast: Cast) -> None:
    dora = signed_in(cast.dora)
    set_up_app(dora)
    actions.ask_second_factor(cast.school, ["co-ordinator"], cast.dora)
    refused = dora.post("/account/ways-in/app/off/")
    assert "this is the only one" in words_of(refused)
    assert Authenticator.objects.filter(user_id=cast.dora.pk, type="totp").exists()


def test_only_the_schools_own_co_ordinator_makes_the_rule(cast: Cast) -> None:
    for who in (cast.ana, cast.leo, cast.omar, cast.tim):
        assert signed_in(who).post("/people/second-factor/", {"who": ["everybody"]}).status_code == 404
    signed_in(cast.eve).post("/people/second-factor/", {"who": ["everybody"]})
    cast.school.refresh_from_db()
    assert cast.school.second_factor == ""
    assert signed_in(cast.dora).post("/people/second-factor/", {"who": ["pope"]}).status_code == 422


def test_a_co_ordinator_has_no_way_to_another_persons_factors(cast: Cast, secret: str) -> None:
    dora = signed_in(cast.dora)
    key = Authenticator.objects.get(user_id=cast.ana.pk, type="totp").pk
    assert dora.post("/account/passkeys/remove/", {"key": str(key)}).status_code == 404
    assert dora.get("/account/ways-in/codes/").status_code == 404
    assert dora.post("/account/ways-in/app/off/").status_code == 404
    assert "codes app" not in words_of(dora.get("/people/")).replace("A passkey or a codes app", "")


def come_back(person: Person, **more: str) -> Client:
    actions.ask_way_back(person.email)
    wait_for_mails()
    found = re.search(r"http://testserver(/lost/\S+)", str(mail.outbox[-1].body))
    assert found
    browser = Client()
    browser.post(found[1], {"password": "quite another password", **more})
    return browser


def test_who_lost_the_password_still_shows_the_second_factor(transactional_db: None, cast: Cast) -> None:
    secret = set_up_app(signed_in(cast.ana))
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=15))
    browser = come_back(cast.ana)
    assert browser.get("/account/").status_code == 302
    browser.post("/sign-in/second/", {"code": code_of(secret)})
    assert browser.get("/account/").status_code == 200
    assert Person.objects.get(pk=cast.ana.pk).is_held


def waited(person: Person, hours: int = 72) -> None:
    """As if the last way back had been so much longer ago."""
    for row in (*Authenticator.objects.filter(user_id=person.pk), Person.objects.get(pk=person.pk)):
        name = "held_since" if isinstance(row, Person) else "created_at"
        type(row)._default_manager.filter(pk=row.pk).update(
            **{name: getattr(row, name) - timedelta(hours=hours)}
        )


def with_password(person: Person, password: str = "quite another password") -> Client:
    browser = Client()
    browser.post("/sign-in/", {"email": person.email, "password": password})
    return browser


def test_who_lost_everything_waits_72_hours_for_a_held_account_without_old_factors(
    transactional_db: None, cast: Cast
) -> None:
    set_up_app(signed_in(cast.dora))
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=15))
    browser = come_back(cast.dora, lost_all="on")
    assert browser.get("/account/").status_code == 302
    answer = Client().post("/sign-in/", {"email": cast.dora.email, "password": "quite another password"})
    assert "Your account opens on" in words_of(answer)
    assert "opens for 72 hours" in " ".join(str(mail.outbox[-1].body).split())
    waited(cast.dora, 71)
    assert with_password(cast.dora).get("/people/").status_code == 302
    waited(cast.dora, 1)
    assert with_password(cast.dora).get("/people/").status_code == 200
    assert Person.objects.get(pk=cast.dora.pk).is_held
    assert not Authenticator.objects.filter(user_id=cast.dora.pk).exists()


def test_a_mail_box_alone_goes_round_no_second_factor_however_often_it_tries(
    transactional_db: None, cast: Cast
) -> None:
    secret = set_up_app(signed_in(cast.dora))
    # Begun before: the page of the second step is open in the thief's other tab.
    began = with_password(cast.dora, PASSWORD)
    assert come_back(cast.dora, lost_all="on").get("/people/").status_code == 302
    stop = re.search(r"http://testserver(/stop/\S+)", str(mail.outbox[-1].body))
    assert stop
    began.post("/sign-in/second/", {"code": code_of(secret)})
    assert began.get("/people/").status_code == 302
    # Without the box, for the factor is gone; and after a stop of their own.
    assert come_back(cast.dora).get("/people/").status_code == 302
    assert Client().post(stop[1]).status_code in {200, 404}
    newest = re.search(r"http://testserver(/stop/\S+)", str(mail.outbox[-1].body))
    assert newest
    assert Client().post(newest[1]).status_code == 200
    assert come_back(cast.dora, lost_all="on").get("/people/").status_code == 302
    # Who never had one waits for nothing but the content.
    assert come_back(cast.ana, lost_all="on").get("/account/").status_code == 200


def test_a_stop_takes_away_what_the_thief_set_up(transactional_db: None, cast: Cast) -> None:
    thief = come_back(cast.ana)
    stop = re.search(r"http://testserver(/stop/\S+)", str(mail.outbox[-1].body))
    assert stop
    set_up_app(thief)
    assert Client().post(stop[1]).status_code == 200
    assert not Authenticator.objects.filter(user_id=cast.ana.pk).exists()
    assert thief.get("/account/").status_code == 302
    assert not SignedIn.objects.filter(person=cast.ana).exists()


def test_coming_back_after_a_thief_takes_away_what_was_set_up_while_held(
    transactional_db: None, cast: Cast
) -> None:
    secret = set_up_app(signed_in(cast.ana))
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=90))
    come_back(cast.ana)
    # Nobody the partner knew: it stays held, and what they added may be older than what is new elsewhere.
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now() - timedelta(days=30))
    theirs = a_passkey_of(cast.ana, days_ago=29)
    owner = come_back(cast.ana)
    assert not Authenticator.objects.filter(pk=theirs.pk).exists()
    owner.post("/sign-in/second/", {"code": code_of(secret)})
    assert owner.get("/account/").status_code == 200


def test_a_way_back_takes_away_what_somebody_at_an_open_laptop_added(
    transactional_db: None, cast: Cast
) -> None:
    theirs = a_passkey_of(cast.ana, days_ago=13)
    linked = SocialAccount.objects.create(user_id=cast.ana.pk, provider="quill", uid="theirs")
    thief = signed_in(cast.ana)
    come_back(cast.ana)
    assert not Authenticator.objects.filter(pk=theirs.pk).exists()
    assert not SocialAccount.objects.filter(pk=linked.pk).exists()
    assert thief.get("/account/").status_code == 302
    # It may have been the owner's only one: nobody comes in by the mail box alone.
    assert with_password(cast.ana).get("/account/").status_code == 302
    waited(cast.ana)
    assert with_password(cast.ana).get("/account/").status_code == 200
    assert Person.objects.get(pk=cast.ana.pk).is_held


def test_a_way_back_leaves_what_has_long_been_there(transactional_db: None, cast: Cast) -> None:
    own = a_passkey_of(cast.ana, days_ago=15)
    linked = SocialAccount.objects.create(user_id=cast.ana.pk, provider="quill", uid="own")
    SocialAccount.objects.update(date_joined=timezone.now() - timedelta(days=15))
    browser = come_back(cast.ana)
    assert Authenticator.objects.filter(pk=own.pk).exists()
    assert SocialAccount.objects.filter(pk=linked.pk).exists()
    assert browser.get("/account/").status_code == 302


def test_page_and_mails_say_what_a_way_back_takes_away(transactional_db: None, cast: Cast) -> None:
    actions.ask_way_back(cast.ana.email)
    wait_for_mails()
    found = re.search(r"http://testserver(/lost/\S+)", str(mail.outbox[-1].body))
    assert found
    said = "that was added in the last 14 days is taken away"
    assert said in words_of(Client().get(found[1]))
    assert "that was added in the last 14 days" in " ".join(str(mail.outbox[-1].body).split())
    Client().post(found[1], {"password": "quite another password"})
    assert said in " ".join(str(mail.outbox[-1].body).split())


def test_a_passkey_that_is_none_opens_nothing_and_says_so(cast: Cast) -> None:
    for given in (
        "",
        "{}",
        "[]",
        "null",
        '"x"',
        "{broken",
        '{"response": 1}',
        '{"id": "x", "response": {"userHandle": 1}}',
    ):
        browser = Client()
        browser.get("/sign-in/passkey/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
        answer = browser.post("/sign-in/passkey/", {"credential": given})
        assert answer.status_code == 302, given
        assert answer.headers["Location"] == "/sign-in/", given
    assert "did not open an account here" in words_of(browser.get("/sign-in/"))


def test_there_is_no_sign_up_and_no_address_of_the_librarys_own(cast: Cast, client: Client) -> None:
    for address in (
        "signup/",
        "accounts/signup/",
        "sign-up/",
        "accounts/login/",
        "accounts/password/reset/",
        "accounts/email/",
    ):
        assert client.get(f"/{address}").status_code == 404, address
    signed_in(cast.ana).get("/account/ways-in/")
    assert not EmailAddress.objects.exists()
