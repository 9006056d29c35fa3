"""What the sweep makes of a store and rows that differ; what needs a worker is in test_faults."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from sidebyside.jobs import Kind, Owed, Queue, beats, cancel, engine, progress, register, report, sweep
from sidebyside.jobs.models import JobProgress, WorkerBeat


class Shelf:
    def __init__(self, name: str = "shelf") -> None:
        self.rows: list[Owed] = []
        self.failures: list[tuple[Owed, str]] = []
        self.kind = Kind(name, Queue.SLOW, (self.dust,), self._owed, self._failed, self._raise)

    def dust(self, code: str, attempt: int) -> None:
        raise AssertionError("No worker runs here.")

    def _owed(self) -> list[Owed]:
        return list(self.rows)

    def _failed(self, owed: Owed, word: str) -> None:
        self.failures.append((owed, word))
        self.rows.remove(owed)

    def _raise(self, owed: Owed) -> Owed | None:
        if owed not in self.rows:
            return None
        self.rows[self.rows.index(owed)] = Owed(owed.code, owed.attempt + 1)
        return Owed(owed.code, owed.attempt + 1)


@pytest.fixture
def shelf(own_kinds: None, data_folder: Path, transactional_db: None) -> Iterator[Shelf]:
    engine.make_store()
    shelf = Shelf()
    register(shelf.kind)
    yield shelf
    engine.close_doors()


@pytest.fixture
def owed() -> Owed:
    return Owed(str(uuid4()), 1)


def status(owed: Owed) -> str | None:
    name = f"shelf:{owed.code}:{owed.attempt}"
    held = engine.held([name])
    return held[name].status if held else None


def test_what_is_owed_and_not_held_is_asked_for(shelf: Shelf, owed: Owed) -> None:
    shelf.rows = [owed]
    sweep.catch_up(shelf.kind, set())
    assert status(owed) == "ENQUEUED"


def test_what_waits_already_is_left_alone(shelf: Shelf, owed: Owed) -> None:
    shelf.rows = [owed]
    for _ in range(2):
        sweep.catch_up(shelf.kind, set())
    assert shelf.rows == [owed]
    assert shelf.failures == []


def test_what_was_cancelled_and_is_still_owed_gets_a_new_attempt(shelf: Shelf, owed: Owed) -> None:
    shelf.rows = [owed]
    sweep.catch_up(shelf.kind, set())
    cancel("shelf", owed)
    sweep.catch_up(shelf.kind, set())
    again = Owed(owed.code, 2)
    assert shelf.rows == [again]
    assert (status(owed), status(again)) == ("CANCELLED", "ENQUEUED")


def test_a_kind_that_cannot_raise_its_attempt_ends_as_failed(shelf: Shelf, owed: Owed) -> None:
    fixed = Kind("shelf", Queue.SLOW, shelf.kind.steps, shelf.kind.owed, shelf.kind.failed)
    shelf.rows = [owed]
    sweep.catch_up(fixed, set())
    cancel("shelf", owed)
    sweep.catch_up(fixed, set())
    assert shelf.failures == [(owed, "unexpected")]


def test_what_ended_between_the_two_looks_is_left_alone(shelf: Shelf, owed: Owed) -> None:
    looks = iter([[owed], []])
    ending = Kind("shelf", Queue.SLOW, shelf.kind.steps, lambda: next(looks), shelf.kind.failed)
    engine.enqueue(ending, owed)
    cancel("shelf", owed)
    sweep.catch_up(ending, set())
    assert shelf.failures == []


def test_one_rooms_trouble_does_not_keep_the_others_waiting(
    shelf: Shelf, owed: Owed, caplog: pytest.LogCaptureFixture
) -> None:
    troubled = Kind("troubled", Queue.SLOW, shelf.kind.steps, lambda: 1 / 0, shelf.kind.failed)  # type: ignore[arg-type, return-value]
    register(troubled)
    other = Shelf("other")
    register(other.kind)
    other.rows = [owed]
    sweep.Sweep("w1").round()
    assert set(engine.held([f"other:{owed.code}:1"])) == {f"other:{owed.code}:1"}
    assert "The sweep of troubled broke with ZeroDivisionError." in caplog.text


def test_who_beat_within_the_minute_lives(transactional_db: None) -> None:
    beats.begin("near")
    beats.begin("far")
    WorkerBeat.objects.filter(name="near").update(beat_at=Now() - timedelta(seconds=55))
    WorkerBeat.objects.filter(name="far").update(beat_at=Now() - timedelta(seconds=65))
    assert set(beats.alive()) == {"near"}


def test_after_five_weeks_nothing_is_left_of_what_ended(shelf: Shelf, owed: Owed) -> None:
    running = Owed(str(uuid4()), 1)
    for work in (owed, running):
        engine.enqueue(shelf.kind, work)
    cancel("shelf", owed)
    report("shelf", owed.code, 1, 0.5, "dusting")
    sweep.tidy(timezone.now() - timedelta(days=1))
    assert status(owed) == "CANCELLED"
    assert progress("shelf", owed.code)
    sweep.tidy(timezone.now() + timedelta(days=1))
    assert (status(owed), status(running)) == (None, "ENQUEUED")
    assert not JobProgress.objects.exists()
