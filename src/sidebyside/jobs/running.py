"""How one step is run, in a worker or right here: retries, words for failures, connections."""

import logging
import traceback
from collections.abc import Callable

from sidebyside.jobs.kinds import UNEXPECTED, Kind, Owed, Step, StepFailed, kind_named

logger = logging.getLogger(__name__)

WAITS_S = (1.0, 5.0, 20.0)


def attempt_step(kind: Kind, step: Step, owed: Owed, wait: Callable[[float], object]) -> str | None:
    """Run one step, again after each wait where it breaks. None when it is done, else its failure's word."""
    for seconds in (*WAITS_S, None):
        try:
            step(owed.code, owed.attempt)
            return None
        except StepFailed as failure:
            return failure.word
        # SystemExit too: a library that calls exit() in a worker's thread would leave the job held for ever.
        except (Exception, SystemExit) as error:
            if seconds is None:
                _log_break(kind, step, error)
                return UNEXPECTED
            logger.warning("%s.%s broke with %s; again.", kind.name, step.__name__, type(error).__name__)
            wait(seconds)
    return UNEXPECTED


def tell_failed(kind: Kind, owed: Owed, word: str, wait: Callable[[float], object]) -> None:
    """Let the room write the failure down. If it cannot, the sweep tells it again."""

    def failed(_code: str, _attempt: int) -> None:
        kind.failed(owed, word)

    attempt_step(kind, failed, owed, wait)


def run_here(kind_name: str, owed: Owed) -> None:
    """Do the work in this process as a worker would, without the engine and without waiting between tries."""
    kind = kind_named(kind_name)
    for step in kind.steps:
        word = attempt_step(kind, step, owed, at_once)
        if word is not None:
            tell_failed(kind, owed, word, at_once)
            return


def at_once(_seconds: float) -> None:
    return


def _log_break(kind: Kind, step: Step, error: BaseException) -> None:
    # The message of an exception may quote what people wrote or a file's name; where it arose never does.
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s.%s broke with %s\n%s", kind.name, step.__name__, type(error).__name__, where)
