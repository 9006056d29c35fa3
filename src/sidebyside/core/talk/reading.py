"""A reading of a talk: an argument from its codes, people's or suggested, about how the two work together.

It names a level for each passage and for the talk, what speaks for it and against it, what is missing for the next,
and one thing to try. It never rates a person, and says how sure it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.core.saying import _

from . import levels
from .codes import Function, Level, Scale, Time
from .features import Floats
from .levels import Shown
from .marks import Part, Said, said_in
from .moments import worth_hearing
from .shapes import FEWEST_TURNS, Coded, Description, Element, Passage, Point, Reading
from .weights import Weights, load

# A passage of fewer turns is looked at with the turns around it, up to this many.
LEAST_LOOKED_AT = 8
# Our own conventions for what is said of sureness.
SURE, FAIRLY_SURE = 0.7, 0.5
MOST_TURNS_NAMED = 6

COSY = _(
    "This was a warm talk, and there is little in it to push against. Next time choose one minute of the film, "
    "and let each of you ask one question about it to which you do not know the answer."
)
TOO_FEW = _("There are {turns} coded turns. From {fewest} on there is a reading.")
ONE_VOICE = _("Only one voice is in this transcript. A reading needs the talk of two.")
LEVEL_WORDS = {
    Level.EMERGING: _("Mostly one asks and the other tells what happened."),
    Level.DEVELOPING: _("Reasons, problems and pupils' learning come into the talk."),
    Level.REFINING: _(
        "You look at evidence together, question what seems sure, and reach into coming lessons."
    ),
    Level.CO_CONSTRUCTIVE: _("You build ideas together and think about how to find out what they do."),
}


@dataclass(frozen=True, slots=True)
class _Read:
    first: int
    last: int
    chances: Floats
    found: tuple[Shown, ...]

    @property
    def level(self) -> Level:
        return Level(int(self.chances.argmax()) + 1)

    @property
    def sureness(self) -> float:
        return float(self.chances.max())


def read(description: Description, weights: Weights | None = None) -> Reading:
    """`weights`: of the marks, those of this product where nothing else is given."""
    counted = [at for at, turn in enumerate(description.turns) if turn.codes.main is not None]
    if len({description.turns[at].spoken.voice for at in counted}) == 1:
        return _nothing(len(counted), ONE_VOICE)
    if len(counted) < FEWEST_TURNS:
        return _nothing(len(counted), TOO_FEW.format(turns=len(counted), fewest=FEWEST_TURNS))
    said = said_in(description.turns)
    parts = _parts(description, weights or load(), said)
    passages = _passages(parts)
    whole = levels.shown(_part(description, 0, len(description.turns) - 1, said))
    level, sureness = _overall(description, parts)
    return Reading(
        level=level,
        sureness=sureness,
        sureness_words=_how_sure(sureness),
        coded_turns=len(counted),
        words=LEVEL_WORDS[level],
        passages=passages,
        speaks_for=_points(whole, level, present=True),
        speaks_against=_points(whole, level, present=False),
        next_shown=_points(whole, _next(level), present=True) if level < Level.CO_CONSTRUCTIVE else (),
        missing=_points(whole, _next(level), present=False) if level < Level.CO_CONSTRUCTIVE else (),
        to_try=_to_try(description, whole, level),
        moments=worth_hearing(description),
    )


def _nothing(coded: int, why: str) -> Reading:
    return Reading(None, None, "cannot say", coded, why)


def _next(level: Level) -> Level:
    return Level(min(level + 1, Level.CO_CONSTRUCTIVE))


def _how_sure(sureness: float) -> str:
    if sureness >= SURE:
        return "fairly sure"
    return "a first impression" if sureness >= FAIRLY_SURE else "not sure"


def _parts(description: Description, weights: Weights | None, said: Mapping[int, Said]) -> list[_Read]:
    elements = description.elements or (Element(0, len(description.turns) - 1),)
    made = []
    for element in elements:
        part = looked_at(description, element, said)
        found = levels.shown(part)
        hints = levels.hints_of([description.hints[at] for at, _ in part.turns] if description.hints else [])
        made.append(
            _Read(element.first, element.last, _chances(found, len(part.turns), hints, weights), tuple(found))
        )
    return made


def _chances(found: Sequence[Shown], size: int, hints: Floats | None, weights: Weights | None) -> Floats:
    if weights is None:
        return levels.by_marks_alone(found)
    if hints is None:
        return levels.by_weights(found, size, weights.level)
    return levels.by_weights(found, size, weights.level_with_hints, hints)


def looked_at(description: Description, element: Element, said: Mapping[int, Said]) -> Part:
    """The turns of an element, and of its surroundings while they are too few to say anything."""
    first, last = element.first, element.last
    while _size(description, first, last) < LEAST_LOOKED_AT and (
        first > 0 or last < len(description.turns) - 1
    ):
        first, last = max(0, first - 1), min(len(description.turns) - 1, last + 1)
    return _part(description, first, last, said)


def _size(description: Description, first: int, last: int) -> int:
    return sum(turn.codes.main is not None for turn in description.turns[first : last + 1])


def _part(description: Description, first: int, last: int, said: Mapping[int, Said]) -> Part:
    turns = tuple(
        (at, description.turns[at])
        for at in range(first, last + 1)
        if description.turns[at].codes.main is not None
    )
    inside = tuple(one for one in description.elements if first <= one.first <= last)
    spans = tuple(one for one in description.spans if one.first <= last and one.last >= first)
    return Part(turns, inside, spans, said)


def _passages(parts: Sequence[_Read]) -> tuple[Passage, ...]:
    """Neighbours of one level are one passage; it is as sure as its turns on the whole."""
    made: list[list[_Read]] = []
    for part in parts:
        if made and made[-1][-1].level == part.level:
            made[-1].append(part)
        else:
            made.append([part])
    return tuple(_passage(group) for group in made)


def _passage(group: Sequence[_Read]) -> Passage:
    level = group[0].level
    sizes = [part.last - part.first + 1 for part in group]
    sureness = float(np.average([part.sureness for part in group], weights=sizes))
    together = _merged(group)
    return Passage(
        group[0].first,
        group[-1].last,
        level,
        sureness,
        _points(together, level, present=True),
        _points(together, _next(level), present=False) if level < Level.CO_CONSTRUCTIVE else (),
    )


def _merged(group: Sequence[_Read]) -> list[Shown]:
    made = []
    for marks in zip(*(part.found for part in group), strict=True):
        turns = tuple(sorted({turn for one in marks for turn in one.turns}))
        made.append(Shown(marks[0].mark, turns, any(one.present for one in marks)))
    return made


def _overall(description: Description, parts: Sequence[_Read]) -> tuple[Level, float]:
    """The highest level that at least half of the talk reaches, weighing each passage's chances by its turns."""
    weights = np.array([_size(description, part.first, part.last) for part in parts], np.float64)
    chances = np.average([part.chances for part in parts], axis=0, weights=np.maximum(weights, 1e-6))
    reaching = np.cumsum(chances[::-1])[::-1]
    at = max(place for place in range(len(Level)) if place == 0 or reaching[place] >= 0.5)
    certain = np.average([part.sureness for part in parts], weights=np.maximum(weights, 1e-6))
    return Level(at + 1), float(certain)


