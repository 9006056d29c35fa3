import pytest
from django.test import Client
from tests.cast import PASSWORD, Cast

from sidebyside.people.models import Person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
    return client


def test_a_closed_account_is_out_at_once(cast: Cast) -> None:
    ana, dora = signed_in(cast.ana), signed_in(cast.dora)
    assert ana.get("/account/").status_code == 200
    dora.post(f"/people/{cast.ana.code}/close/")
    assert ana.get("/account/").status_code == 302
    dora.post(f"/people/{cast.ana.code}/open/")
    assert signed_in(cast.ana).get("/account/").status_code == 200


def test_a_co_ordinator_elsewhere_cannot_close_an_account_here(cast: Cast) -> None:
    assert signed_in(cast.eve).post(f"/people/{cast.ana.code}/close/").status_code == 404
    assert Person.objects.get(pk=cast.ana.pk).is_active


@pytest.mark.parametrize("name", ["ana", "leo", "tim", "omar"])
def test_nobody_else_sees_the_list_of_people(cast: Cast, name: str) -> None:
    assert signed_in(getattr(cast, name)).get("/people/").status_code == 404


def test_a_wrong_password_says_what_to_do(cast: Cast, client: Client) -> None:
    page = client.post("/sign-in/", {"email": cast.ana.email, "password": "no"}).content.decode()
    assert "do not go together" in page


def test_many_wrong_passwords_rest_the_sign_in(cast: Cast, client: Client) -> None:
    for _ in range(9):
        answer = client.post("/sign-in/", {"email": cast.ana.email, "password": "no"})
    assert answer.status_code == 429
    assert client.post("/sign-in/", {"email": cast.ana.email, "password": PASSWORD}).status_code == 429


def test_another_spelling_of_the_address_gives_no_further_tries(cast: Cast, client: Client) -> None:
    for email in ("ana@harbour.test", "Ana@harbour.test", "ANA@harbour.test") * 3:
        client.post("/sign-in/", {"email": email, "password": "no"})
    assert client.post("/sign-in/", {"email": "aNa@harbour.test", "password": PASSWORD}).status_code == 429


def test_signing_in_leads_on_only_within_this_site(cast: Cast, client: Client) -> None:
    given = {"email": cast.ana.email, "password": PASSWORD, "next": "https://elsewhere.test/"}
    assert client.post("/sign-in/", given)["Location"] == "/"
