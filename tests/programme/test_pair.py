import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.cast import Cast
from tests.pages import heading, words_of

from sidebyside.people.models import Person
from sidebyside.programme.actions import accept, close
from sidebyside.programme.co_ordinating import propose_pair
from sidebyside.programme.models import Agreement, Membership, Partnership, Programme, Strand
from sidebyside.programme.plans import SIDE_BY_SIDE, SPECIALIST, as_kept
from sidebyside.trust.models import Deed

Browser = Callable[[Person], Client]


@pytest.fixture
def proposal(cast: Cast) -> Partnership:
    return propose_pair(cast.programme, [cast.ana, cast.cleo], cast.dora)


def _url(partnership: Partnership, act: str = "") -> str:
    return f"/pair/{partnership.code}/" + (f"{act}/" if act else "")


def test_both_find_the_proposal_and_nobody_else_does(
    cast: Cast, as_person: Browser, proposal: Partnership
) -> None:
    for person in (cast.ana, cast.cleo):
        page = as_person(person).get(_url(proposal))
        assert page.status_code == 200
        assert "would you coach each other" in heading(page)
    for person in (cast.ben, cast.dora, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_url(proposal)).status_code == 404


def test_a_proposal_says_in_which_programme_how_often_and_who_films_first(
    cast: Cast, as_person: Browser, proposal: Partnership
) -> None:
    ana, cleo = (words_of(as_person(one).get(_url(proposal))) for one in (cast.ana, cast.cleo))
    year = f"{cast.programme.name} (Video dyad), from {date_format(cast.programme.starts_on, 'j F Y')}"
    assert year in ana
    assert year in cleo
    assert "6 cycles, each half-term" in ana
    assert "You film first." in ana
    assert "Ana films first." in cleo


def test_a_weekly_talk_is_said_to_be_weekly(cast: Cast, as_person: Browser) -> None:
    Programme.objects.update(plan=as_kept(replace(SIDE_BY_SIDE, cycles=24)))
    cast.programme.refresh_from_db()
    page = words_of(
        as_person(cast.cleo).get(_url(propose_pair(cast.programme, [cast.ana, cast.cleo], cast.dora)))
    )
    assert "You talk for 20 minutes every week" in page
    assert "24 cycles, every week" in page
    assert "first." not in page.split("24 cycles, every week")[1].split("If you accept")[0]


def test_where_roles_stay_each_reads_their_own(cast: Cast, as_person: Browser) -> None:
    Programme.objects.update(plan=as_kept(SPECIALIST))
    cast.programme.refresh_from_db()
    pair = propose_pair(cast.programme, [cast.tim, cast.nina], cast.dora)
    tim, nina = as_person(cast.tim), as_person(cast.nina)
    assert "whether you would be coached by them" in words_of(tim.get("/"))
    assert "whether you would coach them" in words_of(nina.get("/"))
    assert heading(tim.get(_url(pair))) == "Would you be coached by Nina?"
    assert "Nina shows and coaches; you try it out" in words_of(tim.get(_url(pair)))
    assert heading(nina.get(_url(pair))) == "Would you coach Tim?"
    assert "You show and coach; Tim tries it out" in words_of(nina.get(_url(pair)))
    for one in (cast.tim, cast.nina):
        accept(pair, one)
    for one in (tim, nina):
        version = {
            "version": "1",
            "seen": re.findall(
                r'name="seen" value="([^"]*)"', one.get(_url(pair, "agreement")).content.decode()
            )[0],
        }
        one.post(_url(pair, "sign"), version)
    assert heading(tim.get(_url(pair))) == "Nina coaches you"
    assert heading(nina.get(_url(pair))) == "You coach Tim"


def test_accepting_brings_the_agreement_to_sign(
    cast: Cast, as_person: Browser, proposal: Partnership
) -> None:
    ana = as_person(cast.ana)
    assert ana.post(_url(proposal, "accept")).url == _url(proposal, "agreement")
    assert Membership.objects.get(partnership=proposal, person=cast.ana).accepted_at is not None
    assert Agreement.objects.filter(partnership=proposal, version=1).count() == 1
    assert ana.get(_url(proposal, "agreement")).status_code == 200
    assert "Cleo has not answered yet" in heading(ana.get(_url(proposal)))


def test_accepting_twice_changes_nothing_twice(cast: Cast, as_person: Browser, proposal: Partnership) -> None:
    ana = as_person(cast.ana)
    ana.post(_url(proposal, "accept"))
    first = Membership.objects.get(partnership=proposal, person=cast.ana).accepted_at
    assert ana.post(_url(proposal, "accept")).status_code == 302
    assert Membership.objects.get(partnership=proposal, person=cast.ana).accepted_at == first
    assert Deed.objects.filter(object=proposal.code, act="accepted").count() == 1


def test_declining_keeps_no_reason_and_does_not_log_who(
    cast: Cast, as_person: Browser, proposal: Partnership
) -> None:
    cleo = as_person(cast.cleo)
    assert cleo.post(_url(proposal, "decline"), {"reason": "because"}).url == "/"
    deed = Deed.objects.get(object=proposal.code, act="declined")
    assert deed.by is None
    assert deed.facts == {}
    assert cleo.post(_url(proposal, "decline")).url == "/"
    assert as_person(cast.ana).get(_url(proposal)).status_code == 404


def test_a_partner_cannot_decline_any_more(cast: Cast, as_person: Browser) -> None:
    assert as_person(cast.ana).post(_url(cast.pair, "decline")).status_code == 404
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is None


def test_an_invited_person_reads_the_schools_part_and_nothing_of_the_pairs(
    cast: Cast, as_person: Browser, proposal: Partnership
) -> None:
    as_person(cast.ana).post(_url(proposal, "accept"))
    cleo = as_person(cast.cleo)
    assert "No monitoring" in words_of(cleo.get(_url(proposal)))
    assert cleo.get(_url(proposal, "agreement")).status_code == 404
    assert cleo.get(_url(proposal, "check")).status_code == 404


def test_the_partners_page_says_where_they_are(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ana).get(_url(cast.pair))
    assert heading(page) == "You and Ben coach each other"
    assert "you film" in words_of(page)
    assert "Ben films" in words_of(page)


def test_a_held_partner_is_asked_about(cast: Cast, as_person: Browser) -> None:
    Person.objects.filter(pk=cast.ben.pk).update(held_since=timezone.now())
    page = as_person(cast.ana).get(_url(cast.pair))
    assert "Ben has come back with a new password" in words_of(page)


def test_only_post_changes_anything(cast: Cast, as_person: Browser, proposal: Partnership) -> None:
    ana = as_person(cast.ana)
    for act in ("accept", "decline", "sign"):
        assert ana.get(_url(proposal, act)).status_code == 405


def test_the_page_asks_the_database_no_more_in_the_sixth_cycle(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    for number in range(1, 6):
        close(Strand.objects.get(cycle__partnership=cast.pair, cycle__number=number), cast.ana)
    ana = as_person(cast.ana)
    with django_assert_max_num_queries(22):
        assert "6" in words_of(ana.get(_url(cast.pair)))
