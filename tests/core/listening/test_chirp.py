"""The sound for the film to hear: found to a few ms where it is, through a room and its noise, and nowhere else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sidebyside.core.listening.chirp import LASTS_S, chirp, heard

RATE = 16_000
type Sound = NDArray[np.float32]


def lesson(seconds: int, seed: int = 1) -> Sound:
    """A voice-like sound: bursts of tones over noise."""
    chance = np.random.default_rng(seed)
    sound = chance.normal(0, 0.02, seconds * RATE)
    for at in np.arange(0.2, seconds - 0.6, 0.3):
        time = np.arange(int(0.2 * RATE)) / RATE
        pitch = chance.uniform(100, 260)
        tones = sum(np.sin(2 * np.pi * part * pitch * time) / part for part in range(1, 16))
        sound[int(at * RATE) :][: time.size] += 0.1 * tones * np.hanning(time.size)
    return sound.astype(np.float32)


def across_a_room(sound: Sound) -> Sound:
    chance = np.random.default_rng(7)
    fades = np.exp(-np.arange(int(0.4 * RATE)) / (0.12 * RATE))
    echo = 0.05 * chance.normal(0, 1, fades.size) * fades
    echo[0] = 1
    return np.convolve(sound, echo).astype(np.float32)


@pytest.mark.parametrize("loud", [0.3, 0.06, 0.02])
@pytest.mark.parametrize("at_ms", [0, 12_345, 29_700, 30_001, 58_800])
def test_it_is_found_where_it_is(loud: float, at_ms: int) -> None:
    film = lesson(61)
    sound = across_a_room(chirp(RATE)) * loud
    begins = at_ms * RATE // 1000
    film[begins : begins + sound.size] += sound[: film.size - begins]
    found = heard(film, RATE)
    assert len(found) == 1
    assert abs(found[0] - at_ms) <= 5


def test_several_are_found_in_order_and_an_echo_is_none() -> None:
    film, sound = lesson(60), chirp(RATE)
    for at_s, loud in ((40.0, 0.05), (5.0, 0.1), (5.4, 0.03), (20.0, 0.2)):
        film[int(at_s * RATE) :][: sound.size] += loud * sound
    assert [round(at / 1000) for at in heard(film, RATE)] == [5, 20, 40]


@pytest.mark.parametrize("seed", range(3))
def test_a_lesson_without_it_has_none(seed: int) -> None:
    assert heard(lesson(60, seed), RATE) == []


def test_neither_a_bell_nor_a_glide_of_another_pace_nor_silence_is_one() -> None:
    time = np.arange(3 * RATE) / RATE
    bell = np.sin(2 * np.pi * 2_500 * time) * np.exp(-time)
    slower = np.sin(2 * np.pi * (1_500 * time + 500 * time * time))
    for sound in (bell, slower, np.zeros(3 * RATE), chirp(RATE)[::-1]):
        assert heard(np.asarray(0.3 * sound, np.float32), RATE) == []


def test_what_is_shorter_than_the_sound_holds_none() -> None:
    assert heard(np.zeros(0, np.float32), RATE) == []
    assert heard(chirp(RATE)[: RATE // 2], RATE) == []


def test_it_begins_and_ends_softly_and_never_clips() -> None:
    for rate in (44_100, 48_000):
        sound = chirp(rate)
        assert sound.size == LASTS_S * rate
        assert abs(sound).max() <= 0.8
        assert abs(sound[0]) == 0
        assert abs(sound[-1]) < 1e-3
