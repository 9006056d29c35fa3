"""What the coding page hands to its script, packed: a long talk would otherwise weigh a megabyte. No Django.

The same few values are suggested again and again, and so are the reasons: each stands once in a table, and a cell
names their places. ``code-talk.js`` unpacks it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NOTHING = -1


@dataclass
class Table:
    """Values, each once, in the order in which they came."""

    values: list[Any] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def place(self, value: Any) -> int:
        key = json.dumps(value, sort_keys=True)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


def packed(turns: Sequence[Sequence[dict[str, Any]]]) -> dict[str, Any]:
    """``turns`` hold for each dimension what ``CellRow.for_script`` says.

    A cell is ``[offer, reason, ...]``: places in the tables, ``NOTHING`` where nothing is suggested; behind them,
    where somebody has touched it, what is coded.
    """
    offers, reasons = Table(), Table()
    return {
        "turns": [[_cell(one, offers, reasons) for one in cells] for cells in turns],
        "offers": offers.values,
        "reasons": reasons.values,
    }


def _cell(cell: dict[str, Any], offers: Table, reasons: Table) -> list[Any]:
    there = cell["suggested"]
    made: list[Any] = [NOTHING]
    if there is not None:
        offer = {key: there[key] for key in ("told", "words", "sure")} | {"listed": cell["listed"]}
        more = {key: value for key, value in there["more"].items() if value}
        made = [offers.place(offer | {"more": more}), *(reasons.place(one) for one in there["because"])]
    if cell["seen"]:
        made.append({key: cell[key] for key in ("told", "cannot", "words", "more", "seen")})
    return made
