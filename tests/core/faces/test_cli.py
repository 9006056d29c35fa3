import importlib.util
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.faces import cli
from sidebyside.core.faces.search import find_faces
from sidebyside.core.faces.shapes import Stretch
from sidebyside.core.media.errors import MediaError
from sidebyside.web.commands.media import main
from tests.core.faces.drawn import Walk, class_film, straight
from tests.core.media import unusable
from tests.core.media.films import Held, film, watch

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "faces"
PEOPLE = [Walk(50, 0, straight(40, 60, 40)), Walk(60, 1, straight(300, 100))]


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def sharpness(content: bytes, number: int, box: list[float]) -> float:
    x0, y0, x1, y1 = (int(side) for side in box)
    with av.open(io.BytesIO(content)) as container:
        for at, frame in enumerate(container.decode(video=0)):
            if at == number:
                grey = frame.to_ndarray(format="gray")[y0:y1, x0:x1].astype(float)
                return float(np.abs(np.diff(grey, axis=0)).mean())
    raise AssertionError("no such picture")


def test_faces_are_told_picture_by_picture_and_hidden_but_for_the_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "class.mp4", tmp_path / "hidden.mp4"
    path.write_bytes(class_film(PEOPLE, seconds=2, sound=True))
    told = answer(capsys, "faces", path)
    assert [frame["frame"] for frame in told["frames"]] == list(range(50))
    assert [len(frame["boxes"]) for frame in told["frames"]] == [2] * 50
    assert set(told["tracks"][0]) == {
        "track", "first_ms", "last_ms", "frames", "longest_gap_ms", "smallest_px", "doubt"
    }  # fmt: skip
    for frame in told["frames"]:
        for walk, box in zip(PEOPLE, sorted(frame["boxes"], key=lambda one: one["box"]), strict=True):
            true: Any = walk.box(frame["time_ms"])
            assert np.abs(np.array(box["box"]) - true).max() < 0.3 * walk.high
    left, right = sorted(told["frames"][25]["boxes"], key=lambda one: one["box"])
    done = answer(capsys, "blur", path, "--out", out, "--keep", right["track"])
    made = out.read_bytes()
    assert done["hidden"] == [left["track"]]
    assert done["pictures"] == 50
    seen = watch(made)
    assert seen.codecs == ["h264", "aac"]
    assert abs(seen.duration_ms - 2000) < 60
    before = path.read_bytes()
    assert sharpness(made, 25, left["box"]) < 0.4 * sharpness(before, 25, left["box"])
    assert sharpness(made, 25, right["box"]) > 0.7 * sharpness(before, 25, right["box"])
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("size", "turn", "shown"), [((480, 270), 90, (270, 480)), ((321, 241), 0, (321, 241))]
)
def test_boxes_lie_on_the_film_as_shown(
    size: tuple[int, int],
    turn: int,
    shown: tuple[int, int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    walk = Walk(50, 0, straight(100, 150))
    (tmp_path / "phone.mp4").write_bytes(class_film([walk], seconds=1, size=size, turn=turn))
    told = answer(capsys, "faces", tmp_path / "phone.mp4")
    assert (told["width"], told["height"]) == shown
    true: Any = walk.box(0)
    for frame in told["frames"]:
        assert [np.abs(np.array(box["box"]) - true).max() < 15 for box in frame["boxes"]] == [True]
    out = tmp_path / "hidden.mp4"
    answer(capsys, "blur", tmp_path / "phone.mp4", "--out", out, "--how", "block")
    assert sharpness(out.read_bytes(), 10, list(true)) < 1.5


def test_a_film_of_uneven_pictures_is_looked_at_by_the_clock() -> None:
    times = [0, 40, 80, 700, 1400, 1440, 1480, 2600, 3000]
    content = class_film([Walk(50, 0, straight(100, 60, 30))], seconds=0, times_ms=times, size=(320, 180))
    found = find_faces(Held(content))
    assert [abs(ms - true) <= 1 for ms, true in zip(found.times_ms, times, strict=True)] == [True] * 9
    assert len(found.tracks) == 1
    assert found.looks == 4


def test_one_picture_is_a_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.mp4").write_bytes(class_film([PEOPLE[1]], seconds=0.04))
    told = answer(capsys, "faces", tmp_path / "one.mp4")
    assert [len(frame["boxes"]) for frame in told["frames"]] == [1]
    answer(capsys, "blur", tmp_path / "one.mp4", "--out", tmp_path / "hidden.mp4")


def test_where_nothing_is_found_the_film_is_made_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "square.mp4").write_bytes(film(seconds=1))
    assert answer(capsys, "faces", tmp_path / "square.mp4")["tracks"] == []
    done = answer(capsys, "blur", tmp_path / "square.mp4", "--out", tmp_path / "hidden.mp4")
    assert done["pictures"] == 0
    assert done["note"].startswith("No face was found")
    assert watch((tmp_path / "hidden.mp4").read_bytes()).frames == 25


@pytest.mark.parametrize("command", [["faces"], ["blur", "--out", "out.mp4"]])
@pytest.mark.parametrize("content", unusable.FILES)
def test_an_unusable_file_ends_in_one_sentence_and_2(
    command: list[str],
    content: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    unusable.ends_in_one_sentence_and_2(main, command, content, capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["odd.mp4"]


def test_an_unknown_track_and_the_film_itself_as_target_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "square.mp4"
    path.write_bytes(film(seconds=1))
    before = path.read_bytes()
    assert main(["blur", str(path), "--out", str(path)]) == 2
    assert main(["blur", str(path), "--out", str(tmp_path / "out.mp4"), "--keep", "7"]) == 2
    assert "no track 7" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_a_target_that_is_no_file_is_refused_before_any_work(
    make: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def looked(*_given: object, **_more: object) -> None:
        raise AssertionError("it looked for faces")

    monkeypatch.setattr(cli, "find_faces", looked)
    (tmp_path / "square.mp4").write_bytes(b"a film")
    out = tmp_path / "out"
    make(out)
    before = out.stat()
    assert main(["blur", str(tmp_path / "square.mp4"), "--out", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (out.stat().st_ino, out.stat().st_mode) == (before.st_ino, before.st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "square.mp4"]


def test_without_the_group_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "square.mp4").write_bytes(film(seconds=1))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["faces", str(tmp_path / "square.mp4"), "--json"]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "requirements/faces.txt" in said.err


def test_after_an_interruption_only_what_is_missing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seventy seconds of five pictures each: two stretches."""
    times = list(range(0, 70_000, 200))
    content = class_film([Walk(50, 1, straight(100, 50))], seconds=0, times_ms=times, size=(320, 180))
    kept: list[Stretch] = []
    whole = find_faces(Held(content), every=25, keep=kept.append)
    assert [len(stretch.times_ms) for stretch in kept] == [300, 50]
    assert len(whole.tracks) == 1
    again: list[Stretch] = []
    done = [Stretch.from_json(kept[0].to_json())]
    resumed = find_faces(Held(content), every=25, done=done, keep=again.append)
    assert [(stretch.number, stretch.times_ms) for stretch in again] == [(1, kept[1].times_ms)]
    assert resumed == whole


def test_a_child_may_use_no_more_memory_than_it_is_given() -> None:
    from sidebyside.core.media.shapes import Limits

    with pytest.raises(MediaError):
        find_faces(Held(class_film(PEOPLE, seconds=0.2)), limits=Limits(memory_bytes=60 * 1024**2))


@pytest.mark.skipif(not SHARED.is_dir(), reason="no films of people in the shared data beside the repository")
def test_two_people_who_walk_towards_the_camera_are_two_tracks(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "faces", SHARED / "walking_pair_480x270.mp4")
    long = [track for track in told["tracks"] if track["frames"] == 35]
    assert len(long) == 2
    assert all("short" not in track["doubt"] for track in long)
