"""Signing in with a school's own provider: there and back for real, and every way in that must not be one."""

import base64
import hmac
import html
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings
from tests.cast import PASSWORD, Cast
from tests.pages import words_of
from tests.people.provider import OpenID, openid
from tests.people.test_again import long_ago
from tests.people.test_lost import wait_for_mails
from tests.people.test_people import signed_in
from tests.people.test_second_factor import code_of, come_back, set_up_app

from sidebyside.people import actions, single
from sidebyside.people.identities import Identities
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from sidebyside.web.settings.sign_on import sign_ons

BACK = "http://testserver/sign-in/from/{}/"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[OpenID, OpenID]]:
    with openid() as one, openid() as another:
        yield one, another


@pytest.fixture
def there(running: tuple[OpenID, OpenID], settings: Settings) -> OpenID:
    """The school's own provider, and another beside it."""
    one, another = running
    set_up = {"school": one.register(BACK.format("school")), "other": another.register(BACK.format("other"))}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": set_up}
    return one


def way_there(browser: Client, address: str, **typed: str) -> str:
    """Where the page that leads away leads to."""
    page = browser.post(address, typed)
    assert page.status_code == 200, page.headers
    found = re.search(r'<a class="button go" href="([^"]+)"', page.content.decode())
    assert found
    assert page.headers["Refresh"] == f"0; url={html.unescape(found[1])}"
    return html.unescape(found[1])


def link(browser: Client, there: OpenID, subject: str) -> None:
    back = there.signs_in(way_there(browser, "/account/ways-in/with/school/"), subject)
    assert browser.get(back).headers["Location"] == "/account/ways-in/"


def come_in(there: OpenID, subject: str, browser: Client | None = None) -> Client:
    browser = browser or Client()
    browser.get(there.signs_in(way_there(browser, "/sign-in/with/school/"), subject))
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def whose(browser: Client) -> str:
    return str(browser.session.get("_auth_user_id", ""))


