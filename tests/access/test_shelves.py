"""Everybody has a shelf of their own. What a page of it asks of a content table is asked for the asker alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from sidebyside.events.models import Poster
from sidebyside.library.models import Addition, Interest
from tests.access import places_walks
from tests.access.asking import ask, bytes_of
from tests.access.model import NOBODY
from tests.access.places_forms import OWN_SHELVES
from tests.access.scenes import EVERYBODY, PARTNERS, Scene, build
from tests.access.table import TABLE, Row
from tests.access.test_sql import TABLES

pytestmark = pytest.mark.django_db

# What colleagues may show is asked for by their school, and by being shown.
SHOWN = {
    model._meta.db_table: column
    for model, column in {
        Addition: "shown_at",
        Interest: "shown_at",
        Poster: "shown_at",
        **places_walks.SHOWN,
    }.items()
}


@pytest.fixture
def scene() -> Scene:
    return build("meeting open")


@contextmanager
def asked() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    told: list[tuple[str, tuple[Any, ...]]] = []

    def listen(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        told.append((sql, tuple(parameters or ())))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(listen):
        yield told


def _asks_for_others(scene: Scene, who: str, row: Row) -> tuple[int, list[str]]:
    """How many questions one page put to content tables, and those of them that are not for the asker alone."""
    person = scene.person(who)
    with transaction.atomic():
        with asked() as told:
            bytes_of(ask(scene, who, row))
        transaction.set_rollback(True)
    found = [
        one for one in told if one[0].startswith("SELECT") and any(f'"{name}"' in one[0] for name in TABLES)
    ]
    wrong = []
    for sql, parameters in found:
        where = sql.split("WHERE")[-1]
        of_colleagues = "school_id" in where and any(
            f'"{table}"' in sql and column in where for table, column in SHOWN.items()
        )
        if (person.school_id if of_colleagues else person.pk) not in parameters:
            wrong.append(f"{row} as {who}: {sql[:400]} {parameters}")
    return len(found), wrong


def test_a_shelf_is_asked_for_by_its_own_person_only(scene: Scene) -> None:
    wrong: list[str] = []
    for who in EVERYBODY:
        if who in (*PARTNERS, NOBODY):
            continue
        seen = 0
        for row in TABLE:
            # Cleo and Idris have a cycle of their own to take away.
            theirs = ":" not in row.route and who in {"cleo", "idris"}
            if row.route in OWN_SHELVES and row.place in scene.places and not row.spoils and not theirs:
                count, others = _asks_for_others(scene, who, row)
                seen += count
                wrong += others
        assert seen > 5, who
    assert not wrong, "\n".join(wrong)


def test_what_is_shown_is_read_at_the_same_school_only_and_until_it_is_taken_back(scene: Scene) -> None:
    pages = ("/interests/", "/guides/assessment-for-learning/")
    ana = scene.browser("ana")
    addition = str(Addition.objects.get().code)
    # The words are as they were: a second press of the same words needs no stamp.
    ana.post("/interests/", {"words": "Quillinterest", "do": "show"})
    ana.post(pages[1], {"do": "show", "addition": addition})
    for page, word in zip(pages, (b"Quillinterest", b"Quilladdition"), strict=True):
        for who in ("ben", "cleo", "dora", "omar"):
            assert word in scene.browser(who).get(page).content, (page, who)
        assert word not in scene.browser("eve").get(page).content
    ana = scene.browser("ana")
    ana.post("/interests/", {"words": "Quillinterest", "do": "keep"})
    ana.post(pages[1], {"do": "hide", "addition": addition})
    for page, word in zip(pages, (b"Quillinterest", b"Quilladdition"), strict=True):
        for who in ("ben", "cleo", "dora", "eve"):
            assert word not in scene.browser(who).get(page).content, (page, who)


def test_nobody_shows_takes_back_or_erases_anothers_addition(scene: Scene) -> None:
    addition = Addition.objects.get()
    for do in ("show", "hide", "erase"):
        told = {"do": do, "addition": str(addition.code)}
        for who in ("ben", "cleo", "dora", "eve"):
            assert scene.browser(who).post("/guides/assessment-for-learning/", told).status_code == 404
    addition.refresh_from_db()
    assert addition.shown_at is None
