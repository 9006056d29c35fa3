"""Route × person × state: everybody gets what trust.md gives them, and not a word more."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound

from sidebyside.web import urls
from tests.access import rooms
from tests.access.asking import (
    NO,
    SIGN_IN,
    YES,
    allowed,
    ask,
    bytes_of,
    everything_stored,
    routes,
    told_too_much,
    verdict,
)
from tests.access.model import NOBODY, Right
from tests.access.scenes import EVERYBODY, PARTNERS, STATES, Scene
from tests.access.table import TABLE, Row

# The plugin makes the database only for tests that say they use it; the scene lies around each test.
pytestmark = pytest.mark.django_db

OUTSIDERS = [name for name in EVERYBODY if name not in PARTNERS]


# The state in which most is open: here everybody is asked about everything, also by HEAD.
FULLEST = "meeting open"
# What a pair's state cannot change is asked in that state, and once more where a partner has left or is held.
STILL_ASKED = {FULLEST, "ben left", "owner held"}
CORE = {
    FULLEST,
    *("shared", "extracts shared", "cycle closed", "paused", "ben left", "ana left", "owner held"),
    *("glass open", "second look asked"),
}
STILL = {
    "breach",
    "law paper",
    "law paper away",
    "invitation",
    "colleague",
    "join",
    "way back",
    "stop",
    "new address",
    "waiting proposal",
    "session of ana",
    "class",
    "pupil",
    "paper",
    "guardian's link",
    "charge",
    "group",
    *rooms.STILL,
    "covered programme",
    "template",
    "own template",
    "role asked",
}
HOME = {"home", "overview:programmes", "overview:programme", "people:people", "programme:calendar"}
EVERY = pytest.mark.parametrize(
    "thorough",
    [pytest.param(False, marks=pytest.mark.sampled), pytest.param(True, marks=pytest.mark.faults)],
    ids=["", "everybody"],
)


def _asks(scene: Scene, methods: tuple[str, ...], thorough: bool) -> Iterator[tuple[str, Row]]:
    """Whom to ask about what. Each outsider has their turn in some states; in ``thorough`` everybody is asked in the
    states of ``CORE``."""
    turn = list(STATES).index(scene.name)
    looking = sorted({*scene.world.glass, *scene.world.looks_through})
    if scene.name == FULLEST or (thorough and scene.name in CORE):
        people = EVERYBODY
    else:
        people = (*PARTNERS, "dora", OUTSIDERS[turn % len(OUTSIDERS)], *looking)
    for row in TABLE:
        if row.method not in methods or (row.place not in scene.places and row.place != "send"):
            continue
        is_still = row.place in STILL or (row.place == "" and row.route not in HOME)
        if not is_still or scene.name == FULLEST or (thorough and scene.name in STILL_ASKED):
            yield from ((who, row) for who in dict.fromkeys(people) if _has_a_turn(scene, who, row, thorough))


def _has_a_turn(scene: Scene, who: str, row: Row, thorough: bool) -> bool:
    if who in {*PARTNERS, "dora"} or thorough or scene.name == FULLEST:
        return who != "dora" or thorough or scene.name == FULLEST or row.route in HOME
    return row.method == "GET" or row.route.startswith("safeguarding:")


@pytest.fixture(autouse=True)
def short_refusals(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering the page of refusals is a third of the time, and it is one page: the fullest state reads it, and
    test_alike. Elsewhere it is looked at which answers are refusals."""
    if "scene" in request.fixturenames and request.getfixturevalue("scene").name != FULLEST:
        monkeypatch.setattr(
            urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False
        )


def _expected(scene: Scene, who: str, row: Row) -> set[str]:
    if allowed(scene.world, who, row):
        return {YES}
    # Whoever comes with a calendar's secret is asked for nothing else, so there is no sign-in to be sent to.
    out = (who == NOBODY or who in scene.world.disabled) and Right.HOLD_FEED not in row.needs
    return {SIGN_IN} if out else {NO}


def test_every_route_stands_in_the_table_and_every_row_has_a_route() -> None:
    resolved = {name for name, _pattern in routes("sidebyside.web.urls")}
    listed = {row.route for row in TABLE}
    assert resolved - listed == set(), "routes without a row in tests/access/table.py"
    assert listed - resolved == set(), "rows without a route"


@EVERY
def test_what_may_be_looked_at(scene: Scene, untouched: None, thorough: bool) -> None:
    wrong = []
    for who, row in _asks(scene, ("GET", "HEAD", "OPTIONS"), thorough):
        wrong += _wrong(scene, who, row, heads=_heads(scene, who, thorough))
    assert not wrong, "\n".join(wrong)


def _heads(scene: Scene, who: str, thorough: bool) -> bool:
    """HEAD is the same code as GET, so one state tells; a partner and a stranger to it are enough for the quick run."""
    return scene.name == FULLEST and (thorough or who in {"ana", "cleo", "nobody"})


def _wrong(scene: Scene, who: str, row: Row, *, heads: bool) -> list[str]:
    with transaction.atomic():
        response = ask(scene, who, row)
        found, too_much = verdict(response, row), told_too_much(scene, who, response)
        wrong = [f"{row}: {who} reads {too_much}"] if too_much else []
        if found not in _expected(scene, who, row):
            wrong.append(f"{row}: {who} is {found}, not {_expected(scene, who, row)}")
        if row.method == "GET" and heads:
            wrong += _wrong_head(scene, who, row, response.status_code)
        transaction.set_rollback(True)
    return wrong


def _wrong_head(scene: Scene, who: str, row: Row, status: int) -> list[str]:
    head = ask(scene, who, row, "HEAD")
    if head.status_code != status or bytes_of(head):
        return [f"{row}: HEAD says {head.status_code}, GET says {status}, to {who}"]
    return []


@EVERY
def test_what_may_not_be_done_changes_nothing(scene: Scene, untouched: None, thorough: bool) -> None:
    before, wrong = everything_stored(), []
    for who, row in _asks(scene, ("POST", "PATCH", "DELETE"), thorough):
        if not allowed(scene.world, who, row):
            response = ask(scene, who, row)
            found, too_much = verdict(response, row), told_too_much(scene, who, response)
            if found not in _expected(scene, who, row):
                wrong.append(f"{row}: {who} is {found}, not {_expected(scene, who, row)}")
            if too_much:
                wrong.append(f"{row}: {who} reads {too_much}")
    after = everything_stored()
    wrong += [f"{table} was changed" for table in before if before[table] != after[table]]
    assert not wrong, "\n".join(wrong)


@EVERY
def test_what_may_be_done(scene: Scene, untouched: None, thorough: bool) -> None:
    wrong = []
    methods = ("POST", "PATCH", "DELETE") if thorough or scene.name in CORE else ()
    for who, row in _asks(scene, methods, thorough):
        if allowed(scene.world, who, row) and not row.spoils:
            with transaction.atomic():
                wrong += _wrong_deed(scene, who, row)
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _wrong_deed(scene: Scene, who: str, row: Row) -> list[str]:
    response = ask(scene, who, row)
    found, too_much = verdict(response, row), told_too_much(scene, who, response)
    wrong = [f"{row}: {who} reads {too_much}"] if too_much else []
    return wrong + ([] if found == YES else [f"{row}: {who} is {found}, but may"])
