"""Closes the gap between two stores: what the domain rows say is owed, and what the engine holds.

Asking for work and committing the rows that owe it cannot be one act, workers die, and the engine never does
an id twice. So each worker compares the two every few seconds.
"""

import logging
import time
from datetime import datetime, timedelta

from django.utils import timezone

from sidebyside.jobs import beats, engine, version
from sidebyside.jobs.engine import Held
from sidebyside.jobs.kinds import UNEXPECTED, WORKER_LOST, Kind, Owed, identity, registered
from sidebyside.jobs.models import JobProgress, WorkerBeat
from sidebyside.jobs.running import at_once, tell_failed

# After so many attempts in a row that ended and left the row owing, nobody is helped by another.
ENDS_IN_A_ROW = 3
KEPT = timedelta(days=35)
TIDY_EVERY_S = 3600.0

logger = logging.getLogger(__name__)


class Sweep:
    """The sweep of worker ``name``; remembers from one round to the next what nobody attended to."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._unattended: set[str] = set()
        self._tidied_at = -TIDY_EVERY_S

    def round(self) -> None:
        alive = beats.alive()
        self._take_over(alive)
        self._attend()
        for kind in registered():
            # One room's trouble must not keep the others waiting.
            try:
                catch_up(kind, set(alive.values()))
            except Exception as error:
                logger.error("The sweep of %s broke with %s.", kind.name, type(error).__name__)
        if time.monotonic() - self._tidied_at > TIDY_EVERY_S:
            self._tidied_at = time.monotonic()
            tidy(timezone.now() - KEPT)

    def _take_over(self, alive: dict[str, str]) -> None:
        held_by = {work.executor for work in engine.running() if work.version == version.STEPS}
        # Never from itself: after the machine slept, its own last beat is old too.
        dead = sorted(name for name in held_by if name and name not in alive and name != self._name)
        if dead:
            logger.warning("Taking over from %s.", ", ".join(dead))
            engine.take_over(dead)

    def _attend(self) -> None:
        """A store that fails just after a claim leaves work claimed and not begun, by a worker that lives."""
        unattended = engine.unattended(self._name)
        queues = {kind.name: kind.queue for kind in registered()}
        for workflow_id in unattended & self._unattended:
            kind_name = workflow_id.partition(":")[0]
            if kind_name in queues:
                engine.hand_back(workflow_id, queues[kind_name])
        self._unattended = unattended


def tidy(before: datetime) -> None:
    """Let go of what ended before then: codes and dates, too, are kept no longer than they are of use."""
    engine.forget_ended(before)
    JobProgress.objects.filter(updated_at__lt=before).delete()
    WorkerBeat.objects.filter(beat_at__lt=before).delete()


def catch_up(kind: Kind, versions_alive: set[str]) -> None:
    """Ask for what is owed and not held; where its id has ended, see that the row moves on."""
    owed = list(kind.owed())
    held = engine.held(identity(kind.name, work) for work in owed)
    ended: list[tuple[Owed, Held]] = []
    for work in owed:
        there = held.get(identity(kind.name, work))
        if there is None:
            engine.enqueue(kind, work)
        elif not there.waits_or_runs or _nobody_can_run(there, versions_alive):
            ended.append((work, there))
    if not ended:
        return
    # Read again: a job writes its row before its id ends, so what ended between the two reads owes no more.
    still_owed = set(kind.owed())
    for work, there in ended:
        if work in still_owed:
            _move_on(kind, work, there)


def _nobody_can_run(there: Held, versions_alive: set[str]) -> bool:
    return there.version not in {None, version.STEPS} and there.version not in versions_alive


def _move_on(kind: Kind, work: Owed, there: Held) -> None:
    if there.killed_its_workers:
        # Not another attempt by ourselves: it would kill as many workers again.
        tell_failed(kind, work, WORKER_LOST, at_once)
        return
    if there.waits_or_runs:
        engine.cancel(there.workflow_id)
    if kind.raise_attempt is None or _ends_in_a_row(kind, work):
        tell_failed(kind, work, there.word or UNEXPECTED, at_once)
        return
    raised = kind.raise_attempt(work)
    # Asked for only where the rows owe it: a raised attempt may begin with another kind of work.
    if raised is not None and raised in set(kind.owed()):
        engine.enqueue(kind, raised)


def _ends_in_a_row(kind: Kind, work: Owed) -> bool:
    latest = range(work.attempt - ENDS_IN_A_ROW + 1, work.attempt + 1)
    if latest.start < 0:
        return False
    held = engine.held(identity(kind.name, Owed(work.code, attempt)) for attempt in latest)
    return len(held) == ENDS_IN_A_ROW and all(there.status in {"ERROR", "SUCCESS"} for there in held.values())
