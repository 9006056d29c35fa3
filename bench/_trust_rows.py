"""Rows of a whole trust, streamed into PostgreSQL by COPY: one school at a time, nothing kept in memory.

Keys are counted here, so that a row can name another that is still on its way; sequences are set afterwards.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from psycopg.types.json import Jsonb

from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme import plans
from sidebyside.programme.models import (
    CoOrdinator,
    Cycle,
    Membership,
    Partnership,
    Programme,
    Strand,
    StrandPart,
    StrandStep,
)

BEGAN = datetime(2021, 9, 1, 8, tzinfo=UTC)
STEPS = ("focus", "time", "film", "prepare", "talk", "steps")


@dataclass(frozen=True)
class Size:
    """How large a trust is: people a school (an even number), cycles a pair."""

    schools: int
    people: int = 100
    cycles: int = 24


type Row = tuple[type[Model], dict[str, Any]]


class Counter:
    """The next key of each table, and chance that is the same in every run."""

    def __init__(self) -> None:
        self.last: dict[type[Model], int] = {}
        self.chance = random.Random(7)

    def row(self, model: type[Model], **values: Any) -> Row:
        self.last[model] = self.last.get(model, 0) + 1
        return model, {"id": self.last[model], **values}

    def code(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def school_rows(count: Counter, number: int, size: Size) -> Iterator[Row]:
    yield count.row(School, name=f"School {number}", code=count.code())
    school = count.last[School]
    first = count.last.get(Person, 0) + 1
    for place in range(size.people):
        yield count.row(
            Person,
            school_id=school,
            code=count.code(),
            name=f"Person {place} of {number}",
            email=f"p{place}@s{number}.test",
            password="!",
        )
    plan = Jsonb(plans.as_kept(plans.OFFERED["video-dyad"]))
    yield count.row(
        Programme,
        school_id=school,
        code=count.code(),
        name="The year",
        plan=plan,
        starts_on=date(2021, 9, 1),
        ends_on=date(2026, 7, 20),
    )
    yield count.row(SchoolRole, person_id=first, school_id=school, role="co-ordinator")
    yield count.row(CoOrdinator, programme_id=count.last[Programme], person_id=first)
    for pair in range(size.people // 2):
        yield from _pair_rows(count, size, (first + 2 * pair, first + 2 * pair + 1))


def _pair_rows(count: Counter, size: Size, people: tuple[int, int]) -> Iterator[Row]:
    yield count.row(Partnership, programme_id=count.last[Programme], code=count.code(), roles="alternate")
    partnership = count.last[Partnership]
    for place, person in enumerate(people):
        yield count.row(
            Membership, partnership_id=partnership, person_id=person, place=place, accepted_at=BEGAN
        )
    for number in range(1, size.cycles + 1):
        yield from _cycle_rows(count, partnership, number, people, is_last=number == size.cycles)


def _cycle_rows(
    count: Counter, partnership: int, number: int, people: tuple[int, int], *, is_last: bool
) -> Iterator[Row]:
    begins = BEGAN + timedelta(weeks=6 * number)
    closed = None if is_last else begins + timedelta(weeks=5)
    yield count.row(
        Cycle,
        partnership_id=partnership,
        code=count.code(),
        number=number,
        opened_at=begins,
        closed_at=closed,
    )
    yield count.row(
        Strand,
        cycle_id=count.last[Cycle],
        code=count.code(),
        lesson_at=begins + timedelta(weeks=1),
        meeting_at=begins + timedelta(weeks=2),
    )
    strand = count.last[Strand]
    coachee, coach = people if number % 2 else people[::-1]
    yield count.row(StrandPart, strand_id=strand, person_id=coachee, role="coachee")
    yield count.row(StrandPart, strand_id=strand, person_id=coach, role="coach")
    for key in STEPS[: 2 + count.chance.randrange(3)] if is_last else STEPS:
        yield count.row(StrandStep, strand_id=strand, key=key, done_at=begins + timedelta(weeks=3))


def load(size: Size) -> int:
    """Write the whole trust into the database Django stands on. Returns the number of rows."""
    count = Counter()
    written = 0
    with connection.cursor() as cursor:
        # What names what is right by construction; a server need not look each up again.
        cursor.execute("SET session_replication_role = replica")
        for number in range(size.schools):
            written += _copy(cursor, school_rows(count, number, size))
        cursor.execute("SET session_replication_role = DEFAULT")
        for model, last in count.last.items():
            table = model._meta.db_table
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
        cursor.execute("ANALYZE")
    return written


def _copy(cursor: Any, rows: Iterator[Row]) -> int:
    """One school's rows, table by table in the order of what names what."""
    by_model: dict[type[Model], list[dict[str, Any]]] = {}
    for model, values in rows:
        by_model.setdefault(model, []).append(values)
    for model, table_rows in by_model.items():
        names, usual = _columns(model)
        with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
            for row in table_rows:
                copy.write_row(list((usual | row).values()))
    return sum(map(len, by_model.values()))


@cache
def _columns(model: type[Model]) -> tuple[str, dict[str, Any]]:
    """The names of a table's columns and what stands in each where a row says nothing, in one order."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return ", ".join(f'"{one.column}"' for one in fields), {one.attname: _usual(one) for one in fields}


def _usual(field: Any) -> Any:
    value = field.get_default()
    if value is None and not field.null and field.default is NOT_PROVIDED:
        return BEGAN if field.get_internal_type() == "DateTimeField" else ""
    return value
