"""The film is searched for the sounds that were made for it, and their makers' notes lie by what was heard."""

import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sidebyside.core.listening import chirp
from sidebyside.jobs import Owed, run_here
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.models import Recording
from sidebyside.room import jobs
from sidebyside.room.actions import line_up
from sidebyside.room.models import LineUp, Signal
from sidebyside.room.notes import how_own_notes_lie
from tests.cast import Cast
from tests.journeys.lessons import RATE, Device, film_of, voice
from tests.room.conftest import brought_film

SECONDS = 24
# Where the film hears Ben's two sounds and Ana's one.
BENS_MS, ANAS_MS = (6_200, 17_450), 11_700
BEGAN = datetime(2026, 11, 17, 10, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def heard_film() -> bytes:
    lesson, call = voice().copy(), chirp.make(RATE)
    for at_ms in (*BENS_MS, ANAS_MS):
        lesson[at_ms * RATE // 1000 :][: call.size] += 0.15 * call
    return film_of(Device(from_s=0, seconds=SECONDS, noise=0.01), np.asarray(lesson, np.float32))


@pytest.fixture
def film(cast: Cast, heard_film: bytes) -> Recording:
    film = brought_film(cast.strand, heard_film, SECONDS * 1000)
    film.begins_at = BEGAN
    film.save()
    return film


def sounded(strand: Strand, author: Person, at_ms: int, ahead_ms: int) -> Signal:
    """Made when the film heard it, by a clock that is so much ahead of what was said of the film's beginning."""
    at = BEGAN + timedelta(milliseconds=at_ms + ahead_ms)
    return Signal.objects.create(strand=strand, author=author, sounded_at=at)


def look() -> None:
    for owed in jobs.owed_signals():
        run_here(jobs.HEAR, owed)


def test_each_partner_s_notes_lie_by_their_own_sounds(cast: Cast, film: Recording) -> None:
    for at_ms in BENS_MS:
        sounded(cast.strand, cast.ben, at_ms, 40_000)
    sounded(cast.strand, cast.ana, ANAS_MS, -300)
    look()
    assert list(jobs.owed_signals()) == []
    found = {one.author_id: (one.way, one.shift_ms) for one in LineUp.objects.all()}
    assert found[cast.ben.pk][0] == found[cast.ana.pk][0] == LineUp.Way.SOUND
    assert abs(found[cast.ben.pk][1] + 40_000) <= 25
    assert abs(found[cast.ana.pk][1] - 300) <= 25
    assert all(one.heard_ms is not None for one in Signal.objects.all())
    assert how_own_notes_lie(cast.ben, cast.strand, film) == "Your notes lie where the film heard your sound."


def test_what_a_hand_did_stays_and_what_is_not_heard_is_said(cast: Cast, film: Recording) -> None:
    line_up(cast.ben, film, 7_000)
    sounded(cast.strand, cast.ben, BENS_MS[0], 0)
    look()
    assert (LineUp.objects.get().shift_ms, LineUp.objects.get().way) == (7_000, LineUp.Way.HAND)
    assert how_own_notes_lie(cast.ben, cast.strand, film) == "Your notes lie where you put them."


def test_a_film_that_heard_nothing_leaves_it_to_a_hand(cast: Cast) -> None:
    film = brought_film(cast.strand, film_of(Device(from_s=0, seconds=12)), 12_000)
    signal = sounded(cast.strand, cast.ben, 5_000, 0)
    assert "is searched for your sound" in how_own_notes_lie(cast.ben, cast.strand, film)
    look()
    signal.refresh_from_db()
    assert signal.looked_at is not None
    assert signal.heard_ms is None
    assert not LineUp.objects.exists()
    assert "did not hear your sound" in how_own_notes_lie(cast.ben, cast.strand, film)


def test_the_next_film_is_searched_anew(cast: Cast, film: Recording) -> None:
    signal = sounded(cast.strand, cast.ben, BENS_MS[0], 0)
    assert [owed.code for owed in jobs.owed_signals()] == [str(signal.code)]
    look()
    delete_film(film, cast.ana)
    assert list(jobs.owed_signals()) == []
    brought_film(cast.strand, b"another film")
    assert list(jobs.owed_signals()) == [Owed(str(signal.code), 2)]


def test_a_film_that_cannot_be_read_ends_the_search_with_a_word(cast: Cast) -> None:
    brought_film(cast.strand, b"no film at all")
    signal = sounded(cast.strand, cast.ben, 5_000, 0)
    (owed,) = jobs.owed_signals()
    run_here(jobs.HEAR, owed)
    signal.refresh_from_db()
    assert signal.looked_at is not None


def test_a_signal_that_is_gone_owes_nothing(cast: Cast, film: Recording) -> None:
    jobs.hear(str(uuid.uuid4()), 1)
    assert not LineUp.objects.exists()
