"""Passkeys and codes in a real browser, with a device of its own that keeps the keys."""

import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, CDPSession, expect

from tests.journeys.people import PASSWORD, Somebody
from tests.journeys.stack import ROOT, Pair, Running, free_port, school
from tests.people.provider import OpenID, openid

pytestmark = pytest.mark.journey


def with_device(one: Somebody) -> tuple[CDPSession, str]:
    """A device with a finger that is recognised, as a telephone or a laptop has one."""
    cdp = one.context.new_cdp_session(one.page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made: dict[str, Any] = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, str(made["authenticatorId"])


def fingers(cdp: CDPSession, device: str, right: bool) -> None:
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": right})


def add_passkey(one: Somebody, called: str = "My laptop") -> None:
    one.go("/account/ways-in/")
    one.follow("Add a passkey")
    one.fill(name=called)
    one.press("Make the passkey")


@pytest.fixture
def ana(person: Callable[..., Somebody], server: Running, pair: Pair) -> Somebody:
    one = person(server, "Ana", width=390)
    one.sign_in(pair.ana)
    return one


def test_a_passkey_is_made_and_signs_in_alone_and_is_taken_away(ana: Somebody) -> None:
    cdp, device = with_device(ana)
    add_passkey(ana)
    ana.stands_on("Write these down, or print this page")
    ana.follow("I have them")
    ana.sees("My laptop")
    ana.sign_out()
    ana.press("Use a passkey")
    expect(ana.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    ana.go("/account/")
    ana.sign_out()
    fingers(cdp, device, right=False)
    ana.page.get_by_role("button", name="Use a passkey").click()
    ana.sees("No passkey answered")
    fingers(cdp, device, right=True)
    ana.press("Use a passkey")
    expect(ana.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    ana.go("/account/ways-in/")
    ana.press("Take away My laptop")
    ana.sees("no longer opens your account")
    ana.sign_out()
    ana.press("Use a passkey")
    ana.sees("did not open an account here")


def test_a_passkey_is_the_second_step_after_a_password(ana: Somebody, pair: Pair) -> None:
    with_device(ana)
    add_passkey(ana)
    codes = re.findall(r"\d{8}", ana.page.locator("ul.codes").inner_text())
    ana.sign_out()
    ana.fill(email=pair.ana, password=PASSWORD)
    ana.press("Sign in")
    ana.stands_on("One more step")
    ana.press("Use a passkey")
    expect(ana.page.get_by_role("heading", level=1)).not_to_have_text("One more step")
    ana.go("/account/")
    ana.stands_on("Your account")
    ana.sign_out()
    ana.fill(email=pair.ana, password=PASSWORD)
    ana.press("Sign in")
    ana.fill(code=codes[0])
    ana.press("Sign in")
    ana.go("/account/sessions/")
    ana.stands_on("You are signed in on 1 device")


LONG_AGO = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidebyside.web.settings.serve")
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from sidebyside.people.models import SignedIn
for row in SignedIn.objects.filter(person__email=sys.argv[1]):
    session = SessionStore(row.session_key)
    session["signed_in_at"] = 0
    session.save()
"""


def test_a_passkey_answers_where_it_is_asked_again_and_the_act_goes_on(
    ana: Somebody, server: Running, pair: Pair
) -> None:
    with_device(ana)
    add_passkey(ana)
    ana.follow("I have them")
    command = [sys.executable, "-c", LONG_AGO, pair.ana]
    subprocess.run(command, env=server.environment, cwd=ROOT, check=True, timeout=60)
    ana.allowed.add(403)
    ana.follow("Set up a codes app")
    ana.stands_on("Is it still you?")
    ana.press("Use a passkey")
    ana.stands_on("Let your app read this picture")
    subprocess.run(command, env=server.environment, cwd=ROOT, check=True, timeout=60)
    ana.go("/account/ways-in/")
    ana.press("Take away My laptop")
    ana.stands_on("Is it still you?")
    ana.page.locator("[name=again-password]").fill(PASSWORD)
    ana.press("Go on")
    ana.sees("no longer opens your account")


def test_everything_is_taken_along_long_after_the_sign_in(ana: Somebody, server: Running, pair: Pair) -> None:
    ana.go("/yours/")
    command = [sys.executable, "-c", LONG_AGO, pair.ana]
    subprocess.run(command, env=server.environment, cwd=ROOT, check=True, timeout=60)
    ana.allowed.add(403)
    ana.follow("Take everything with you")
    ana.stands_on("Is it still you?")
    ana.page.locator("[name=again-password]").fill(PASSWORD)
    with ana.page.expect_download() as taken:
        ana.page.get_by_role("button", name="Go on", exact=True).click()
    assert zipfile.is_zipfile(taken.value.path())


def test_a_codes_app_is_set_up_and_asked_for(ana: Somebody, pair: Pair) -> None:
    ana.go("/account/ways-in/")
    ana.follow("Set up a codes app")
    ana.page.get_by_text("Or type it by hand").click()
    secret = ana.page.locator("code.long").inner_text()
    step = int(time.time()) // 30
    ana.fill(code=format_hotp_value(hotp_value(secret, step)))
    ana.press("It shows this code")
    ana.stands_on("Write these down, or print this page")
    ana.sign_out()
    ana.fill(email=pair.ana, password=PASSWORD)
    ana.press("Sign in")
    ana.fill(code="000000")
    ana.press("Sign in")
    ana.sees("That code is not right")
    # One step ahead, as a clock that is a little fast shows it: the code before may be used up.
    ana.fill(code=format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1)))
    ana.press("Sign in")
    ana.go("/account/")
    ana.stands_on("Your account")


@pytest.fixture
def with_provider() -> Iterator[tuple[Running, OpenID]]:
    """A school of its own whose operator has set a provider, which runs beside it."""
    port = free_port()
    with openid() as there:
        told = there.register(f"http://localhost:{port}/sign-in/from/school/")
        settings = {"NAME": "Harbour ID", "ISSUER": told["issuer"]}
        settings |= {"CLIENT_ID": told["client_id"], "CLIENT_SECRET": told["secret"]}
        with school(
            bind=port, **{f"SIDEBYSIDE_OIDC_{name}": value for name, value in settings.items()}
        ) as running:
            yield running, there


def test_a_school_sign_in_is_linked_and_opens_and_ends_there_too(
    browser: Browser, with_provider: tuple[Running, OpenID]
) -> None:
    """Our policy lets a form of ours lead to our own pages only, so the way there is a page of its own."""
    running, there = with_provider
    pair = running.settle_pair()
    one = Somebody(browser, running.url, "Ana", 390)
    # The provider's own page would like a style sheet from the wide world. Nothing leaves this machine.
    one.context.route(re.compile(r"^https:"), lambda route: route.abort())
    one.sign_in(pair.ana)
    one.go("/account/ways-in/")
    one.page.get_by_role("button", name="Link Harbour ID").click()
    _says_yes_there(one, there)
    one.sees("From now on you can sign in with Harbour ID")
    one.look()
    one.page.locator("header.top details.menu summary").last.click()
    one.page.get_by_role("button", name="Sign out").click()
    one.stands_on("Sign in")
    one.page.get_by_role("button", name="Sign in with Harbour ID").click()
    _says_yes_there(one, there)
    one.go("/account/")
    one.stands_on("Your account")
    one.page.locator("header.top details.menu summary").last.click()
    one.page.get_by_role("button", name="Sign out").click()
    one.page.wait_for_url(f"{there.url}/oauth2/end_session**")
    one.context.close()
    # Asked elsewhere only where the person was led there; our own pages asked for nothing from another place.
    theirs = (
        f"Ana: asked elsewhere: {there.url}/",
        "Ana: asked elsewhere: https://cdn.jsdelivr.net/npm/@picocss/",
    )
    assert [words for words in one.complaints if not words.startswith(theirs)] == []


def _says_yes_there(one: Somebody, there: OpenID) -> None:
    one.page.wait_for_url(f"{there.url}/oauth2/authorize**")
    one.page.locator("[name=sub]").first.fill("ana-there")
    one.page.locator("form").get_by_role("button").first.click()
    one.page.wait_for_url(f"{one.url}/**")
