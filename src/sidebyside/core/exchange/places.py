"""Where in a file something is, so that a person finds it: "Line 12", "Paragraph 3", "Turn 40"."""

from dataclasses import dataclass
from enum import StrEnum

from sidebyside.core.saying import _


class Unit(StrEnum):
    LINE = "line"
    PARAGRAPH = "paragraph"
    ROW = "row"
    TURN = "turn"


PLACES: dict[Unit, str] = {
    Unit.LINE: _("Line {number}"),
    Unit.PARAGRAPH: _("Paragraph {number}"),
    Unit.ROW: _("Table row {number}"),
    Unit.TURN: _("Turn {number}"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """`number` counts from 1, as an editor shows it."""

    unit: Unit
    number: int

    def __str__(self) -> str:
        return PLACES[self.unit].format(number=self.number)


def line(number: int) -> Place:
    return Place(Unit.LINE, number)
