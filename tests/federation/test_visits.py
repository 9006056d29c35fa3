"""Coaching at another school of the trust: two yeses, ended by any of three, and one whole cycle of such a pair."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sidebyside.federation.holdings import ROOM
from sidebyside.federation.models import Federation, Link, Member, Visiting
from sidebyside.federation.visits import may_visit
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.agreement import signing_of
from sidebyside.programme.models import Membership, PartnerCheck, Partnership
from sidebyside.programme.standing import partnerships, strands
from sidebyside.recordings.models import Recording
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast
from tests.room.conftest import brought_film

As = Callable[[Person], Client]
AT = "/visits/"


@pytest.fixture
def hal(cast: Cast) -> Person:
    """The link at Hill, where Gwen works, whom Dora asks for."""
    call_command("school_trust", "Bay Trust", add=["Harbour School", "Hill School"])
    hal = Person.objects.create_person("hal@hill.test", "Hal", cast.other_school, None)
    there = Member.objects.get(school=cast.other_school)
    Link.objects.create(member=there, person=hal, yes_at=timezone.now())
    return hal


@pytest.fixture
def gwen(cast: Cast, hal: Person) -> Person:
    return Person.objects.create_person("gwen@hill.test", "Gwen", cast.other_school, None)


def asking(cast: Cast) -> str:
    return f"/programme/{cast.programme.code}/visits/"


def ask(cast: Cast, dora: Client, address: str) -> str:
    dora.post(asking(cast), {"address": address, "agreed": "on"})
    main = dora.get(asking(cast)).content.decode().partition("<main")[2]
    body = re.sub(r"csrfmiddlewaretoken[^>]*|[0-9a-f-]{36}", "", main)
    return re.sub(re.escape(address), "ADDRESS", body)


def press(client: Client, visit: Visiting, do: str, **more: str) -> int:
    return client.post(AT, {"code": str(visit.code), "do": do} | more).status_code


def both_say_yes(cast: Cast, as_person: As, hal: Person, gwen: Person) -> Visiting:
    ask(cast, as_person(cast.dora), gwen.email)
    visit = Visiting.objects.get(address=gwen.email, ended_at=None)
    assert press(as_person(hal), visit, "allow", agreed="yes") == 302
    assert press(as_person(gwen), visit, "yes") == 302
    return visit


def pair_of(cast: Cast, as_person: As, gwen: Person) -> Partnership:
    """Nina is coachee first. Both accept and sign, each on their own page."""
    dora = as_person(cast.dora)
    two = {"first": str(cast.nina.code), "second": str(gwen.code)}
    assert dora.post(f"/programme/{cast.programme.code}/propose/", two).status_code == 302
    pair = Partnership.objects.get(memberships__person=gwen)
    dora.post(f"/programme/{cast.programme.code}/sign/")
    for one in (cast.nina, gwen):
        assert as_person(one).post(f"/pair/{pair.code}/accept/").status_code == 302
    for one in (cast.nina, gwen):
        page = as_person(one).get(f"/pair/{pair.code}/agreement/").content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        assert seen, "the agreement is there to sign"
        as_person(one).post(f"/pair/{pair.code}/sign/", {"version": "1", "seen": seen[1]})
    signing = signing_of(partnerships().get(pk=pair.pk))
    assert signing is not None
    assert signing.in_force is not None
    return pair


def test_an_unknown_address_is_answered_as_a_known_one_and_so_is_a_no(
    cast: Cast, as_person: As, hal: Person, gwen: Person, django_capture_on_commit_callbacks: Any
) -> None:
    dora = as_person(cast.dora)
    with django_capture_on_commit_callbacks(execute=True):
        known = ask(cast, dora, gwen.email)
    visit = Visiting.objects.get()
    assert "Gwen" not in known
    assert [one.to for one in mail.outbox] == [[hal.email]]
    said = mail.outbox[0].subject + mail.outbox[0].body
    assert not re.search("Gwen|Harbour|Hill|Bay|Coaching year", said)
    press(as_person(hal), visit, "end")
    refused = ask(cast, dora, gwen.email)
    assert Visiting.objects.count() == 1, "asked anew it is the same"
    assert refused == known
    dora.post(asking(cast), {"do": "end", "code": str(visit.code)})
    assert "gwen@hill.test" not in dora.get(asking(cast)).content.decode(), "taken back, as an unknown one"
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(cast, dora, gwen.email) == known, "asked anew it looks asked"
    assert len(mail.outbox) == 1, "and nobody is asked again"
    assert not Visiting.objects.asked().exists()
    Visiting.objects.update(hidden_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        # Nobody, somebody of one's own school, and a school that is in no trust.
        for address in ("nobody@hill.test", cast.cleo.email):
            assert ask(cast, dora, address).count("ADDRESS") == known.count("ADDRESS")
    assert len(mail.outbox) == 1
    assert set(Visiting.objects.exclude(person=None).values_list("address", flat=True)) == {gwen.email}


def test_it_takes_the_links_yes_and_the_persons_and_neither_is_anothers_to_say(
    cast: Cast, as_person: As, hal: Person, gwen: Person
) -> None:
    ask(cast, as_person(cast.dora), gwen.email)
    visit, people = Visiting.objects.get(), {"hal": hal, "gwen": gwen} | cast.everybody()
    opens = {name for name, one in people.items() if as_person(one).get(AT).status_code == 200}
    assert opens == {"hal"}, "the person is asked once their school has said yes"
    assert press(as_person(gwen), visit, "yes") == 404
    assert press(as_person(hal), visit, "allow") == 422, "not before the schools have agreed"
    assert press(as_person(hal), visit, "allow", agreed="yes") == 302
    assert not may_visit(cast.programme.code, gwen)
    assert press(as_person(hal), visit, "yes") == 404
    page = as_person(gwen).get(AT).content.decode()
    assert "Harbour School asks" in page
    assert "Coaching year" not in as_person(hal).get(AT).content.decode()
    assert AT in as_person(gwen).get("/").content.decode()
    two = {"first": str(cast.nina.code), "second": str(gwen.code)}
    propose = f"/programme/{cast.programme.code}/propose/"
    assert as_person(cast.dora).post(propose, two).status_code == 422
    assert press(as_person(gwen), visit, "yes") == 302
    for who, do in ((hal, "allow"), (gwen, "yes")):
        pressed = as_person(who).post(AT, {"code": str(visit.code), "do": do, "agreed": "yes"}, follow=True)
        assert "That is over" not in pressed.content.decode(), "the second press finds it done"
    page = as_person(cast.dora).get(propose).content.decode()
    assert str(gwen.code) in page
    assert str(hal.code) not in page
    assert str(cast.eve.code) not in page
    # Nobody pairs two of the other school here.
    assert as_person(cast.dora).post(propose, two | {"first": str(gwen.code)}).status_code == 422


def test_a_link_says_no_yes_for_themself(cast: Cast, as_person: As, hal: Person) -> None:
    ask(cast, as_person(cast.dora), hal.email)
    visit = Visiting.objects.get()
    press(as_person(hal), visit, "allow", agreed="yes")
    visit.refresh_from_db()
    assert visit.link_yes_at is None


def test_one_whole_cycle_of_a_pair_of_two_schools(
    cast: Cast, as_person: As, hal: Person, gwen: Person
) -> None:
    SchoolRole.objects.create(person=cast.eve, school=cast.other_school, role=SchoolRole.Role.LEADER)
    visit = both_say_yes(cast, as_person, hal, gwen)
    pair = pair_of(cast, as_person, gwen)
    strand = strands().get(cycle__partnership=pair)
    assert strand.coachee == cast.nina
    for by, about in ((cast.nina, gwen), (gwen, cast.nina)):
        PartnerCheck.objects.get_or_create(partnership=pair, by=by, about=about)
    nina, coach, at = as_person(cast.nina), as_person(gwen), f"/cycle/{strand.code}/"
    assert nina.get(f"{at}focus/").status_code == coach.get(f"{at}focus/").status_code == 200
    film = brought_film(strand)
    nina.post(f"{at}film/share/", {"what": "whole"})
    assert not film.shares.exists(), "pupils may be in it"
    nina.post(f"{at}film/covered/", {"covered": "yes"})
    nina.post(f"{at}film/share/", {"what": "whole"})
    plays = {"path": f"/film/{film.code}/film", "headers": {"range": "bytes=0-"}}
    assert coach.get(**plays).status_code == 206
    pages = [
        at,
        f"{at}film/",
        f"{at}focus/",
        f"{at}times/",
        f"{at}prepare/",
        f"{at}meet/",
        f"/pair/{pair.code}/",
    ]
    assert [coach.get(one).status_code for one in pages if one != f"{at}film/"] == [200] * 6
    assert AT in coach.get(f"/pair/{pair.code}/").content.decode(), "the way to end it"
    assert AT not in nina.get(f"/pair/{pair.code}/").content.decode()
    assert AT in as_person(hal).get("/school/trust/").content.decode()
    for outsider in (cast.eve, hal, cast.leo, cast.cleo):
        browser = as_person(outsider)
        assert {browser.get(one).status_code for one in pages} == {404}, outsider.name
        assert browser.get(**plays).status_code == 404, outsider.name
    for address in ("/", "/programmes/", "/hours/", "/people/", "/school/trust/"):
        assert "Nina" not in as_person(cast.eve).get(address).content.decode(), address
    dora = as_person(cast.dora)
    assert "Gwen" in dora.get(f"/programme/{cast.programme.code}/").content.decode()
    assert {dora.get(one).status_code for one in pages[1:3]} == {404}
    assert coach.post(f"{at}close/").status_code == 302
    following = strands().filter(cycle__partnership=pair).order_by("-cycle__number").first()
    assert following is not None
    assert following.coachee == gwen, "the roles swap: now it is Hill’s film, and Hill’s rules"
    assert press(coach, visit, "end") == 302
    assert press(coach, visit, "end") == press(as_person(hal), visit, "end") == 302, "pressed twice"
    assert press(as_person(cast.eve), visit, "end") == 404
    assert not Membership.objects.get(person=gwen).is_in
    assert coach.get(f"/cycle/{strand.code}/").status_code != 500
    assert coach.get(**plays).status_code == 404
    assert nina.get(**plays).status_code == 206, "hers is hers"


@pytest.mark.parametrize("who", ["dora", "hal", "gwen", "trust", "mover", "erased"])
def test_any_of_three_ends_it_and_so_does_a_school_that_leaves_the_trust(
    cast: Cast, as_person: As, hal: Person, gwen: Person, who: str
) -> None:
    visit = both_say_yes(cast, as_person, hal, gwen)
    pair_of(cast, as_person, gwen)
    strand = strands().get(cycle__partnership__memberships__person=gwen)
    at = f"/cycle/{strand.code}/focus/"
    assert as_person(gwen).get(at).status_code == 200
    if who == "dora":
        as_person(cast.dora).post(asking(cast), {"do": "end", "code": str(visit.code)})
    elif who == "trust":
        call_command("school_trust", "Bay Trust", remove=["Hill School"])
    elif who == "mover":
        # Nothing tells: the row is read with each request.
        other = type(cast.school).objects.create(name="Vale School")
        Member.objects.create(federation=Federation.objects.get(), school=other)
        Person.objects.filter(pk=gwen.pk).update(school=other)
        gwen.refresh_from_db()
    elif who == "erased":
        ROOM.erase(gwen)
        assert not Visiting.objects.exists()
    else:
        press(as_person({"hal": hal, "gwen": gwen}[who]), visit, "end")
    assert not may_visit(cast.programme.code, gwen)
    assert as_person(gwen).get(at).status_code == 404
    assert as_person(cast.nina).get(at).status_code == 200, "her own words stay hers"


def test_a_restore_ends_it_and_the_same_yeses_again_let_the_pair_go_on(
    cast: Cast, as_person: As, hal: Person, gwen: Person
) -> None:
    both_say_yes(cast, as_person, hal, gwen)
    pair_of(cast, as_person, gwen)
    at = f"/cycle/{strands().get(cycle__partnership__memberships__person=gwen).code}/focus/"
    end_what_may_have_been_taken_back()
    assert not Visiting.objects.filter(ended_at=None).exists()
    assert as_person(gwen).get(at).status_code == 404
    # The link has been asked anew, as after every restore.
    assert "gwen@hill.test" not in as_person(cast.dora).get(asking(cast)).content.decode()
    Link.objects.create(
        member=Member.objects.get(school=cast.other_school), person=hal, yes_at=timezone.now()
    )
    both_say_yes(cast, as_person, hal, gwen)
    assert as_person(gwen).get(at).status_code == 200


def test_nobody_waits_longer_than_a_month(cast: Cast, as_person: As, hal: Person, gwen: Person) -> None:
    ask(cast, as_person(cast.dora), gwen.email)
    Visiting.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert as_person(hal).get(AT).status_code == 404
    assert "gwen@hill.test" not in as_person(cast.dora).get(asking(cast)).content.decode()
    ask(cast, as_person(cast.dora), gwen.email)
    assert as_person(hal).get(AT).status_code == 200
    assert Recording.objects.count() == 0
