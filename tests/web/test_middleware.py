"""What happens around every view."""

import pytest
from django.test import Client
from tests.cast import PASSWORD, Cast


@pytest.mark.parametrize("page", ["focus/", "steps/?x=1"])
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    cast: Cast, client: Client, page: str
) -> None:
    stood_on = f"/cycle/{cast.strand.code}/{page}"
    headers = {"referer": f"http://testserver{stood_on}"}
    asked = client.post(f"/cycle/{cast.strand.code}/questions/", {"x": "y"}, headers=headers)
    assert asked.status_code == 302
    signed_in = {"email": cast.ana.email, "password": PASSWORD}
    back = client.post(asked.headers["Location"], signed_in, follow=True)
    assert back.status_code == 200
    assert back.redirect_chain[-1][0] == stood_on.split("?")[0]


@pytest.mark.parametrize("referer", ["", "https://elsewhere.test/cycle/", "http://testserver.evil.test/"])
def test_a_form_from_nowhere_leads_home(cast: Cast, client: Client, referer: str) -> None:
    asked = client.post(f"/cycle/{cast.strand.code}/close/", headers={"referer": referer})
    assert asked.headers["Location"] == "/sign-in/?next=/"


def test_a_page_that_was_asked_for_comes_after_the_sign_in(cast: Cast, client: Client) -> None:
    asked = client.get(f"/cycle/{cast.strand.code}/steps/?x=1")
    assert asked.headers["Location"] == f"/sign-in/?next=/cycle/{cast.strand.code}/steps/%3Fx%3D1"