def test_there_and_back_signs_in_whoever_linked_it(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = come_in(there, "ana-there")
    assert whose(browser) == str(cast.ana.pk)
    assert is_in(browser)


def test_the_way_on_is_kept(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    away = way_there(browser, "/sign-in/with/school/", next="/account/sessions/")
    assert browser.get(there.signs_in(away, "ana-there")).headers["Location"] == "/account/sessions/"
    elsewhere = way_there(Client(), "/sign-in/with/school/", next="https://thief.test/")
    assert "thief" not in elsewhere


def test_no_address_opens_or_links_anything(cast: Cast, there: OpenID) -> None:
    """Whoever holds Ana's address at a provider, verified or not, is nobody here."""
    there.knows(
        "thief", email=cast.ana.email, email_verified=True, name="Ana", preferred_username=cast.ana.email
    )
    browser = come_in(there, "thief")
    assert not is_in(browser)
    assert "did not open an account here" in words_of(browser.get("/sign-in/"))
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()
    assert Person.objects.count() == len(cast.everybody())


def test_an_invited_address_makes_no_account_elsewhere(cast: Cast, there: OpenID) -> None:
    actions.invite(cast.school, "fay@harbour.test", "Fay", cast.dora)
    there.knows("fay-there", email="fay@harbour.test", email_verified=True)
    assert not is_in(come_in(there, "fay-there"))
    assert not Person.objects.filter(email="fay@harbour.test").exists()


def test_an_invitation_is_of_no_use_to_an_account_that_exists(cast: Cast, there: OpenID) -> None:
    """Nor to one that is signed in by the school's own provider."""
    ana = signed_in(cast.ana)
    link(ana, there, "ana-there")
    browser = come_in(there, "ana-there")
    actions.invite(cast.school, "fay@harbour.test", "Fay", cast.dora)
    found = re.search(r"http://testserver(/join/\S+)", str(mail.outbox[-1].body))
    assert found
    page = browser.post(found[1], {"name": "Fay", "password": "quite another password"})
    assert "Somebody is signed in here already" in words_of(page)
    assert not Person.objects.filter(email="fay@harbour.test").exists()
    assert Person.objects.get(pk=cast.ana.pk).email == "ana@harbour.test"


def test_the_same_subject_at_another_provider_is_another_person(
    cast: Cast, there: OpenID, running: tuple[OpenID, OpenID]
) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    away = way_there(browser, "/sign-in/with/other/")
    browser.get(running[1].signs_in(away, "ana-there"))
    assert not is_in(browser)


def test_a_provider_that_took_the_others_key_over_opens_nothing(
    cast: Cast, there: OpenID, running: tuple[OpenID, OpenID], settings: Settings
) -> None:
    """An operator who points the same name at another server does not hand the accounts over to it."""
    link(signed_in(cast.ana), there, "ana-there")
    moved = {"school": running[1].register(BACK.format("school"))}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": moved}
    assert not is_in(come_in(running[1], "ana-there"))


def test_an_identity_belongs_to_one_account(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    ben = signed_in(cast.ben)
    link(ben, there, "ana-there")
    assert "belongs to another account" in words_of(ben.get("/account/ways-in/"))
    assert SocialAccount.objects.get().user_id == cast.ana.pk
    assert whose(come_in(there, "ana-there")) == str(cast.ana.pk)


def test_a_second_identity_takes_the_place_of_none_in_silence(cast: Cast, there: OpenID) -> None:
    ana = signed_in(cast.ana)
    link(ana, there, "ana-there")
    link(ana, there, "thief-there")
    assert SocialAccount.objects.count() == 1
    assert not is_in(come_in(there, "thief-there"))


def test_linking_needs_a_sign_in_of_its_own_and_a_recent_one(cast: Cast, there: OpenID) -> None:
    assert Client().post("/account/ways-in/with/school/").headers["Location"].startswith("/sign-in/")
    assert long_ago(signed_in(cast.ana)).post("/account/ways-in/with/school/").status_code == 403
    ana = signed_in(cast.ana)
    back = there.signs_in(way_there(ana, "/account/ways-in/with/school/"), "thief-there")
    long_ago(ana)
    ana.get(back)
    assert not SocialAccount.objects.exists()


def test_nobody_is_led_to_link_a_strangers_identity(cast: Cast, there: OpenID) -> None:
    """A thief sends Ana the way back of a linking, or of a signing in, that the thief began."""
    thief = signed_in(cast.ben)
    linking = there.signs_in(way_there(thief, "/account/ways-in/with/school/"), "thief-there")
    signing_in = there.signs_in(way_there(Client(), "/sign-in/with/school/"), "thief-there")
    ana = signed_in(cast.ana)
    ana.get(linking)
    ana.get(signing_in)
    assert not SocialAccount.objects.exists()
    assert whose(ana) == str(cast.ana.pk)


def test_a_linking_is_not_finished_in_anothers_session(cast: Cast, there: OpenID) -> None:
    browser = signed_in(cast.ana)
    back = there.signs_in(way_there(browser, "/account/ways-in/with/school/"), "ana-there")
    states = browser.session["socialaccount_states"]
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"email": cast.ben.email, "password": PASSWORD})
    session = browser.session
    session["socialaccount_states"] = states
    session.save()
    browser.get(back)
    assert not SocialAccount.objects.exists()


def test_somebody_who_is_signed_in_stays_who_they_are(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    back = there.signs_in(way_there(browser, "/sign-in/with/school/"), "ana-there")
    browser.post("/sign-in/", {"email": cast.ben.email, "password": PASSWORD})
    browser.get(back)
    assert whose(browser) == str(cast.ben.pk)


def test_a_way_back_works_once(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    back = there.signs_in(way_there(browser, "/sign-in/with/school/"), "ana-there")
    assert browser.get(back).headers["Location"] == "/"
    browser.post("/sign-out/")
    assert browser.get(back).headers["Location"] == "/sign-in/"
    assert not is_in(browser)
    # Nor with a new state and the code that was used.
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(way_there(browser, "/sign-in/with/school/")).query)["state"][0]
    browser.get(f"/sign-in/from/school/?{urlencode({'code': code, 'state': state})}")
    assert not is_in(browser)


@pytest.mark.parametrize("state", ["", "made-up", None])
def test_without_our_own_state_nothing_opens(cast: Cast, there: OpenID, state: str | None) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    back = there.signs_in(way_there(browser, "/sign-in/with/school/"), "ana-there")
    told = {"code": parse_qs(urlsplit(back).query)["code"][0]} | ({} if state is None else {"state": state})
    assert browser.get(f"/sign-in/from/school/?{urlencode(told)}").headers["Location"] == "/sign-in/"
    assert not is_in(browser)


@pytest.mark.parametrize("nonce", ["another", ""])
def test_a_changed_nonce_is_refused(cast: Cast, there: OpenID, nonce: str) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    away = urlsplit(way_there(browser, "/sign-in/with/school/"))
    asked = {name: values[0] for name, values in parse_qs(away.query).items()} | {"nonce": nonce}
    asked = {name: value for name, value in asked.items() if value}
    browser.get(there.signs_in(away._replace(query=urlencode(asked)).geturl(), "ana-there"))
    assert not is_in(browser)


def test_a_code_of_another_session_is_refused(cast: Cast, there: OpenID) -> None:
    """Ana's code, caught on its way, put into the thief's own way back: its nonce is not the thief's."""
    link(signed_in(cast.ana), there, "ana-there")
    caught = there.signs_in(way_there(Client(), "/sign-in/with/school/"), "ana-there")
    thief = Client()
    state = parse_qs(urlsplit(way_there(thief, "/sign-in/with/school/")).query)["state"][0]
    code = parse_qs(urlsplit(caught).query)["code"][0]
    thief.get(f"/sign-in/from/school/?{urlencode({'code': code, 'state': state})}")
    assert not is_in(thief)


def test_a_state_of_one_provider_is_none_of_the_other(
    cast: Cast, there: OpenID, running: tuple[OpenID, OpenID]
) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = Client()
    mixed = there.signs_in(way_there(browser, "/sign-in/with/school/"), "ana-there")
    browser.get(mixed.replace("/from/school/", "/from/other/"))
    assert not is_in(browser)


def test_what_is_asked_for_is_no_more_than_who_it_is(cast: Cast, there: OpenID) -> None:
    asked = parse_qs(urlsplit(way_there(Client(), "/sign-in/with/school/")).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK.format("school")]
    link(signed_in(cast.ana), there, "ana-there")
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {}
    assert "ana" not in kept.uid
    assert not SocialToken.objects.exists()


def speaker() -> single.Speaker:
    return single.Speaker(RequestFactory().get("/"), "school")


def test_the_provider_knows_only_clients_that_registered(there: OpenID) -> None:
    """Else what it refuses in these tests would be refused by us alone, or by nobody."""
    asked = {
        "client_id": "made-up",
        "redirect_uri": "http://thief.test/",
        "response_type": "code",
        "scope": "openid",
    }
    assert requests.get(f"{there.url}/oauth2/authorize", params=asked, timeout=5).status_code == 400


def test_a_token_for_another_client_is_refused(cast: Cast, there: OpenID, settings: Settings) -> None:
    ours = settings.SIDEBYSIDE["SIGN_ON"]["school"]
    theirs = there.register("http://thief.test/back")
    good = there.id_token(ours, BACK.format("school"), "ana-there", "n")
    assert speaker().read(good)["sub"] == "ana-there"
    with pytest.raises(single.Refused):
        speaker().read(there.id_token(theirs, "http://thief.test/back", "ana-there", "n"))


def _part(what: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


def _signed_with(secret: str, headers: dict[str, object], claims: dict[str, object]) -> str:
    signed = f"{_part(headers)}.{_part(claims)}"
    mark = hmac.new(secret.encode(), signed.encode(), "sha256").digest()
    return f"{signed}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def _is_refused(token: str) -> bool:
    try:
        speaker().read(token)
    except single.Refused:
        return True
    return False


def test_a_token_that_the_provider_did_not_sign_is_refused(
    cast: Cast, there: OpenID, settings: Settings
) -> None:
    ours = settings.SIDEBYSIDE["SIGN_ON"]["school"]
    good = there.id_token(ours, BACK.format("school"), "ana-there", "n")
    head, _body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    kid = jwt.get_unverified_header(good).get("kid")
    anybodys = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = requests.get(f"{there.url}/jwks", timeout=5).text
    headers = {"kid": kid} if kid else {}
    made = {
        "words changed": f"{head}.{_part(claims | {'sub': 'dora-there'})}.{signature}",
        "no signature": f"{_part({'alg': 'none', **headers})}.{_part(claims)}.",
        "another key": jwt.encode(claims, anybodys, "RS256", headers=headers),
        "our secret": jwt.encode(claims, ours["secret"] * 3, "HS256", headers=headers),
        "the public key as a secret": _signed_with(public, {"alg": "HS256", **headers}, claims),
        "an unknown key": jwt.encode(claims, anybodys, "RS256", headers={"kid": "made up"}),
        "nothing": "",
        "no token": "x.y.z",
    }
    assert not _is_refused(good)
    assert [what for what, token in made.items() if not _is_refused(token)] == []


def test_an_old_token_is_refused(
    cast: Cast, there: OpenID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = settings.SIDEBYSIDE["SIGN_ON"]["school"]
    good = there.id_token(ours, BACK.format("school"), "ana-there", "n")
    later = timezone.now() + timedelta(hours=2)

    class Later(jwt.api_jwt.datetime):  # type: ignore[misc, name-defined]
        @classmethod
        def now(cls, tz: object = None) -> object:
            return later

    monkeypatch.setattr(jwt.api_jwt, "datetime", Later)
    with pytest.raises(single.Refused):
        speaker().read(good)


def test_a_second_factor_is_asked_for_all_the_same(cast: Cast, there: OpenID) -> None:
    ana = signed_in(cast.ana)
    secret = set_up_app(ana)
    link(ana, there, "ana-there")
    browser = come_in(there, "ana-there")
    assert not is_in(browser)
    assert browser.post("/sign-in/second/", {"code": code_of(secret, 1)}).status_code == 302
    assert is_in(browser)


def test_a_provider_that_lets_somebody_through_says_nothing_of_who_sits_there(
    cast: Cast, there: OpenID
) -> None:
    """Signed out and in again by the school's own sign-in, at a laptop left open: asked who is there all the same."""
    link(signed_in(cast.ana), there, "ana-there")
    browser = come_in(there, "ana-there")
    assert is_in(browser)
    asked = browser.get("/account/ways-in/app/")
    assert asked.status_code == 403
    assert "Is it still you?" in words_of(asked)


def test_with_a_second_factor_it_counts_as_any_other(cast: Cast, there: OpenID) -> None:
    ana = signed_in(cast.ana)
    secret = set_up_app(ana)
    link(ana, there, "ana-there")
    browser = come_in(there, "ana-there")
    browser.post("/sign-in/second/", {"code": code_of(secret, 1)})
    assert browser.get("/account/ways-in/codes/new/").status_code == 200


def test_a_provider_is_not_followed_to_another_address() -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.path == "/told" else 200)
            self.send_header("Location", "/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Identities().get_requests_session() as session, pytest.raises(single.NotReached):
            session.get(f"http://127.0.0.1:{server.server_port}/told")
        server.shutdown()
    assert asked == ["/told"]


def test_coming_in_from_elsewhere_opens_nothing_that_is_held(cast: Cast, there: OpenID) -> None:
    """Neither a linked sign-in nor a second factor stands for the 72 hours and the partner's word."""
    link(signed_in(cast.ana), there, "ana-there")
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now() - timedelta(days=9))
    browser = come_in(there, "ana-there")
    assert is_in(browser)
    ana = Person.objects.get(pk=cast.ana.pk)
    assert ana.is_held
    assert not doors.may(ana, Act.SEE, Kind.FOCUS, cast.strand)
    assert browser.get(f"/cycle/{cast.strand.code}/").status_code == 404


def test_a_closed_account_does_not_come_in(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    actions.disable(cast.ana, cast.dora)
    assert not is_in(come_in(there, "ana-there"))


def test_only_the_person_takes_a_link_away(cast: Cast, there: OpenID) -> None:
    ana = signed_in(cast.ana)
    link(ana, there, "ana-there")
    for who in (cast.ben, cast.dora, cast.omar):
        assert signed_in(who).post("/account/ways-in/with/school/away/").status_code == 404
    assert ana.post("/account/ways-in/with/school/away/").headers["Location"] == "/account/ways-in/"
    assert not is_in(come_in(there, "ana-there"))


def test_a_stop_takes_away_what_the_thief_linked_and_leaves_what_was_before(
    transactional_db: None, cast: Cast, there: OpenID
) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    thief = come_back(cast.ana)
    stop = re.search(r"http://testserver(/stop/\S+)", str(mail.outbox[-1].body))
    assert stop
    thief.post("/account/ways-in/with/school/away/")
    link(thief, there, "thief-there")
    Client().post(stop[1])
    assert not is_in(come_in(there, "thief-there"))


def test_each_link_is_told_to_the_address(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    wait_for_mails()
    assert mail.outbox[-1].to == [cast.ana.email]
    assert "Signing in with the school was added" in str(mail.outbox[-1].body)
    assert "ana-there" not in str(mail.outbox[-1].body)


def test_signing_out_here_ends_the_session_there(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = come_in(there, "ana-there")
    away = urlsplit(way_there(browser, "/sign-out/"))
    assert not is_in(browser)
    asked = parse_qs(away.query)
    assert f"{away.scheme}://{away.netloc}" == there.url
    assert asked["post_logout_redirect_uri"] == ["http://testserver/sign-in/"]
    assert jwt.decode(asked["id_token_hint"][0], options={"verify_signature": False})["sub"] == "ana-there"
    assert requests.get(away.geturl(), timeout=5).status_code == 200


def test_signing_out_everywhere_ends_every_session_here_and_this_one_there(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    elsewhere, browser = signed_in(cast.ana), come_in(there, "ana-there")
    assert way_there(browser, "/account/sessions/everywhere/end/").startswith(there.url)
    assert [is_in(one) for one in (elsewhere, browser)] == [False, False]


def test_a_session_begun_with_a_password_ends_here_alone(cast: Cast, there: OpenID) -> None:
    link(signed_in(cast.ana), there, "ana-there")
    browser = come_in(there, "nobody-there")
    browser.post("/sign-in/", {"email": cast.ana.email, "password": PASSWORD})
    assert browser.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_a_provider_that_is_away_changes_nothing_and_says_so(cast: Cast, settings: Settings) -> None:
    away = {"name": "the school", "issuer": "http://localhost:9", "client_id": "x", "secret": "x"}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": {"school": away}}
    browser = Client()
    assert browser.post("/sign-in/with/school/").headers["Location"] == "/sign-in/"
    assert "the school does not answer just now" in words_of(browser.get("/sign-in/"))


def test_one_that_calls_itself_otherwise_is_not_spoken_with(
    cast: Cast, there: OpenID, settings: Settings
) -> None:
    """The same server by another name: what it signs names another issuer than the one that was set."""
    told = settings.SIDEBYSIDE["SIGN_ON"]["school"]
    other = told | {"issuer": told["issuer"] + "/tenant/.well-known/.."}
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SIGN_ON": {"school": other}}
    assert Client().post("/sign-in/with/school/").headers["Location"] == "/sign-in/"


def test_a_school_without_one_has_no_such_address(cast: Cast) -> None:
    assert Client().post("/sign-in/with/school/").status_code == 404
    assert signed_in(cast.ana).post("/account/ways-in/with/school/").status_code == 404
    assert signed_in(cast.ana).post("/account/ways-in/with/school/away/").status_code == 404
    assert Client().get("/sign-in/from/school/?code=x&state=y").status_code == 404
    assert "Sign in with" not in words_of(Client().get("/sign-in/"))


GOOGLE = {"SIDEBYSIDE_GOOGLE_CLIENT_ID": "x", "SIDEBYSIDE_GOOGLE_CLIENT_SECRET": "y"}
OTHER = {
    "SIDEBYSIDE_OIDC_NAME": "Harbour",
    "SIDEBYSIDE_OIDC_ISSUER": "https://id.harbour.test/",
    "SIDEBYSIDE_OIDC_CLIENT_ID": "x",
    "SIDEBYSIDE_OIDC_CLIENT_SECRET": "y",
}
MICROSOFT = {
    "SIDEBYSIDE_MICROSOFT_TENANT": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "SIDEBYSIDE_MICROSOFT_CLIENT_ID": "x",
    "SIDEBYSIDE_MICROSOFT_CLIENT_SECRET": "y",
}


def _set(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_providers_are_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sign_ons() == {}
    _set(monkeypatch, GOOGLE | MICROSOFT | OTHER)
    assert {key: told["issuer"] for key, told in sign_ons().items()} == {
        "google": "https://accounts.google.com",
        "microsoft": "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/v2.0",
        "school": "https://id.harbour.test",
    }


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"SIDEBYSIDE_GOOGLE_CLIENT_ID": "x"}, "SIDEBYSIDE_GOOGLE_CLIENT_SECRET"),
        (OTHER | {"SIDEBYSIDE_OIDC_ISSUER": "http://id.harbour.test"}, "SIDEBYSIDE_OIDC_ISSUER"),
        (OTHER | {"SIDEBYSIDE_OIDC_NAME": ""}, "SIDEBYSIDE_OIDC_NAME"),
        (MICROSOFT | {"SIDEBYSIDE_MICROSOFT_TENANT": "common"}, "SIDEBYSIDE_MICROSOFT_TENANT"),
    ],
)
def test_a_setting_that_is_wrong_stops_the_start_by_its_name(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    _set(monkeypatch, values)
    with pytest.raises(ImproperlyConfigured, match=named):
        sign_ons()
