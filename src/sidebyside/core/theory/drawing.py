"""A chart as SVG. Sizes are in px of the drawing's own; the page, the file and the PDF are the same picture.

Colours stand in attributes, so that the file is whole by itself; the page's style sheet may say others by class.
What became of a box is told by a shape and a word, never by a colour.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from sidebyside.core.theory.chart import Arrow, Box, Came, Chart, Column, Layer, Mark, Place

COLUMN, GAP, EDGE = 270.0, 110.0, 16.0
WIDTH = 3 * COLUMN + 2 * GAP + 2 * EDGE
# How far an arrow may swing out beside its column: further than it does, for a curve stays within its own corners.
SWING = 0.55 * GAP
PAD, BETWEEN = 13.0, 14.0
WORDS_PX, NOTE_PX, LINE = 15.0, 13.0, 20.0
NOTE_LINE = 17.0
PAPER, SHEET, INK, QUIET, LINES, OURS = "#faf7f2", "#fffdfa", "#20242c", "#5a606b", "#857c6e", "#5a4a8a"
SCREEN_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"
# Widths of letters in shares of their height, a little on the wide side: no line leaves its box.
_NARROW, _WIDE = frozenset("iIjlftr.,;:'’‘!|()[]-· "), frozenset("mwMW@%—…")


@dataclass(frozen=True)
class Labels:
    """All words of the picture that are not its boxes'."""

    title: str
    columns: Mapping[Column, str]
    places: Mapping[Place, str]
    came: Mapping[Came, str]
    new_arrow: str
    nothing: str


@dataclass(frozen=True)
class Placed:
    box: Box
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    mark: Mark | None
    note: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True)
class Heading:
    x: float
    y: float
    words: str
    is_column: bool


@dataclass(frozen=True)
class Layout:
    height: float
    headings: tuple[Heading, ...]
    boxes: tuple[Placed, ...]


def layout(chart: Chart, labels: Labels, layer: Layer | None = None) -> Layout:
    """Where everything stands: columns from left to right, groups and boxes from above."""
    headings: list[Heading] = []
    placed: list[Placed] = []
    lowest = 0.0
    boxes = [*chart.boxes, *(layer.own.boxes if layer else ())]
    for number, column in enumerate(Column):
        x, y = EDGE + number * (COLUMN + GAP), EDGE + 22
        headings.append(Heading(x, y, labels.columns[column], True))
        y += 16
        for place in (one for one in Place if one.column is column):
            here = [one for one in boxes if one.place is place]
            if here:
                y += 20
                headings.append(Heading(x, y, labels.places[place], False))
                y += 10
            for box in here:
                one = _placed(box, x, y, layer)
                placed.append(one)
                y += one.height + BETWEEN
        lowest = max(lowest, y)
    return Layout(lowest + EDGE, tuple(headings), tuple(placed))


def _placed(box: Box, x: float, y: float, layer: Layer | None) -> Placed:
    is_new = layer is not None and box.key in layer.own.numbers()
    mark = Mark(Came.UNEXPECTED) if is_new else layer.marks.get(box.key) if layer else None
    lines = wrapped(box.words, COLUMN - 2 * PAD, WORDS_PX)
    note = wrapped(mark.note, COLUMN - 2 * PAD, NOTE_PX) if mark and mark.note else ()
    height = 2 * PAD + len(lines) * LINE - 4
    height += (24 if mark and mark.came else 0) + (len(note) * NOTE_LINE + 6 if note else 0)
    return Placed(box, x, y, height, lines, mark, note, is_new)


