"""All that is held of what people made: how each kind of row is erased, and what of it its author takes away.

A room registers each of its content models; the suite fails for one that is missing (tests/trust/test_holdings.py).
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from sidebyside.trust import shredding
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Kind
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText, kept_bytes


class PersonLike(Protocol):
    """What trust must know of a person; ``people`` has the whole."""

    pk: Any
    code: uuid.UUID


class Way(StrEnum):
    """How rows end for good."""

    OWN = "its author's alone: erased when they choose"
    FILM = "with the film, whose owner deletes it"
    TALK = "with the sound of a talk, by both partners"
    WRITTEN = "with what was written down, by both; one's own voice is taken out by oneself"
    PAIR = "the pair's together: sealed under a key of theirs"
    REGISTER = "the school's: with the class or the pupil, by whoever keeps the register"
    COUNTED = "counts of answers, tied to nobody: sealed, and gone once the figures of their year are decided"
    PLACE = "no words and no bytes: who was where, as long as the cycle is there"


SHREDDED_BY = {Way.FILM: Kind.FILM, Way.TALK: Kind.TALK, Way.WRITTEN: Kind.WRITTEN}


@dataclass(frozen=True)
class Holding:
    """``whose`` leads from a row to its author and must be said for OWN.

    ``exported`` names the columns that its author takes away; where it is empty, ``why_not`` says why.
    """

    model: type[ContentModel]
    way: Way
    whose: str = ""
    exported: tuple[str, ...] = ()
    why_not: str = ""

    def __post_init__(self) -> None:
        if self.way == Way.OWN and not (self.whose and self.exported):
            raise ValueError(f"{self.model.__name__} is somebody's own: say whose, and what they take away.")
        if bool(self.exported) == bool(self.why_not):
            raise ValueError(f"{self.model.__name__}: say what is taken away, or why nothing is.")
        if self.exported and not self.whose:
            raise ValueError(f"{self.model.__name__}: say who takes it away.")

    def rows(self, person: PersonLike) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.whose: person.pk})

    def taken(self, person: PersonLike) -> list[dict[str, Any]]:
        """Readable rows, their words opened."""
        related = [one.name for one in self.model._meta.concrete_fields if isinstance(one, models.ForeignKey)]
        related += [name for name in self.exported if "__" in name]
        rows = self.rows(person).select_related(*related).order_by("pk")
        return [{name.split("__")[-1]: _plain(_reached(row, name)) for name in self.exported} for row in rows]


@dataclass(frozen=True)
class File:
    """One file that a person takes away: its name in the archive and its bytes in order."""

    name: str
    pieces: Callable[[], Iterator[bytes]]


def one_piece(row: SealedModel, column: str) -> Iterator[bytes]:
    """The bytes of a file that lies sealed in one column; none where it was erased while the archive was being made."""
    try:
        yield kept_bytes(row, column)
    except (KeyGone, ObjectDoesNotExist):
        return


@dataclass(frozen=True)
class Room:
    """What a room holds. ``erase(person)`` ends what is no mere row of theirs and may be done again; ``files`` gives
    what is no mere row of theirs to take away; ``left_out`` says, a line a thing, what of it is not among the files."""

    name: str
    holdings: tuple[Holding, ...]
    erase: Callable[[Any], None] | None = None
    files: Callable[[Any], Iterable[File]] | None = None
    left_out: Callable[[Any], list[str]] | None = None


@dataclass
class _Registered:
    rooms: dict[str, Room] = field(default_factory=dict)


_registered = _Registered()


def register(room: Room) -> None:
    _registered.rooms[room.name] = room


def rooms() -> list[str]:
    """The names under which rooms have said what they hold."""
    return list(_registered.rooms)


def holdings() -> list[Holding]:
    return [one for room in _registered.rooms.values() for one in room.holdings]


def must_be_held() -> set[type[models.Model]]:
    """Every model with a sealed column, with a file, or that says that it is content."""
    from django.apps import apps

    found = set()
    for model in apps.get_models():
        fields = model._meta.get_fields()
        if getattr(model, "is_content", False) or any(
            isinstance(one, SealedText | models.FileField | models.BinaryField) for one in fields
        ):
            found.add(model)
    return found


def taken_away(person: PersonLike) -> dict[str, list[dict[str, Any]]]:
    """All rows of a person's own, by their model; models of which there is none are left out."""
    found = {one.model.__name__: one.taken(person) for one in holdings() if one.exported}
    return {name: rows for name, rows in found.items() if rows}


def files_of(person: PersonLike) -> Iterator[File]:
    for room in _registered.rooms.values():
        if room.files is not None:
            yield from room.files(person)


def left_out(person: PersonLike) -> list[str]:
    """What a person cannot take away now, in words for them."""
    rooms = [room.left_out for room in _registered.rooms.values() if room.left_out is not None]
    return [line for of_room in rooms for line in of_room(person)]


def erase(person: PersonLike) -> dict[str, int]:
    """Erase all of a person's own; the answer is what is left, all noughts when it worked. Safe to repeat.

    Lower rooms first: a film takes with it what hangs on it above. What is both partners' stays the other's.
    """
    for room in _registered.rooms.values():
        if room.erase is not None:
            room.erase(person)
    for one in holdings():
        if one.way == Way.OWN:
            one.rows(person).delete()
    return left(person)


def left(person: PersonLike) -> dict[str, int]:
    own = [one for one in holdings() if one.way == Way.OWN or (one.way == Way.FILM and one.exported)]
    return {one.model.__name__: _readable(one.rows(person)) for one in own}


def _readable(rows: models.QuerySet[Any]) -> int:
    """A deleted film's empty row says that it was here, and holds nothing."""
    if any(one.name == "deleted_at" for one in rows.model._meta.concrete_fields):
        rows = rows.filter(deleted_at=None)
    return rows.count()


def _reached(row: models.Model, name: str) -> Any:
    """A column, or what lies behind a key: a coach's words lead to the cycle, never to the coachee's film."""
    found: Any = row
    for part in name.split("__"):
        found = getattr(found, part)
    return found


def has_a_shredder(way: Way) -> bool:
    return way not in SHREDDED_BY or shredding.is_registered(SHREDDED_BY[way])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, models.Model):
        code = getattr(value, "code", None)
        return str(code) if code is not None else None
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)
