"""Figures over people's answers, by rule 10: fixed cells, frozen once, hidden over the whole hierarchy together.

``freeze`` counts one cell and lets go of who is in it; ``publish`` says whether it is shown by itself;
``publish_above`` whether a larger cell is, given all of its smallest ones and what is ``Told`` of hidden cells already.
Nothing here answers a question that somebody thinks of later.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

LEAST_PEOPLE, LEAST_PARTNERSHIPS = 5, 3
# Of each answer, and of all others: beyond what any one person may have given themselves. Two, in a cell of one period.
LEAST_ANSWERS_OF_OTHERS = 1
# With two, each would read the other's figure out of the sum and its own.
LEAST_SCHOOLS = 3


@dataclass(frozen=True)
class Row:
    """One answer of somebody who agreed to be counted: three opaque words, and one row a person and cell."""

    person: str
    partnership: str
    answer: str


@dataclass(frozen=True)
class Frozen:
    """A cell as it stays: how many gave each answer. There is no tie to people in it.

    ``people`` and ``partnerships`` are never more than there were: where cells of several periods were added up, the
    same ones may have answered each time, and they count once. ``most_of_one``: so many answers one of them may have
    given, and knows. ``name``: which cell it is, where several larger ones hold it.
    """

    people: int
    partnerships: int
    counts: Mapping[str, int]
    most_of_one: int = 1
    name: str = field(default="", compare=False)

    @property
    def answers(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Published:
    """Shares of the answers in tenths, 0 to 10, each rounded by itself: they may not sum to ten."""

    tenths: Mapping[str, int]


def freeze(rows: Iterable[Row], options: Sequence[str], viewers: Collection[str] = ()) -> Frozen:
    """Count a cell, its viewers left out.

    ``viewers`` must be everybody who may see *any* cell of the hierarchy at the time, the same for all of its cells:
    were each left out of their own view only, two of them could subtract. Raises ValueError where somebody answers
    twice, or what is no option.
    """
    counted = [row for row in rows if row.person not in viewers]
    if len({row.person for row in counted}) != len(counted):
        raise ValueError("Somebody has two answers in one cell: give the last one.")
    if strange := {row.answer for row in counted} - set(options):
        raise ValueError(f"Not one of the answers: {', '.join(sorted(strange))}.")
    counts = Counter(row.answer for row in counted)
    return Frozen(
        len(counted),
        len({row.partnership for row in counted}),
        {option: counts[option] for option in options},
    )


def add_up(periods: Sequence[Sequence[Frozen]]) -> Frozen:
    """The larger cell of smaller ones: for each period, the cells side by side (a term's half-terms, their schools).

    Cells side by side share nobody; cells of two periods may have everybody in common.
    """
    cells = [cell for period in periods for cell in period]
    counts: Counter[str] = Counter()
    for cell in cells:
        counts.update(cell.counts)
    return Frozen(
        max((sum(cell.people for cell in period) for period in periods), default=0),
        max((sum(cell.partnerships for cell in period) for period in periods), default=0),
        {option: counts[option] for option in (cells[0].counts if cells else ())},
        most_of_one=max(1, sum(any(cell.answers for cell in period) for period in periods)),
    )


def is_large_enough(cell: Frozen) -> bool:
    return cell.people >= LEAST_PEOPLE and cell.partnerships >= LEAST_PARTNERSHIPS


def may_stand(cell: Frozen) -> bool:
    """By itself: enough people and pairs, and no answer that nearly nobody or nearly everybody gave."""
    least = cell.most_of_one + LEAST_ANSWERS_OF_OTHERS
    return is_large_enough(cell) and all(
        least <= count <= cell.answers - least for count in cell.counts.values()
    )


def publish(cell: Frozen) -> Published | None:
    """For a smallest cell, as soon as its period is over. None: not shown, for whatever reason."""
    return _shares(cell) if may_stand(cell) else None


@dataclass(frozen=True)
class Above:
    """What was decided of a larger cell: its shares or none, and what that added to ``Told``."""

    published: Published | None = None
    told: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()


@dataclass
class Told:
    """What larger cells have told of hidden ones so far, all over one hierarchy: sums that share no cell.

    Each of ``sums`` could stand by itself. That one of ``shut`` was hidden says that nearly nobody or nearly everybody
    in it gave some answer; nothing is ever added to it.
    """

    sums: list[frozenset[str]] = field(default_factory=list)
    shut: list[frozenset[str]] = field(default_factory=list)

    def note(self, told: Collection[str], shut: Collection[str]) -> None:
        """As they were kept of one larger cell that was decided before."""
        self.sums += [frozenset(told)] if told else []
        self.shut += [frozenset(shut)] if shut else []

    def new_in(self, hidden: frozenset[str]) -> frozenset[str] | None:
        """Those hidden cells of which nothing is told yet. None where a sum that was told would be cut in two, or
        where something is shut: then a difference of two larger cells would tell what may not stand."""
        if any(one & hidden for one in self.shut) or any(
            one & hidden and not one <= hidden for one in self.sums
        ):
            return None
        return hidden.difference(*self.sums)


def publish_above(periods: Sequence[Sequence[Frozen]], told: Told | None = None) -> Above:
    """For a larger cell, given all its *smallest* ones as they were frozen, the hidden ones too.

    ``told`` goes from one larger cell of the hierarchy to the next, in a fixed order, and is added to; cells then have
    names of their own.

    What is left of it when everything published below is taken away must be nothing at all, or such as could stand by
    itself. And where a cell is hidden for its answers, though large enough, the larger one is hidden with it: that it
    is hidden says that nearly nobody or nearly everybody gave some answer, and a sum would tell which
    (tests/core/figures/test_attack.py found this). What was published before is never taken back, so it is the larger
    cell that gives way.
    """
    told = Told() if told is None else told
    hidden = {cell.name for period in periods for cell in period if cell.answers and not may_stand(cell)}
    if any(is_large_enough(cell) and not may_stand(cell) for period in periods for cell in period):
        return Above()
    new = told.new_in(frozenset(hidden))
    if new is None:
        return Above()
    rest = add_up(
        [[cell for cell in period if cell.name in new and not may_stand(cell)] for period in periods]
    )
    whole = add_up(periods)
    if rest.answers and not may_stand(rest):
        if not is_large_enough(rest):
            return Above()
        told.shut.append(new)
        return Above(shut=new)
    if not may_stand(whole):
        return Above()
    if new:
        told.sums.append(new)
    return Above(_shares(whole), told=new)


@dataclass(frozen=True)
class Part:
    """What one school has of a larger cell over several: its smallest cells by period, and all that was decided of
    them at the school. ``told`` is read, not added to."""

    periods: Sequence[Sequence[Frozen]]
    told: Told = field(default_factory=Told)


def publish_across(parts: Sequence[Part]) -> Above | None:
    """For one cell over several schools, once each school's own are decided. None: fewer than ``LEAST_SCHOOLS``.

    A school is in whole or not at all, and which are in hangs on sizes and on what is out already:

    - where all its hidden cells are within sums that were told, it is in, and tells nothing that is not told;
    - where something of it is hidden for its answers, or a sum lies across, it is not;
    - the hidden cells of all others are one rest: large enough they are in together, otherwise none of them.

    A rest that is large enough and may not stand hides the whole and is shut, as in ``publish_above``. The caller keeps
    ``told`` and ``shut``, and gives them to whatever of these schools is decided later.
    """
    whole: list[Sequence[Sequence[Frozen]]] = []
    small: list[Sequence[Sequence[Frozen]]] = []
    untold: set[str] = set()
    for part in parts:
        cells = [cell for period in part.periods for cell in period if cell.answers]
        hidden = [cell for cell in cells if not may_stand(cell)]
        new = part.told.new_in(frozenset(cell.name for cell in hidden))
        if not cells or new is None or any(is_large_enough(cell) for cell in hidden):
            continue
        (small if new else whole).append(part.periods)
        untold |= new
    rest = add_up([[cell for cell in period if cell.name in untold] for period in _side_by_side(small)])
    if not is_large_enough(rest):
        small, untold = [], set()
    if len(whole) + len(small) < LEAST_SCHOOLS:
        return None
    both = add_up(_side_by_side([*whole, *small]))
    if not may_stand(both) or (untold and not may_stand(rest)):
        return Above(shut=frozenset(untold))
    return Above(_shares(both), told=frozenset(untold))


def _side_by_side(schools: Sequence[Sequence[Sequence[Frozen]]]) -> list[list[Frozen]]:
    """Their first half-terms together, then their second ones: nobody is at two of them."""
    return [list(chain.from_iterable(period)) for period in zip_longest(*schools, fillvalue=())]


def _shares(cell: Frozen) -> Published:
    total = cell.answers
    # Halves upwards, in whole numbers: the same on every machine.
    return Published({option: (20 * count + total) // (2 * total) for option, count in cell.counts.items()})


def last_of_each(rows: Iterable[Row]) -> list[Row]:
    """One row a person, the last that was given: for forms that may be answered several times in a period."""
    return list({row.person: row for row in rows}.values())
