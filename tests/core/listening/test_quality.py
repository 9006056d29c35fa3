"""Both sides of each limit: what is still called good, and what is called by its fault."""

import io
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from sidebyside.core.listening.quality import RATE, Ear, judge
from tests.core.listening.sounds import Samples, in_a_room, noise, through, voice

SPEECH = Path(__file__).parents[4] / "shared" / "data" / "speech" / "dev_class1.flac"
WORDS = (
    "Good morning everyone. Today we look at fractions. Who can tell me what one half and one quarter make "
    "together? Take a moment, talk to your neighbour, and then we hear some ideas. Yes, please, go on. "
)
SECONDS = 20


def decoded(content: "bytes | str") -> Samples:
    resampler = av.AudioResampler("fltp", "mono", RATE)
    with av.open(io.BytesIO(content) if isinstance(content, bytes) else content) as container:
        blocks = [p.to_ndarray()[0] for f in container.decode(audio=0) for p in resampler.resample(f)]
    return np.concatenate(blocks)[: SECONDS * RATE].astype(np.float32)


def at_level(sound: Samples, level_db: float) -> Samples:
    return (sound * 10 ** (level_db / 20) / np.sqrt(np.mean(sound**2))).astype(np.float32)


def _made() -> Samples:
    return voice(SECONDS, RATE, seed=4)


def _spoken() -> Samples:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed: its voice was not tried")
    done = subprocess.run([program, "--stdout", "-s", "150", WORDS * 2], capture_output=True, check=True)
    return decoded(done.stdout)


def _real() -> Samples:
    if not SPEECH.is_file():
        pytest.skip("the folder with real speech does not lie beside the repository")
    return decoded(str(SPEECH))


@pytest.fixture(scope="module", params=[_made, _spoken, _real], ids=["made", "espeak", "real"])
def speech(request: pytest.FixtureRequest) -> Samples:
    return at_level(request.param(), -24)


def hiss(sound: Samples, level_db: float) -> Samples:
    return sound + noise(len(sound) / RATE + 1, RATE, 10 ** (level_db / 20))[: len(sound)]


def word(sound: Samples) -> str:
    return judge(sound.astype(np.float32)).verdict.value


def test_a_voice_near_the_microphone_is_good_also_after_a_recorder(speech: Samples) -> None:
    near = hiss(speech, -62)
    assert word(near) == "good"
    assert word(through("libopus", near, RATE, 32_000)) == "good"
    assert word(at_level(near, -20) / 2) == "good"


def test_echo_is_far_once_it_covers_the_voice(speech: Samples) -> None:
    assert word(hiss(at_level(in_a_room(speech, RATE, echo_s=0.4, direct=1.5), -28), -62)) == "good"
    assert word(hiss(at_level(in_a_room(speech, RATE, echo_s=1.0, direct=0.3), -30), -62)) == "far"
    assert word(hiss(at_level(in_a_room(speech, RATE, echo_s=1.0, direct=0.3), -50), -80)) == "far"


def test_a_quiet_recording_is_faint_and_an_empty_one_silent(speech: Samples) -> None:
    assert word(hiss(at_level(speech, -38), -80)) == "good"
    assert word(hiss(at_level(speech, -54), -90)) == "faint"
    assert word(hiss(at_level(speech, -75), -95)) == "silent"


def test_full_scale_is_clipped_only_where_the_tops_are_cut_off(speech: Samples) -> None:
    assert word(hiss(speech / np.abs(speech).max() * 0.96, -62)) == "good"
    cut = np.clip(hiss(speech, -62) * 6, -1, 1)
    assert word(cut) == "clipped"
    assert word(through("aac", cut, RATE, 64_000)) == "clipped"


@pytest.mark.parametrize("mains", [50, 60])
def test_a_mains_hum_is_told_once_it_comes_near_the_voices(speech: Samples, mains: int) -> None:
    times = np.arange(len(speech)) / RATE
    hum = sum(np.sin(2 * np.pi * mains * over * times) / over for over in range(1, 6))
    assert word(hiss(speech, -62) + at_level(hum, -48)) == "good"
    heard = judge((hiss(speech, -62) + at_level(hum, -32)).astype(np.float32))
    assert heard.verdict == "humming"
    assert heard.measures["hum_hz"] == mains


def test_noise_is_told_where_it_is_hard_to_follow(speech: Samples) -> None:
    assert word(hiss(speech, -24 - 15)) == "good"
    assert word(hiss(speech, -24 - 5)) == "noisy"
    assert word(noise(20, RATE, 0.05)) == "noisy"


def test_holes_in_the_middle_of_words_are_patchy_and_pauses_are_not(speech: Samples) -> None:
    holed = hiss(speech, -62)
    for place in np.random.default_rng(1).uniform(0, SECONDS - 1.5, 20):
        holed[int(place * RATE) : int((place + 0.1) * RATE)] = 0
    assert word(holed) == "patchy"
    assert word(through("libopus", holed, RATE, 48_000)) == "patchy"


def test_a_microphone_that_hears_nothing_is_silent() -> None:
    assert word(np.zeros(10 * RATE, np.float32)) == "silent"
    assert word(noise(10, RATE, 0.0003)) == "silent"
    assert word(np.zeros(0, np.float32)) == "none"
    assert judge(np.zeros(100, np.float32)).verdict == "none"


def test_chunks_of_any_length_come_to_the_same(speech: Samples) -> None:
    whole = hiss(speech, -62).astype(np.float32)
    ear, place = Ear(), 0
    chance = np.random.default_rng(3)
    while place < len(whole):
        length = int(chance.integers(1, 9000))
        ear.add(whole[place : place + length])
        place += length
    assert ear.heard() == judge(whole)
    assert all(type(figure) is int for figure in ear.heard().measures.values())
