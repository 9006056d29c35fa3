from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidebyside.room.overlaps import POINT_REACH_MS, Span, overlaps

SPANS = st.lists(
    st.builds(
        lambda author, start, length: Span(author, start, None if length is None else start + length),
        st.integers(1, 3),
        st.integers(0, 60_000),
        st.none() | st.integers(1, 20_000),
    ),
    max_size=20,
)


def test_two_stretches_that_cross_are_both_named_and_their_common_part_glows() -> None:
    met = overlaps([Span(1, 10_000, 20_000), Span(2, 15_000, 30_000)])
    assert met.shared == {0, 1}
    assert met.bands == ((15_000, 20_000),)


def test_two_points_of_nearly_the_same_second_meet() -> None:
    assert overlaps([Span(1, 10_000, None), Span(2, 10_000 + 2 * POINT_REACH_MS, None)]).shared == {0, 1}
    assert not overlaps([Span(1, 10_000, None), Span(2, 10_001 + 2 * POINT_REACH_MS, None)]).shared


def test_one_persons_own_marks_never_meet() -> None:
    met = overlaps([Span(1, 0, 50_000), Span(1, 10_000, 20_000)])
    assert (met.shared, met.bands) == (frozenset(), ())


# A machine that is busy elsewhere is no fault of this code.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS)
def test_it_agrees_with_comparing_every_pair(spans: list[Span]) -> None:
    expected = {
        place
        for place, span in enumerate(spans)
        for other in spans
        if other.author != span.author
        and max(span.reach[0], other.reach[0]) <= min(span.reach[1], other.reach[1])
    }
    met = overlaps(spans)
    assert met.shared == expected
    assert all(start <= end for start, end in met.bands)
    assert all(one[1] < other[0] for one, other in zip(met.bands, met.bands[1:], strict=False))
