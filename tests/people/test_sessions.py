"""Where a person is signed in: seen and ended by that person alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from tests.cast import PASSWORD, Cast
from tests.pages import heading, words_of
from tests.people.test_again import long_ago
from tests.people.test_people import signed_in

from sidebyside.people import actions, sessions
from sidebyside.people.models import SignedIn

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64 16181.61.0) Chrome/140.0.0.0 Safari/537.36", "Chrome, Chromebook"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_by_browser_and_system_and_nothing_else(agent: str, words: str) -> None:
    assert sessions.device_of(agent) == words


def test_each_sign_in_stands_in_the_list_and_goes_with_its_end(cast: Cast) -> None:
    here, there = signed_in(cast.ana), Client(HTTP_USER_AGENT=FIREFOX)
    there.post("/sign-in/", {"email": cast.ana.email, "password": PASSWORD})
    page = here.get("/account/sessions/")
    assert heading(page) == "You are signed in on 2 devices"
    assert "Firefox, Windows" in words_of(page)
    there.post("/sign-out/")
    assert heading(here.get("/account/sessions/")) == "You are signed in on 1 device"


def test_one_device_is_signed_out_from_another(cast: Cast) -> None:
    here, there = signed_in(cast.ana), signed_in(cast.ana)
    row = SignedIn.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{row.code}/end/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_every_other_device_is_signed_out_at_once(cast: Cast) -> None:
    here, others = signed_in(cast.ana), [signed_in(cast.ana) for _ in range(3)]
    here.post("/account/sessions/others/end/")
    assert [one.get("/account/").status_code for one in others] == [302, 302, 302]
    assert here.get("/account/").status_code == 200


def test_nobody_ends_or_sees_the_sessions_of_another(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    row = SignedIn.objects.get(person=cast.ana)
    for who in (cast.ben, cast.dora, cast.omar, cast.eve):
        browser = signed_in(who)
        assert browser.post(f"/account/sessions/{row.code}/end/").status_code == 404
        assert str(row.code) not in browser.get("/account/sessions/").content.decode()
        browser.post("/account/sessions/others/end/")
    assert ana.get("/account/").status_code == 200


def test_a_new_password_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    here, there = signed_in(cast.ana), signed_in(cast.ana)
    here.post("/account/password/", {"current": PASSWORD, "password": "quite another password"})
    assert there.get("/account/").status_code == 302
    assert heading(here.get("/account/sessions/")) == "You are signed in on 1 device"


def test_closing_an_account_ends_its_sessions(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    actions.disable(cast.ana, cast.dora)
    assert ana.get("/account/").status_code == 302
    assert not SignedIn.objects.filter(person=cast.ana).exists()


def test_no_key_of_a_session_is_on_the_page(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    assert str(ana.session.session_key) not in ana.get("/account/sessions/").content.decode()


def test_a_session_ends_fourteen_days_after_its_sign_in_whatever_is_done_in_it(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    began, began_row = ana.session.get_expiry_date(), _ends(ana)
    session = ana.session
    session["something"] = "new"
    session.save()
    assert _ends(ana) == began_row
    row = Session.objects.get(session_key=ana.session.session_key)
    assert abs(row.expire_date - began) < timedelta(seconds=5)
    sat = SignedIn.objects.get(person=cast.ana).began_at
    assert abs(row.expire_date - sat - timedelta(seconds=settings.SESSION_COOKIE_AGE)) < timedelta(seconds=5)


def _ends(browser: Client) -> object:
    return Session.objects.get(session_key=browser.session.session_key).expire_date


def test_other_devices_are_signed_out_after_asking_who_is_there(cast: Cast) -> None:
    here, there = signed_in(cast.ana), signed_in(cast.ana)
    row = SignedIn.objects.get(session_key=there.session.session_key)
    long_ago(here)
    for address in (f"/account/sessions/{row.code}/end/", "/account/sessions/others/end/"):
        assert here.post(address).status_code == 403
    assert there.get("/account/").status_code == 200
