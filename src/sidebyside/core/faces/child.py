"""The confined process for faces: as `core.media.child`, with the network loaded before the lock.

Started by `core.media.sandbox.run_child` as `python -m sidebyside.core.faces.child IN OUT PARENT MEMORY CPU JOB`.
"""

import importlib
import sys

from sidebyside.core.media.child import Work, enter, import_whole

PROGRAM = ("-m", "sidebyside.core.faces.child")
JOBS = {"find": ("finding", "ready"), "hide": ("hiding", "ready"), "glimpse": ("glimpsing", "ready")}


def _find_work(job: str) -> Work:
    """Reads the model and starts its threads' home here, where files may still be opened."""
    module, ready = JOBS[job]
    import_whole(importlib.import_module("av"))
    work: Work = getattr(importlib.import_module("." + module, __package__), ready)()
    return work


if __name__ == "__main__":
    enter(sys.argv[1:], _find_work)
