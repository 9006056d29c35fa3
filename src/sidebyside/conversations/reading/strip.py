"""The talk as time: every shape of the drawing with its place, so that the template only writes it down. No Django.

Units are those of the drawing (``WIDTH`` across). Where turns carry no times, each is as wide as the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sidebyside.conversations.written import laughter
from sidebyside.conversations.written.turns import Said
from sidebyside.core.talk.codes import Function, Scale, Stimulus, Time
from sidebyside.core.talk.shapes import Coded, Description, Passage
from sidebyside.core.talk.silences import silences
from sidebyside.core.talk.stimulus import Stretch

WIDTH = 1200
LEFT = 132
RIGHT = 12
INNER = WIDTH - LEFT - RIGHT
ROW = 12
# A pause shorter than this is breath, not silence.
SILENCE_MS = 3_000
NARROWEST = 1.2
MINUTE = 60_000

# Rows of each strip, from above. Place tells the value; hue only tells whose turn it is.
FUNCTIONS: tuple[tuple[str, tuple[Function, ...]], ...] = (
    ("asks", (Function.QUESTION,)),
    ("tells", (Function.EXPLANATION, Function.CONTEXT, Function.CLARIFICATION, Function.JUSTIFICATION)),
    ("judges", (Function.EVALUATION, Function.ACCEPTANCE)),
    ("holds together", (Function.SUMMARY, Function.CONTINUITY)),
    ("questions", (Function.CHALLENGE, Function.DISSONANCE, Function.DEFENCE)),
    ("moves on", (Function.NEW_IDEA, Function.GENERALISATION, Function.SUGGESTION)),
)
STIMULI: tuple[tuple[str, tuple[Stimulus, ...]], ...] = (
    ("film", (Stimulus.VIDEO,)),
    ("other evidence", (Stimulus.NOTES, Stimulus.PLAN, Stimulus.WORK, Stimulus.DATA, Stimulus.ARTEFACT)),
    ("memory", (Stimulus.RECALL,)),
)
SCALES = tuple((one.value, (one,)) for one in reversed(Scale))
TIMES = tuple((one.value, (one,)) for one in Time)
TONES = ((2, "very positive"), (1, "positive"), (0, "neutral"), (-1, "negative"), (-2, "very negative"))


@dataclass(frozen=True)
class Box:
    x: float
    width: float
    y: float = 0
    hue: str = ""

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class TurnBox(Box):
    place: int = 0
    height: float = 0
    said: Said | None = None
    film_ms: int | None = None

    @property
    def above(self) -> float:
        """Where a mark stands that belongs to this turn."""
        return self.y - 3


@dataclass(frozen=True)
class Row:
    key: str
    y: float
    boxes: tuple[Box, ...]

    @property
    def text_y(self) -> float:
        return self.y + 9


@dataclass(frozen=True)
class Strip:
    key: str
    y: float
    rows: tuple[Row, ...]
    width: int = INNER

    @property
    def height(self) -> float:
        return len(self.rows) * ROW


@dataclass(frozen=True)
class Labelled(Box):
    text: str = ""
    is_again: bool = False
    # What ``text`` says where there is room for it.
    whole: str = ""

    @property
    def end(self) -> float:
        return round(self.x + self.width - 2, 1)

    @property
    def text_x(self) -> float:
        return self.x + 4


@dataclass(frozen=True)
class Step:
    x: float
    width: float
    y: float
    level: int


@dataclass
class Drawing:
    has_times: bool
    turns: list[TurnBox] = field(default_factory=list)
    laughs: list[TurnBox] = field(default_factory=list)
    ticks: list[Labelled] = field(default_factory=list)
    silences: list[Box] = field(default_factory=list)
    elements: list[Labelled] = field(default_factory=list)
    spans: list[Box] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    path: str = ""
    level_y: float = 0
    film_y: float = 0
    film: list[Labelled] = field(default_factory=list)
    height: float = 0
    width: int = WIDTH
    left: int = LEFT
    left_text: int = LEFT - 6

    @property
    def level_text_y(self) -> float:
        return self.level_y + 22

    @property
    def film_text_y(self) -> float:
        return self.film_y + 11

    @property
    def film_label_y(self) -> float:
        return self.film_y + 26


class Axis:
    """From a turn to where it stands across."""

    def __init__(self, turns: Sequence[Said], film: Sequence[Stretch]) -> None:
        self.has_times = bool(turns) and all(
            one.row.start_ms is not None and one.row.end_ms is not None for one in turns
        )
        self._turns = turns
        if self.has_times:
            starts = [one.row.start_ms or 0 for one in turns] + [one.at_ms for one in film]
            ends = [one.row.end_ms or 0 for one in turns] + [one.until_ms for one in film]
            self.begins, self.ends = min(starts), max(max(ends), min(starts) + 1)

    def at(self, ms: int) -> float:
        return round(LEFT + INNER * (ms - self.begins) / (self.ends - self.begins), 1)

    def turn(self, place: int) -> tuple[float, float]:
        if not self.has_times:
            width = INNER / len(self._turns)
            return round(LEFT + place * width, 1), round(width, 1)
        row = self._turns[place].row
        x = self.at(row.start_ms or 0)
        return x, round(max(NARROWEST, self.at(row.end_ms or 0) - x), 1)

    def run(self, first: int, last: int) -> tuple[float, float]:
        x = self.turn(first)[0]
        ends = [sum(self.turn(place)) for place in range(first, last + 1)]
        return x, round(max(ends) - x, 1)


def drawing(
    turns: Sequence[Said],
    description: Description,
    passages: Sequence[Passage],
    film: Sequence[Stretch],
    hues: Sequence[str],
    subjects: Sequence[str],
    film_ms: Sequence[int | None],
    *,
    angle_names: Mapping[int, str],
    has_strips: bool = True,
    left_out: Sequence[tuple[int, int]] = (),
) -> Drawing:
    """``hues`` and ``film_ms`` are one a turn, ``subjects`` one an element. ``left_out``: gaps, from and to in ms.
    ``angle_names`` names further films of the lesson by their angle.
    """
    axis = Axis(turns, film)
    made = Drawing(axis.has_times)
    if not turns:
        return made
    for place, said in enumerate(turns):
        x, width = axis.turn(place)
        top, height = {"mine": (28, 24), "yours": (58, 24)}.get(hues[place], (46, 12))
        made.turns.append(TurnBox(x, width, top, hues[place], place, height, said, film_ms[place]))
    made.laughs = [one for one in made.turns if one.said is not None and laughter.is_in(one.said.text)]
    made.ticks = _ticks(axis, turns)
    made.silences = _silences(axis, turns, left_out)
    for element, subject in zip(description.elements, subjects, strict=True):
        x, width = axis.run(element.first, element.last)
        # Six units a letter, so that a label stays within what it names.
        label = shortened(subject, int(width / 6.4))
        made.elements.append(Labelled(x, width, 92, "", label, whole=subject))
    made.spans = [Box(*axis.run(one.first, one.last), 22) for one in description.spans]
    below: float = _strips(made, axis, description.turns, hues) if has_strips else 118.0
    y = _levels(made, axis, passages, below)
    made.film_y = y
    if axis.has_times:
        made.film = [_shown(axis, one, y, angle_names.get(one.angle, "")) for one in film]
    made.height = y + (46 if made.film else 8)
    return made


def shortened(text: str, most: int) -> str:
    """Cut behind a word, with an ellipsis, to at most ``most`` letters; nothing where not even that has room."""
    if len(text) <= most:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if len(longer) + 1 > most:
            break
        kept = longer
    return f"{kept.rstrip(',;:.–-')}…" if most > 0 else ""


def _ticks(axis: Axis, turns: Sequence[Said]) -> list[Labelled]:
    if not axis.has_times:
        step = max(1, len(turns) // 8)
        return [Labelled(axis.turn(at)[0], 0, 14, "", str(at + 1)) for at in range(0, len(turns), step)]
    zero = turns[0].zero_ms
    minutes = (axis.ends - axis.begins) / MINUTE
    every = next((one for one in (1, 2, 5, 10, 15, 30) if minutes / one <= 12), 60)
    first = max(0, axis.begins - zero + MINUTE * every - 1) // (MINUTE * every)
    last = (axis.ends - zero) // (MINUTE * every)
    return [
        Labelled(axis.at(zero + at * every * MINUTE), 0, 14, "", str(at * every))
        for at in range(first, last + 1)
    ]


def _silences(axis: Axis, turns: Sequence[Said], left_out: Sequence[tuple[int, int]]) -> list[Box]:
    if not axis.has_times:
        return []
    spoken = [(said.row.start_ms or 0, said.row.end_ms or 0) for said in turns]
    return [
        Box(axis.at(start), round(axis.at(end) - axis.at(start), 1), 55)
        for start, end in silences(spoken, left_out)
        if end - start >= SILENCE_MS
    ]


def _strips(made: Drawing, axis: Axis, turns: Sequence[Coded], hues: Sequence[str]) -> float:
    y = 126.0
    told = [
        ("function", [(key, _does(turns, values)) for key, values in FUNCTIONS]),
        ("scale", [(key, _has(turns, "scale", values)) for key, values in SCALES]),
        ("time", [(key, _has(turns, "time", values)) for key, values in TIMES]),
        ("tone", [(key, _has(turns, "tone", (value,))) for value, key in TONES]),
        ("stimulus", [(key, _rests(turns, values)) for key, values in STIMULI]),
    ]
    for key, rows in told:
        placed = tuple(
            Row(
                name,
                y + at * ROW,
                tuple(Box(*axis.turn(place), y + at * ROW, hues[place]) for place in places),
            )
            for at, (name, places) in enumerate(rows)
        )
        made.strips.append(Strip(key, y, placed))
        y += len(rows) * ROW + 14
    return y


def _does(turns: Sequence[Coded], values: Sequence[Function]) -> list[int]:
    return [at for at, turn in enumerate(turns) if turn.codes.main in values]


def _has(turns: Sequence[Coded], name: str, values: Sequence[object]) -> list[int]:
    found = []
    for at, turn in enumerate(turns):
        guess = getattr(turn.codes, name)
        if guess is not None and guess.value in values:
            found.append(at)
    return found


def _rests(turns: Sequence[Coded], values: Sequence[Stimulus]) -> list[int]:
    return [at for at, turn in enumerate(turns) if turn.rests_on(*values)]


def _levels(made: Drawing, axis: Axis, passages: Sequence[Passage], y: float) -> float:
    made.level_y = y
    for one in passages:
        if one.level is not None:
            x, width = axis.run(one.first, one.last)
            made.steps.append(Step(x, width, y + (4 - one.level) * 13 + 14, int(one.level)))
    made.path = " ".join(
        f"{'L' if at else 'M'}{one.x} {one.y}H{one.x + one.width:.1f}" for at, one in enumerate(made.steps)
    )
    return y + 72 if made.steps else y


def _shown(axis: Axis, stretch: Stretch, y: float, which: str) -> Labelled:
    x = axis.at(stretch.at_ms)
    width = round(max(3.0, axis.at(stretch.until_ms) - x), 1)
    seconds = stretch.film_from_ms // 1000
    text = " ".join(word for word in (f"{seconds // 60}:{seconds % 60:02d}", which) if word)
    return Labelled(x, width, y, "", text, stretch.is_replay)
