"""From the player's reports to what was on screen when."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sidebyside.core.talk.stimulus import Deed, Event, Stretch, joined, stretches, worth_telling

FILM = 60_000
END = 600_000


def told(*events: Event, film_ms: int | None = FILM, ends_ms: int = END) -> list[Stretch]:
    return stretches(events, film_ms, ends_ms)


def test_play_and_pause_are_one_stretch() -> None:
    found = told(Event(3_000, Deed.PLAY, 10_000), Event(8_000, Deed.PAUSE, 15_000))
    assert found == [Stretch(3_000, 8_000, 10_000, 15_000)]


def test_nothing_played_is_nothing_watched() -> None:
    assert told() == []
    assert told(Event(1_000, Deed.SEEK, 5_000), Event(2_000, Deed.RATE, 5_000, 200)) == []


def test_a_seek_while_it_runs_ends_one_stretch_and_begins_another() -> None:
    found = told(
        Event(0, Deed.PLAY, 0),
        Event(4_000, Deed.SEEK, 30_000),
        Event(6_000, Deed.PAUSE, 32_000),
    )
    assert found == [Stretch(0, 4_000, 0, 4_000), Stretch(4_000, 6_000, 30_000, 32_000)]


def test_a_seek_while_it_rests_only_moves_the_place() -> None:
    found = told(
        Event(0, Deed.SEEK, 30_000), Event(5_000, Deed.PLAY, 30_000), Event(7_000, Deed.PAUSE, 32_000)
    )
    assert found == [Stretch(5_000, 7_000, 30_000, 32_000)]


def test_a_replay_is_told_as_one_whether_the_film_ran_or_rested() -> None:
    running = told(Event(0, Deed.PLAY, 0), Event(5_000, Deed.REPLAY, 0), Event(8_000, Deed.PAUSE, 3_000))
    assert [stretch.is_replay for stretch in running] == [False, True]
    resting = told(Event(0, Deed.REPLAY, 0), Event(100, Deed.PLAY, 0), Event(3_100, Deed.PAUSE, 3_000))
    assert [(stretch.is_replay, stretch.film_ms) for stretch in resting] == [(True, 3_000)]


def test_what_plays_after_a_replay_has_rested_is_no_replay() -> None:
    found = told(
        Event(0, Deed.REPLAY, 0),
        Event(0, Deed.PLAY, 0),
        Event(3_000, Deed.PAUSE, 3_000),
        Event(9_000, Deed.PLAY, 3_000),
        Event(11_000, Deed.PAUSE, 5_000),
    )
    assert [stretch.is_replay for stretch in found] == [True, False]


def test_at_half_speed_the_film_goes_half_as_far() -> None:
    found = told(
        Event(0, Deed.PLAY, 0, 50), Event(8_000, Deed.SEEK, 20_000, 50), Event(8_001, Deed.PAUSE, 20_000)
    )
    assert found == [Stretch(0, 8_000, 0, 4_000, 50)]


def test_a_change_of_speed_keeps_each_part_at_its_own() -> None:
    found = told(Event(0, Deed.PLAY, 0), Event(2_000, Deed.RATE, 2_000, 200), Event(4_000, Deed.PAUSE, 6_000))
    assert found == [Stretch(0, 2_000, 0, 2_000), Stretch(2_000, 4_000, 2_000, 6_000, 200)]
    assert joined(found) == [Stretch(0, 4_000, 0, 6_000)]


def test_another_angle_is_a_stretch_of_its_own_however_closely_it_follows() -> None:
    found = told(
        Event(0, Deed.PLAY, 0),
        Event(4_000, Deed.SEEK, 4_000, angle=1),
        Event(6_000, Deed.RATE, 6_000, 200, angle=1),
        Event(7_000, Deed.PAUSE, 8_000, angle=1),
    )
    runs = [(one.film_from_ms, one.film_to_ms, one.angle) for one in joined(found)]
    assert runs == [(0, 4_000, 0), (4_000, 8_000, 1)]


def test_a_lost_pause_is_closed_by_the_next_play() -> None:
    found = told(Event(0, Deed.PLAY, 0), Event(5_000, Deed.PLAY, 20_000), Event(6_000, Deed.PAUSE, 21_000))
    assert found == [Stretch(0, 5_000, 0, 5_000, is_guess=True), Stretch(5_000, 6_000, 20_000, 21_000)]


def test_a_lost_pause_runs_no_further_than_the_film() -> None:
    assert told(Event(0, Deed.PLAY, 50_000)) == [Stretch(0, 10_000, 50_000, 60_000, is_guess=True)]


def test_a_lost_pause_runs_no_further_than_the_talk() -> None:
    found = told(Event(0, Deed.PLAY, 0), film_ms=None, ends_ms=4_000)
    assert found == [Stretch(0, 4_000, 0, 4_000, is_guess=True)]


def test_a_film_that_waited_for_the_network_is_told_by_the_player() -> None:
    found = told(Event(0, Deed.PLAY, 0), Event(20_000, Deed.PAUSE, 3_000))
    assert found == [Stretch(0, 20_000, 0, 3_000)]


def test_a_pause_that_comes_twice_changes_nothing() -> None:
    once = (Event(0, Deed.PLAY, 0), Event(2_000, Deed.PAUSE, 2_000))
    assert told(*once, Event(2_010, Deed.PAUSE, 2_000)) == told(*once)


def test_reports_that_arrive_out_of_order_are_put_in_order() -> None:
    events = [Event(0, Deed.PLAY, 0), Event(2_000, Deed.SEEK, 9_000), Event(4_000, Deed.PAUSE, 11_000)]
    assert told(*reversed(events)) == told(*events)


def test_clicking_about_is_not_watching() -> None:
    found = told(Event(0, Deed.PLAY, 0), Event(300, Deed.SEEK, 9_000), Event(3_300, Deed.PAUSE, 12_000))
    assert worth_telling(found) == [Stretch(300, 3_300, 9_000, 12_000)]


EVENTS = st.lists(
    st.builds(
        Event,
        at_ms=st.integers(0, 700_000),
        deed=st.sampled_from(Deed),
        film_ms=st.integers(0, 70_000),
        rate_percent=st.sampled_from([0, 50, 75, 100, 150, 200]),
    ),
    max_size=30,
)


@given(EVENTS)
def test_whatever_is_reported_stretches_stay_within_film_and_talk(events: list[Event]) -> None:
    found = stretches(events, FILM, END)
    for stretch in found:
        assert 0 <= stretch.at_ms <= stretch.until_ms <= END
        assert 0 <= stretch.film_from_ms < stretch.film_to_ms <= FILM
    for before, after in itertools.pairwise(found):
        assert before.until_ms <= after.at_ms
