import numpy as np
import pytest

from sidebyside.core.listening import chirp
from tests.core.listening.sounds import in_a_room, noise, through, voice

RATE = 16_000


def lesson_with_calls(*at_ms: int, loud: float = 0.3, seconds: float = 30) -> chirp.Samples:
    heard = voice(seconds, RATE, loud=0.05) + noise(seconds, RATE, 0.01)
    call = chirp.make(RATE) * loud
    for at in at_ms:
        start = at * RATE // 1000
        heard[start : start + len(call)] += call
    return heard


def assert_found(heard: chirp.Samples, *at_ms: int, within: int = 15) -> None:
    found = chirp.find(heard, RATE)
    assert len(found) == len(at_ms)
    for (at, sureness), wanted in zip(found, at_ms, strict=True):
        assert abs(at - wanted) <= within
        assert sureness > 0.3


def test_the_call_lies_where_phones_are_loud() -> None:
    power = np.abs(np.fft.rfft(chirp.make(48_000))) ** 2
    hertz = np.fft.rfftfreq(round(0.78 * 48_000), 1 / 48_000)
    assert power[(hertz > 1450) & (hertz < 5050)].sum() / power.sum() > 0.995
    assert np.abs(chirp.make(48_000)).max() <= chirp.LOUDNESS


def test_every_call_is_found_where_it_begins_also_at_the_edges() -> None:
    assert_found(lesson_with_calls(0, 9_700, 20_005, 29_200), 0, 9_700, 20_005, 29_200, within=2)


@pytest.mark.parametrize(("codec", "bit_rate"), [("aac", 64_000), ("libopus", 32_000)])
def test_a_call_is_found_in_a_film_from_across_an_echoing_room(codec: str, bit_rate: int) -> None:
    heard = in_a_room(lesson_with_calls(5_000, 14_321, loud=0.15), RATE, echo_s=0.6, direct=0.7)
    heard += noise(30, RATE, 0.03, seed=9)
    assert_found(through(codec, heard, RATE, bit_rate), 5_000, 14_321)


def test_a_lesson_without_a_call_has_none() -> None:
    assert chirp.find(lesson_with_calls(seconds=60), RATE) == []
    whistle = np.sin(2 * np.pi * np.cumsum(np.linspace(1500, 5000, 20 * RATE)) / RATE).astype(np.float32)
    assert chirp.find(whistle, RATE) == []
    assert chirp.find(np.zeros(5 * RATE, np.float32), RATE) == []
    assert chirp.find(np.zeros(10, np.float32), RATE) == []


def test_half_a_call_is_none() -> None:
    heard = noise(10, RATE, 0.003)
    heard[5 * RATE : 5 * RATE + len(chirp.make(RATE)) // 4] += (
        0.3 * chirp.make(RATE)[: len(chirp.make(RATE)) // 4]
    )
    found = chirp.find(heard, RATE)
    assert all(sureness < 0.3 for _, sureness in found)
