"""How far two codings of one talk agree, dimension by dimension.

Percent: pairs of equal values / pairs. Kappa: Cohen (1960), (seen - by chance) / (1 - by chance), by chance from each
coder's own shares. "With uncoded" takes "not coded" as a value of its own; without it only turns that both coded
count. The unit is the turn, but for elements the place between two turns.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

type Value = str | None
type Turn = Mapping[str, object]

UNCODED = "not coded"


@dataclass(frozen=True, slots=True)
class Measure:
    """`kappa` is None where it has no meaning: no pairs, or both coders used one and the same value only."""

    pairs: int
    percent: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    dimension: str
    unit: str
    coded_by_both: Measure
    with_uncoded: Measure
    disagreements: tuple[int, ...]


def measure(pairs: Sequence[tuple[str, str]]) -> Measure:
    if not pairs:
        return Measure(0, None, None)
    size = len(pairs)
    seen = sum(one == two for one, two in pairs) / size
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    chance = sum(first[value] * second[value] for value in first) / size**2
    kappa = None if chance == 1 else (seen - chance) / (1 - chance)
    return Measure(size, 100 * seen, kappa)


def compare(dimension: str, unit: str, first: Sequence[Value], second: Sequence[Value]) -> Agreement:
    pairs = list(zip(first, second, strict=True))
    both = [(one, two) for one, two in pairs if one is not None and two is not None]
    either = [(one or UNCODED, two or UNCODED) for one, two in pairs]
    apart = tuple(at for at, (one, two) in enumerate(pairs) if one != two)
    return Agreement(dimension, unit, measure(both), measure(either), apart)


def agreements(first: Mapping[str, object], second: Mapping[str, object]) -> list[Agreement]:
    """Of two descriptions as JSON (`telling`). Raises ValueError where they are not of the same turns."""
    ones, twos = _turns(first), _turns(second)
    if [turn.get("rows") for turn in ones] != [turn.get("rows") for turn in twos]:
        raise ValueError("The two files do not describe the same turns.")
    kept = [
        at for at, (one, two) in enumerate(zip(ones, twos, strict=True))
        if not (one.get("backchannel") and two.get("backchannel"))
    ]  # fmt: skip
    made = []
    for name, value in _VALUES.items():
        made.append(compare(name, "turn", [value(ones[at]) for at in kept], [value(twos[at]) for at in kept]))
    for name, key in (("element starts", "elements"), ("co-construction", "spans")):
        inside = _starts if key == "elements" else _inside
        marks = [inside(one.get(key), len(ones)) for one in (first, second)]
        unit = "place before a turn" if key == "elements" else "turn"
        made.append(compare(name, unit, [marks[0][at] for at in kept], [marks[1][at] for at in kept]))
    return made


def _turns(described: Mapping[str, object]) -> list[Turn]:
    turns = described.get("turns")
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise ValueError("A file is no description of a talk: it has no turns.")
    return turns


def _main(turn: Turn) -> Value:
    functions = turn.get("functions")
    return str(functions[0]["name"]) if isinstance(functions, list) and functions else None


def _asks(turn: Turn) -> Value:
    question = turn.get("question")
    return None if not isinstance(question, dict) or question.get("is") is None else str(bool(question["is"]))


def _type(turn: Turn) -> Value:
    question = turn.get("question")
    kind = question.get("type") if isinstance(question, dict) else None
    return None if kind is None else str(kind)


def _stimulus(turn: Turn) -> Value:
    found = turn.get("stimulus")
    return (
        " + ".join(sorted(str(one["value"]) for one in found)) if isinstance(found, list) and found else None
    )


def _one(name: str) -> Callable[[Turn], Value]:
    def value(turn: Turn) -> Value:
        found = turn.get(name)
        return None if not isinstance(found, dict) or found.get("value") is None else str(found["value"])

    return value


_VALUES: dict[str, Callable[[Turn], Value]] = {
    "main function": _main,
    "question": _asks,
    "open or closed": _type,
    "stimulus": _stimulus,
    "tone": _one("tone"),
    "scale": _one("scale"),
    "time": _one("time"),
}


def _starts(elements: object, count: int) -> list[Value]:
    if not isinstance(elements, list):
        return [None] * count
    firsts = {one["first"] for one in elements if isinstance(one, dict)}
    return ["starts" if at in firsts else "goes on" for at in range(count)]


def _inside(spans: object, count: int) -> list[Value]:
    if not isinstance(spans, list):
        return [None] * count
    inside = {
        at for one in spans if isinstance(one, dict)
        # A file may name any number: no more turns are counted than there are.
        for at in range(max(0, one["first"]), min(one["last"] + 1, count))
    }  # fmt: skip
    return ["in" if at in inside else "out" for at in range(count)]
