"""The only importer of DBOS: where its store is, how work is put in, what it holds, how a worker runs it.

Traps of DBOS 3.4 that this file guards against are told in docs/adr/0003-engine.md; each has its test.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer, WorkflowStatus
from dbos import error as dbos_error
from django.db import close_old_connections, connections

from sidebyside.jobs import store, version, wire
from sidebyside.jobs.kinds import Kind, Owed, Queue, StepFailed, identity
from sidebyside.jobs.running import attempt_step, tell_failed

APPLICATION = "sidebyside"
MAX_RECOVERIES = 3
# Jobs a worker runs at once, and how often it looks for more. One film at a time leaves a core for pages.
QUEUES = {Queue.QUICK: (4, 0.2), Queue.FILMS: (1, 1.0), Queue.SLOW: (1, 2.0)}
REST_AFTER_FAILURE_S = 10.0
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_IDS_A_QUERY = 400

logger = logging.getLogger(__name__)


class StoreResting(Exception):
    """The store failed a moment ago; pages do not wait for it again until it had a rest."""


class MayCallOut(Exception):
    """The environment would connect the engine to somebody else's servers."""


class WordsOnly(Serializer):
    def serialize(self, data: Any) -> str:
        return wire.pack(data)

    def deserialize(self, serialized_data: str) -> Any:
        return wire.unpack(serialized_data)

    def name(self) -> str:
        return wire.FORMAT


class _Door:
    """A client of the store with a short patience, made at first use and again after a fork."""

    def __init__(self, url: sqlalchemy.URL) -> None:
        self.engine = store.client_engine(url)
        self.client = DBOSClient(
            system_database_engine=self.engine,
            dbos_system_schema=store.SCHEMA,
            serializer=WordsOnly(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )


_doors: dict[tuple[int, str], _Door] = {}
_doors_lock = threading.Lock()
_rest_until = 0.0


def _door() -> _Door:
    url = store.existing_url()
    key = (os.getpid(), url.render_as_string(hide_password=False))
    with _doors_lock:
        if key not in _doors:
            _doors[key] = _Door(url)
        return _doors[key]


def close_doors() -> None:
    """Let go of the connections to every store (a test's, or before a fork)."""
    with _doors_lock:
        for door in _doors.values():
            door.engine.dispose()
        _doors.clear()


def make_store() -> None:
    _keep_to_our_log()
    DBOS.migrate(store.prepared_url().render_as_string(hide_password=False), schema=store.SCHEMA)


def enqueue(kind: Kind, owed: Owed) -> None:
    """Put the work in its queue; nothing happens where the store holds its id already, however it ended."""
    global _rest_until
    if time.monotonic() < _rest_until:
        raise StoreResting
    options: EnqueueOptions = {
        "workflow_name": kind.name,
        "queue_name": str(kind.queue),
        "workflow_id": identity(kind.name, owed),
    }
    door = _door()
    try:
        # Our own connection, since the client's plain enqueue waits for ever where the store is locked.
        with door.engine.begin() as connection:
            door.client.enqueue_in_transaction(connection, options, owed.code, owed.attempt)
    except Exception:
        _rest_until = time.monotonic() + REST_AFTER_FAILURE_S
        raise


def cancel(workflow_id: str) -> None:
    _door().client.cancel_workflow(workflow_id)


@dataclass(frozen=True)
class Held:
    """What the store holds under one id. ``word`` is that of its failure, empty where there is none."""

    workflow_id: str
    status: str
    version: str | None
    executor: str | None
    word: str

    @property
    def waits_or_runs(self) -> bool:
        return self.status in {"ENQUEUED", "PENDING", "DELAYED"}

    @property
    def killed_its_workers(self) -> bool:
        return self.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED"


def held(workflow_ids: Iterable[str]) -> dict[str, Held]:
    wanted = list(workflow_ids)
    found: dict[str, Held] = {}
    for start in range(0, len(wanted), _IDS_A_QUERY):
        part = wanted[start : start + _IDS_A_QUERY]
        for status in _door().client.list_workflows(workflow_ids=part, load_input=False):
            found[status.workflow_id] = _as_held(status)
    return found


def running() -> list[Held]:
    """Everything some worker holds now, dead or alive."""
    rows = _door().client.list_workflows(status="PENDING", load_input=False, load_output=False)
    return [_as_held(status) for status in rows]


def _as_held(status: WorkflowStatus) -> Held:
    word = wire.word_of(status.error) if isinstance(status.error, BaseException) else ""
    return Held(status.workflow_id, str(status.status), status.app_version, status.executor_id, word)


def hand_back(workflow_id: str, queue: Queue) -> None:
    """Put work that is held by nobody back into its queue."""
    # Without its name the engine would use a queue of its own, past all limits.
    _door().client.resume_workflow(workflow_id, queue_name=str(queue))


def forget_ended(before: datetime) -> int:
    """Delete what ended before then, some hundreds a call; how many."""
    client = _door().client
    ended = client.list_workflows(
        status=ENDED,
        completed_before=before.isoformat(),
        load_input=False,
        load_output=False,
        limit=_IDS_A_QUERY,
    )
    if ended:
        client.delete_workflows([status.workflow_id for status in ended])
    return len(ended)


class _Stopping(BaseException):
    """Leaves a workflow between two steps without an outcome. No Exception: the engine would record it."""


_stop = threading.Event()
_active_lock = threading.Lock()
_active: set[str] = set()
_left: dict[str, Queue] = {}


def start(name: str, kinds: Iterable[Kind]) -> None:
    """Begin to work off the queues as executor ``name``; also goes on with what this name held before."""
    url = store.existing_url()
    if any(key.startswith("DBOS_") for key in os.environ):
        raise MayCallOut("Unset the variables that begin with DBOS_: they would let the engine call out.")
    _stop.clear()
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": url.render_as_string(hide_password=False),
        "dbos_system_schema": store.SCHEMA,
        "executor_id": name,
        "application_version": version.STEPS,
        "serializer": WordsOnly(),
        "run_migrations": False,
        "enable_otlp": False,
        "log_level": "WARNING",
        "sys_db_pool_size": 10,
    }
    _keep_to_our_log()
    DBOS(config=config)
    for kind in kinds:
        DBOS.workflow(name=kind.name, max_recovery_attempts=MAX_RECOVERIES)(_workflow_of(kind))
    _launch()
    # Also after going back to an older version, which else would find no new work.
    DBOS.set_latest_application_version(version.STEPS)
    for queue, (at_once, look_every_s) in QUEUES.items():
        DBOS.register_queue(
            str(queue),
            worker_concurrency=at_once,
            polling_interval_sec=look_every_s,
            on_conflict="always_update",
        )


