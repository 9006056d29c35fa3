import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import words_of

from sidebyside.people import mail as people_mail
from sidebyside.people.actions import invite
from sidebyside.people.models import Invitation, Person
from sidebyside.programme import co_ordinating, plans
from sidebyside.programme.models import Partnership, Programme
from sidebyside.trust.models import Deed

As = Callable[[Person], Client]
YEAR = {
    "name": "Coaching year",
    "template": "video-dyad",
    "starts_on": "2026-09-01",
    "ends_on": "2027-07-20",
}


def test_a_programme_keeps_the_template_as_it_was(cast: Cast, as_person: As) -> None:
    answer = as_person(cast.dora).post("/programme/new/", YEAR)
    programme = Programme.objects.latest("made_at")
    assert answer["Location"] == f"/programme/{programme.code}/"
    assert plans.kept(programme.plan) == plans.VIDEO_DYAD


def test_a_second_press_starts_no_second_programme(cast: Cast, as_person: As) -> None:
    dora, year = as_person(cast.dora), YEAR | {"name": "Coaching year 2026–27"}
    first, again = dora.post("/programme/new/", year), dora.post("/programme/new/", year)
    assert first["Location"] == again["Location"]
    assert Programme.objects.filter(name=year["name"]).count() == 1
    Programme.objects.update(made_at=timezone.now() - timedelta(hours=1))
    assert dora.post("/programme/new/", year)["Location"] != first["Location"]


def test_a_last_day_before_the_first_is_said_and_nothing_is_made(cast: Cast, as_person: As) -> None:
    answer = as_person(cast.dora).post("/programme/new/", YEAR | {"ends_on": "2026-08-01"})
    assert answer.status_code == 422
    assert "comes before the first" in answer.content.decode()
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("name", ["ana", "leo", "tim", "nina", "omar"])
def test_only_a_co_ordinator_starts_a_programme(cast: Cast, as_person: As, name: str) -> None:
    assert as_person(getattr(cast, name)).post("/programme/new/", YEAR).status_code == 404


