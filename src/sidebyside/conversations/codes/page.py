"""What the coding page shows one person: every turn with its codes, and one turn's sheet."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from sidebyside.conversations.codes import choosing
from sidebyside.conversations.codes.coded import Cell, CodedTalk, Phase, value_shown
from sidebyside.conversations.codes.dimensions import (
    CHOICES,
    NO,
    ORDER,
    Choice,
    D,
    how_sure,
    more_of,
    told_of,
    words_of,
)
from sidebyside.conversations.codes.packing import packed
from sidebyside.conversations.models import TurnCode
from sidebyside.conversations.reading.page import ReadingPage, hue
from sidebyside.conversations.written.turns import Said, pseudonyms_of
from sidebyside.people.models import Person

SEVERAL = (D.FUNCTION, D.STIMULUS)
LISTED = (D.FUNCTION, D.SUBJECT, D.BUILDING)
NOTHING_SAID = {D.BUILDING: NO, D.SUBJECT: "goes on"}


@dataclass(frozen=True)
class CellRow:
    cell: Cell

    @property
    def dimension(self) -> D:
        return self.cell.dimension

    @property
    def name(self) -> str:
        return str(self.dimension.label)

    @property
    def told(self) -> list[str]:
        return told_of(self.dimension, self.cell.value)

    @property
    def is_cannot(self) -> bool:
        return bool(self.cell.value and self.cell.value.get("cannot"))

    @property
    def words(self) -> str:
        return words_of(self.dimension, self.cell.value)

    @property
    def suggested_words(self) -> str:
        return words_of(self.dimension, self.cell.suggested.value) if self.cell.suggested else ""

    @property
    def suggested_told(self) -> list[str]:
        return told_of(self.dimension, self.cell.suggested.value) if self.cell.suggested else []

    @property
    def sure(self) -> str:
        return how_sure(self.cell.suggested.p) if self.cell.suggested else ""

    @property
    def because(self) -> list[str]:
        """Words of the turn in quotation marks, patterns without."""
        found = self.cell.suggested.because if self.cell.suggested else ()
        return [f"“{one[1:-1]}”" if one[:1] == one[-1:] == '"' else one for one in found]

    @property
    def choices(self) -> tuple[Choice, ...]:
        return CHOICES[self.dimension]

    @property
    def is_several(self) -> bool:
        return self.dimension in SEVERAL

    @property
    def more(self) -> dict[str, str]:
        """Tag, words and kind of question of what is coded, else of what is suggested."""
        return more_of(self.cell.value) if self.cell.value else self.suggested_more

    @property
    def suggested_more(self) -> dict[str, str]:
        """Not the words of a subject: they are made of what was said in other turns, and a code outlives those."""
        return more_of(self.cell.suggested.value if self.cell.suggested else None) | {"words": ""}

    @property
    def is_listed(self) -> bool:
        """Of what is only suggested the list tells what a turn does, and where something begins or is built."""
        return self.dimension in LISTED and self.suggested_told not in (
            [],
            [NOTHING_SAID.get(self.dimension)],
        )

    def for_script(self) -> dict[str, Any]:
        there = self.cell.suggested
        return {
            "told": self.told,
            "cannot": self.is_cannot,
            "words": self.words,
            "more": self.more,
            "seen": self.cell.revision,
            "listed": self.is_listed,
            "suggested": {
                "told": self.suggested_told,
                "words": self.suggested_words,
                "sure": self.sure,
                "because": self.because,
                "more": self.suggested_more,
            }
            if there
            else None,
        }


@dataclass
class CodeRow:
    said: Said
    place: int
    name: str
    hue: str
    cells: list[CellRow]
    film_ms: int | None


@dataclass
class CodesPage:
    page: ReadingPage
    current: CodeRow | None = None
    problem: str = ""

    @property
    def coded(self) -> CodedTalk:
        assert self.page.coded is not None
        return self.page.coded

    @cached_property
    def rows(self) -> list[CodeRow]:
        return [self.row(place) for place, said in enumerate(self.coded.turns) if not said.row.is_backchannel]

    def row(self, place: int) -> CodeRow:
        said = self.coded.turns[place]
        cells = [CellRow(cell) for cell in self.coded.cells(place)]
        return CodeRow(said, place, self.page.speaker(said), hue(said), cells, self.page.film_ms(said))

    def choose(self, turn: str) -> None:
        """The turn of the sheet: the one asked for, else the first that nobody has coded."""
        wanted = next((row for row in self.rows if str(row.said.code) == turn), None)
        open_rows = (row for row in self.rows if not any(cell.words for cell in row.cells))
        self.current = wanted or next(open_rows, None) or (self.rows[0] if self.rows else None)

    @property
    def before(self) -> CodeRow | None:
        return self._beside(-1)

    @property
    def after(self) -> CodeRow | None:
        return self._beside(1)

    def _beside(self, by: int) -> CodeRow | None:
        if self.current is None:
            return None
        at = self.rows.index(self.current) + by
        return self.rows[at] if 0 <= at < len(self.rows) else None

    # Coding blind

    @property
    def phase(self) -> str:
        return self.coded.phase.value

    @cached_property
    def waited_for(self) -> list[Person]:
        blind = self.coded.blind
        return choosing.waited_for(self.coded.transcript, blind) if blind is not None else []

    @property
    def am_ready(self) -> bool:
        return self.phase == Phase.BLIND and self.page.person not in self.waited_for

    @property
    def others_ready(self) -> list[Person]:
        """Who of the others is ready: that, and nothing of what they coded."""
        return [
            person
            for person in choosing.coders(self.coded.transcript)
            if person != self.page.person and person not in self.waited_for
        ]

    @property
    def how_far(self) -> str:
        count = sum(any(cell.words for cell in row.cells) for row in self.rows)
        return _("%(n)d of %(all)d turns coded") % {"n": count, "all": len(self.rows)}

    @property
    def dimensions(self) -> tuple[D, ...]:
        return ORDER

    def for_script(self) -> dict[str, Any]:
        """Turns in the order of the list, which carries their codes; cells in that of ``order``."""
        return packed([[cell.for_script() for cell in row.cells] for row in self.rows]) | {
            "order": [dimension.value for dimension in ORDER],
            "several": [dimension.value for dimension in SEVERAL],
            "keys": {
                dimension.value: {choice.key: choice.value for choice in CHOICES[dimension]}
                for dimension in ORDER
            },
            "labels": {
                dimension.value: {choice.value: str(choice.label) for choice in CHOICES[dimension]}
                for dimension in ORDER
            },
        }


def cell_of(row: TurnCode, dimension: D) -> dict[str, Any]:
    """A code just written, as the page's script takes it."""
    value = value_shown(row, pseudonyms_of(row.transcript))
    cell = CellRow(Cell(dimension, value, row.revision, None, row.set_by_id, True))
    return cell.for_script()
