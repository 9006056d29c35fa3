"""What follows when a visit ends, rests or was never answered: nobody learns more, and nothing stays for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sidebyside.change.access import programmes_with_charts
from sidebyside.change.models import Chart
from sidebyside.federation import visits
from sidebyside.federation.holdings import ROOM
from sidebyside.federation.jobs import FORGET
from sidebyside.federation.models import Visiting
from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.programme.co_ordinating import end_visit, propose_pair
from sidebyside.programme.feeds import calendar_of
from sidebyside.programme.models import Membership, Partnership, Strand
from sidebyside.recordings import handing_over
from sidebyside.recordings.models import HandOver
from sidebyside.trust import doors
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Act, Kind
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from sidebyside.web.home import waiting_for
from sidebyside.web.next_for_you import all_running, memberships_of
from tests.cast import Cast
from tests.federation.across import now_of, of_two_schools

As = Callable[[Person], Client]


@pytest.fixture
def visit(cast: Cast) -> Visiting:
    return of_two_schools(cast)


def asks(person: Person) -> list[str]:
    everything = list(memberships_of(person))
    return [one.url or one.more for one in waiting_for(person, everything, all_running(everything))]


def test_of_a_pair_that_rests_the_visitor_learns_nothing_and_can_leave_it(
    cast: Cast, visit: Visiting, as_person: As
) -> None:
    soon = timezone.now() + timedelta(days=2)
    Strand.objects.filter(pk=cast.strand.pk).update(meeting_at=soon, place="Room 14")
    ben, leave = as_person(cast.ben), f"/pair/{cast.pair.code}/leave/"
    assert b"Room 14" in calendar_of(cast.ben)
    assert asks(cast.ben)
    end_what_may_have_been_taken_back()
    ben = as_person(cast.ben)
    assert b"VEVENT" not in calendar_of(cast.ben)
    assert b"Room 14" in calendar_of(cast.ana)
    assert asks(cast.ben) == []
    home = ben.get("/").content.decode()
    assert leave in home
    assert f'href="/pair/{cast.pair.code}/"' not in home
    for link in (f"/pair/{cast.pair.code}/shelf/", f"/cycle/{cast.strand.code}/own/"):
        assert f'href="{link}"' in home
        assert ben.get(link).status_code == 200, "what is his own"
    assert ben.get(f"/pair/{cast.pair.code}/").status_code == 404
    Person.objects.filter(pk=cast.ben.pk).update(held_since=timezone.now())
    assert ben.get(leave).status_code == 404, "closed as every leaving is, until the account opens again"
    Person.objects.filter(pk=cast.ben.pk).update(held_since=None)
    assert ben.get(leave).status_code == 200
    assert as_person(cast.eve).get(leave).status_code == 404
    assert ben.post(leave).status_code == 302
    assert not Membership.objects.get(person=cast.ben).is_in


def test_when_another_ends_it_both_are_told_and_the_log_names_nobody_who_left(
    cast: Cast, visit: Visiting, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        visits.take_back(visit, cast.dora)
    assert sorted(one.to[0] for one in mail.outbox) == [cast.ana.email, cast.ben.email]
    said = "".join(
        one.subject + one.body.replace("Hello Ana", "").replace("Hello Ben", "") for one in mail.outbox
    )
    assert not any(word in said for word in ("Ana", "Ben", "Harbour", "Hill School", "Bay"))
    assert Deed.objects.get(act="left").by is None
    home = as_person(cast.ana).get("/").content.decode()
    assert "Your coaching with Ben has ended" in home
    assert "Ben has left" not in home + as_person(cast.ana).get(f"/pair/{cast.pair.code}/").content.decode()


def test_a_yes_to_a_pair_in_the_second_in_which_the_visit_ends_does_not_outlive_it(
    cast: Cast, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = propose_pair(cast.programme, [cast.nina, cast.ben], cast.dora)
    decline = actions.decline

    def after_their_yes(partnership: Partnership, person: Person) -> None:
        actions.accept(partnership, person)
        decline(partnership, person)

    monkeypatch.setattr(actions, "decline", after_their_yes)
    end_visit(cast.programme.code, cast.ben)
    assert not any(one.is_in for one in Membership.objects.filter(person=cast.ben))
    assert Membership.objects.get(partnership=pair, person=cast.ben).left_at is not None


def asked(cast: Cast, address: str) -> Visiting:
    call_command("school_trust", "Bay Trust", add=["Harbour School", "Hill School"])
    return visits.ask(cast.dora, cast.school, cast.programme.code, address)


@pytest.mark.parametrize("how", ["erased", "left the trust"])
def test_what_becomes_of_somebody_does_not_tell_that_they_are_somebody(cast: Cast, how: str) -> None:
    asked(cast, cast.eve.email)
    asked(cast, "nobody@hill.test")
    Visiting.objects.filter(address=cast.eve.email).update(link_yes_at=timezone.now())
    if how == "erased":
        ROOM.erase(cast.eve)
        assert not Visiting.objects.filter(person=cast.eve).exists()
    else:
        call_command("school_trust", "Bay Trust", remove=["Hill School"])
    shown = {one.address for one, name in visits.of_programme(cast.programme.code) if not name}
    assert shown == {cast.eve.email, "nobody@hill.test"}


def test_a_no_holds_for_a_month_and_then_they_can_be_asked_again(cast: Cast) -> None:
    first = asked(cast, cast.eve.email)
    visits.end(first, cast.eve)
    visits.take_back(first, cast.dora)
    assert asked(cast, cast.eve.email).end == Visiting.End.NO
    assert not Visiting.objects.asked().exists()
    Visiting.objects.update(ended_at=timezone.now() - visits.WAITS, hidden_at=timezone.now())
    assert asked(cast, cast.eve.email).end == ""
    assert Visiting.objects.asked().count() == 1


def test_what_is_over_for_a_month_goes_and_what_stands_stays(cast: Cast, visit: Visiting) -> None:
    old = timezone.now() - visits.WAITS - timedelta(days=1)
    for address, more in (
        ("unanswered@hill.test", {}),
        ("ended@hill.test", {"ended_at": old, "end": "stop"}),
        ("just-ended@hill.test", {"ended_at": timezone.now(), "end": "no"}),
        ("asked-today@hill.test", {"asked_at": timezone.now()}),
    ):
        Visiting.objects.create(
            programme=cast.programme.code, host=cast.school, address=address, **{"asked_at": old} | more
        )
    Visiting.objects.filter(pk=visit.pk).update(asked_at=old)
    for owed in kind_named(FORGET).owed():
        run_here(FORGET, owed)
    left = set(Visiting.objects.values_list("address", flat=True))
    assert left == {"just-ended@hill.test", "asked-today@hill.test", visit.address}
    # Who works elsewhere since coaches here no more: the pair ends, and the row goes a month later.
    Person.objects.filter(pk=cast.ben.pk).update(school=type(cast.school).objects.create(name="Vale School"))
    for owed in kind_named(FORGET).owed():
        run_here(FORGET, owed)
    visit.refresh_from_db()
    assert visit.end == Visiting.End.GONE
    assert not Membership.objects.get(person=cast.ben).is_in


def test_no_device_and_no_eye_of_another_school_is_lent_to_filming(
    cast: Cast, visit: Visiting, as_person: As
) -> None:
    film = f"/cycle/{cast.strand.code}/film/"
    assert handing_over.give(now_of(cast), cast.ana) is None
    # Nor what was given before.
    HandOver.objects.create(strand=cast.strand, to=cast.ben)
    assert not doors.may(cast.ben, Act.BRING, Kind.FILM, now_of(cast))
    assert handing_over.handed_to(now_of(cast)) == []
    assert as_person(cast.ben).get(f"{film}seats/").status_code == 404
    ana = as_person(cast.ana)
    assert ana.get(f"{film}seats/").status_code == 200
    page = ana.get(film).content.decode()
    assert "only you film this lesson" in page
    assert "Let Ben film it" not in page


def test_a_visitor_is_listed_no_chart_and_offered_nothing_that_cannot_come(
    cast: Cast, visit: Visiting, as_person: As
) -> None:
    Chart.objects.create(
        programme=cast.programme, maker=cast.dora, shown_at=timezone.now(), layers_from=timezone.now()
    )
    assert programmes_with_charts(cast.ana) == [cast.programme]
    assert programmes_with_charts(cast.ben) == []
    ben, pair = as_person(cast.ben), f"/pair/{cast.pair.code}/"
    page = ben.get(pair).content.decode()
    assert "A slot of your own" not in page
    assert "What the group does together" not in page
    assert "What the group does together" in as_person(cast.ana).get(pair).content.decode()
    for address in (f"{pair}kept/", f"/cycle/{cast.strand.code}/times/"):
        page = ben.get(address).content.decode()
        assert "You are of two schools" in page
        assert "written down" not in page.partition("<main")[2]
    assert "/visits/" in ben.get("/yours/").content.decode()
    assert "/visits/" not in as_person(cast.ana).get("/yours/").content.decode()


def test_who_runs_an_empty_programme_finds_the_way_to_another_school(cast: Cast, as_person: As) -> None:
    propose = f"/programme/{cast.programme.code}/propose/"
    Person.objects.filter(school=cast.school).exclude(pk=cast.dora.pk).update(is_active=False)
    there = f"/programme/{cast.programme.code}/visits/"
    assert there not in as_person(cast.dora).get(propose).content.decode()
    call_command("school_trust", "Bay Trust", add=["Harbour School", "Hill School"])
    page = as_person(cast.dora).get(propose).content.decode()
    assert "There is nobody to pair yet. Invite two colleagues" in page
    assert there in page
