from itertools import combinations

import pytest

from sidebyside.core.matching import (
    Drawn,
    Kind,
    Known,
    Secrets,
    Shown,
    Weights,
    as_said,
    draw,
    preview,
    reasons,
)
from sidebyside.core.matching.arranging import arrange
from sidebyside.core.matching.weights import DEFAULT, NEVER, worth_by_facts

NO_SECRETS, NOTHING_KNOWN = Secrets(), Known()
ANA, BEN, CLEO, IDRIS, TIM = (Shown(name) for name in ("ana", "ben", "cleo", "idris", "tim"))
TWO = frozenset


def drawn(
    people: list[Shown], secrets: Secrets = NO_SECRETS, known: Known = NOTHING_KNOWN, *, trios: bool = False
) -> Drawn:
    no_chance = as_said({one.key for one in people})
    return draw(people, known, Weights(), secrets, no_chance, trios=trios)


def test_a_returned_wish_is_heard_and_one_that_is_not_returned_is_not() -> None:
    people = [ANA, BEN, CLEO, IDRIS]
    wishes = {"ana": TWO(["cleo"]), "cleo": TWO(["ana"]), "ben": TWO(["ana"])}
    assert drawn(people, Secrets(wishes=wishes)).groups == (("ana", "cleo"), ("ben", "idris"))
    alone = Secrets(wishes={"ben": TWO(["ana"])})
    assert drawn(people, alone) == drawn(people)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_nobody_is_put_with_somebody_whom_either_asked_not_to_be_with(who: str) -> None:
    other = {"ana": "ben", "ben": "ana"}[who]
    wishes = {"ana": TWO(["ben"]), "ben": TWO(["ana"])}
    secrets = Secrets(wishes=wishes, vetoes={who: TWO([other])})
    assert not any(TWO(group) >= {"ana", "ben"} for group in drawn([ANA, BEN, CLEO, IDRIS], secrets).groups)
    trio = drawn([ANA, BEN, CLEO], secrets, trios=True)
    assert len(trio.groups) == 1
    assert len(trio.without) == 1


def test_line_management_is_never_a_pair_whatever_both_wish() -> None:
    wishes = {"ana": TWO(["ben"]), "ben": TWO(["ana"])}
    known = Known(never=TWO([TWO(["ana", "ben"])]))
    assert drawn([ANA, BEN], Secrets(wishes=wishes), known) == Drawn((), ("ana", "ben"))


def test_as_many_as_can_be_are_placed_before_anything_else_counts() -> None:
    wishes = {"ana": TWO(["ben"]), "ben": TWO(["ana"])}
    never = TWO([TWO(["cleo", "idris"])])
    made = drawn([ANA, BEN, CLEO, IDRIS], Secrets(wishes=wishes), Known(never=never))
    assert made.without == ()


def test_the_odd_one_out_joins_a_pair_only_where_trios_are_allowed() -> None:
    people = [ANA, BEN, CLEO, IDRIS, TIM]
    assert len(drawn(people).without) == 1
    made = drawn(people, trios=True)
    assert made.without == ()
    assert sorted(map(len, made.groups)) == [2, 3]


def test_a_third_stands_with_neither_whom_they_asked_not_to_be_with() -> None:
    secrets = Secrets(vetoes={"tim": TWO(["ana", "cleo"])})
    for group in drawn([ANA, BEN, CLEO, IDRIS, TIM], secrets, trios=True).groups:
        assert not ("tim" in group and {"ana", "cleo"} & set(group))


def test_the_best_third_is_chosen() -> None:
    alike = [Shown(name, rank=0) for name in ("a", "b", "c")]
    others = [Shown(name, rank=3) for name in ("x", "y")]
    assert drawn([*alike, *others], trios=True).groups == (("a", "b", "c"), ("x", "y"))


def test_a_large_group_of_an_odd_number_places_everybody() -> None:
    people = [Shown(f"p{number:03}", rank=number % 4, experience=number % 5) for number in range(101)]
    made = drawn(people, trios=True)
    assert made.without == ()
    assert sum(len(group) == 3 for group in made.groups) == 1


@pytest.mark.parametrize("people", [[], [ANA]])
def test_nobody_and_one_alone_make_no_pair(people: list[Shown]) -> None:
    for trios in (False, True):
        assert drawn(people, trios=trios) == Drawn((), tuple(one.key for one in people))


def test_everybody_against_everybody_makes_no_pair_and_no_error() -> None:
    people = [ANA, BEN, CLEO, IDRIS, TIM]
    vetoes = {one.key: TWO(other.key for other in people if other is not one) for one in people}
    for trios in (False, True):
        assert drawn(people, Secrets(vetoes=vetoes), trios=trios).groups == ()


def test_wishes_that_fit_nobody_elses_change_nothing() -> None:
    people = [ANA, BEN, CLEO, IDRIS]
    in_a_ring = {"ana": TWO(["ben"]), "ben": TWO(["cleo"]), "cleo": TWO(["idris"]), "idris": TWO(["ana"])}
    assert drawn(people, Secrets(wishes=in_a_ring)) == drawn(people)


def test_whoever_sits_a_round_out_stands_with_those_who_found_nobody() -> None:
    made = drawn([ANA, BEN, CLEO], Secrets(resting=TWO(["ben"])))
    assert made == Drawn((("ana", "cleo"),), ("ben",))


