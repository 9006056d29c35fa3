from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.pages import words_of

from sidebyside.overview.progress import progress_of
from sidebyside.people.models import Person
from sidebyside.programme.actions import close
from sidebyside.programme.models import Membership, Partnership, StrandStep
from sidebyside.programme.stages import reach

As = Callable[[Person], Client]


def test_the_co_ordinator_sees_stages_and_who_is_waited_for(cast: Cast, as_person: As) -> None:
    reach(cast.strand, "focus")
    reach(cast.strand, "time")
    page = as_person(cast.dora).get(f"/programme/{cast.programme.code}/").content.decode()
    assert "Ana · Ben" in page
    assert "Ana: the film" in page
    assert "Cleo: a focus" in page


@pytest.mark.parametrize("name", ["ana", "ben", "cleo", "leo", "tim", "nina", "omar", "eve"])
def test_nobody_but_the_co_ordinator_opens_the_programme(cast: Cast, as_person: As, name: str) -> None:
    assert as_person(getattr(cast, name)).get(f"/programme/{cast.programme.code}/").status_code == 404


def test_a_decline_does_not_say_whose_it_was(cast: Cast, as_person: As) -> None:
    proposal = Partnership.objects.create(programme=cast.programme)
    for place, person in enumerate((cast.tim, cast.leo)):
        Membership.objects.create(partnership=proposal, person=person, place=place)
    as_person(cast.tim).post(f"/pair/{proposal.code}/accept/")
    as_person(cast.leo).post(f"/pair/{proposal.code}/decline/")
    page = as_person(cast.dora).get(f"/programme/{cast.programme.code}/").content.decode()
    assert "not taken up" in page
    row = page[page.index("Tim · Leo") : page.index("not taken up")]
    assert "Tim" not in row.removeprefix("Tim · Leo")
    assert "Leo" not in row.removeprefix("Tim · Leo")


def test_what_a_pair_has_closed_counts_as_planned_when_it_has_parted(cast: Cast, as_person: As) -> None:
    for pair, strand in ((cast.pair, cast.strand), (cast.other_pair, cast.other_strand)):
        close(strand, cast.ana)
        Membership.objects.filter(partnership=pair, place=1).update(left_at=timezone.now())
    progress = progress_of(cast.programme)
    assert (progress.pairs, progress.closed, progress.planned) == (0, 2, 2)


def test_the_page_costs_the_same_for_two_pairs_and_for_thirty(
    cast: Cast, as_person: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(28):
        pair = Partnership.objects.create(programme=cast.programme)
        for place in range(2):
            person = Person.objects.create_person(f"p{number}{place}@harbour.test", "P", cast.school, None)
            Membership.objects.create(
                partnership=pair, person=person, place=place, accepted_at=timezone.now()
            )
        cycle = pair.cycles.create(number=1)
        cycle.strands.create().parts.create(person=person, role="coachee")
    client = as_person(cast.dora)
    with django_assert_max_num_queries(22):
        client.get(f"/programme/{cast.programme.code}/")


def test_home_and_the_programme_name_the_pair_that_waits_longest_for_a_time(
    cast: Cast, as_person: As
) -> None:
    dora, leo = as_person(cast.dora), as_person(cast.leo)
    address = f"/programme/{cast.programme.code}/"
    before = dora.get("/").content.decode()
    assert "Longest without a time" not in before
    now = timezone.now()
    for strand, days in ((cast.strand, 8), (cast.other_strand, 9)):
        strand.cycle.opened_at = now - timedelta(days=days + 20)
        strand.cycle.save(update_fields=["opened_at"])
        reach(strand, "focus")
        StrandStep.objects.filter(strand=strand).update(done_at=now - timedelta(days=days))
    with timezone.override(ZoneInfo(cast.school.zone)):
        since = date_format(timezone.localtime(now - timedelta(days=9)), "j F")
    with CaptureQueriesContext(connection) as few:
        home = dora.get("/")
    link = f'href="{address}#pair-{cast.other_pair.code}">Cleo'
    assert link in home.content.decode()
    assert f"since {since}" in words_of(home)
    assert "Ana" not in words_of(home)
    page = dora.get(address).content.decode()
    assert f'href="#pair-{cast.other_pair.code}">Cleo' in page
    assert page.count(f'id="pair-{cast.other_pair.code}"') == 1
    assert "Longest without a time" not in leo.get("/").content.decode()
    for number in range(6):
        _waiting_pair(cast, number)
    with CaptureQueriesContext(connection) as many:
        assert link in dora.get("/").content.decode()
    assert len(many) == len(few) <= 28
    # A time, or a pause, and the next one is named.
    reach(cast.other_strand, "time")
    assert "Ana" in words_of(dora.get("/"))
    # Who began this week is not slow.
    StrandStep.objects.filter(strand=cast.strand).update(done_at=now - timedelta(days=6))
    assert "Longest without a time" not in dora.get("/").content.decode()
    assert "Longest without a time" not in dora.get(address).content.decode()


def _waiting_pair(cast: Cast, number: int) -> None:
    pair = Partnership.objects.create(programme=cast.programme)
    for place in range(2):
        person = Person.objects.create_person(f"w{number}{place}@harbour.test", "W", cast.school, None)
        Membership.objects.create(partnership=pair, person=person, place=place, accepted_at=timezone.now())
    strand = pair.cycles.create(number=1).strands.create()
    strand.parts.create(person=person, role="coachee")
    reach(strand, "focus")
