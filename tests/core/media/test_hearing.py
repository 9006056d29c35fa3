import numpy as np
import pytest

from sidebyside.core.listening import chirp
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.hearing import sound_of
from sidebyside.core.media.prepare import prepare_parts, prepare_stream
from tests.core.listening.sounds import Samples, noise, voice
from tests.core.media.films import Held, Shelf, film
from tests.core.media.recorders import recording

RATE = 16_000
VOICE = voice(6, 48_000, loud=0.08) + noise(6, 48_000, 0.0008)


def spoken(times: Samples) -> Samples:
    return VOICE[np.clip(np.round(times * 48_000).astype(int), 0, len(VOICE) - 1)]


def with_a_call(times: Samples) -> Samples:
    call = np.concatenate(
        (np.zeros(2 * 48_000, np.float32), 0.5 * chirp.make(48_000), np.zeros(1, np.float32))
    )
    return spoken(times) + call[np.clip(np.round(times * 48_000).astype(int), 0, len(call) - 1)]


def test_a_films_sound_is_read_a_stretch_at_a_time_on_the_films_own_time() -> None:
    shelf = Shelf()
    prepared = prepare_parts([Held(recording(numbers=range(150), wave=with_a_call))], shelf)
    with sound_of(Held(shelf["film"]), RATE, prepared.duration_ms) as sound:
        assert abs(sound.count / RATE * 1000 - prepared.duration_ms) < 100
        assert len(sound.read(-500, 800)) == 800
        assert not sound.read(-500, 500).any()
        assert not sound.read(sound.count, 10).any()
        ((at_ms, sureness),) = chirp.find_in(sound)
    assert abs(at_ms - 2000) < 25
    assert sureness > 0.5


def test_a_film_without_sound_has_none_to_read() -> None:
    with pytest.raises(MediaError) as caught, sound_of(Held(film(sound=None)), RATE, 2000):
        pass
    assert caught.value.code == Code.NO_SOUND


def test_preparing_says_whether_the_lesson_can_be_heard() -> None:
    prepared = prepare_parts([Held(recording("webm", None, "libopus", seconds=6, wave=spoken))], Shelf())
    assert prepared.heard is not None
    assert prepared.heard.verdict == "good"
    assert prepared.heard.measures["voices_permille"] > 300


@pytest.mark.parametrize(("sound", "loud", "word"), [("aac", 0.0, "silent"), (None, 0.0, "none")])
def test_preparing_says_where_nothing_is_heard(sound: str | None, loud: float, word: str) -> None:
    prepared = prepare_stream(Held(film(sound=sound, loud=loud)), Shelf())
    assert prepared.heard is not None
    assert prepared.heard.verdict == word
