"""Every statement that is run for somebody who is no partner, watched.

The rule. While Cleo, Idris, Dora, Leo, Tim, Nina, Omar, Eve or nobody asks (every row of the table, every
method, also the ones that are refused), and while mails, the calendar feed and the co-ordinator's pages are
made for them, no statement names a content table (``is_content``), but for one kind of statement:

a door's look-up of the very thing whose public code stands in the address (or in what came with it). Such a
statement (1) is a SELECT, (2) names no sealed column, and (3) ends in a refusal: the request is answered 404 or
401. Somebody without the code can never cause one, and nobody is told what it found.

For what a co-ordinator, a leader or the operator is let in to see there is no exception at all: whoever gets a
page that opens has caused no statement that names a content table.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, transaction

from sidebyside.people import actions as people_actions
from sidebyside.trust.sealed import SealedText
from tests.access import places_change, places_interviews
from tests.access.asking import ask, bytes_of
from tests.access.places_forms import OWN_SHELVES
from tests.access.scenes import EVERYBODY, PARTNERS, Scene, build
from tests.access.table import TABLE, Row

# The plugin makes the database only for tests that say they use it; the scene lies around each test.
pytestmark = pytest.mark.django_db

CONTENT = [model for model in apps.get_models() if getattr(model, "is_content", False)]
TABLES = {model._meta.db_table for model in CONTENT}
NAMED = re.compile('"(?:' + "|".join(map(re.escape, TABLES)) + ')"')
SEALED = {
    f'"{model._meta.db_table}"."{field.column}"'
    for model in CONTENT
    for field in model._meta.local_fields
    if isinstance(field, SealedText)
}
OUTSIDERS = [name for name in EVERYBODY if name not in PARTNERS]


@contextmanager
def statements() -> Iterator[list[str]]:
    told: list[str] = []

    def listen(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        told.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(listen):
        yield told


def on_content(told: list[str]) -> list[str]:
    return [sql for sql in told if NAMED.search(sql)]


@pytest.fixture(
    scope="module", params=["meeting open", pytest.param("extracts shared", marks=pytest.mark.faults)]
)
def watched(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(request.param)
        transaction.set_rollback(True)


def watch(scene: Scene, who: str, row: Row) -> tuple[int, list[str]]:
    with transaction.atomic():
        with statements() as told:
            response = ask(scene, who, row)
            bytes_of(response)
        transaction.set_rollback(True)
    return response.status_code, on_content(told)


def _is_their_own(scene: Scene, who: str, row: Row) -> bool:
    """Cleo and Idris are a pair themselves: what leads to nothing of Ana's and Ben's leads to their own. The register
    is Nina's to keep, and a guardian's link is whose hand it is in. Everybody has their own shelf: test_shelves."""
    if any(room.is_let_in(scene.world, who, row) for room in (places_change, places_interviews)):
        return True
    if row.route in {*OWN_SHELVES, "consent:agree", "consent:agree-held"}:
        return True
    if who == "nina" and row.route.startswith("consent:"):
        return True
    return who in {"cleo", "idris"} and row.place == ""


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_but_the_partners_causes_a_look_at_content(watched: Scene, who: str) -> None:
    wrong = []
    for row in TABLE:
        if (row.place not in watched.places and row.place != "send") or _is_their_own(watched, who, row):
            continue
        status, named = watch(watched, who, row)
        if named and status not in {401, 404}:
            wrong.append(f"{row} as {who} is answered {status} and runs {named[0][:300]}")
        wrong += [
            f"{row} as {who} reads a sealed column: {sql[:300]}"
            for sql in named
            if any(column in sql for column in SEALED)
        ]
        if any(not sql.startswith("SELECT") for sql in named):
            wrong.append(f"{row} as {who} writes to content: {named}")
        if named and not any(word in row.route for word in BY_OWN_CODE) and row.place != "send":
            wrong.append(f"{row} as {who} looks at content on the way to a refusal: {named[0][:300]}")
    assert not wrong, "\n".join(wrong)


# Addresses that carry a film's, an extract's or an upload's own code: there the door must look at the thing.
BY_OWN_CODE = (
    *("recordings:part", "recordings:seen", "recordings:clip", "recordings:upload"),
    *("recordings:original", "recordings:glimpse"),
)


def test_mails_and_feeds_name_no_content(watched: Scene, django_capture_on_commit_callbacks: Any) -> None:
    cast = watched.cast
    with transaction.atomic():
        with statements() as told, django_capture_on_commit_callbacks(execute=True):
            people_actions.invite(cast.school, "somebody@harbour.test", "Somebody", cast.dora)
            people_actions.ask_way_back(cast.ana.email)
            watched.browser("nobody").get(f"/calendar/{watched.places['feed']['token']}.ics")
        transaction.set_rollback(True)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    assert len(mail.outbox) == 2
    assert not on_content(told)


def test_the_watcher_sees_what_a_partner_causes(watched: Scene) -> None:
    """The test of the test: a page of the pair's own does name content, and is heard doing it."""
    row = next(row for row in TABLE if row.route == "programme:focus" and row.method == "GET")
    status, named = watch(watched, "ana", row)
    assert status == 200
    assert named
    assert any(column in sql for sql in named for column in SEALED)