def _points(found: Sequence[Shown], level: Level, *, present: bool) -> tuple[Point, ...]:
    chosen = [one for one in found if one.mark.level is level and one.present is present]
    chosen.sort(key=lambda one: -len(one.turns))
    return tuple(Point(one.mark.key, level, one.mark.text, one.turns[:MOST_TURNS_NAMED]) for one in chosen)


def is_cosy(turns: Sequence[Coded]) -> bool:
    """Praise and account, and next to no challenge, plan or close look: the pattern known as a cosy chat."""
    coded = [turn for turn in turns if turn.codes.main is not None]
    challenged = sum(turn.does(Function.CHALLENGE, Function.DISSONANCE) for turn in coded)
    planned = sum(turn.codes.time is not None and turn.codes.time.value is Time.AFTER for turn in coded)
    close = sum(turn.codes.scale is not None and turn.codes.scale.value is Scale.MOMENT for turn in coded)
    judged = sum(turn.does(Function.EVALUATION) for turn in coded)
    warm = sum(turn.codes.tone is not None and turn.codes.tone.value > 0 for turn in coded)
    size = len(coded)
    return (
        challenged <= size * 0.04
        and planned <= size * 0.15
        and close <= size * 0.15
        and judged + warm >= size * 0.3
    )


def _to_try(description: Description, whole: Sequence[Shown], level: Level) -> str:
    if is_cosy(description.turns):
        return COSY
    wanted = [one for one in whole if one.mark.level is _next(level)]
    missing = [one for one in wanted if not one.present] or sorted(wanted, key=lambda one: len(one.turns))
    return missing[0].mark.to_try
