"""What the models decide, column by column: one value of a head, or yes and no to each of them."""

from dataclasses import dataclass

from .codes import Function, Level, Scale, Stimulus, Time, Tone


@dataclass(frozen=True, slots=True)
class Head:
    name: str
    values: tuple[object, ...]
    one: bool
    first: int

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.values))


def _heads() -> dict[str, Head]:
    made: dict[str, Head] = {}
    at = 0
    plan: tuple[tuple[str, tuple[object, ...], bool], ...] = (
        ("function", tuple(Function), True),
        ("further", tuple(Function), False),
        ("asks", (True,), False),
        ("open", (True,), False),
        ("stimulus", tuple(Stimulus), False),
        ("tone", tuple(Tone), True),
        ("scale", tuple(Scale), True),
        ("time", tuple(Time), True),
        ("opens", (True,), False),
        ("builds", (True,), False),
        ("level", tuple(Level), True),
    )
    for name, values, one in plan:
        made[name] = Head(name, values, one, at)
        at += len(values)
    return made


HEADS = _heads()
COLUMNS = sum(len(head.values) for head in HEADS.values())
