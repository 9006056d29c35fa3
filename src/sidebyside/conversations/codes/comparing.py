"""Two codings beside each other: disagreements first, agreement with its unit, with and without uncoded turns."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from sidebyside.conversations.codes import choosing
from sidebyside.conversations.codes.coded import CodedTalk, codes_in
from sidebyside.conversations.codes.dimensions import ORDER, D, Value, main_word, more_of, told_of, words_of
from sidebyside.conversations.models import TurnCode
from sidebyside.conversations.reading.page import ReadingPage, hue
from sidebyside.conversations.written.turns import Said
from sidebyside.core.talk import agreement
from sidebyside.core.talk.agreement import Measure
from sidebyside.people.models import Person

type Coding = dict[tuple[uuid.UUID, D], TurnCode]


@dataclass(frozen=True)
class AgreementRow:
    name: str
    both: Measure
    with_uncoded: Measure

    @property
    def both_words(self) -> str:
        return _share(self.both)

    @property
    def with_words(self) -> str:
        return _share(self.with_uncoded)

    @property
    def both_kappa(self) -> str:
        return _kappa(self.both)

    @property
    def with_kappa(self) -> str:
        return _kappa(self.with_uncoded)


def _share(found: Measure) -> str:
    """The same of all pairs, and how much that is."""
    if found.percent is None:
        return "–"
    same = round(found.percent * found.pairs / 100)
    told = {"n": same, "all": found.pairs, "percent": round(found.percent)}
    return _("%(n)d of %(all)d (%(percent)d %%)") % told


def _kappa(found: Measure) -> str:
    return "–" if found.kappa is None else f"{found.kappa:.2f}"


@dataclass(frozen=True)
class Side:
    """What one coder says of one turn on one dimension."""

    dimension: D
    name: str
    value: Value | None
    words: str

    @property
    def told(self) -> list[str]:
        return told_of(self.dimension, self.value)

    @property
    def is_cannot(self) -> bool:
        return bool(self.value and self.value.get("cannot"))

    @property
    def more(self) -> dict[str, str]:
        return more_of(self.value)


@dataclass(frozen=True)
class Difference:
    said: Said
    name: str
    hue: str
    dimension: D
    sides: list[Side]
    agreed: str
    seen: int
    # Settled since they compared; what was agreed before each coded alone is not what they agree now.
    is_settled: bool


@dataclass
class Comparison:
    page: ReadingPage
    coded: CodedTalk

    @cached_property
    def coders(self) -> list[Person]:
        return choosing.coders(self.coded.transcript)

    @cached_property
    def by_coder(self) -> list[Coding]:
        return [codes_in(self.coded.transcript, person) for person in self.coders]

    @cached_property
    def _places(self) -> list[int]:
        return [at for at, said in enumerate(self.coded.turns) if not said.row.is_backchannel]

    @cached_property
    def agreements(self) -> list[AgreementRow]:
        """Of the first two; a third coder's codes are among the differences."""
        first, second = self.by_coder[:2]
        rows = []
        for dimension in ORDER:
            ones = [self._word(place, dimension, first) for place in self._places]
            twos = [self._word(place, dimension, second) for place in self._places]
            if not any((*ones, *twos)):
                continue
            found = agreement.compare(dimension.value, "turn", ones, twos)
            rows.append(AgreementRow(str(dimension.label), found.coded_by_both, found.with_uncoded))
        return rows

    def _word(self, place: int, dimension: D, codes: Coding) -> str | None:
        return main_word(dimension, self.coded.value(place, dimension, codes)) or None

    @cached_property
    def differences(self) -> list[Difference]:
        """What is not settled yet comes first, each in the order of the talk."""
        found = [
            difference
            for place in self._places
            for dimension in ORDER
            if (difference := self._difference(place, dimension)) is not None
        ]
        return sorted(found, key=lambda one: one.is_settled)

    def _difference(self, place: int, dimension: D) -> Difference | None:
        values = [self.coded.value(place, dimension, codes) for codes in self.by_coder]
        if not any(values) or all(value == values[0] for value in values):
            return None
        said = self.coded.turns[place]
        sides = [
            Side(dimension, self.page.name_of(person), value, words_of(dimension, value) or _("not coded"))
            for person, value in zip(self.coders, values, strict=True)
        ]
        cell = self.coded.cell(place, dimension)
        return Difference(
            said,
            self.page.speaker(said),
            hue(said),
            dimension,
            sides,
            words_of(dimension, cell.value),
            cell.revision,
            self._is_settled(said, dimension),
        )

    def _is_settled(self, said: Said, dimension: D) -> bool:
        agreed, blind = self.coded.agreed.get((said.code, dimension)), self.coded.blind
        if agreed is None or blind is None or blind.compared_at is None:
            return False
        return agreed.set_at > blind.compared_at

    @property
    def open_count(self) -> int:
        return sum(not one.is_settled for one in self.differences)
