"""The doors: from a person and a thing to a yes, or to the one answer that strangers and the lost both get."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from django.http import Http404

from sidebyside.trust.policy import CHANGES_A_PAIR, CONTENT, Act, If, Kind, Who, allows


class AccountLike(Protocol):
    """What trust must know of a person; ``people`` has the whole."""

    is_active: bool

    @property
    def is_held(self) -> bool: ...


@dataclass(frozen=True)
class Standing:
    """How one person stands to one thing now."""

    who: frozenset[Who]
    facts: frozenset[If] = frozenset()


Reader = Callable[[Any, Any], Standing]
_readers: dict[Kind, Reader] = {}


def declare(kind: Kind, reader: Reader) -> None:
    """A room says how standing towards its kind is read: ``reader(person, thing)``."""
    if _readers.get(kind, reader) is not reader:
        raise RuntimeError(f"{kind} is declared by two rooms")
    _readers[kind] = reader


def is_shut_out(person: AccountLike, kind: Kind) -> bool:
    """Whether nothing at all of this kind opens for them now: for lists, before any thing is asked about."""
    return not person.is_active or (person.is_held and kind in CONTENT)


def may(person: AccountLike, act: Act, kind: Kind, thing: object) -> bool:
    if is_shut_out(person, kind) or (person.is_held and act in CHANGES_A_PAIR):
        return False
    standing = _readers[kind](person, thing)
    return allows(kind, act, standing.who, standing.facts)


def check(person: AccountLike, act: Act, kind: Kind, thing: object | None) -> None:
    """Return if allowed; else raise the same Http404 as for a thing that is not there."""
    if thing is None or not may(person, act, kind, thing):
        nothing_here()


def nothing_here() -> NoReturn:
    raise Http404