def test_a_pair_is_proposed_once(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    given = {"first": cast.tim.code, "second": cast.leo.code}
    where = f"/programme/{cast.programme.code}/propose/"
    assert dora.post(where, given).status_code == 302
    again = dora.post(where, given)
    assert again.status_code == 422
    assert "already" in again.content.decode()
    assert Partnership.objects.filter(people=cast.tim).count() == 1


def test_whoever_is_proposed_is_told_by_mail_that_names_nobody(
    cast: Cast,
    as_person: As,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    monkeypatch.setattr(people_mail, "aside", lambda send: send())
    dora, where = as_person(cast.dora), f"/programme/{cast.programme.code}/propose/"
    with django_capture_on_commit_callbacks(execute=True):
        answer = dora.post(where, {"first": cast.tim.code, "second": cast.leo.code}, follow=True)
        dora.post(where, {"first": cast.tim.code, "second": cast.leo.code})
    assert "told by mail" in answer.content.decode()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([cast.tim.email, cast.leo.email])
    for one, reader in (
        (letter, "Tim" if letter.to == [cast.tim.email] else "Leo") for letter in mail.outbox
    ):
        words = (one.subject + one.body).replace(f"Hello {reader}", "")
        assert not any(
            name in words for name in ("Tim", "Leo", cast.programme.name, str(cast.programme.code))
        )
        assert one.body.rstrip().endswith("/")
    # Who proposes themself knows.
    with django_capture_on_commit_callbacks(execute=True):
        dora.post(where, {"first": cast.dora.code, "second": cast.nina.code})
    assert [one.to[0] for one in mail.outbox[2:]] == [cast.nina.email]


def test_somebody_of_another_school_cannot_be_paired(cast: Cast, as_person: As) -> None:
    given = {"first": cast.tim.code, "second": cast.eve.code}
    assert as_person(cast.dora).post(f"/programme/{cast.programme.code}/propose/", given).status_code == 422
    with pytest.raises(co_ordinating.NotPossible, match="not at this school"):
        co_ordinating.propose_pair(cast.programme, [cast.tim, cast.eve], cast.dora)


def test_a_person_may_be_in_several_partnerships(cast: Cast, as_person: As) -> None:
    given = {"first": cast.ana.code, "second": cast.leo.code}
    assert as_person(cast.dora).post(f"/programme/{cast.programme.code}/propose/", given).status_code == 302


def test_three_are_a_trio_only_where_the_template_allows_it(cast: Cast) -> None:
    three = [cast.tim, cast.leo, cast.nina]
    with pytest.raises(co_ordinating.NotPossible, match="wrong number"):
        co_ordinating.propose_pair(cast.programme, three, cast.dora)
    cast.programme.plan["trios"] = True
    assert co_ordinating.propose_pair(cast.programme, three, cast.dora).memberships.count() == 3


def test_a_proposal_can_be_taken_back_but_a_running_pair_cannot(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    proposal = co_ordinating.propose_pair(cast.programme, [cast.tim, cast.leo], cast.dora)
    dora.post(f"/programme/proposal/{proposal.code}/take-back/")
    assert Partnership.objects.get(pk=proposal.pk).ended_at is not None
    dora.post(f"/programme/proposal/{cast.pair.code}/take-back/")
    assert Partnership.objects.get(pk=cast.pair.pk).ended_at is None


def test_a_co_ordinator_elsewhere_finds_nothing(cast: Cast, as_person: As) -> None:
    eve = as_person(cast.eve)
    assert eve.get(f"/programme/{cast.programme.code}/propose/").status_code == 404
    assert eve.post(f"/programme/proposal/{cast.pair.code}/take-back/").status_code == 404


def test_two_who_parted_may_be_paired_again(cast: Cast, as_person: As) -> None:
    as_person(cast.ben).post(f"/pair/{cast.pair.code}/leave/")
    again = {"first": cast.ben.code, "second": cast.ana.code}
    assert as_person(cast.dora).post(f"/programme/{cast.programme.code}/propose/", again).status_code == 302


def test_a_proposal_that_was_declined_is_not_taken_back_as_well(cast: Cast, as_person: As) -> None:
    proposal = co_ordinating.propose_pair(cast.programme, [cast.tim, cast.leo], cast.dora)
    as_person(cast.leo).post(f"/pair/{proposal.code}/decline/")
    page = as_person(cast.dora).post(f"/programme/proposal/{proposal.code}/take-back/", follow=True)
    assert "The proposal is taken back." not in page.content.decode()
    assert "It is over already." in page.content.decode()
    assert not Deed.objects.filter(object=proposal.code, act="took back").exists()


def test_the_schools_part_is_read_before_it_is_signed(cast: Cast, as_person: As) -> None:
    where, dora = f"/programme/{cast.programme.code}/sign/", as_person(cast.dora)
    page = dora.get(where).content.decode()
    assert "Time for the talk, protected as well as the school can." in page
    assert "Sign it for the school" in page
    assert f'href="{where}"' in dora.get(f"/programme/{cast.programme.code}/").content.decode()
    dora.post(where)
    page = dora.get(where).content.decode()
    assert "Signed for the school by Dora" in page
    assert "Sign it for the school" not in page


def test_a_block_of_weeks_ends_when_they_are_over(cast: Cast, as_person: As) -> None:
    as_person(cast.dora).post("/programme/new/", YEAR | {"template": "specialist"})
    assert Programme.objects.latest("made_at").ends_on.isoformat() == "2027-03-01"


def test_who_waits_for_those_they_invited_reads_how_many(cast: Cast, as_person: As) -> None:
    propose = f"/programme/{cast.programme.code}/propose/"
    Person.objects.filter(school=cast.school).exclude(pk=cast.dora.pk).update(is_active=False)
    for name in ("new", "other", "other"):
        invite(cast.school, f"{name}@harbour.test", "New", cast.dora)
    page = words_of(as_person(cast.dora).get(propose))
    assert "2 colleagues are invited and have not come in yet" in page
    assert "Back to the programme" in page
    Invitation.objects.filter(email="new@harbour.test").update(ends_at=timezone.now())
    assert "1 colleague is invited" in words_of(as_person(cast.dora).get(propose))


def test_the_way_back_from_a_copy_keeps_the_model(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    back = "/programme/new/?template=flow"
    assert f'href="{back}"' in dora.get("/programme/template/flow/own/").content.decode()
    page = dora.get(back).content.decode()
    assert "Make a copy of FLOW to change" in page
    assert re.search(r'value="flow"[^>]* checked', page)
