"""A second co-ordinator, and the role handed over: by both their words, at once, and with no content in it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from sidebyside.consent.models import Charge
from sidebyside.cover.models import CoverRule
from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people import mail as people_mail
from sidebyside.people import owed_mail
from sidebyside.people.models import MailOwed, Person, SchoolRole
from sidebyside.people.owed_mail import SEND
from sidebyside.programme import handing_on
from sidebyside.programme.models import CoOrdinator, RoleAsked
from sidebyside.trust.models import Deed
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back

As = Callable[[Person], Client]
WHERE = "/school/who-answers/"


def _ask(by: Client, person: Person, how: str) -> RoleAsked:
    by.post("/school/co-ordinators/ask/", {"person": str(person.code), "how": how})
    return RoleAsked.objects.get(person=person, ended_at=None)


def _answer(client: Client, asked: RoleAsked, do: str = "yes") -> Any:
    return client.post(f"/school/co-ordinators/{asked.code}/", {"do": do})


def _sees(client: Client, cast: Cast) -> list[int]:
    pages = (f"/programme/{cast.programme.code}/", "/people/", f"/cover/{cast.programme.code}/")
    content = (f"/cycle/{cast.strand.code}/focus/", f"/cycle/{cast.strand.code}/film/")
    return [client.get(one).status_code for one in pages + content]


def test_whoever_says_yes_takes_over_at_once_and_gets_no_content(
    cast: Cast, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    dora, leo = as_person(cast.dora), as_person(cast.leo)
    with django_capture_on_commit_callbacks(execute=True):
        asked = _ask(dora, cast.leo, "over")
        assert _sees(leo, cast)[0] == 404, "asked is not answered"
        assert "asks you to take over" in leo.get(WHERE).content.decode()
        assert "Dora asks you to co-ordinate" in leo.get("/").content.decode()
        _answer(leo, asked)
    assert "asks you to co-ordinate" not in leo.get("/").content.decode()
    assert _sees(leo, cast)[:2] == [200, 200]
    assert _sees(leo, cast)[3:] == [404, 404]
    assert _sees(dora, cast) == [404] * 5, "the session that she still has opens none of it"
    assert [one.to for one in mail.outbox] == [[cast.leo.email], [cast.leo.email], [cast.dora.email]]
    assert all("Leo" not in one.subject + one.body.replace("Hello Leo", "") for one in mail.outbox)
    acts = set(Deed.objects.filter(object__in=[cast.leo.code, cast.dora.code]).values_list("act", flat=True))
    assert {"asked to co-ordinate", "became co-ordinator", "gave up co-ordinating"} <= acts
    assert leo.get("/").status_code == 200


def test_a_second_one_runs_it_as_well_and_also_what_is_started_later(cast: Cast, as_person: As) -> None:
    dora, nina = as_person(cast.dora), as_person(cast.nina)
    _answer(nina, _ask(dora, cast.nina, "join"))
    assert _sees(nina, cast)[0] == _sees(dora, cast)[0] == 200
    year = {"name": "Next", "template": "flow", "starts_on": "2027-09-01", "ends_on": "2028-07-20"}
    where = nina.post("/programme/new/", year)["Location"]
    assert dora.get(where).status_code == 200


def test_the_last_one_cannot_stop_and_of_two_either_can(cast: Cast, as_person: As) -> None:
    dora, nina = as_person(cast.dora), as_person(cast.nina)
    dora.post("/school/co-ordinators/stop/")
    assert _sees(dora, cast)[0] == 200
    _answer(nina, _ask(dora, cast.nina, "join"))
    CoOrdinator.objects.filter(person=cast.nina).delete()
    dora.post("/school/co-ordinators/stop/")
    assert _sees(dora, cast)[0] == 404
    assert _sees(nina, cast)[0] == 200, "what Dora ran alone goes on with the other"
    nina.post("/school/co-ordinators/stop/")
    assert _sees(nina, cast)[0] == 200


def test_cover_that_one_of_them_answers_waits_for_the_next(cast: Cast, as_person: As) -> None:
    rule = CoverRule.objects.create(programme=cast.programme, answered_by="one", one=cast.dora)
    _answer(as_person(cast.leo), _ask(as_person(cast.dora), cast.leo, "over"))
    rule.refresh_from_db()
    assert rule.one == cast.leo


def test_no_is_no_and_a_question_taken_back_opens_nothing(cast: Cast, as_person: As) -> None:
    dora, leo = as_person(cast.dora), as_person(cast.leo)
    asked = _ask(dora, cast.leo, "join")
    _answer(leo, asked, "no")
    assert _answer(leo, asked).status_code == 404
    again = _ask(dora, cast.leo, "join")
    dora.post(f"/school/co-ordinators/{again.code}/back/")
    assert _answer(leo, again).status_code == 404
    assert _sees(leo, cast)[0] == 404


@pytest.mark.parametrize("end", ["closed", "no longer", "restored"])
def test_a_question_counts_only_while_whoever_asked_could_give_it(
    cast: Cast, as_person: As, end: str
) -> None:
    asked = _ask(as_person(cast.dora), cast.leo, "join")
    if end == "closed":
        Person.objects.filter(pk=cast.dora.pk).update(is_active=False)
    elif end == "no longer":
        SchoolRole.objects.filter(person=cast.dora).delete()
    else:
        end_what_may_have_been_taken_back()
    _answer(as_person(cast.leo), asked)
    assert _sees(as_person(cast.leo), cast)[0] == 404


@pytest.mark.parametrize("who", ["safeguarding", "guest", "elsewhere", "closed"])
def test_some_cannot_be_asked(cast: Cast, as_person: As, who: str) -> None:
    person = cast.eve if who == "elsewhere" else cast.nina
    if who == "safeguarding":
        Charge.objects.create(school=cast.school, person=person, what=Charge.What.SAFEGUARDING_LEAD)
    Person.objects.filter(pk=person.pk).update(is_guest=who == "guest", is_active=who != "closed")
    answer = as_person(cast.dora).post(
        "/school/co-ordinators/ask/", {"person": str(person.code), "how": "join"}
    )
    assert answer.status_code == 422
    assert not RoleAsked.objects.exists()


def test_somebody_who_came_back_gives_and_takes_no_role_before_it_counts(
    cast: Cast, as_person: As, settings: Any
) -> None:
    from django.utils import timezone

    asked = _ask(as_person(cast.dora), cast.leo, "over")
    Person.objects.filter(pk=cast.leo.pk).update(held_since=timezone.now())
    assert _answer(as_person(cast.leo), asked).status_code == 404
    Person.objects.filter(pk=cast.leo.pk).update(held_since=None)
    Person.objects.filter(pk=cast.dora.pk).update(held_since=timezone.now())
    _answer(as_person(cast.leo), asked)
    assert _sees(as_person(cast.leo), cast)[0] == 404
    answer = as_person(Person.objects.get(pk=cast.dora.pk)).post(
        "/school/co-ordinators/ask/", {"person": str(cast.nina.code), "how": "over"}
    )
    assert answer.status_code == 422


def test_everybody_of_the_staff_reads_who_answers_and_no_guest(cast: Cast, as_person: As) -> None:
    names = {"time": "Sam Reed", "budget": "Pat Hale", "video": "Nina", "quality": ""}
    as_person(cast.dora).post(WHERE, names)
    page = as_person(cast.ana).get(WHERE).content.decode()
    assert re.search(r"Time for coaching</dt><dd>Sam Reed", page)
    assert "Keep the names" not in page
    assert "Sam Reed" not in as_person(cast.eve).get(WHERE).content.decode()
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    assert as_person(Person.objects.get(pk=cast.tim.pk)).get(WHERE).status_code == 404


def test_two_presses_ask_once(cast: Cast) -> None:
    first, again = (handing_on.ask(cast.dora, cast.leo, hands_over=True) for _press in range(2))
    assert first == again


def test_a_mail_that_a_kill_kept_back_is_sent_by_the_sweep_once(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def no_server(*_args: object) -> None:
        raise OSError

    def sweep() -> int:
        owed = list(kind_named(SEND).owed())
        for one in owed:
            run_here(SEND, one)
        return len(owed)

    monkeypatch.setattr(owed_mail, "go", lambda row: None)
    with django_capture_on_commit_callbacks(execute=True):
        _ask(as_person(cast.dora), cast.leo, "over")
    assert not mail.outbox
    assert sweep() == 0, "it may be on its way"
    MailOwed.objects.update(try_from=timezone.now())
    with monkeypatch.context() as away:
        away.setattr(people_mail, "send_mail", no_server)
        assert sweep() == 1
    assert sweep() == 0, "the mail server is left alone for a while"
    MailOwed.objects.update(try_from=timezone.now())
    sweep()
    sweep()
    assert [one.to for one in mail.outbox] == [[cast.leo.email]]
    assert not MailOwed.objects.exists()


def test_a_mail_of_a_backup_that_was_put_back_is_not_sent(cast: Cast, as_person: As) -> None:
    owed_mail.tell(cast.leo, "Old", "News")
    MailOwed.objects.update(try_from=timezone.now(), made_at=timezone.now() - timedelta(days=3))
    assert not list(kind_named(SEND).owed())
    assert not MailOwed.objects.exists()
    assert not mail.outbox
