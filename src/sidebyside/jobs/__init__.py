"""Work that goes on behind a page: rooms register kinds of work and ask for it; a worker does it.

No room imports the engine; a room imports this package's names only.
"""

from sidebyside.jobs.kinds import Kind, Owed, Queue, Step, StepFailed, ask, cancel, register
from sidebyside.jobs.reporting import progress, report
from sidebyside.jobs.running import run_here

__all__ = [
    "Kind",
    "Owed",
    "Queue",
    "Step",
    "StepFailed",
    "ask",
    "cancel",
    "progress",
    "register",
    "report",
    "run_here",
]
