"""When an ELAN annotation is: by its own slots, by the slots around it, or by the annotation that it refers to."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import Code, ExchangeError
from .notes import Mend, Notebook
from .places import line

_LONGEST_CHAIN = 50


@dataclass(slots=True)
class Annotation:
    """Either two time slots, or another annotation that it refers to (and, among several, the one it follows)."""

    id: str
    line: int
    begins: str
    ends: str
    refers_to: str
    follows: str
    text: str = ""

    @property
    def age(self) -> int:
        """ELAN numbers annotations as they are made: a1, a2, ..."""
        number = self.id.removeprefix("a")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0


class Clock:
    def __init__(
        self, slots: dict[str, int | None], tiers: Sequence[Sequence[Annotation]], notes: Notebook
    ) -> None:
        self._slots, self._notes = slots, notes
        self._known = [(place, at) for place, at in enumerate(slots.values()) if at is not None]
        self._order = {name: place for place, name in enumerate(slots)}
        self._by_id = {annotation.id: annotation for tier in tiers for annotation in tier}
        self._shared: dict[str, int] = {}
        self._piece: dict[str, tuple[int, int]] = {}
        for tier in tiers:
            self._share_out_in(tier)
            self._number_pieces(tier)

    def span(self, annotation: Annotation) -> tuple[int, int]:
        """Begin and end in ms. Raises where neither the slots nor what is around them tells."""
        span = self._span(annotation, 0)
        if annotation.refers_to:
            self._notes.add(Mend.REFERENCES, line(annotation.line))
        elif self._slots.get(annotation.begins) is None or self._slots.get(annotation.ends) is None:
            self._notes.add(Mend.SLOTS, line(annotation.line))
        return span

    def span_or_none(self, annotation: Annotation) -> tuple[int, int] | None:
        try:
            return self.span(annotation)
        except ExchangeError:
            return None

    def _span(self, annotation: Annotation, depth: int) -> tuple[int, int]:
        if not annotation.refers_to:
            return self._at(annotation, annotation.begins), self._at(annotation, annotation.ends)
        above = self._by_id.get(annotation.refers_to)
        if above is None or depth > _LONGEST_CHAIN:
            raise ExchangeError(Code.EAF_REFERENCE, line(annotation.line))
        start, end = self._span(above, depth + 1)
        number, count = self._piece[annotation.id]
        length = end - start
        return start + length * number // count, start + length * (number + 1) // count

    def _number_pieces(self, tier: Sequence[Annotation]) -> None:
        """Several annotations that refer to one have equal pieces of its time, as ELAN draws them."""
        together: dict[str, list[Annotation]] = {}
        for annotation in tier:
            if annotation.refers_to:
                together.setdefault(annotation.refers_to, []).append(annotation)
        for pieces in together.values():
            for number, annotation in enumerate(_in_their_order(pieces)):
                self._piece[annotation.id] = (number, len(pieces))

    def _at(self, annotation: Annotation, slot: str) -> int:
        known = self._slots.get(slot)
        if known is None:
            known = self._shared.get(slot)
        if known is None:
            known = self._from_order(slot)
        if known is None:
            raise ExchangeError(Code.EAF_SLOT, line(annotation.line))
        return known

    def _share_out_in(self, tier: Sequence[Annotation]) -> None:
        """Slots without a time in a chain of annotations that touch, evenly between those that have one."""
        chain: list[str] = []
        for annotation in tier:
            if annotation.refers_to:
                continue
            if not chain or chain[-1] != annotation.begins:
                self._share_out(chain)
                chain = [annotation.begins]
            chain.append(annotation.ends)
        self._share_out(chain)

    def _share_out(self, chain: Sequence[str]) -> None:
        last: int | None = None
        for place, slot in enumerate(chain):
            at = self._slots.get(slot)
            if at is None:
                continue
            before = None if last is None else self._slots[chain[last]]
            if last is not None and before is not None:
                for between in range(last + 1, place):
                    share = (at - before) * (between - last) // (place - last)
                    self._shared.setdefault(chain[between], before + share)
            last = place

    def _from_order(self, slot: str) -> int | None:
        """The list of slots is in the order of time: half-way between the known ones around this."""
        place = self._order.get(slot)
        if place is None:
            return None
        after = bisect_left(self._known, (place,))
        if after == 0 or after == len(self._known):
            return None
        return (self._known[after - 1][1] + self._known[after][1]) // 2


def _in_their_order(pieces: list[Annotation]) -> list[Annotation]:
    """By what each says it follows; as the file has them where that does not lead through all."""
    after = {piece.follows: piece for piece in pieces}
    ordered: list[Annotation] = []
    following = after.get("")
    while following is not None and len(ordered) < len(pieces):
        ordered.append(following)
        following = after.get(following.id)
    return ordered if len(ordered) == len(pieces) else pieces
