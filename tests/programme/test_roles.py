"""Who is coachee and who coaches, in the templates that are not offered yet too."""

from dataclasses import replace
from datetime import date

import pytest
from tests.cast import Cast

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.actions import close, open_cycle, roles_in
from sidebyside.programme.co_ordinating import propose_pair
from sidebyside.programme.models import Membership, Partnership, Programme, Strand, StrandPart
from sidebyside.programme.standing import partnerships


def _partnership(cast: Cast, plan: plans.Plan, people: list[Person]) -> Partnership:
    programme = Programme.objects.create(
        school=cast.school,
        name="Another year",
        plan=plans.as_kept(plan),
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 20),
    )
    pair = propose_pair(programme, people, cast.dora)
    Membership.objects.filter(partnership=pair).update(accepted_at=pair.made_at)
    return partnerships().get(pk=pair.pk)


def _as_names(pair: Partnership, number: int) -> list[tuple[str, list[str]]]:
    return [(one.name, [coach.name for coach in coaches]) for one, coaches in roles_in(pair, number)]


def test_alternating_roles_swap_each_cycle(cast: Cast) -> None:
    pair = _partnership(cast, plans.VIDEO_DYAD, [cast.ana, cast.ben])
    assert _as_names(pair, 1) == [("Ana", ["Ben"])]
    assert _as_names(pair, 2) == [("Ben", ["Ana"])]
    assert _as_names(pair, 3) == [("Ana", ["Ben"])]


def test_a_trio_has_one_coachee_and_two_coaches_in_turn(cast: Cast) -> None:
    trio = _partnership(cast, replace(plans.VIDEO_DYAD, trios=True), [cast.ana, cast.ben, cast.cleo])
    assert [_as_names(trio, number)[0][0] for number in (1, 2, 3, 4)] == ["Ana", "Ben", "Cleo", "Ana"]
    assert _as_names(trio, 2) == [("Ben", ["Ana", "Cleo"])]


def test_a_trio_that_one_has_left_goes_on_as_a_pair(cast: Cast) -> None:
    trio = _partnership(cast, replace(plans.VIDEO_DYAD, trios=True), [cast.ana, cast.ben, cast.cleo])
    Membership.objects.filter(partnership=trio, person=cast.ben).update(left_at=trio.made_at)
    trio = partnerships().get(pk=trio.pk)
    assert _as_names(trio, 2) == [("Cleo", ["Ana"])]


def test_shared_roles_open_a_strand_for_each(cast: Cast) -> None:
    pair = _partnership(cast, replace(plans.VIDEO_DYAD, roles=plans.Roles.SHARED), [cast.ana, cast.ben])
    cycle = open_cycle(pair, 1)
    coachees = {strand.coachee.name: [one.name for one in strand.coaches] for strand in cycle.strands.all()}
    assert coachees == {"Ana": ["Ben"], "Ben": ["Ana"]}


def test_closing_one_shared_strand_closes_the_cycle_and_opens_both_anew(cast: Cast) -> None:
    pair = _partnership(cast, replace(plans.VIDEO_DYAD, roles=plans.Roles.SHARED), [cast.ana, cast.ben])
    strand = open_cycle(pair, 1).strands.all()[0]
    following = close(strand, cast.ana)
    assert following is not None
    assert following.number == 2
    assert following.strands.count() == 2


def test_fixed_roles_stay(cast: Cast) -> None:
    pair = _partnership(cast, replace(plans.VIDEO_DYAD, roles=plans.Roles.FIXED), [cast.ana, cast.ben])
    Membership.objects.filter(partnership=pair, person=cast.ana).update(fixed_role="coach")
    Membership.objects.filter(partnership=pair, person=cast.ben).update(fixed_role="coachee")
    pair = partnerships().get(pk=pair.pk)
    for number in (1, 2, 3):
        assert _as_names(pair, number) == [("Ben", ["Ana"])]


def test_a_cycle_is_opened_once_and_takes_its_lengths_from_the_plan(cast: Cast) -> None:
    plan = replace(plans.VIDEO_DYAD, lesson_minutes=50, meeting_minutes=20)
    pair = _partnership(cast, plan, [cast.ana, cast.ben])
    assert open_cycle(pair, 1) == open_cycle(pair, 1)
    strand = Strand.objects.get(cycle__partnership=pair)
    assert (strand.lesson_minutes, strand.meeting_minutes) == (50, 20)
    assert StrandPart.objects.filter(strand=strand).count() == 2


@pytest.mark.parametrize("cycles", [1, 2])
def test_the_plan_says_how_many_cycles_a_year_holds(cast: Cast, cycles: int) -> None:
    pair = _partnership(cast, replace(plans.VIDEO_DYAD, cycles=cycles), [cast.ana, cast.ben])
    cycle = open_cycle(pair, 1)
    closed = 0
    while cycle is not None:
        following = close(cycle.strands.all()[0], cast.ana)
        closed += 1
        if following is None:
            break
        cycle = following
    assert closed == cycles
