import re
from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as LocMem
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.cast import PASSWORD, Cast
from tests.pages import words_of

from sidebyside.people import actions
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import Invitation, Person, SchoolRole


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/\S+)", text)
    assert found is not None
    return found[1]


@pytest.fixture
def invited(cast: Cast) -> str:
    actions.invite(cast.school, "Fay@Harbour.test", "Fay", cast.dora)
    return link_in(str(mail.outbox[-1].body))


def test_a_visit_changes_nothing_and_the_button_makes_the_account(client: Client, invited: str) -> None:
    assert client.get(invited).status_code == 200
    assert Invitation.objects.get().used_at is None
    answer = client.post(invited, {"name": "Fay", "password": PASSWORD})
    assert answer.status_code == 302
    person = Person.objects.get(email="fay@harbour.test")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert not person.roles.exists()


def test_a_password_that_will_not_do_is_to_be_typed_again(client: Client, invited: str) -> None:
    answer = client.post(invited, {"name": "Fay", "password": "Harbour School 1"}).content.decode()
    problems = answer.partition('<div class="problems"')[2].partition("</div>")[0]
    assert "little more than" in problems
    assert "Type the password again; nothing else is lost." in problems
    assert "Nothing you wrote" not in problems


def test_a_link_works_once(client: Client, invited: str) -> None:
    client.post(invited, {"name": "Fay", "password": PASSWORD})
    again = Client().post(invited, {"name": "Mallory", "password": PASSWORD})
    assert again.status_code == 404
    assert Person.objects.filter(email="fay@harbour.test").count() == 1


def test_a_link_ends_after_seven_days(client: Client, invited: str) -> None:
    Invitation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert client.get(invited).status_code == 404
    assert client.post(invited, {"name": "Fay", "password": PASSWORD}).status_code == 404


def test_a_link_that_was_taken_back_is_over(cast: Cast, client: Client, invited: str) -> None:
    actions.take_back(Invitation.objects.get(), cast.dora)
    assert client.post(invited, {"name": "Fay", "password": PASSWORD}).status_code == 404


def test_the_secret_is_stored_hashed_only(invited: str) -> None:
    secret = invited.rstrip("/").rsplit("/", 1)[-1]
    assert secret not in str(Invitation.objects.values().get())


def test_an_invitation_never_touches_an_account_that_exists(cast: Cast, client: Client, invited: str) -> None:
    Person.objects.create_person("fay@harbour.test", "Fay", cast.school, "her very own password")
    assert client.post(invited, {"name": "Fay", "password": PASSWORD}).status_code == 404
    assert Person.objects.get(email="fay@harbour.test").check_password("her very own password")


def test_inviting_an_account_elsewhere_tells_only_that_address(cast: Cast) -> None:
    actions.invite(cast.school, cast.eve.email, "Eve", cast.dora)
    assert mail.outbox[-1].to == [cast.eve.email]
    assert "/join/" not in mail.outbox[-1].body
    assert not Person.objects.filter(email=cast.eve.email, school=cast.school).exists()


def test_a_co_ordinator_cannot_tell_who_has_an_account_elsewhere(cast: Cast, client: Client) -> None:
    client.force_login(cast.dora, backend="sidebyside.people.backends.EmailBackend")
    pages = []
    for email in (cast.eve.email, "zoe@hill.test"):
        page = client.post("/people/invite/", {"name": "Somebody", "email": email}, follow=True)
        pages.append(words_of(page).replace(email, "(address)"))
        client.post(f"/people/invitation/{Invitation.objects.get(taken_back_at=None).code}/take-back/")
        client.get("/people/")
    assert "Invited, not here yet" in pages[0]
    assert pages[0] == pages[1]


def test_somebody_signed_in_is_asked_to_sign_out_first(cast: Cast, client: Client, invited: str) -> None:
    client.force_login(cast.ben, backend="sidebyside.people.backends.EmailBackend")
    page = client.post(invited, {"name": "Fay", "password": PASSWORD})
    assert "Somebody is signed in here already" in page.content.decode()
    assert not Person.objects.filter(email="fay@harbour.test").exists()


def test_new_school_prints_the_only_way_in_for_a_first_co_ordinator(
    db: None, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("new_school", "Quay School", email="gwen@quay.test", name="Gwen")
    link = link_in(capsys.readouterr().out)
    client.post(link, {"name": "Gwen", "password": PASSWORD})
    gwen = Person.objects.get(email="gwen@quay.test")
    assert gwen.roles.get().role == SchoolRole.Role.CO_ORDINATOR
    assert client.get("/programme/new/").status_code == 200


def test_new_school_refuses_an_address_in_use_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(CommandError, match="has an account already"):
        call_command("new_school", "Quay School", email=cast.ana.email)


def test_nothing_on_the_web_gives_the_co_ordinator_role(cast: Cast, client: Client) -> None:
    client.force_login(cast.dora, backend="sidebyside.people.backends.EmailBackend")
    client.post("/people/invite/", {"name": "Fay", "email": "fay@harbour.test", "role": "co-ordinator"})
    assert Invitation.objects.get().role == ""


class SlowMail(LocMem):
    """Notes whether anybody else could write while a mail is on its way."""

    held_the_database: ClassVar[list[bool]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.held_the_database.append(connection.in_atomic_block)
        return int(super().send_messages(email_messages))


def test_nobody_waits_for_the_mail_of_an_invitation(
    transactional_db: None, cast: Cast, settings: Settings
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.people.test_join.SlowMail"}}
    actions.invite(cast.school, "fay@harbour.test", "Fay", cast.dora)
    assert SlowMail.held_the_database == [False]


def test_an_invitation_whose_mail_did_not_go_leaves_the_one_before_as_it_was(
    cast: Cast, client: Client, invited: str, settings: Settings
) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    with pytest.raises(MailTrouble):
        actions.invite(cast.school, "fay@harbour.test", "Fay", cast.dora)
    assert Invitation.objects.get().is_open
    assert client.get(invited).status_code == 200


def test_a_second_invitation_takes_the_place_of_the_first(cast: Cast, client: Client, invited: str) -> None:
    actions.invite(cast.school, "fay@harbour.test", "Fay", cast.dora)
    assert client.get(invited).status_code == 404
    assert client.get(link_in(str(mail.outbox[-1].body))).status_code == 200
