import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.cast import PASSWORD, Cast
from tests.pages import words_of
from tests.people.test_join import SlowMail, link_in

from sidebyside.people import actions
from sidebyside.people.models import Person, Recovery
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

NEW = "quite another password"
NO_MAIL_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9},
    }
}


def ask(person: Person, capture: DjangoCaptureOnCommitCallbacks) -> str:
    """The link of a way back; its mail goes out beside the request."""
    with capture(execute=True):
        actions.ask_way_back(person.email)
    wait_for_mails()
    return link_in(str(mail.outbox[-1].body))


def wait_for_mails() -> None:
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(10)


@pytest.fixture
def way_back(cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> str:
    return ask(cast.ana, django_capture_on_commit_callbacks)


def test_the_answer_is_the_same_for_an_address_without_an_account(cast: Cast, client: Client) -> None:
    known = client.post("/lost/", {"email": cast.ana.email})
    unknown = client.post("/lost/", {"email": "nobody@harbour.test"})
    assert known.status_code == unknown.status_code == 200
    assert _without_secrets(known.content.decode()) == _without_secrets(unknown.content.decode())


def _without_secrets(page: str) -> str:
    """The page without the tokens that differ from answer to answer."""
    return re.sub(r'(content|nonce|value)="[^"]*"', "", page)


def test_coming_back_holds_content_for_72_hours_and_until_a_partner_confirms(
    cast: Cast, client: Client, way_back: str
) -> None:
    client.post(way_back, {"password": NEW})
    ana = Person.objects.get(pk=cast.ana.pk)
    assert ana.check_password(NEW)
    assert not doors.may(ana, Act.SEE, Kind.FOCUS, cast.strand)
    assert doors.may(ana, Act.SEE, Kind.STAGES, cast.cycle)
    actions.confirm_hold(ana, cast.ben)
    ana.refresh_from_db()
    assert not doors.may(ana, Act.SEE, Kind.FOCUS, cast.strand)
    ana.held_since = timezone.now() - timedelta(hours=73)
    assert doors.may(ana, Act.SEE, Kind.FOCUS, cast.strand)
    ana.hold_confirmed_at = None
    assert not doors.may(ana, Act.SEE, Kind.FOCUS, cast.strand)


def test_a_way_back_works_once_and_for_two_hours(cast: Cast, client: Client, way_back: str) -> None:
    Recovery.objects.update(asked_at=timezone.now() - timedelta(hours=3))
    assert client.get(way_back).status_code == 404
    Recovery.objects.update(asked_at=timezone.now())
    client.post(way_back, {"password": NEW})
    assert Client().post(way_back, {"password": "a third password"}).status_code == 404


def test_a_new_password_signs_other_devices_out(cast: Cast, client: Client, way_back: str) -> None:
    elsewhere = Client()
    elsewhere.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    client.post(way_back, {"password": NEW})
    assert elsewhere.get("/account/").status_code == 302


def test_the_old_address_can_stop_it(cast: Cast, client: Client, way_back: str) -> None:
    client.post(way_back, {"password": NEW})
    stop = link_in(str(mail.outbox[-1].body))
    assert mail.outbox[-1].to == [cast.ana.email]
    assert Client().get(stop).status_code == 200
    assert client.get("/account/").status_code == 200
    assert Client().post(stop).status_code == 200
    assert client.get("/account/").status_code == 302
    assert not Person.objects.get(pk=cast.ana.pk).has_usable_password()


def test_only_the_person_changes_their_address_and_the_old_one_is_told(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    client.post("/account/email/", {"email": "ana@new.test", "current": "wrong"})
    assert not mail.outbox
    client.post("/account/email/", {"email": "ana@new.test", "current": PASSWORD})
    link = link_in(str(mail.outbox[-1].body))
    ben = Client()
    ben.force_login(cast.ben, backend="sidebyside.people.backends.EmailBackend")
    assert ben.post(link).status_code == 404
    assert client.get(link).status_code == 200
    assert Person.objects.get(pk=cast.ana.pk).email == "ana@harbour.test"
    client.post(link)
    assert Person.objects.get(pk=cast.ana.pk).email == "ana@new.test"
    assert mail.outbox[-1].to == ["ana@harbour.test"]


def test_a_thief_can_neither_move_the_address_nor_keep_a_second_link(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first = ask(cast.ana, django_capture_on_commit_callbacks)
    second = ask(cast.ana, django_capture_on_commit_callbacks)
    client.post(first, {"password": NEW})
    stop = link_in(str(mail.outbox[-1].body))
    before = len(mail.outbox)
    refused = client.post("/account/email/", {"email": "thief@elsewhere.test", "current": NEW})
    assert refused.status_code == 422
    assert len(mail.outbox) == before
    assert Client().post(second, {"password": "a third password"}).status_code == 404
    Client().post(stop)
    ana = Person.objects.get(pk=cast.ana.pk)
    assert ana.email == "ana@harbour.test"
    assert not ana.has_usable_password()


def test_a_link_to_a_new_address_is_void_once_the_account_is_held(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    client.post("/account/email/", {"email": "ana@new.test", "current": PASSWORD})
    link = link_in(str(mail.outbox[-1].body))
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    assert client.post(link).status_code == 404
    assert Person.objects.get(pk=cast.ana.pk).email == "ana@harbour.test"


def test_a_new_password_voids_links_asked_for_before(cast: Cast, client: Client, way_back: str) -> None:
    actions.change_password(Person.objects.get(pk=cast.ana.pk), NEW)
    assert Client().post(way_back, {"password": "a third password"}).status_code == 404


def test_where_the_notice_cannot_go_nothing_changes(
    cast: Cast, client: Client, way_back: str, settings: Settings
) -> None:
    settings.MAILERS = NO_MAIL_SERVER
    assert client.post(way_back, {"password": NEW}).status_code == 503
    ana = Person.objects.get(pk=cast.ana.pk)
    assert ana.check_password(PASSWORD)
    assert not ana.is_held


def test_a_held_account_cannot_part_or_move_a_pair(cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    client.force_login(Person.objects.get(pk=cast.ana.pk), backend="sidebyside.people.backends.EmailBackend")
    assert client.post(f"/pair/{cast.pair.code}/leave/").status_code == 404
    assert client.post(f"/cycle/{cast.strand.code}/close/").status_code == 404
    assert client.post(f"/cycle/{cast.strand.code}/pause/").status_code == 404
    assert not cast.pair.memberships.filter(left_at__isnull=False).exists()


def test_a_stop_works_where_the_old_address_is_somebody_elses_by_now(
    cast: Cast, client: Client, way_back: str
) -> None:
    client.post(way_back, {"password": NEW})
    stop = link_in(str(mail.outbox[-1].body))
    Person.objects.filter(pk=cast.ana.pk).update(email="ana@new.test")
    Person.objects.create_person("ana@harbour.test", "Another Ana", cast.school, PASSWORD)
    assert Client().post(stop).status_code == 200
    ana = Person.objects.get(pk=cast.ana.pk)
    assert not ana.has_usable_password()
    assert ana.email == "ana@new.test"


def test_the_notice_says_what_is_still_to_do(cast: Cast, client: Client, way_back: str) -> None:
    client.post(way_back, {"password": NEW})
    notice = " ".join(str(mail.outbox[-1].body).split())
    assert "until your partner has said that it is you" in notice
    assert "ask your partner to open your pair's page" in notice


@pytest.mark.parametrize("was_open", [False, True])
def test_who_stops_it_is_told_whether_anything_had_been_open(
    cast: Cast, client: Client, way_back: str, was_open: bool
) -> None:
    client.post(way_back, {"password": NEW})
    stop = link_in(str(mail.outbox[-1].body))
    if was_open:
        long_ago = timezone.now() - timedelta(days=5)
        Person.objects.filter(pk=cast.ana.pk).update(held_since=long_ago, hold_confirmed_at=long_ago)
    page = words_of(Client().post(stop))
    assert ("Nothing you made was opened" in page) is not was_open
    assert ("had been open to it since" in page) is was_open


def test_nobody_waits_for_the_mails_of_a_way_back_and_of_a_new_address(
    transactional_db: None, cast: Cast, client: Client, settings: Settings
) -> None:
    actions.ask_way_back(cast.ana.email)
    wait_for_mails()
    way_back = link_in(str(mail.outbox[-1].body))
    client.force_login(cast.ben, backend="sidebyside.people.backends.EmailBackend")
    client.post("/account/email/", {"email": "ben@new.test", "current": PASSWORD})
    new_address = link_in(str(mail.outbox[-1].body))
    settings.MAILERS = {"default": {"BACKEND": "tests.people.test_join.SlowMail"}}
    SlowMail.held_the_database.clear()
    assert client.post(new_address).status_code == 302
    assert Client().post(way_back, {"password": NEW}).status_code == 302
    assert SlowMail.held_the_database == [False, False]


def test_a_way_back_whose_notice_did_not_go_still_works(
    cast: Cast, client: Client, way_back: str, settings: Settings
) -> None:
    mailers = settings.MAILERS
    settings.MAILERS = NO_MAIL_SERVER
    assert client.post(way_back, {"password": NEW}).status_code == 503
    settings.MAILERS = mailers
    assert client.post(way_back, {"password": NEW}).status_code == 302
    assert Person.objects.get(pk=cast.ana.pk).check_password(NEW)


def test_an_address_whose_notice_did_not_go_is_as_it_was(
    cast: Cast, client: Client, settings: Settings
) -> None:
    client.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    client.post("/account/email/", {"email": "ana@new.test", "current": PASSWORD})
    link = link_in(str(mail.outbox[-1].body))
    settings.MAILERS = NO_MAIL_SERVER
    client.post(link)
    assert Person.objects.get(pk=cast.ana.pk).email == "ana@harbour.test"
