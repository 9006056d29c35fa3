from datetime import timedelta

import pytest
from django.utils import timezone

from sidebyside.core.listening.align import Lined
from sidebyside.recordings import lesson_clock
from sidebyside.recordings.lining_up import placed
from sidebyside.recordings.models import Part, Recording
from tests.cast import Cast

HEARD = Lined(offset_ms=2_760.4, drift_ppm=12.0, sureness=0.9)
UNHEARD = Lined(offset_ms=2_760.4, drift_ppm=12.0, sureness=0.0)


@pytest.mark.parametrize("by_clocks_ms", [None, 2_000, 12_000])
def test_a_sound_that_both_heard_places_an_angle_where_no_clock_contradicts(by_clocks_ms: int | None) -> None:
    found = placed(HEARD, by_clocks_ms)
    assert found == {"lined_up": "sound", "on_film_ms": 2_760, "drift_ppm": 12}


def test_a_bell_that_rang_twice_does_not_outweigh_two_clocks() -> None:
    assert placed(HEARD, 180_000) == {"lined_up": "not-found", "on_film_ms": 180_000, "drift_ppm": 0}


@pytest.mark.parametrize("lined", [None, UNHEARD])
def test_where_no_sound_helps_a_hand_begins_from_the_clocks(lined: Lined | None) -> None:
    assert placed(lined, 45_000) == {"lined_up": "not-found", "on_film_ms": 45_000, "drift_ppm": 0}
    assert placed(lined, None) == {"lined_up": "not-found", "on_film_ms": 0, "drift_ppm": 0}


def test_two_devices_know_how_far_apart_they_began_whatever_the_owner_said_of_the_lesson(cast: Cast) -> None:
    now = timezone.now()
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana, begins_at=now - timedelta(hours=1))
    other = Recording.objects.create(strand=cast.strand, owner=cast.ana, angle=1)
    Part.objects.create(
        recording=film,
        number=1,
        starts_at=now,
        film_start_ms=0,
        duration_ms=60_000,
        pauses=[[20_000, 5_000]],
    )
    assert lesson_clock.by_their_devices(film, other) is None
    Part.objects.create(recording=other, number=1, starts_at=now + timedelta(seconds=40))
    # Five of the forty seconds were a pause, and are not in the film.
    assert lesson_clock.by_their_devices(film, other) == 35_000
