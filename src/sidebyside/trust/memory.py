"""What a process has in memory, keys too, stays there: no core file when it breaks, and no look from beside."""

import ctypes
import resource
import sys
from contextlib import suppress

_SET_DUMPABLE = 4  # PR_SET_DUMPABLE


def keep_to_itself() -> None:
    """For this process; the limit goes on to all that it starts. Safe to repeat.

    On Linux other processes of the same account cannot attach to it either, nor read its memory; the keeper of the
    machine still can.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
