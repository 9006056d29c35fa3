"""Pairs in which each coaches the other in one cycle: what holds of Ana's part holds of Ben's with the two exchanged.

The matrix's pair has one part; here the same table is asked of both, in plans that film no lesson: a week of talk about
aims, and two lessons of one morning.
"""

import itertools
from dataclasses import replace

import pytest
from django.db import transaction

from sidebyside.programme import plans
from sidebyside.programme.models import Aim, Partnership, Strand, StrandContent, StrandPart
from sidebyside.programme.plans.shape import Plan
from sidebyside.programme.stages import reach
from tests.access import scenes
from tests.access.asking import NO, SIGN_IN, YES, allowed, ask, bytes_of, verdict
from tests.access.model import ANA, BEN, NOBODY, World
from tests.access.scenes import EVERYBODY, Scene
from tests.access.table import TABLE, Row
from tests.cast import gather

ROWS = [row for row in TABLE if row.place == "cycle" and not row.spoils]
EXCHANGED = {ANA: BEN, BEN: ANA}
OUTSIDE = ("cleo", "dora", "leo", "eve", NOBODY)
# Nothing of theirs is written down yet, so there are no changes and no suggestions to ask for.
NOT_YET = {"conversations:changes", "conversations:codes-state"}
WORDS = {ANA: "Quillanasfocus", BEN: "Quillbensfocus"}


def _scene(plan: Plan) -> tuple[Scene, dict[str, Strand]]:
    """The cast's pair in a cycle of this plan, and the strand in which each is coached."""
    cast = gather()
    cast.programme.plan = plans.as_kept(plan)
    cast.programme.save(update_fields=["plan"])
    cast.pair.roles = Partnership.Roles.SHARED
    cast.pair.save(update_fields=["roles"])
    bens = Strand.objects.create(cycle=cast.cycle)
    StrandPart.objects.create(strand=bens, person=cast.ben, role=StrandPart.Role.COACHEE)
    StrandPart.objects.create(strand=bens, person=cast.ana, role=StrandPart.Role.COACH)
    for strand, owner, name in ((cast.strand, cast.ana, ANA), (bens, cast.ben, BEN)):
        StrandContent.objects.create(strand=strand, owner=owner, lesson="A lesson", focus=WORDS[name])
        Aim.objects.create(person=owner, partnership=cast.pair, words=WORDS[name])
        reach(strand, plan.steps[0].key)
    scene = Scene("both at once", World(film="", share=""), cast)
    for name in EVERYBODY:
        scene.browsers[name] = scenes.Client(raise_request_exception=False)
        if name != NOBODY:
            scenes.sign_in(scene, name)
    return scene, {ANA: cast.strand, BEN: bens}


def _is_there(plan: Plan, row: Row) -> bool:
    """Whether this plan has the room at all: what it does not have is there for neither."""
    if row.route.startswith("recordings:"):
        return plan.films_lesson
    return row.route not in NOT_YET and (row.route != "programme:focus" or plan.has("focus"))


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(plans.SIDE_BY_SIDE, id="side by side"),
        pytest.param(plans.FLOW, id="flow", marks=pytest.mark.faults),
    ],
)
def test_each_is_to_their_own_part_what_the_other_is_to_theirs(db: None, plan: Plan) -> None:
    scene, strands = _scene(plan)
    wrong, shown = [], set()
    for coachee, strand in strands.items():
        there = replace(scene, places={"cycle": {"code": strand.code}, "": {}})
        for who, row in itertools.product((ANA, BEN, *OUTSIDE), ROWS):
            plays = who if coachee == ANA else EXCHANGED.get(who, who)
            may = allowed(scene.world, plays, row) and _is_there(plan, row)
            found, body = _asked(there, who, row)
            if found != (YES if may else SIGN_IN if who == NOBODY else NO):
                wrong.append(f"{row} of {coachee}'s part: {who} is {found}")
            told = [one for one in WORDS.values() if one.encode() in body]
            wrong += [f"{row} of {coachee}'s part: {who} reads {told}"] if told and not may else []
            shown |= {(who, one) for one in told}
    assert not wrong, "\n".join(wrong)
    # The test of the test: both words are shown, and to both.
    assert shown == {(who, word) for who in EXCHANGED for word in WORDS.values()}


def _asked(scene: Scene, who: str, row: Row) -> tuple[str, bytes]:
    with transaction.atomic():
        response = ask(scene, who, row)
        found, body = verdict(response, row), bytes_of(response)
        transaction.set_rollback(True)
    # One page for the meeting of both parts: either address leads to it.
    return (
        YES if row.route == "room:meet" and response.status_code == 302 and found != SIGN_IN else found
    ), body
