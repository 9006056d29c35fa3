"""Deleting for good. Rooms register what hangs on a thing below them; trust runs them top down."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from sidebyside.trust.policy import Kind


@dataclass(frozen=True)
class Shredder:
    """``destroy(code)`` removes what hangs on the thing; ``left(code)`` counts what is still there, by word.

    ``empty(code)`` is the part of it that a transaction can hold: rows. Those of all rooms go together or not at all,
    so that a kill never leaves a film without what hung on it.
    """

    room: str
    destroy: Callable[[uuid.UUID], None]
    left: Callable[[uuid.UUID], dict[str, int]]
    empty: Callable[[uuid.UUID], None] | None = None


_shredders: dict[Kind, list[Shredder]] = {}


def register(kind: Kind, shredder: Shredder) -> None:
    _shredders.setdefault(kind, []).append(shredder)


def is_registered(kind: Kind) -> bool:
    return bool(_shredders.get(kind))


def shred(kind: Kind, code: uuid.UUID) -> dict[str, int]:
    """Destroy everything that hangs on a thing; the answer is what is left, all noughts when it worked.

    Upper rooms registered later, so that they go first: nothing is left pointing at what is gone.
    """
    from_above = list(reversed(_shredders.get(kind, [])))
    with transaction.atomic():
        for shredder in from_above:
            if shredder.empty is not None:
                shredder.empty(code)
    # Keys and files: a kill between them leaves what the sweep finishes.
    for shredder in from_above:
        shredder.destroy(code)
    return left(kind, code)


def left(kind: Kind, code: uuid.UUID) -> dict[str, int]:
    found: dict[str, int] = {}
    for shredder in _shredders.get(kind, []):
        found |= shredder.left(code)
    return found
