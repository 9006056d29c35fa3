"""The application and the sixty lines of the model, side by side, through whatever a pair may do in whatever order.

Hypothesis chooses who does what next. Each deed is a real request; the model says whether it is let in and what
it changes. After each deed the pair and one outsider look at everything, and every answer must be the model's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sidebyside.recordings.models import Extract, Rendition
from tests.access import scenes
from tests.access.asking import NO, SIGN_IN, YES, allowed, ask, bytes_of, told_too_much, verdict
from tests.access.model import ANA, BEN, NOBODY, PAIR, World
from tests.access.scenes import EVERYBODY, PARTNERS, Scene, build
from tests.access.table import TABLE, Row
from tests.room.conftest import kept

OUTSIDERS = [name for name in EVERYBODY if name not in PARTNERS]
# What is looked at after every deed.
LOOKS = {
    *("home", "programme:pair", "programme:agreement", "programme:focus", "programme:times"),
    *("recordings:record", "recordings:device", "recordings:rehearsals"),
    *("recordings:film", "recordings:part", "recordings:clip", "room:cycle", "room:prepare", "room:meet"),
    *(
        "room:moment",
        "room:notes",
        "conversations:talk",
        "conversations:written",
        "reflection:steps",
        "reflection:came-of-it",
    ),
}
PROBES = [row for row in TABLE if row.method == "GET" and row.route in LOOKS]
suite = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    # A year of two teachers is slow to replay: a failure is told as it was found.
    phases=(Phase.explicit, Phase.generate),
)


def _row(route: str, place: str = "cycle") -> Row:
    return next(row for row in TABLE if (row.route, row.place, row.method) == (route, place, "POST"))


@dataclass(frozen=True)
class Deed:
    """A request, and what it changes for the model when it is let in."""

    row: Row
    changes: Callable[[World, str], None]


def _share(share: str) -> Callable[[World, str], None]:
    def change(world: World, who: str) -> None:
        if world.film == "ready" and world.cycle == "running" and world.together:
            world.share = share

    return change


def _withdraw(world: World, who: str) -> None:
    world.share = ""


def _pause(world: World, who: str) -> None:
    if world.cycle == "running":
        world.cycle = "paused"


def _resume(world: World, who: str) -> None:
    if world.cycle == "paused":
        world.cycle = "running"


def _close(world: World, who: str) -> None:
    world.brought = False
    world.cycle, world.share = "closed", "" if world.cycle != "closed" else world.share


def _reopen(world: World, who: str) -> None:
    if world.cycle == "closed":
        world.cycle = "running"


def _leave(world: World, who: str) -> None:
    world.left.add(who)


def _ready(world: World, who: str) -> None:
    world.ready.add(who)


def _not_ready(world: World, who: str) -> None:
    if not world.revealed:
        world.ready.discard(who)


def _here(world: World, who: str) -> None:
    world.here.add(who)
    world.meeting_open = world.meeting_open or world.here >= PAIR


def _not_here(world: World, who: str) -> None:
    if not world.meeting_open:
        world.here.discard(who)


def _delete(world: World, who: str) -> None:
    world.film, world.share = "deleted", ""


def _hand_over(world: World, who: str) -> None:
    world.handed = world.handed or (world.together and world.cycle == "running")


def _take_filming_back(world: World, who: str) -> None:
    world.handed = False


def _nothing(world: World, who: str) -> None:
    pass


def _only_extracts(scene: Scene) -> dict[str, Any]:
    return {"what": "extracts", "extracts": [str(scene.places["pick of ana"]["extract"])]}


DEEDS = {
    "share the film": Deed(_row("recordings:share"), _share("whole")),
    "share extracts": Deed(replace(_row("recordings:share"), body=_only_extracts), _share("extracts")),
    "withdraw": Deed(_row("recordings:withdraw"), _withdraw),
    "delete the film": Deed(_row("recordings:delete"), _delete),
    "hand filming over": Deed(_row("recordings:hand-over"), _hand_over),
    "take filming back": Deed(_row("recordings:take-filming-back"), _take_filming_back),
    "pause": Deed(_row("programme:pause"), _pause),
    "resume": Deed(_row("programme:resume"), _resume),
    "close": Deed(_row("programme:close"), _close),
    "reopen": Deed(_row("programme:reopen"), _reopen),
    "leave": Deed(_row("programme:leave", "pair"), _leave),
    "mark": Deed(_row("room:moments"), _nothing),
    "say ready": Deed(_row("room:ready"), _ready),
    "take ready back": Deed(_row("room:not-ready"), _not_ready),
    "say here": Deed(_row("conversations:here"), _here),
    "say not here": Deed(_row("conversations:not-here"), _not_here),
    "write steps": Deed(_row("reflection:steps"), _nothing),
    "set times": Deed(_row("programme:times"), _nothing),
}
# Ends that are hard to come back from are not the first thing in every example.
SELDOM = ("leave", "delete the film")
OFTEN = tuple(name for name in DEEDS if name not in SELDOM)


class TwoTeachers(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.scene = build("never shared")
        self.turn = 0
        for name in PARTNERS:
            self.scene.places[f"account of {name}"] = {"code": self.scene.person(name).code}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @rule(name=some.sampled_from(OFTEN), who=some.sampled_from((*PARTNERS, *PARTNERS, "cleo", "dora")))
    def something_is_done(self, name: str, who: str) -> None:
        self._do(name, who)

    @rule(
        name=some.sampled_from(SELDOM), who=some.sampled_from((ANA, BEN, "dora")), really=some.integers(0, 3)
    )
    def something_is_ended(self, name: str, who: str, really: int) -> None:
        if really == 0:
            self._do(name, who)

    def _do(self, name: str, who: str) -> None:
        deed, world = DEEDS[name], self.scene.world
        may = allowed(world, who, deed.row)
        response = ask(self.scene, who, deed.row)
        assert verdict(response, deed.row) == self._expected(who, may=may), f"{who}: {name}"
        assert not told_too_much(self.scene, who, response), f"{who}: {name}"
        if may:
            deed.changes(world, who)
            self._cut_clips()

    def _cut_clips(self) -> None:
        """What the worker does next, without its media."""
        for extract in Extract.objects.filter(recording=self.scene.film, state=Extract.State.CUTTING):
            assert self.scene.film is not None
            kept(self.scene.film, Rendition.Role.CLIP, b"Quillclipbytes", "video/mp4", extract)
            Extract.objects.filter(pk=extract.pk).update(state=Extract.State.READY)

    @rule(who=some.sampled_from(PARTNERS), by=some.sampled_from(("dora", "dora", BEN, "eve")))
    def an_account_is_closed_or_opened(self, who: str, by: str) -> None:
        closed = who in self.scene.world.disabled
        route = "people:enable" if closed else "people:disable"
        row = replace(_row(route, "colleague"), place=f"account of {who}")
        may = allowed(self.scene.world, by, row)
        assert verdict(ask(self.scene, by, row), row) == self._expected(by, may=may)
        if may:
            (set.discard if closed else set.add)(self.scene.world.disabled, who)
        if may and closed:
            # The sessions of before are not given back.
            scenes.sign_in(self.scene, who)

    @rule(who=some.sampled_from(PARTNERS))
    def a_sign_in_is_lost_or_its_hold_is_over(self, who: str) -> None:
        if who in self.scene.world.held:
            scenes.let_go(self.scene, who)
        else:
            scenes.hold(self.scene, who)

    @invariant()
    def everybody_sees_what_the_table_gives_them(self) -> None:
        self.turn += 1
        outsiders = [OUTSIDERS[self.turn % len(OUTSIDERS)]] if self.turn % 3 == 0 else []
        for who in (*PARTNERS, *outsiders):
            for row in PROBES:
                if row.place in self.scene.places and not self._clip_of_its_owner(who, row):
                    self._compare(who, row)

    def _clip_of_its_owner(self, who: str, row: Row) -> bool:
        """A clip is there while it is offered; its owner has the whole film and may, or may not, find it."""
        return row.place == "clip" and who == ANA and self.scene.world.share != "extracts"

    def _compare(self, who: str, row: Row) -> None:
        response = ask(self.scene, who, row)
        expected = self._expected(who, may=allowed(self.scene.world, who, row))
        assert verdict(response, row) == expected, f"{row} as {who}: {self.scene.world}"
        too_much = told_too_much(self.scene, who, response)
        assert not too_much, f"{row} tells {who} {too_much}: {self.scene.world}"
        assert not response.streaming or bytes_of(response) == b""

    def _expected(self, who: str, *, may: bool) -> str:
        out = who == NOBODY or who in self.scene.world.disabled
        return YES if may else SIGN_IN if out else NO


@pytest.mark.sampled
def test_the_application_does_what_the_table_says_in_any_order(db: None) -> None:
    run_state_machine_as_test(TwoTeachers, settings=suite)  # type: ignore[no-untyped-call]


@pytest.mark.faults
def test_and_in_many_more(db: None) -> None:
    longer = settings(suite, max_examples=8, stateful_step_count=18)
    run_state_machine_as_test(TwoTeachers, settings=longer)  # type: ignore[no-untyped-call]
