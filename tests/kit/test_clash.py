"""Whether kit is free, and when it is next: checked against a count of each minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.kit.clash import Need, Taken, next_free, short

NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def taken(begins: int, minutes: int, count: int = 1) -> Taken:
    return Taken(at(begins), at(begins + minutes), count)


def test_two_bookings_one_after_the_other_take_one_piece() -> None:
    need = Need("tripod", 1, 2, 60, (taken(0, 30), taken(30, 30)))
    assert need.most_taken(NINE) == 1
    assert not short([need], NINE)


def test_all_that_is_asked_for_must_be_free_at_once() -> None:
    tripod = Need("tripod", 1, 1, 60, (taken(0, 60),))
    camera = Need("camera", 1, 1, 60, (taken(60, 60),))
    assert short([tripod, camera], NINE) == [tripod]
    assert next_free([tripod, camera], NINE) == at(120)
    assert next_free([Need("tripod", 3, 2, 60)], NINE) is None


stretches = st.tuples(st.integers(-90, 200), st.integers(1, 90), st.integers(1, 3))


@settings(max_examples=60, deadline=None)
@given(st.lists(stretches, max_size=6), st.integers(1, 3), st.integers(3, 5), st.integers(1, 90))
def test_the_next_free_time_is_free_and_none_before_it_is(
    rows: list[tuple[int, int, int]], count: int, pieces: int, minutes: int
) -> None:
    def free(begin: int) -> bool:
        return all(
            sum(n for b, m, n in rows if b <= minute < b + m) + count <= pieces
            for minute in range(begin, begin + minutes)
        )

    need = Need("tripod", count, pieces, minutes, tuple(taken(*row) for row in rows))
    found = next_free([need], NINE)
    expected = next(minute for minute in range(400) if free(minute))
    assert found == at(expected)
