import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.cast import PASSWORD, Cast
from tests.people.test_join import link_in

from sidebyside.people import actions
from sidebyside.people.models import Person, Recovery
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

NEW = "quite another password"


@pytest.fixture
def way_back(cast: Cast, django_capture_on_commit_callbacks) -> str:  # type: ignore[no-untyped-def]
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_way_back(cast.ana.email)
    return link_in(str(mail.outbox[-1].body))


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


def test_the_old_address_can_stop_it(
    cast: Cast,
    client: Client,
    way_back: str,
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
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
