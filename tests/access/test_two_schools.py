"""The matrix's pair as one of two schools: Ben works at Eve's, and she runs and leads it.

To the two it is what it is to a pair of one school, but for what stays at home; to Ben's own school it is not there.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from sidebyside.federation.models import Visiting
from sidebyside.people.models import SchoolRole
from sidebyside.recordings.models import Recording
from tests.access.asking import NO, YES, allowed, ask, everything_stored, told_too_much, verdict
from tests.access.model import BEN
from tests.access.scenes import Scene, build
from tests.access.table import TABLE, Row
from tests.access.test_matrix import STILL
from tests.federation.across import of_two_schools

pytestmark = pytest.mark.django_db
# Kit is the school's whose lesson it is; a talk of two schools has no listener and no group.
STAYS_AT_HOME = {"kit:cycle"}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = build("meeting open")
        of_two_schools(made.cast)
        SchoolRole.objects.create(
            person=made.cast.eve, school=made.cast.other_school, role=SchoolRole.Role.LEADER
        )
        Recording.objects.filter(pk=made.film.pk).update(covered_at=timezone.now())  # type: ignore[union-attr]
        yield made
        transaction.set_rollback(True)


def rows(scene: Scene, *methods: str) -> list[Row]:
    """All that lies at the pair, its cycle, its film and its talk."""
    return [
        row
        for row in TABLE
        if row.method in methods and row.place in scene.places and row.place and row.place not in STILL
    ]


def asked(scene: Scene, who: str, row: Row) -> tuple[str, list[str]]:
    with transaction.atomic():
        response = ask(scene, who, row)
        found, too_much = verdict(response, row), told_too_much(scene, who, response)
        transaction.set_rollback(True)
    return found, list(too_much)


def test_ben_is_to_the_pair_what_a_partner_of_one_school_is(scene: Scene) -> None:
    wrong = []
    for row in rows(scene, "GET"):
        found, too_much = asked(scene, BEN, row)
        may = allowed(scene.world, BEN, row) and row.route not in STAYS_AT_HOME
        if found != (YES if may else NO) or too_much:
            wrong.append(f"{row}: {found}, reads {too_much}")
    assert not wrong, "\n".join(wrong)


def test_who_runs_and_leads_bens_school_sees_nothing_of_the_pair(scene: Scene) -> None:
    before, wrong = everything_stored(), []
    for row in rows(scene, "GET", "POST", "PATCH", "DELETE"):
        if allowed(scene.world, "eve", row):
            # Open to her at any time: her own school's, or everybody's.
            continue
        response = ask(scene, "eve", row)
        if verdict(response, row) != NO or told_too_much(scene, "eve", response):
            wrong.append(f"{row}: {response.status_code}")
    for address in ("/", "/programmes/", "/hours/", "/people/", "/school/trust/"):
        body = scene.browser("eve").get(address).content.decode()
        wrong += [f"{address}: {word}" for word in ("Ana", "Coaching year") if word in body]
    assert not wrong, "\n".join(wrong)
    after = everything_stored()
    assert [table for table in before if before[table] != after[table]] == []


def test_once_a_visit_has_ended_ben_is_as_if_he_had_left(scene: Scene) -> None:
    """Also where only the row says so, as after a restore: it is read with each request."""
    left = replace(scene.world, left={BEN})
    wrong = []
    with transaction.atomic():
        Visiting.objects.filter(person=scene.cast.ben, programme=scene.cast.programme.code).update(
            ended_at=timezone.now()
        )
        for row in rows(scene, "GET"):
            found, _too_much = asked(scene, BEN, row)
            if found == YES and not allowed(left, BEN, row) and row.route != "programme:leave":
                wrong.append(str(row))
        transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
