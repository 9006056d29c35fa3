"""What a chart's page and its files show: the chart, the layers there are for this person, and the one chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sidebyside.change import wording
from sidebyside.change.access import is_annotated, layers_for
from sidebyside.change.keeping import Whole, layer_of, whole_of, words_of
from sidebyside.change.models import Chart, Layer
from sidebyside.core.theory import chart as theory
from sidebyside.core.theory.drawing import Labels, svg
from sidebyside.people.models import Person
from sidebyside.programme.seen import stamp


@dataclass(frozen=True)
class Link:
    key: int
    words: str
    is_own: bool


@dataclass(frozen=True)
class Line:
    """One box as the list has it."""

    box: theory.Box
    place: str
    came: str
    came_value: str
    note: str
    is_new: bool
    links: Sequence[Link]
    seen: str


@dataclass(frozen=True)
class Group:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class ColumnOf:
    title: str
    groups: Sequence[Group]


class Shown:
    """``wanted`` is the code of a layer, "" for the original. An unknown one shows the original."""

    def __init__(self, person: Person, chart: Chart, wanted: str) -> None:
        self.person, self.chart = person, chart
        self.rows = layers_for(person, chart)
        self.own_row = next((one for one in self.rows if one.author_id == person.pk), None)
        self.is_makers = chart.maker_id == person.pk
        chosen = next((one for one in self.rows if str(one.code) == wanted), None)
        # One's own layer may be chosen before there is anything in it.
        self.is_own_layer = self.may_annotate and (
            wanted == "mine" or (chosen is not None and chosen == self.own_row)
        )
        self.row: Layer | None = self.own_row if self.is_own_layer else chosen

    @cached_property
    def whole(self) -> Whole:
        return whole_of(words_of(self.chart))

    @cached_property
    def layer(self) -> theory.Layer | None:
        if self.row is None:
            return theory.Layer() if self.is_own_layer else None
        return layer_of(self.row, self.whole.chart)

    @cached_property
    def is_frozen(self) -> bool:
        return is_annotated(self.chart)

    @property
    def may_edit(self) -> bool:
        return self.is_makers and not self.is_frozen and not self.is_own_layer and self.row is None

    @property
    def may_annotate(self) -> bool:
        """From the day on that the maker named; what somebody has begun they may always go on with."""
        return self.own_row is not None or self.is_asked

    @property
    def is_asked(self) -> bool:
        return timezone.localdate() >= self.chart.layers_from and self.chart.shown_at is not None

    @property
    def is_seen_by_others(self) -> bool:
        """Of what is on the page: a layer of one's own is nobody else's until it is shown."""
        shows_layer = not self.is_own_layer or bool(self.own_row and self.own_row.shown_at)
        return self.chart.shown_at is not None and shows_layer

    @property
    def know(self) -> str:
        return str(self.whole.answers.get("know", ""))

    @property
    def title(self) -> str:
        return _("Theory of change: %(name)s") % {"name": self.chart.programme.name}

    @property
    def labels(self) -> Labels:
        return wording.labels(self.title)

    @property
    def whose(self) -> str:
        """What stands under the paper: whose layer it is, and when the chart was drawn."""
        if self.row is None:
            return _("The original")
        return _("What came of it, as %(name)s sees it") % {"name": self.row.author.name}

    @property
    def picture(self) -> SafeString:
        # Every word in it has been escaped where it was written.
        return mark_safe(svg(self.whole.chart, self.labels, self.layer))  # noqa: S308

    @cached_property
    def boxes(self) -> tuple[theory.Box, ...]:
        """Of the original and of the layer, in the order of the list."""
        return theory.Chart(
            (*self.whole.chart.boxes, *(self.layer.own.boxes if self.layer else ()))
        ).in_order()

    @property
    def columns(self) -> list[ColumnOf]:
        named = wording.places()
        return [
            ColumnOf(
                title,
                [
                    Group(named[place], [self._line(one) for one in self.boxes if one.place is place])
                    for place in theory.Place
                    if place.column is column and any(one.place is place for one in self.boxes)
                ],
            )
            for column, title in wording.columns().items()
        ]

    def _line(self, box: theory.Box) -> Line:
        mark = self.layer.marks.get(box.key) if self.layer else None
        words = {one.key: one.words for one in self.boxes}
        own = self.layer.own if self.layer else theory.Chart()
        links = [Link(to, words[to], False) for one, to in self.whole.chart.arrows if one == box.key]
        links += [Link(to, words[to], True) for one, to in own.arrows if one == box.key and to in words]
        return Line(
            box=box,
            place=str(box.place),
            came=wording.came_words()[mark.came] if mark and mark.came else "",
            came_value=str(mark.came) if mark and mark.came else "",
            note=mark.note if mark else "",
            is_new=box.key in own.numbers(),
            links=links,
            seen=stamp([str(box.place), box.words]),
        )

    @property
    def removed(self) -> theory.Removed | None:
        if self.may_edit:
            return self.whole.chart.removed
        return self.layer.own.removed if self.layer and self.is_own_layer else None

    @property
    def layers(self) -> list[tuple[str, str, bool]]:
        """What one may switch between: code, words, whether it is the one shown."""
        found = [("", _("The original"), self.layer is None)]
        if self.may_annotate:
            found.append(("mine", _("Yours"), self.is_own_layer))
        found += [
            (str(one.code), one.author.name, self.row == one) for one in self.rows if one != self.own_row
        ]
        return found