def wrapped(words: str, width: float, px: float) -> tuple[str, ...]:
    """Lines of at most ``width`` px; a word that is longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, px) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, px) > width:
            cut = next(n for n in range(len(line), 0, -1) if n == 1 or text_width(line[:n], px) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line) if line else tuple(lines)


def text_width(words: str, px: float) -> float:
    return px * sum(_letter(one) for one in words)


def _letter(one: str) -> float:
    if unicodedata.combining(one):
        return 0.0
    if unicodedata.east_asian_width(one) in {"W", "F"}:
        return 1.05
    if one in _NARROW:
        return 0.36
    if one in _WIDE:
        return 0.95
    return 0.74 if one.isupper() else 0.58


def svg(chart: Chart, labels: Labels, layer: Layer | None = None, font: str = SCREEN_FONT) -> str:
    """The whole picture, well-formed XML whatever the boxes say."""
    placed = layout(chart, labels, layer)
    arrows = [(one, False) for one in chart.arrows]
    arrows += [(one, True) for one in (layer.own.arrows if layer else ())]
    has_new = any(is_new for _one, is_new in arrows)
    width = WIDTH + (SWING if _swings_out(placed, arrows) else 0)
    height = placed.height + (28 if has_new else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="theory" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family={quoteattr(font)} '
        f"aria-label={quoteattr(_clean(labels.title))}>",
        f'<rect class="t-paper" width="{width:g}" height="{height:g}" fill="{PAPER}"/>',
        *(_heading(one) for one in placed.headings),
        *_arrows(placed, arrows),
        *(_box(one, labels) for one in placed.boxes),
    ]
    if not placed.boxes:
        parts.append(_text(EDGE, EDGE + 62, labels.nothing, WORDS_PX, QUIET, "t-quiet"))
    if has_new:
        parts.append(_legend(placed.height, labels.new_arrow))
    return "".join([*parts, "</svg>"])


def _heading(one: Heading) -> str:
    if one.is_column:
        rule = f'<path class="t-line" d="M{one.x:g} {one.y + 8:g}h{COLUMN:g}" stroke="{LINES}" fill="none"/>'
        return _text(one.x, one.y, one.words, 18, INK, "t-ink", 'font-weight="600"') + rule
    return _text(one.x, one.y, one.words, NOTE_PX, QUIET, "t-quiet")


def _box(one: Placed, labels: Labels) -> str:
    dashes = ' stroke-dasharray="6 4"' if one.is_new else ""
    parts = [
        f'<rect class="t-box" x="{one.x:g}" y="{one.y:g}" width="{COLUMN:g}" height="{one.height:g}" rx="9" '
        f'fill="{SHEET}" stroke="{LINES}" stroke-width="1.25"{dashes}/>'
    ]
    y = one.y + PAD + 12
    for line in one.lines:
        parts.append(_text(one.x + PAD, y, line, WORDS_PX, INK, "t-ink"))
        y += LINE
    if one.mark and one.mark.came:
        parts.append(_shape(one.mark.came, one.x + PAD + 6, y - 1))
        word = labels.came[one.mark.came]
        parts.append(_text(one.x + PAD + 20, y + 4, word, NOTE_PX, OURS, "t-ours", 'font-weight="600"'))
        y += 24
    if one.note:
        y += 2
    for line in one.note:
        parts.append(_text(one.x + PAD, y, line, NOTE_PX, QUIET, "t-quiet", 'font-style="italic"'))
        y += NOTE_LINE
    return "".join(parts)


def _shape(came: Came, x: float, y: float) -> str:
    """A full circle came true, an empty diamond is elusive, a triangle was not expected."""
    drawn = {
        Came.TRUE: f'<circle cx="{x:g}" cy="{y:g}" r="6"',
        Came.ELUSIVE: f'<path d="M{x:g} {y - 7:g}l7 7l-7 7l-7 -7z"',
        Came.UNEXPECTED: f'<path d="M{x:g} {y - 7:g}l7 13h-14z"',
    }[came]
    hollow = came is Came.ELUSIVE
    fill = "none" if hollow else OURS
    return f'{drawn} class="{"t-hollow" if hollow else "t-full"}" fill="{fill}" stroke="{OURS}" stroke-width="1.75"/>'


def _arrows(placed: Layout, arrows: list[tuple[Arrow, bool]]) -> list[str]:
    """Behind the boxes. Arrows that meet at one side of a box are spread along it."""
    where = {one.box.key: one for one in placed.boxes}
    arrows = [one for one in arrows if one[0][0] in where and one[0][1] in where]
    ends: dict[tuple[int, bool], list[tuple[Arrow, bool]]] = {}
    for arrow, _is_new in arrows:
        for key, side in zip(arrow, _sides(where[arrow[0]], where[arrow[1]]), strict=True):
            ends.setdefault((key, side), []).append((arrow, key == arrow[0]))
    parts = []
    for arrow, is_new in arrows:
        first, second = where[arrow[0]], where[arrow[1]]
        sides = _sides(first, second)
        starts, comes = (
            _end(one, side, ends[one.box.key, side], (arrow, is_start))
            for one, side, is_start in ((first, sides[0], True), (second, sides[1], False))
        )
        parts.append(_arrow(starts, comes, sides, is_new=is_new))
    return parts


def _swings_out(placed: Layout, arrows: list[tuple[Arrow, bool]]) -> bool:
    """Whether an arrow goes from a box of the last column to another one there, and so beyond its edge."""
    last = {one.box.key for one in placed.boxes if one.box.place.column is Column.OUTCOME}
    return any(last.issuperset(arrow) for arrow, _is_new in arrows)


def _sides(first: Placed, second: Placed) -> tuple[bool, bool]:
    """At which side each end is, True for the right one: forwards right to left, within a column right to right."""
    if first.x < second.x:
        return True, False
    return (True, True) if first.x == second.x else (False, True)


def _end(
    one: Placed, is_right: bool, ends: list[tuple[Arrow, bool]], end: tuple[Arrow, bool]
) -> tuple[float, float]:
    share = (ends.index(end) + 1) / (len(ends) + 1)
    return one.x + (COLUMN if is_right else 0), one.y + one.height * share


def _arrow(
    start: tuple[float, float], end: tuple[float, float], sides: tuple[bool, bool], *, is_new: bool
) -> str:
    out, back = (SWING if sides[0] else -SWING), (SWING if sides[1] else -SWING)
    tip = 9 if sides[1] else -9
    (x, y), (to_x, to_y) = start, end
    line = f"M{x:g} {y:.1f}C{x + out:g} {y:.1f} {to_x + back:g} {to_y:.1f} {to_x + tip:g} {to_y:.1f}"
    dashes = ' stroke-dasharray="6 4"' if is_new else ""
    head = f"M{to_x:g} {to_y:.1f}l{tip:g} -5v10z"
    return (
        f'<path class="t-arrow" d="{line}" fill="none" stroke="{QUIET}" stroke-width="1.5"{dashes}/>'
        f'<path class="t-head" d="{head}" fill="{QUIET}"/>'
    )


def _legend(y: float, words: str) -> str:
    d = f"M{EDGE:g} {y + 5:g}h40"
    line = f'<path class="t-arrow" d="{d}" fill="none" stroke="{QUIET}" stroke-width="1.5" stroke-dasharray="6 4"/>'
    return line + _text(EDGE + 50, y + 10, words, NOTE_PX, QUIET, "t-quiet")


def _text(x: float, y: float, words: str, px: float, fill: str, name: str, more: str = "") -> str:
    told = f'class="{name}" x="{x:g}" y="{y:g}" font-size="{px:g}" fill="{fill}" {more}'.rstrip()
    return f"<text {told}>{escape(_clean(words))}</text>"


def _clean(words: str) -> str:
    """Without what XML has no letter for."""
    return "".join(
        one for one in words if one in "\t\n" or unicodedata.category(one) not in {"Cc", "Cs", "Cn"}
    )
