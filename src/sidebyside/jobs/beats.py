"""Who lives: a worker's heart beats in a thread of its own, so that a long step does not look like death."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, close_old_connections, connections
from django.db.models.functions import Now

from sidebyside.jobs import version
from sidebyside.jobs.locks import NameLock
from sidebyside.jobs.models import WorkerBeat

BEAT_EVERY_S = 5.0
DEAD_AFTER_S = 60.0

logger = logging.getLogger(__name__)


def begin(name: str) -> None:
    WorkerBeat.objects.update_or_create(
        name=name, defaults={"version": version.STEPS, "started_at": Now(), "beat_at": Now()}
    )


def end(name: str) -> None:
    WorkerBeat.objects.filter(name=name).delete()


def alive() -> dict[str, str]:
    """The version of each worker that lives, by its name."""
    recent = WorkerBeat.objects.filter(beat_at__gte=Now() - timedelta(seconds=DEAD_AFTER_S))
    return dict(recent.values_list("name", "version"))


class Heart:
    def __init__(self, name: str, lock: NameLock, when_name_is_lost: Callable[[], None]) -> None:
        self._name = name
        self._lock = lock
        self._when_name_is_lost = when_name_is_lost
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)

    def start(self) -> None:
        begin(self._name)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=BEAT_EVERY_S)

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_EVERY_S):
            close_old_connections()
            try:
                if not WorkerBeat.objects.filter(name=self._name).update(beat_at=Now()):
                    begin(self._name)
                if not self._lock.still_held():
                    logger.error("Another worker took the name %s.", self._name)
                    self._when_name_is_lost()
            except Error as error:
                logger.warning("A heartbeat was not written (%s).", type(error).__name__)
                connections.close_all()
        connections.close_all()
