from sidebyside.core.media.clock import Clock


def test_an_even_film_keeps_its_own_times() -> None:
    clock = Clock()
    assert [clock.shift_for(0, at, 40) for at in range(0, 4000, 40)] == [0.0] * 100
    assert (clock.now_ms, clock.jumps) == (4000, 0)


def test_a_film_that_starts_late_begins_at_nought() -> None:
    clock = Clock(start_ms=1466)
    assert clock.shift_for(0, 1466, 40) == -1466


def test_a_jump_of_hours_is_closed_up_for_both_tracks() -> None:
    clock = Clock()
    hours = 6 * 3_600_000
    for at in range(0, 2000, 40):
        clock.shift_for(0, at, 40)
        clock.shift_for(1, at, 40)
    assert clock.shift_for(0, hours, 40) == 2000 - hours
    assert clock.shift_for(1, 2000, 40) == 0, "sound from before the jump keeps its place"
    assert clock.shift_for(1, hours + 20, 40) == 2000 - hours
    assert clock.jumps == 1


def test_a_clock_that_starts_again_goes_on_from_where_it_was() -> None:
    clock = Clock()
    clock.shift_for(0, 0, 40)
    clock.shift_for(0, 50_000, 40)
    assert clock.shift_for(0, 0, 40) == 50_040


def test_a_pause_of_half_a_minute_is_kept() -> None:
    clock = Clock()
    clock.shift_for(0, 0, 40)
    assert clock.shift_for(0, 30_000, 40) == 0


def test_an_absurd_length_does_not_stretch_the_film() -> None:
    clock = Clock()
    clock.shift_for(0, 0, 6 * 3_600_000)
    assert clock.now_ms == 0
