import json
import subprocess
import sys
from pathlib import Path

import pytest

from sidebyside.core.media.cli import main
from tests.core.media import unusable
from tests.core.media.films import film, watch


@pytest.fixture
def phone_film(tmp_path: Path) -> Path:
    path = tmp_path / "phone.mov"
    path.write_bytes(film("mov", "libx265", "aac", turn=90))
    return path


def test_probe_answers_in_json(phone_film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", str(phone_film), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert abs(answer["duration_ms"] - 2000) < 60
    assert answer["codecs"] == ["hevc", "aac"]
    assert answer["rotation"] == 90
    assert answer["variable_rate"] is False
    assert answer["playable_as_is"] is False
    assert "Its picture is stored as hevc, not as H.264." in answer["why_not"]
    assert answer["problems"] == []


def test_prepare_says_what_was_made_and_how(
    phone_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["prepare", str(phone_film), "--out", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["method"] == "transcoded"
    assert set(answer["made"]) == {path.name for path in out.iterdir()}
    assert set(answer["made"]) == {"film.mp4", "poster.jpg", "strip.jpg", "strip.json", "peaks.json"}
    assert set(answer["seconds"]) == {"probe", "indexed", "film", "pictures", "peaks", "listening"}
    assert watch((out / "film.mp4").read_bytes()).size == (90, 160)


@pytest.mark.parametrize("command", [["probe"], ["prepare", "--out", "out"]])
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


def test_a_missing_file_ends_in_one_sentence_and_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", str(tmp_path / "nothing.mp4"), "--json"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["probe", str(tmp_path), "--json"]) == 2


def test_it_runs_without_django_or_a_database(phone_film: Path) -> None:
    program = (
        "import sys; from sidebyside.core.media.cli import main; code = main(sys.argv[1:]);"
        "assert 'django' not in sys.modules and 'av' not in sys.modules; sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, "probe", str(phone_film)], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr
