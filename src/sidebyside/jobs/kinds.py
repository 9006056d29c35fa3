"""What rooms see: kinds of work, what is owed, and how to ask for it."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db import transaction

logger = logging.getLogger(__name__)

WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_WORD = 40
UNEXPECTED = "unexpected"
WORKER_LOST = "worker_lost"


class Queue(StrEnum):
    QUICK = "quick"
    FILMS = "films"
    SLOW = "slow"


@dataclass(frozen=True)
class Owed:
    """Work that the domain rows say is to be done. ``code`` is the public id of the object (a UUID),
    ``attempt`` its column that every "try again" raises."""

    code: str
    attempt: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", str(UUID(str(self.code))))
        if isinstance(self.attempt, bool) or not isinstance(self.attempt, int) or self.attempt < 0:
            raise ValueError(f"An attempt is a whole number from 0, not {self.attempt!r}.")


# A step is given (code, attempt). It may run twice, even at the same time after a false take-over: it
# writes beside what is there, under its attempt and a random name, and publishes in one conditional UPDATE.
type Step = Callable[[str, int], None]


class StepFailed(Exception):
    """A failure that has a word of its own; ends the job without another try."""

    def __init__(self, word: str) -> None:
        super().__init__(checked_word(word))
        self.word = str(word)


@dataclass(frozen=True)
class Kind:
    """One kind of work.

    ``owed`` lists what the domain rows say is owed now. ``failed`` writes the word into the domain row, which
    then owes nothing until the attempt is raised; it is called once or more. ``raise_attempt`` raises the
    attempt with a conditional UPDATE (``WHERE attempt = owed.attempt``) and returns what is owed then, None
    where somebody was quicker or nothing is owed; without it, the sweep ends such work as failed.
    """

    name: str
    queue: Queue
    steps: tuple[Step, ...]
    owed: Callable[[], Iterable[Owed]]
    failed: Callable[[Owed, str], None]
    raise_attempt: Callable[[Owed], Owed | None] | None = None


_kinds: dict[str, Kind] = {}


def checked_word(word: str) -> str:
    if len(word) > LONGEST_WORD or not WORD.fullmatch(word):
        raise ValueError("A word here is lower case, of letters, digits and single underscores, 40 at most.")
    return word


def register(kind: Kind) -> None:
    """Make a kind known to web and workers; rooms call it from ``AppConfig.ready()``."""
    checked_word(kind.name)
    names = [step.__name__ for step in kind.steps]
    if not names or len(set(names)) != len(names):
        raise ValueError(f"{kind.name} needs at least one step, and each step a name of its own.")
    if _kinds.get(kind.name, kind) != kind:
        raise ValueError(f"{kind.name} is registered twice.")
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    return _kinds[name]


def registered() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def identity(kind_name: str, owed: Owed) -> str:
    """The engine's id of this work: the same wherever and however often it is asked for."""
    return f"{kind_name}:{owed.code}:{owed.attempt}"


def ask(kind_name: str, owed: Owed) -> None:
    """Put the work in its queue once the transaction is committed. Asking twice is asking once.

    If the engine's store is out, the page goes on: the sweep of a worker asks again.
    """
    kind = kind_named(kind_name)
    transaction.on_commit(partial(_ask_now, kind, owed), robust=True)


def cancel(kind_name: str, owed: Owed) -> None:
    """Stop the work before its next step, once the transaction is committed; a step under way is finished."""
    kind = kind_named(kind_name)
    transaction.on_commit(partial(_cancel_now, kind, owed), robust=True)


def _ask_now(kind: Kind, owed: Owed) -> None:
    # Here, not above: the engine takes half a second to import, and pages that ask for nothing need none.
    from sidebyside.jobs import engine

    try:
        engine.enqueue(kind, owed)
    except Exception as error:
        logger.warning(
            "The engine is out (%s); the sweep asks for %s later.", type(error).__name__, kind.name
        )


def _cancel_now(kind: Kind, owed: Owed) -> None:
    from sidebyside.jobs import engine

    try:
        engine.cancel(identity(kind.name, owed))
    except Exception as error:
        logger.warning("The engine is out (%s); %s was not cancelled.", type(error).__name__, kind.name)
