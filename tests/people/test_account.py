"""A person's own account: an open laptop must not be enough."""

from tests.cast import PASSWORD, Cast
from tests.people.test_people import signed_in

from sidebyside.people.models import Person
from sidebyside.people.tries import MOST_WRONG_TRIES

NEW = "quite another password"


def test_whoever_guesses_the_password_at_an_open_laptop_is_signed_out(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    for number in range(MOST_WRONG_TRIES - 1):
        tried = {"current": f"guess {number}", "password": NEW, "email": "thief@elsewhere.test"}
        address = "/account/password/" if number % 2 else "/account/email/"
        assert ana.post(address, tried).status_code == 422
    last = ana.post("/account/password/", {"current": "the last guess", "password": NEW})
    assert last.status_code == 302
    assert last.headers["Location"] == "/sign-in/"
    assert ana.get("/account/").status_code == 302
    assert Person.objects.get(pk=cast.ana.pk).check_password(PASSWORD)


def test_slips_of_the_owner_are_counted_in_a_row_only(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    for number in range(MOST_WRONG_TRIES):
        ana.post("/account/email/", {"email": "ana@new.test", "current": "a slip"})
        right = ana.post("/account/email/", {"email": f"ana{number}@new.test", "current": PASSWORD})
        assert right.headers["Location"] == "/account/"
    assert ana.get("/account/").status_code == 200


def test_a_wrong_password_is_said_beside_its_field(cast: Cast) -> None:
    page = signed_in(cast.ana).post("/account/password/", {"current": "no", "password": NEW})
    assert "That is not your password" in page.content.decode()