def test_a_focus_that_is_kept_weighs_silently() -> None:
    people = [Shown("ana"), Shown("ben"), Shown("cleo", interests=("waiting time",)), Shown("tim")]
    secrets = Secrets(focuses={"ana": "waiting after questions"})
    assert ("ana", "cleo") in drawn(people, secrets).groups


def test_the_order_in_which_people_come_does_not_matter() -> None:
    people = [Shown(name, rank=rank) for rank, name in enumerate(("d", "b", "a", "c"))]
    assert drawn(people) == drawn(people[::-1])


def test_the_same_person_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        drawn([ANA, ANA])


def test_no_set_is_worth_more_than_the_one_that_is_made() -> None:
    people = [Shown(f"p{n}", rank=n * 7 % 4, experience=n * 3 % 5, subject="ab"[n % 2]) for n in range(8)]
    worth = worth_by_facts(people, Known(), Weights())
    keys = [one.key for one in people]
    made = arrange(keys, worth, trios=False)

    def total(groups: list[tuple[str, ...]]) -> int:
        return sum(int(worth[keys.index(one), keys.index(other)]) for one, other in groups)

    def all_sets(left: list[str]) -> list[list[tuple[str, ...]]]:
        if not left:
            return [[]]
        first, *rest = left
        return [
            [(first, other), *more]
            for other in rest
            for more in all_sets([one for one in rest if one != other])
        ]

    assert total(made) == max(total(one) for one in all_sets(keys))


@pytest.mark.parametrize("name", sorted(set(DEFAULT) - {"wishes"}))
def test_each_weight_moves_what_it_says(name: str) -> None:
    people = [
        Shown("a", "Art", "primary", "north", 0, 0, "waiting questions", ("voices",)),
        Shown("b", "Art", "primary", "north", 0, 0, "waiting questions", ("voices",)),
        Shown("c", "Maths", "secondary", "south", 4, 3, "group work", ()),
    ]
    known = Known(together=TWO([TWO("ab")]), free={TWO("ab"): 6, TWO("ac"): 0})
    none = dict.fromkeys(DEFAULT, 0)
    table = worth_by_facts(people, known, Weights(none | {name: 4}))
    likes_likeness = name in {"focus", "rank", "free"}
    assert (table[0, 1] > table[0, 2]) == likes_likeness
    assert table[0, 0] == NEVER
    if not likes_likeness:
        turned = worth_by_facts(people, known, Weights(none | {name: -4}))
        assert turned[0, 1] > turned[0, 2]


@pytest.mark.parametrize("said", [{"rank": -1}, {"rank": 5}, {"place": -5}, {"luck": 1}, {"rank": True}])
def test_a_weight_that_there_is_not_is_refused(said: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"weight|whole number"):
        Weights(said)


@pytest.mark.parametrize("said", [{"rank": 4}, {"experience": -1}])
def test_a_band_that_there_is_not_is_refused(said: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="band"):
        Shown("a", **said)  # type: ignore[arg-type]


def test_reasons_say_what_speaks_for_a_pair_before_its_price() -> None:
    ana = Shown("ana", "Maths", "secondary", "", 0, 1, "Waiting after questions", ("feedback",))
    ben = Shown("ben", "History", "primary", "", 3, 1, "Who answers questions", ("Feedback", "waiting"))
    known = Known(free={TWO(["ana", "ben"]): 3})
    found = reasons(ana, ben, known, Weights())
    kinds = [one.kind for one in found]
    assert kinds[0] is Kind.SAME_FOCUS
    assert found[0].words == ("question",)
    assert [one.kind for one in found if not one.speaks_for] == [Kind.OTHER_PHASE]
    assert {Kind.COMPLEMENTARY, Kind.SAME_INTEREST, Kind.NEAR_RANK, Kind.UNLIKE_EXPERIENCE, Kind.FREE} < set(
        kinds
    )


def test_what_is_not_shown_is_no_reason() -> None:
    assert [one.kind for one in reasons(ANA, BEN, Known(), Weights())] == [Kind.NEW]
    assert reasons(ANA, BEN, Known(), Weights(dict.fromkeys(DEFAULT, 0))) == []


def test_a_preview_counts_and_names_nobody() -> None:
    people = [
        Shown(name, subject=subject)
        for name, subject in zip("abcde", ["Art"] * 3 + ["Maths"] * 2, strict=True)
    ]
    shown = preview(people, Known(), Weights(), trios=True)
    assert (shown.pairs, shown.trios, shown.without, shown.twos) == (1, 1, 0, 4)
    assert shown.sums[Kind.OTHER_SUBJECT] == 3
    assert all(isinstance(count, int) for count in shown.sums.values())
    assert not {*"abcde"} & set(shown.sums)


def test_pairs_that_stand_are_simply_not_matched_again() -> None:
    rest = [CLEO, IDRIS]
    assert drawn(rest).groups == (("cleo", "idris"),)


def test_every_two_of_a_trio_may_be_together() -> None:
    never = TWO(TWO(both) for both in combinations(["ana", "ben", "cleo"], 2))
    made = drawn([ANA, BEN, CLEO, IDRIS, TIM], Secrets(), Known(never=never), trios=True)
    for group in made.groups:
        assert not any(TWO(both) in never for both in combinations(group, 2))
