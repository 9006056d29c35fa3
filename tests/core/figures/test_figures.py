import pytest

from sidebyside.core.figures import (
    Frozen,
    Row,
    Told,
    add_up,
    freeze,
    last_of_each,
    may_stand,
    publish,
    publish_above,
)

YES_NO = ("yes", "no")


def rows(yes: int, no: int, per_pair: int = 2) -> list[Row]:
    answers = ["yes"] * yes + ["no"] * no
    return [Row(f"p{at}", f"pair{at // per_pair}", answer) for at, answer in enumerate(answers)]


def cell(yes: int, no: int, pairs: int | None = None) -> Frozen:
    people = yes + no
    return Frozen(people, people // 2 if pairs is None else pairs, {"yes": yes, "no": no})


def test_five_people_of_three_pairs_are_enough() -> None:
    assert publish(freeze(rows(3, 3), YES_NO)) is not None
    assert publish(freeze(rows(2, 3), YES_NO)) is not None
    assert publish(freeze(rows(2, 2), YES_NO)) is None
    assert publish(freeze(rows(3, 3, per_pair=3), YES_NO)) is None


@pytest.mark.parametrize(("yes", "no"), [(6, 0), (5, 1), (1, 5), (0, 6)])
def test_nearly_nobody_or_nearly_everybody_hides_the_cell(yes: int, no: int) -> None:
    assert publish(freeze(rows(yes, no), YES_NO)) is None


def test_an_answer_that_nobody_gave_hides_the_cell() -> None:
    assert publish(freeze(rows(4, 4), ("yes", "no", "perhaps"))) is None


def test_shares_are_tenths() -> None:
    shown = publish(freeze(rows(7, 13), YES_NO))
    assert shown is not None
    assert shown.tenths == {"yes": 4, "no": 7}


def test_viewers_are_left_out() -> None:
    frozen = freeze(rows(4, 3), YES_NO, viewers={"p0", "p6"})
    assert frozen == Frozen(5, 3, {"yes": 3, "no": 2})


def test_a_frozen_cell_knows_nobody() -> None:
    assert "p0" not in repr(freeze(rows(3, 3), YES_NO))


def test_two_answers_of_one_person_are_refused() -> None:
    twice = [*rows(3, 3), Row("p0", "pair0", "no")]
    with pytest.raises(ValueError, match="give the last one"):
        freeze(twice, YES_NO)
    assert freeze(last_of_each(twice), YES_NO).counts == {"yes": 2, "no": 4}


def test_what_is_no_option_is_refused() -> None:
    with pytest.raises(ValueError, match="Not one of the answers"):
        freeze(rows(1, 1), ("good", "bad"))


def test_people_of_two_periods_count_once() -> None:
    term = add_up([[cell(2, 2)], [cell(2, 2)]])
    assert (term.people, term.answers) == (4, 8)
    assert not may_stand(term)


def test_a_larger_cell_gives_way_where_it_would_tell_a_hidden_one() -> None:
    assert publish_above([[cell(3, 3), cell(3, 3)]]).published is not None
    # One school is hidden, and would be what is left of the whole.
    assert publish_above([[cell(3, 3), cell(3, 3), cell(1, 5)]]).published is None
    # Two are hidden, and together they could stand.
    assert publish_above([[cell(3, 3), cell(3, 1), cell(1, 3)]]).published is not None


def test_no_cells_at_all_are_no_figure() -> None:
    assert publish_above([]).published is None
    assert publish(Frozen(0, 0, {})) is None


def _cell(name: str, yes: int, no: int, people: int | None = None) -> Frozen:
    return Frozen(people or yes + no, (yes + no) // 2, {"yes": yes, "no": no}, name=name)


def test_two_larger_cells_never_differ_by_what_may_not_stand() -> None:
    """A school's first half-term is told over two small programmes. Its term would then tell that everybody in the
    second half said yes; without the first it would have told nothing of anybody."""
    first = [_cell("a1", 2, 2), _cell("b1", 2, 2)]
    second = [_cell("a2", 4, 0), _cell("b2", 4, 0)]
    assert publish_above([first, second]).published is not None
    told = Told()
    assert publish_above([first], told).published is not None
    assert publish_above([first, second], told).published is None


def test_a_sum_that_was_told_is_never_cut_in_two() -> None:
    told = Told()
    assert publish_above([[_cell("a1", 2, 2), _cell("b1", 2, 2)]], told).published is not None
    across = [[_cell("a1", 2, 2), _cell("c1", 2, 2)]]
    assert publish_above(across).published is not None
    assert publish_above(across, told).published is None


def test_what_was_hidden_for_its_answers_is_in_nothing_larger() -> None:
    told = Told()
    assert publish_above([[_cell("a1", 4, 0), _cell("b1", 4, 0)]], told).published is None
    wider = [[_cell("a1", 4, 0), _cell("b1", 4, 0), _cell("c1", 0, 4)]]
    assert publish_above(wider).published is not None
    assert publish_above(wider, told).published is None
