"""The process that reads people's films: confined first, then one job, then gone.

Started by `sandbox.run_child` as `python -m sidebyside.core.media.child IN OUT PARENT MEMORY CPU JOB`.
"""

import importlib
import json
import logging  # noqa: F401 - PyAV asks for it late
import os
import pkgutil
import sys
from collections.abc import Callable
from types import ModuleType

from . import confine
from .errors import Code, MediaError
from .wire import ChildEnd, Gone, Say

Work = Callable[[ChildEnd, dict[str, object]], dict[str, object]]


JOBS = {
    "facts": ("facts", "find"),
    "convert": ("transcode", "convert"),
    "index": ("remux", "index"),
    "pictures": ("pictures", "take"),
    "still": ("still", "remake"),
    "peaks": ("peaks", "measure"),
    "cut": ("clipping", "cut"),
    "listen": ("listening", "hear"),
    "samples": ("listening", "hand_out"),
}


def enter(arguments: list[str], find_work: Callable[[str], Work]) -> None:
    """`find_work` is called between the limits and the lock: everything must be imported by then."""
    incoming, outgoing, parent, memory_bytes, cpu_s = map(int, arguments[:5])
    held = ["dies_with_parent"] if confine.die_with(parent) else []
    held += confine.set_limits(memory_bytes, cpu_s)
    work = find_work(arguments[5])
    held += confine.lock_down()
    end = ChildEnd(incoming, outgoing)
    try:
        end.tell(Say.READY, held)
        _do(end, work)
    except (Gone, BrokenPipeError):
        os._exit(1)
    os._exit(0)


def _do(end: ChildEnd, work: Work) -> None:
    try:
        end.tell(Say.DONE, work(end, json.loads(end.hear(Say.JOB))))
    except (Gone, BrokenPipeError):
        raise
    except MediaError as error:
        end.tell(Say.FAILED, {"code": error.code, "detail": error.detail})
    except MemoryError:
        end.tell(Say.FAILED, {"code": Code.TOO_HEAVY, "detail": "memory"})
    except BaseException as error:
        end.tell(Say.FAILED, {"code": Code.CRASHED, "detail": _class_name(error)})


def _class_name(error: BaseException) -> str:
    """Class names and line numbers only: a message may hold words from the file."""
    trace, lines = error.__traceback__, []
    while trace is not None:
        lines.append(f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {' '.join(lines[-3:])}"


def import_whole(package: ModuleType) -> None:
    """Some of PyAV is imported at first use, which the lock would then refuse."""
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith((".__main__", ".datasets", ".device")):
            importlib.import_module(module.name)


def _find_work(job: str) -> Work:
    module, function = JOBS[job]
    import_whole(importlib.import_module("av"))
    work: Work = getattr(importlib.import_module("." + module, __package__), function)
    return work


if __name__ == "__main__":
    enter(sys.argv[1:], _find_work)