def _launch() -> None:
    try:
        DBOS.launch()
    except dbos_error.DBOSInitializationError as error:
        raise store.StoreMissing("The engine store is not there, or of an older version.") from error


def take_over(executors: list[str]) -> None:
    """Put what dead workers held back into its own queue, its count of recoveries kept."""
    # The public resume_workflow begins the count anew: a film that kills its worker would go round for ever.
    DBOS._recover_pending_workflows(executors)


def unattended(name: str) -> set[str]:
    """Ids that the store says this worker runs, and it does not."""
    mine = {work.workflow_id for work in running() if work.executor == name}
    with _active_lock:
        return mine - _active


def stop(patience_s: float) -> bool:
    """Let steps under way finish for ``patience_s``, hand back what has more steps. True if all ended."""
    _stop.set()
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=max(1, round(patience_s)))
    with _active_lock:
        finished = not _active
        left = dict(_left)
        _left.clear()
    _hand_back_all(left)
    close_doors()
    return finished


def _hand_back_all(left: dict[str, Queue]) -> None:
    try:
        for workflow_id, queue in left.items():
            hand_back(workflow_id, queue)
    except Exception as error:
        # It stays in our name, and is taken over like a dead worker's.
        logger.warning("What is left was not handed back (%s).", type(error).__name__)


def _workflow_of(kind: Kind) -> Callable[[str, int], None]:
    def work(code: str, attempt: int) -> None:
        owed = Owed(code, attempt)
        workflow_id = identity(kind.name, owed)
        with _active_lock:
            _active.add(workflow_id)
        try:
            _run_steps(kind, owed)
        except _Stopping:
            with _active_lock:
                _left[workflow_id] = kind.queue
            raise
        finally:
            with _active_lock:
                _active.discard(workflow_id)

    work.__qualname__ = work.__name__ = kind.name
    return work


def _run_steps(kind: Kind, owed: Owed) -> None:
    for step in kind.steps:
        word = _as_engine_step(step.__name__, partial(attempt_step, kind, step, owed, _wait))
        if word is not None:
            _as_engine_step("tell_failed", partial(tell_failed, kind, owed, word, _wait))
            raise StepFailed(word)


def _as_engine_step(name: str, act: Callable[[], str | None]) -> str | None:
    if _stop.is_set():
        raise _Stopping

    def with_fresh_connections() -> str | None:
        close_old_connections()
        try:
            return act()
        finally:
            connections.close_all()

    return DBOS.run_step({"name": name}, with_fresh_connections)


def _wait(seconds: float) -> None:
    if _stop.wait(seconds):
        raise _Stopping


class _NoSecondTelling(logging.Filter):
    """Drops the engine's account of a step's own failure, which the room has told already."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], StepFailed))


_once = _NoSecondTelling()


def _keep_to_our_log() -> None:
    """Send the engine's log to the root handlers, where it is scrubbed, and to no handler of its own."""
    log = logging.getLogger("dbos")
    log.handlers.clear()
    # The engine adds a handler of its own, and stops passing records on, only where it finds none.
    log.addHandler(logging.NullHandler())
    log.propagate = True
    log.addFilter(_once)
