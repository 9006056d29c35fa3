"""`sidebyside talk convert IN OUT`."""

from pathlib import Path

import pytest

from sidebyside.__main__ import main
from sidebyside.core.exchange import Kind, read

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Yes.</v>\n\n00:03.000 --> 00:02.500\n<v Ben>No.</v>\n"


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(CAPTIONS)
    return path


@pytest.mark.parametrize("ending", ["vtt", "eaf", "csv", "docx", "json"])
def test_the_name_of_the_target_says_what_to_write(
    ending: str, captions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = captions.with_suffix(f".{ending}")
    assert main(["talk", "convert", str(captions), str(target)]) == 0
    said = capsys.readouterr()
    assert said.out == "2 turns, 2 named speakers.\n"
    assert said.err.startswith("Line 6: The end was not after the beginning.")
    assert [turn.speaker for turn in read(target.read_bytes()).turns] == ["Ana", "Ben"]
    assert {path.name for path in captions.parent.iterdir()} == {captions.name, target.name}


def test_both_kinds_can_be_said(captions: Path, tmp_path: Path) -> None:
    target = tmp_path / "made"
    assert main(["talk", "convert", str(captions), str(target), "--from", "vtt", "--to", "json"]) == 0
    assert len(read(target.read_bytes(), Kind.JSON).turns) == 2


@pytest.mark.parametrize(
    ("content", "target", "sentence"),
    [
        (b"", "out.vtt", "This file is empty."),
        (b"Ana: Yes.", "out.vtt", "Turn 1: This turn has no time"),
        (b"Ana: Yes.", "out.srt", "This kind of file can be read, but not written."),
        (b"Ana: Yes.", "out.mp4", "Say with --to which kind of file to write"),
        (b"Ana: Yes.", "no/such/folder/out.csv", "A file cannot be opened or written"),
    ],
)
def test_an_unusable_file_ends_in_one_sentence_and_2(
    content: bytes, target: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    source.write_bytes(content)
    assert main(["talk", "convert", str(source), str(tmp_path / target)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_part_of_talk_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["talk", "dance"]) == 2
    assert "convert IN OUT" in capsys.readouterr().err
