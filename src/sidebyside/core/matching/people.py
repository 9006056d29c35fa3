"""What is known openly of the people to be paired."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_WORD = re.compile(r"[^\W\d_]{4,}")
# Words that say nothing of what a focus is about.
_EMPTY = (
    "about after before from have into more over than that their them then they this what when where which while "
    "with your class lesson lessons pupil pupils teaching"
)
EXPERIENCE_BANDS = 5
RANK_BANDS = 4

Pair = frozenset[str]


def pair(one: str, other: str) -> Pair:
    return frozenset((one, other))


def words_of(text: str) -> frozenset[str]:
    """The telling words of a short text, in any script; singular and plural count as one."""
    found = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word.removesuffix("s") for word in found if word not in _EMPTY.split())


@dataclass(frozen=True)
class Shown:
    """One person, as they agreed to be shown. Empty or None: not shown.

    ``experience`` is a band from 0 (first two years) to 4 (over twenty), ``rank`` one from 0 to 3. ``focus`` is the
    published one only.
    """

    key: str
    subject: str = ""
    phase: str = ""
    site: str = ""
    experience: int | None = None
    rank: int | None = None
    focus: str = ""
    interests: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, bands in (("experience", EXPERIENCE_BANDS), ("rank", RANK_BANDS)):
            value = getattr(self, name)
            if value is not None and not 0 <= value < bands:
                raise ValueError(f"{name} is a band from 0 to {bands - 1}, not {value}.")

    @cached_property
    def focus_words(self) -> frozenset[str]:
        return words_of(self.focus)

    @cached_property
    def interest_words(self) -> frozenset[str]:
        return words_of(" ".join(self.interests))


@dataclass(frozen=True)
class Known:
    """What the school knows anyway. ``never``: line management, and pairs that were not taken up.

    ``free`` counts the free periods a week that two have in common, where a timetable is known.
    """

    never: frozenset[Pair] = frozenset()
    together: frozenset[Pair] = frozenset()
    free: Mapping[Pair, int] = field(default_factory=dict)


def checked(people: Iterable[Shown]) -> list[Shown]:
    """In one order, whatever order they came in. Raises ValueError where somebody is in it twice."""
    found = sorted(people, key=lambda one: one.key)
    if len({one.key for one in found}) != len(found):
        raise ValueError("Somebody is in the group twice.")
    return found
