"""The worker process: holds its name, beats, works off the queues, sweeps."""

import logging
import os
import re
import signal
import threading
from types import FrameType

from django.db import Error, close_old_connections

from sidebyside.jobs import beats, engine
from sidebyside.jobs.kinds import registered
from sidebyside.jobs.locks import name_lock
from sidebyside.jobs.sweep import Sweep

SWEEP_EVERY_S = 15.0

logger = logging.getLogger(__name__)


class NameTaken(Exception):
    """Another worker has this name."""


class Worker:
    def __init__(self, name: str, patience_s: float) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", name):
            raise ValueError("A worker's name is of letters, digits, dots, dashes and underscores.")
        self._name = name
        self._patience_s = patience_s
        self._stop = threading.Event()

    def run(self) -> bool:
        """Work until told to stop. False where a step was cut short; raises NameTaken, StoreMissing."""
        lock = name_lock(self._name)
        if not lock.hold():
            raise NameTaken(self._name)
        heart = beats.Heart(self._name, lock, self._stop.set)
        # Beats before it holds work, else the others would take that for a dead worker's.
        heart.start()
        try:
            engine.start(self._name, registered())
            self._sweep_until_told()
            logger.info("Worker %s is told to stop.", self._name)
            finished = engine.stop(self._patience_s)
        finally:
            heart.stop()
            self._say_farewell()
            lock.release()
        return finished

    def _say_farewell(self) -> None:
        try:
            beats.end(self._name)
        except Error as error:
            # Its last beat grows old by itself.
            logger.info("Worker %s could not say that it ends (%s).", self._name, type(error).__name__)

    def listen_to_signals(self) -> None:
        signal.signal(signal.SIGTERM, self._told)
        signal.signal(signal.SIGINT, self._told)

    def _told(self, _signal: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            os._exit(1)
        self._stop.set()

    def _sweep_until_told(self) -> None:
        sweep = Sweep(self._name)
        while not self._stop.is_set():
            close_old_connections()
            try:
                sweep.round()
            except Exception as error:
                logger.error("The sweep broke with %s.", type(error).__name__)
            self._stop.wait(SWEEP_EVERY_S)
