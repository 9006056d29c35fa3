"""Boxes in three columns, arrows between them, and a layer over them. Every change makes another chart.

Kept as plain data (``as_kept``, ``read``), which is read tolerantly: an arrow to a box that is gone is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

MOST_BOXES = 60
LONGEST = 400
# Boxes of a layer count from here, so that no number is ever both the original's and a layer's.
OF_A_LAYER = 1000


class Column(StrEnum):
    SITUATION = "situation"
    ACTION = "action"
    OUTCOME = "outcome"


class Place(StrEnum):
    """Where a box stands: its column and its group in it, in the order in which they are drawn."""

    NOW_STAFF = "now-staff"
    NOW_PUPILS = "now-pupils"
    STRAND = "strand"
    STEP = "step"
    THEN_STAFF = "then-staff"
    THEN_PUPILS = "then-pupils"
    THEN_PARENTS = "then-parents"

    @property
    def column(self) -> Column:
        if self in {Place.NOW_STAFF, Place.NOW_PUPILS}:
            return Column.SITUATION
        return Column.ACTION if self in {Place.STRAND, Place.STEP} else Column.OUTCOME


class Came(StrEnum):
    """What became of a box, in somebody's eyes."""

    TRUE = "came-true"
    ELUSIVE = "elusive"
    UNEXPECTED = "unexpected"


class NotPossible(ValueError):
    """``word`` is "gone", "full", "long", "empty" or "itself"."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Box:
    key: int
    place: Place
    words: str


Arrow = tuple[int, int]


@dataclass(frozen=True)
class Removed:
    """The box that was taken away last, to be put back where it stood."""

    box: Box
    at: int
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class Chart:
    boxes: tuple[Box, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    # The highest number ever given: a number never comes back as another box.
    last: int = 0
    removed: Removed | None = None

    def box(self, key: int) -> Box:
        """Raises NotPossible("gone")."""
        found = next((one for one in self.boxes if one.key == key), None)
        if found is None:
            raise NotPossible("gone")
        return found

    def numbers(self) -> frozenset[int]:
        return frozenset(one.key for one in self.boxes)

    def in_order(self) -> tuple[Box, ...]:
        """By column and group, and within a group as they were put."""
        order = list(Place)
        return tuple(sorted(self.boxes, key=lambda one: order.index(one.place)))

    def as_kept(self) -> dict[str, Any]:
        return {
            "boxes": [_kept(one) for one in self.boxes],
            "arrows": [list(one) for one in self.arrows],
            "last": self.last,
            "removed": None
            if self.removed is None
            else {
                "box": _kept(self.removed.box),
                "at": self.removed.at,
                "arrows": [list(one) for one in self.removed.arrows],
            },
        }


@dataclass(frozen=True)
class Mark:
    came: Came | None
    note: str = ""


@dataclass(frozen=True)
class Layer:
    """What one person lays over a chart that stays as it is: marks on its boxes, boxes and arrows of their own."""

    marks: Mapping[int, Mark] = field(default_factory=dict)
    own: Chart = field(default_factory=lambda: Chart(last=OF_A_LAYER))

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is to be seen: a box that was added and taken away again is no reason to keep it."""
        return not (self.marks or self.own.boxes or self.own.arrows)

    def as_kept(self) -> dict[str, Any]:
        marks = {str(key): {"came": one.came, "note": one.note} for key, one in self.marks.items()}
        return {"marks": marks, "own": self.own.as_kept()}


def read(kept: Mapping[str, Any], also: Iterable[int] = ()) -> Chart:
    """A chart of its data; ``also`` are numbers of boxes elsewhere that its arrows may touch."""
    boxes = tuple(_box(one) for one in kept.get("boxes", ()))
    known = {one.key for one in boxes} | set(also)
    arrows = tuple((int(a), int(b)) for a, b in kept.get("arrows", ()) if a in known and b in known)
    gone = kept.get("removed")
    removed = None
    if gone:
        removed = Removed(
            _box(gone["box"]), int(gone["at"]), tuple((int(a), int(b)) for a, b in gone["arrows"])
        )
    last = max([int(kept.get("last", 0)), *(one.key for one in boxes)])
    return Chart(boxes, arrows, last, removed)


