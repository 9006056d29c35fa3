"""The page "Your talk in time": the drawing with its words, and the same as a table."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from sidebyside.conversations.codes.dimensions import CHOICES, ORDER, TAGS, D, how_sure, words_of
from sidebyside.conversations.reading import words
from sidebyside.conversations.reading.page import ReadingPage, hue
from sidebyside.conversations.reading.strip import Drawing, drawing
from sidebyside.conversations.written.turns import Said
from sidebyside.core.talk.codes import Level, Scale
from sidebyside.core.talk.shapes import Element


@dataclass(frozen=True)
class TableRow:
    said: Said
    name: str
    hue: str
    film_ms: int | None
    # Which of the lesson's films it was, where it was not the first.
    angle: str
    codes: list[str]
    is_built: bool
    starts: str


@dataclass
class InTime:
    """``is_small`` leaves the strips of codes to the page of its own."""

    page: ReadingPage
    is_small: bool = False

    @cached_property
    def drawing(self) -> Drawing:
        page = self.page
        talk = page.talk
        assert talk is not None
        description = talk.coded.offered_description
        return drawing(
            talk.turns,
            description,
            page.reading.passages if page.reading is not None else (),
            talk.watched,
            [hue(one) for one in talk.turns],
            [subject(one) for one in description.elements],
            [page.film_ms(one) for one in talk.turns],
            angle_names=page.angle_names,
            has_strips=not self.is_small,
            left_out=talk.left_out,
        )

    @property
    def strip_words(self) -> dict[str, str]:
        return {
            "function": _("what turns do"),
            "scale": _("scale"),
            "time": _("time"),
            "tone": _("tone"),
            "stimulus": _("rests on"),
            "asks": _("asks"),
            "tells": _("tells"),
            "judges": _("judges, accepts"),
            "holds together": _("gathers, links"),
            "questions": _("challenges, defends"),
            "moves on": _("ideas, patterns"),
            "film": _("the film"),
            "other evidence": _("other evidence"),
            "memory": _("memory"),
            **{str(choice.value): str(choice.label) for choice in (*CHOICES[D.SCALE], *CHOICES[D.TIME])},
            Scale.THEME.value: _("a principle"),
            "very positive": _("very positive"),
            "positive": _("positive"),
            "neutral": _("neutral"),
            "negative": _("negative"),
            "very negative": _("very negative"),
        }

    @cached_property
    def rows(self) -> list[TableRow]:
        talk = self.page.talk
        assert talk is not None
        description = talk.coded.offered_description
        starts = {one.first: subject(one) or _("something new") for one in description.elements}
        built = {at for one in description.spans for at in range(one.first, one.last + 1)}
        return [
            TableRow(
                said,
                self.page.speaker(said),
                hue(said),
                shown.film_ms if shown is not None else None,
                self.page.angle_names.get(shown.angle, "") if shown is not None else "",
                [self._told(place, dimension) for dimension in SHOWN],
                place in built,
                starts.get(place, ""),
            )
            for place, said in enumerate(talk.turns)
            for shown in (self.page.shown(said),)
        ]

    def _told(self, place: int, dimension: D) -> str:
        """The pair's code; a suggestion says itself that it is one."""
        assert self.page.talk is not None
        coded = self.page.talk.coded
        value = coded.value(place, dimension, coded.agreed)
        if value is not None:
            return words_of(dimension, value)
        there = coded.offered(place, dimension)
        return f"{words_of(dimension, there.value)} ({how_sure(there.p)})" if there else ""

    @property
    def columns(self) -> list[str]:
        return [str(dimension.label) for dimension in SHOWN]

    @property
    def levels(self) -> list[tuple[float, float, str]]:
        return [(one.x, one.y, words.level_short(Level(one.level))) for one in self.drawing.steps]


SHOWN = tuple(one for one in ORDER if one in (D.FUNCTION, D.SCALE, D.TIME, D.TONE, D.STIMULUS))


def subject(element: Element) -> str:
    if element.subject:
        return element.subject
    return str(TAGS[element.tag]) if element.tag else ""
