from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast

from sidebyside.overview.progress import progress_of
from sidebyside.people.models import Person
from sidebyside.programme.actions import close
from sidebyside.programme.models import Membership, Partnership
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
