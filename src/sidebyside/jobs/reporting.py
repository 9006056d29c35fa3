"""How far a job is, for the page that waits for it."""

import logging
import threading
import time
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import Error, transaction
from django.db.models.functions import Now

from sidebyside.jobs.kinds import checked_word

if TYPE_CHECKING:
    from sidebyside.jobs.models import JobProgress

logger = logging.getLogger(__name__)

WRITE_EVERY_S = 1.0
_REMEMBERED = 200

_lock = threading.Lock()
_written: dict[tuple[str, str], tuple[int, str, float]] = {}


def report(kind: str, code: str, attempt: int, fraction: float, phase: str) -> None:
    """Note how far the job is: ``fraction`` 0 to 1 of its ``phase``, a word. Written at most once a second,
    except for a new phase and the end of one. A late word from an older attempt changes nothing."""
    permille = round(max(0.0, min(1.0, fraction)) * 1000)
    if not _due(kind, str(code), attempt, permille, checked_word(phase)):
        return
    try:
        with transaction.atomic():
            _write(kind, str(code), attempt, permille, phase)
    except Error as error:
        # A film is worth more than the bar that says how far it is.
        logger.info("Progress of %s was not written (%s).", kind, type(error).__name__)


def progress(kind: str, code: str) -> "JobProgress | None":
    """The latest attempt's progress, None before its first word."""
    return _rows().objects.filter(kind=kind, code=code).first()


def _due(kind: str, code: str, attempt: int, permille: int, phase: str) -> bool:
    now = time.monotonic()
    with _lock:
        before = _written.get((kind, code))
        ended = permille == 1000
        if before and not ended and before[:2] == (attempt, phase) and now - before[2] < WRITE_EVERY_S:
            return False
        if len(_written) >= _REMEMBERED:
            _written.clear()
        _written[kind, code] = (attempt, phase, now)
        return True


def _rows() -> "type[JobProgress]":
    # Looked up late: rooms import this package before Django has its models.
    return apps.get_model("jobs", "JobProgress")


def _write(kind: str, code: str, attempt: int, permille: int, phase: str) -> None:
    rows = _rows()
    changed = rows.objects.filter(kind=kind, code=code, attempt__lte=attempt).update(
        attempt=attempt, fraction_permille=permille, phase=phase, updated_at=Now()
    )
    if not changed:
        rows.objects.bulk_create(
            [
                rows(
                    kind=kind,
                    code=code,
                    attempt=attempt,
                    fraction_permille=permille,
                    phase=phase,
                    updated_at=Now(),
                )
            ],
            ignore_conflicts=True,
        )
