"""Counts the steps at which a process leaves something behind, and lets the ground go at one of them.

A step is whatever reaches a disk: a file that is opened for writing, written, synced, renamed or taken away; a
transaction that is committed; a log that is folded in. ``kill`` is a real SIGKILL before the step, ``full`` a disk
without room from that step on (RLIMIT_FSIZE: no file may grow, as the kernel sees it, SQLite's neither).
"""

import os
import re
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER)\b", re.I)
_ENDS = re.compile(r"\s*(COMMIT|END|PRAGMA wal_checkpoint)\b", re.I)
_TAKES_AWAY = {"os.remove", "os.rename", "os.rmdir", "os.link", "os.mkdir"}
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT

seen: list[str] = []
_armed: tuple[str, int] | None = None


def arm(how: str, at: int) -> None:
    """From now on, steps count; at the one of this number (from 0) it happens."""
    global _armed
    seen.clear()
    _armed = (how, at)


def disarm() -> None:
    global _armed
    _armed = None


def step(name: str) -> None:
    if _armed is None:
        return
    seen.append(name)
    how, at = _armed
    if len(seen) - 1 != at:
        return
    disarm()
    os.write(2, f"at step {at}: {name}\n".encode())
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


def room_again() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def watch(folder: str) -> None:
    """Every step below ``folder``, and of every database that is opened from now on. Once a process."""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if _armed is None or not (event == "open" or event in _TAKES_AWAY):
            return
        if event == "open" and not (isinstance(given[2], int) and given[2] & _TO_WRITE):
            return
        if str(given[0]).startswith(folder):
            step(f"{event} {os.path.basename(str(given[0]))}")

    sys.addaudithook(hook)
    for name in ("pwrite", "fsync", "ftruncate", "sync_file_range"):
        if hasattr(os, name):
            setattr(os, name, _counted(name, getattr(os, name)))
    connect = sqlite3.connect

    def connected(*given: Any, **more: Any) -> sqlite3.Connection:
        made = connect(*given, **more)

        def told(sql: str) -> None:
            # What stands inside a transaction leaves nothing before its end.
            if _ENDS.match(sql) or (_WRITES.match(sql) and not made.in_transaction):
                step(" ".join(sql.split()[:3]))

        made.set_trace_callback(told)
        return made

    sqlite3.connect = sqlite3.dbapi2.connect = connected  # type: ignore[assignment]


def _counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*given: Any, **more: Any) -> Any:
        step(name)
        return real(*given, **more)

    return counted
