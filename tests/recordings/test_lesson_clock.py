from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from sidebyside.recordings import filming, lesson_clock
from sidebyside.recordings.lesson_clock import LessonClock, Stretch
from sidebyside.recordings.models import Part, Recording
from tests.cast import Cast
from tests.recordings.conftest import ready_film
from tests.recordings.filmed import whole_film

NINE = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


@pytest.fixture
def film(ana: Client, cast: Cast) -> Recording:
    """Ten minutes with a pause of one after four; then, three minutes later, five more."""
    film = whole_film(ana, cast.strand.code, b"one", b"two")
    for part, starts_at, pauses in zip(
        film.parts.all(), (at(0), at(14 * 60)), ([[240_000, 60_000]], []), strict=True
    ):
        Part.objects.filter(pk=part.pk).update(starts_at=starts_at, pauses=pauses)
    filming.note_parts(film, [(600_000, 0), (300_000, 600_000)])
    Recording.objects.filter(pk=film.pk).update(begins_at=at(0))
    return Recording.objects.get(pk=film.pk)


@pytest.mark.parametrize(
    ("minutes", "film_ms"),
    [
        (-1, -60_000),
        (0, 0),
        (3, 180_000),
        (4.5, 240_000),
        (5, 240_000),
        (6, 300_000),
        (11, 600_000),
        (12, 600_000),
        (14, 600_000),
        (15, 660_000),
        (19, 900_000),
        (20, 960_000),
    ],
)
def test_a_moment_of_the_lesson_lies_where_it_was_filmed(
    film: Recording, minutes: float, film_ms: int
) -> None:
    assert lesson_clock.film_ms_of(film, at(minutes * 60)) == film_ms


def test_a_moment_of_the_film_was_at_its_moment_of_the_lesson(film: Recording) -> None:
    clock = lesson_clock.of(film)
    assert clock is not None
    assert clock.lesson_at(0) == at(0)
    assert clock.lesson_at(239_999) == at(239.999)
    assert clock.lesson_at(300_000) == at(360)
    assert clock.lesson_at(600_000) == at(14 * 60)
    assert clock.lesson_at(-1000) == at(-1)


def test_the_owners_word_on_when_it_began_moves_the_whole_clock(film: Recording) -> None:
    film.begins_at = at(30)
    assert lesson_clock.film_ms_of(film, at(30)) == 0
    assert lesson_clock.film_ms_of(film, at(15 * 60 + 30)) == 660_000


def test_a_film_that_was_brought_has_no_clock_of_its_own(cast: Cast) -> None:
    assert lesson_clock.film_ms_of(ready_film(cast, b"a film"), at(0)) is None


def test_a_film_whose_parts_are_not_measured_yet_has_none_yet(ana: Client, cast: Cast) -> None:
    assert lesson_clock.of(whole_film(ana, cast.strand.code, b"one")) is None


def test_a_clock_that_was_set_back_between_two_parts_does_not_turn_the_lesson_round() -> None:
    parts = [
        Part(number=1, starts_at=at(0), pauses=[], film_start_ms=0, duration_ms=60_000),
        Part(number=2, starts_at=at(30), pauses=[], film_start_ms=60_000, duration_ms=60_000),
    ]
    stretches = [one for part in parts for one in lesson_clock.stretches_of(part)]
    clock = LessonClock(lesson_clock._in_order(stretches))
    assert clock.film_ms(at(45)) == 45_000
    assert clock.film_ms(at(90)) == 90_000


lengths = some.lists(some.tuples(some.integers(0, 60_000), some.integers(1, 600_000)), min_size=1, max_size=8)


@given(lengths, some.integers(0, 4_000_000))
def test_what_was_filmed_comes_back_to_its_own_place(lengths: list[tuple[int, int]], film_ms: int) -> None:
    """Gaps before stretches, and their lengths."""
    stretches, lesson, filmed = [], 1_762_160_400_000, 0
    for gap, length in lengths:
        stretches.append(Stretch(lesson + gap, filmed, length))
        lesson, filmed = lesson + gap + length, filmed + length
    clock = LessonClock(stretches)
    place = film_ms % filmed
    assert clock.film_ms(clock.lesson_at(place)) == place
