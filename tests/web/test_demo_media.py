"""The demo's film and talk, as they lie in the repository."""

import functools
import importlib
import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sidebyside.core.media import cli

ROOT = Path(__file__).parents[2]
MEDIA = ROOT / "src/sidebyside/web/demo/media"
FILM, TALK = MEDIA / "lesson.mp4", MEDIA / "talk.m4a"
RATE = 48_000

Cues = dict[str, Any]


@pytest.fixture
def cues() -> Cues:
    sheet: Cues = json.loads((MEDIA / "cues.json").read_text(encoding="utf-8"))
    return sheet


@functools.cache
def heard(path: Path) -> NDArray[np.float32]:
    """All channels, as floats."""
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def level(sound: NDArray[np.float32], start_ms: int, end_ms: int) -> float:
    """RMS in dBFS."""
    stretch = sound[:, start_ms * RATE // 1000 : end_ms * RATE // 1000].astype(np.float64)
    return float(20 * np.log10(np.sqrt(np.square(stretch).mean()) + 1e-9))


def picture(second: float) -> NDArray[np.uint8]:
    with av.open(str(FILM)) as container:
        container.seek(int(second * av.time_base))
        frame = next(frame for frame in container.decode(video=0) if (frame.time or 0) >= second - 0.02)
        return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def probed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert cli.main(["probe", "--json", *arguments]) == 0
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def test_the_film_plays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    facts = probed(capsys, str(FILM))
    assert facts["playable_as_is"], facts["why_not"]
    assert facts["index_first"]
    assert facts["problems"] == []
    video, audio = facts["tracks"]
    assert (video["codec"], video["pixel_format"], video["frame_rate"]) == ("h264", "yuv420p", 25)
    assert (video["width"], video["height"]) == (854, 480)
    assert (audio["codec"], audio["sample_rate"]) == ("aac", RATE)


def test_the_talk_is_sound_that_a_browser_plays(capsys: pytest.CaptureFixture[str]) -> None:
    facts = probed(capsys, "--talk", str(TALK))
    assert [(track["kind"], track["codec"], track["sample_rate"]) for track in facts["tracks"]] == [
        ("audio", "aac", RATE)
    ]
    assert facts["index_first"]


def test_both_are_small_enough_to_live_in_a_repository() -> None:
    assert FILM.stat().st_size < 6_000_000
    assert TALK.stat().st_size < 1_500_000


@pytest.mark.parametrize("path", [FILM, TALK])
def test_each_says_that_it_is_made(path: Path) -> None:
    with av.open(str(path)) as container:
        assert "Made" in container.metadata["comment"]
        assert "Nobody in it is real" in container.metadata["comment"]


def test_a_mark_stands_in_the_corner_of_the_picture_all_the_time() -> None:
    for second in (0.5, 90, 190):
        corner = picture(second)[8:26, 772:842].mean(axis=2)
        assert corner.max() > 235, "the light plate of the mark"
        assert corner.min() < 150, "its words"


def test_sound_and_picture_last_as_long_as_the_cues_say(cues: Cues) -> None:
    assert 150_000 <= cues["film"]["duration_ms"] <= 210_000
    assert 60_000 <= cues["talk"]["duration_ms"] <= 100_000
    for path, part in ((FILM, "film"), (TALK, "talk")):
        assert heard(path).shape[1] * 1000 / RATE == pytest.approx(cues[part]["duration_ms"], abs=60)
    with av.open(str(FILM)) as container:
        assert container.streams.video[0].frames * 40 == cues["film"]["duration_ms"]


@pytest.mark.parametrize(("path", "part"), [(FILM, "film"), (TALK, "talk")])
def test_every_line_is_heard_and_nothing_clips(path: Path, part: str, cues: Cues) -> None:
    sound = heard(path)
    assert np.abs(sound).max() < 0.95
    levels = {line["key"]: level(sound, line["start_ms"], line["end_ms"]) for line in cues[part]["lines"]}
    assert all(-30 < loud < -14 for loud in levels.values()), levels


def test_the_long_wait_is_quiet_and_the_pair_work_is_not(cues: Cues) -> None:
    moments = {moment["key"]: moment for moment in cues["film"]["moments"]}
    wait, pairs = moments["long_wait"], moments["pair_work"]
    # The room's echo of the question takes a moment to die away.
    quiet = level(heard(FILM), wait["start_ms"] + 500, wait["end_ms"])
    assert quiet < -45
    assert level(heard(FILM), pairs["start_ms"] + 2000, pairs["start_ms"] + 8000) > quiet + 10


def test_a_hand_goes_up_in_the_long_wait(cues: Cues) -> None:
    wait = next(moment for moment in cues["film"]["moments"] if moment["key"] == "long_wait")
    before, after = picture(wait["start_ms"] / 1000 + 0.4), picture(wait["end_ms"] / 1000 - 0.2)
    changed = np.abs(before.astype(int) - after.astype(int)).max(axis=2) > 60
    assert changed[230:420].sum() > 1500


@pytest.mark.parametrize("part", ["film", "talk"])
def test_lines_follow_one_another_inside_the_recording(part: str, cues: Cues) -> None:
    lines = cues[part]["lines"]
    times = [time for line in lines for time in (line["start_ms"], line["end_ms"])]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= cues[part]["duration_ms"]


def test_moments_lie_inside_the_film(cues: Cues) -> None:
    for moment in cues["film"]["moments"]:
        assert 0 <= moment["start_ms"] < moment["end_ms"] <= cues["film"]["duration_ms"]
        assert moment["what"]


def test_the_first_question_gets_less_than_a_second_and_the_hard_one_more_than_five(cues: Cues) -> None:
    waits = {wait["key"]: wait for wait in cues["film"]["waits"]}
    assert all(wait["broken_ms"] - wait["asked_ms"] == wait["wait_ms"] for wait in waits.values())
    assert waits["first_question"]["wait_ms"] < 1000
    assert waits["first_question"]["who_breaks"] == "Ana"
    assert waits["second_question"]["wait_ms"] > 5000


def test_what_is_heard_again_in_the_talk_is_the_first_question(cues: Cues) -> None:
    (replay,) = cues["talk"]["replays"]
    first = next(moment for moment in cues["film"]["moments"] if moment["key"] == "short_wait")
    assert first["start_ms"] <= replay["film_from_ms"] < replay["film_to_ms"] <= first["end_ms"]
    end_ms = replay["talk_ms"] + replay["film_to_ms"] - replay["film_from_ms"]
    assert level(heard(TALK), replay["talk_ms"], end_ms) > -45
    assert all(
        line["end_ms"] <= replay["talk_ms"] or line["start_ms"] >= end_ms for line in cues["talk"]["lines"]
    )


def test_the_cues_carry_the_words_of_the_script(cues: Cues, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    script = importlib.import_module("demo_film.script")
    for part, lines in (("film", script.LESSON), ("talk", script.TALK)):
        kept = [(line["key"], line["who"], line["text"]) for line in cues[part]["lines"]]
        assert kept == [(line.key, line.who, line.text) for line in lines], (
            "run tools/make_demo_film.py again"
        )