def read_layer(kept: Mapping[str, Any], chart: Chart) -> Layer:
    marks = {
        int(key): Mark(Came(one["came"]) if one["came"] else None, one["note"])
        for key, one in kept.get("marks", {}).items()
        if int(key) in chart.numbers()
    }
    return Layer(marks, read(kept.get("own", {"last": OF_A_LAYER}), chart.numbers()))


def _kept(box: Box) -> dict[str, Any]:
    return {"key": box.key, "place": str(box.place), "words": box.words}


def _box(kept: Mapping[str, Any]) -> Box:
    return Box(int(kept["key"]), Place(kept["place"]), str(kept["words"]))


def added(chart: Chart, place: Place, words: str) -> Chart:
    """The same words in the same place are there once. Raises NotPossible: empty, long, full."""
    words = tidy(words)
    if any(one.place is place and one.words == words for one in chart.boxes):
        return chart
    if len(chart.boxes) >= MOST_BOXES:
        raise NotPossible("full")
    box = Box(chart.last + 1, place, words)
    return replace(chart, boxes=(*chart.boxes, box), last=box.key)


def changed(chart: Chart, key: int, place: Place, words: str) -> Chart:
    """Raises NotPossible: gone, empty, long."""
    before, after = chart.box(key), Box(key, place, tidy(words))
    return replace(chart, boxes=tuple(after if one == before else one for one in chart.boxes))


def moved(chart: Chart, key: int, by: int) -> Chart:
    """One place up (-1) or down (1) within its group; at the end of it nothing happens."""
    box, boxes = chart.box(key), list(chart.boxes)
    group = [one for one in boxes if one.place is box.place]
    to = group.index(box) + by
    if not 0 <= to < len(group):
        return chart
    here, there = boxes.index(box), boxes.index(group[to])
    boxes[here], boxes[there] = boxes[there], boxes[here]
    return replace(chart, boxes=tuple(boxes))


def removed(chart: Chart, key: int) -> Chart:
    box = chart.box(key)
    touching = tuple(one for one in chart.arrows if key in one)
    return replace(
        chart,
        boxes=tuple(one for one in chart.boxes if one != box),
        arrows=tuple(one for one in chart.arrows if key not in one),
        removed=Removed(box, chart.boxes.index(box), touching),
    )


def put_back(chart: Chart, also: Iterable[int] = ()) -> Chart:
    """The box that was removed last, with those of its arrows whose other end still stands."""
    if chart.removed is None:
        return chart
    if len(chart.boxes) >= MOST_BOXES:
        raise NotPossible("full")
    gone = chart.removed
    boxes = (*chart.boxes[: gone.at], gone.box, *chart.boxes[gone.at :])
    known = {one.key for one in boxes} | set(also)
    arrows = tuple(one for one in gone.arrows if known >= set(one))
    return replace(chart, boxes=boxes, arrows=(*chart.arrows, *arrows), removed=None)


def linked(chart: Chart, one: int, other: int, also: Iterable[int] = ()) -> Chart:
    """An arrow from one box to another; once is enough. Raises NotPossible: gone, itself."""
    if not {one, other} <= chart.numbers() | set(also):
        raise NotPossible("gone")
    if one == other:
        raise NotPossible("itself")
    return chart if (one, other) in chart.arrows else replace(chart, arrows=(*chart.arrows, (one, other)))


def unlinked(chart: Chart, one: int, other: int) -> Chart:
    return replace(chart, arrows=tuple(arrow for arrow in chart.arrows if arrow != (one, other)))


def marked(layer: Layer, chart: Chart, key: int, came: Came | None, note: str) -> Layer:
    """A mark on a box of the original; without a word and a note it goes. Raises NotPossible: gone, long."""
    chart.box(key)
    note = " ".join(note.split())
    if len(note) > LONGEST:
        raise NotPossible("long")
    marks = {number: one for number, one in layer.marks.items() if number != key}
    if came or note:
        marks[key] = Mark(came, note)
    return replace(layer, marks=marks)


def tidy(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise NotPossible("empty")
    if len(words) > LONGEST:
        raise NotPossible("long")
    return words
