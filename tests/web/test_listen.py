import json
import os
import subprocess
import sys

import numpy as np
import pytest
from tests.core.listening.sounds import noise
from tests.core.listening.speech import RATE, SPEECH, needs_speech, part, small_model, write_wave

from sidebyside.core.exchange import read
from sidebyside.core.listening.heard import Hearing
from sidebyside.core.listening.sound import Held
from sidebyside.core.listening.speech_models import TINY
from sidebyside.core.listening.tracks import are_one_sound
from sidebyside.web.commands import listen, models


@pytest.fixture
def with_model(monkeypatch):
    monkeypatch.setenv("SIDEBYSIDE_MODELS", str(small_model()))


@pytest.fixture
def pair(tmp_path):
    return write_wave(tmp_path / "a talk.wav", part("dev_pair1.flac", 0, 18))


@needs_speech
class TestAnswers:
    def test_json_has_a_version_and_is_a_hearing(self, with_model, pair, capsys):
        assert listen.main([str(pair), "--speakers", "2", "--json"]) == 0

        answer = json.loads(capsys.readouterr().out)
        assert answer["version"] == 1
        assert [turn["speaker"] for turn in answer["turns"]] == ["speaker 1", "speaker 2"]
        assert set(answer["turns"][0]) == {"speaker", "start_ms", "end_ms", "text", "words", "overlap"}
        assert set(answer["turns"][0]["words"][0]) == {"start_ms", "end_ms", "text", "p"}
        assert answer["quality"]["who"] == "told"
        assert Hearing.from_json(answer).to_json() == answer
        assert read(json.dumps(answer).encode()).speakers == ("speaker 1", "speaker 2")

    def test_captions_name_who_speaks(self, with_model, pair, capsys):
        assert listen.main([str(pair), "--speakers", "2", "--vtt"]) == 0

        transcript = read(capsys.readouterr().out.encode())
        assert transcript.speakers == ("speaker 1", "speaker 2")
        assert all((turn.end_ms or 0) - (turn.start_ms or 0) <= 7000 for turn in transcript.turns)

    def test_rttm_needs_no_speech_model(self, monkeypatch, tmp_path, pair, capsys):
        monkeypatch.setenv("SIDEBYSIDE_MODELS", str(tmp_path / "empty"))

        assert listen.main([str(pair), "--speakers", "2", "--rttm"]) == 0

        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert {line[7] for line in lines} == {"speaker_1", "speaker_2"}
        assert all(line[:3] == ["SPEAKER", "a_talk", "1"] and len(line) == 10 for line in lines)

    def test_each_channel_may_be_a_person(self, tmp_path, capsys):
        first, second = part("dev_pair1.flac", 0, 9), part("dev_pair1.flac", 9, 18)
        quiet = np.zeros_like(first)
        path = write_wave(
            tmp_path / "two.wav", np.concatenate((first, quiet)), np.concatenate((quiet, second))
        )

        assert listen.main([str(path), "--tracks", "--rttm"]) == 0

        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert {line[7] for line in lines if float(line[3]) < 8.5} == {"speaker_1"}
        assert {line[7] for line in lines if float(line[3]) > 9.2} == {"speaker_2"}


class TestWhatCannotBeUsed:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (None, "There is no such file"),
            (b"", "This file is empty"),
            (b"no sound" * 99, "no recording that can be read"),
        ],
    )
    def test_one_plain_sentence_and_the_end_two(self, with_model, tmp_path, capsys, content, sentence):
        path = tmp_path / "talk.wav"
        if content is not None:
            path.write_bytes(content)

        assert listen.main([str(path)]) == 2

        said = capsys.readouterr()
        assert sentence in said.err
        assert said.err.count("\n") == 1
        assert said.out == ""

    def test_without_a_model_it_says_what_to_do(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setenv("SIDEBYSIDE_MODELS", str(tmp_path))

        assert listen.main([str(write_wave(tmp_path / "a.wav", noise(0.5, RATE, 0.1)))]) == 2

        assert capsys.readouterr().err == (
            "There is no speech model on this machine yet. Run once: ./sidebyside models add speech\n"
        )

    def test_one_track_cannot_be_several_people(self, with_model, tmp_path, capsys):
        one = noise(1, RATE, 0.1)
        assert listen.main([str(write_wave(tmp_path / "one.wav", one)), "--tracks"]) == 2
        assert "one track" in capsys.readouterr().err
        assert listen.main([str(write_wave(tmp_path / "same.wav", one, one)), "--tracks"]) == 2
        assert "the same sound" in capsys.readouterr().err
        assert not are_one_sound([Held(one, RATE), Held(noise(1, RATE, 0.1, seed=5), RATE)])

    def test_a_language_that_the_model_does_not_know(self, with_model, tmp_path, capsys):
        if not SPEECH.is_dir():
            pytest.skip("shared data is not beside the repository")
        path = write_wave(tmp_path / "a.wav", part("known_text/jfk.flac", 0, 3))
        assert listen.main([str(path), "--language", "cy"]) == 2
        assert "does not know this language" in capsys.readouterr().err

    def test_silence_is_an_answer(self, with_model, tmp_path, capsys):
        path = write_wave(tmp_path / "a.wav", np.zeros(RATE, np.float32))
        assert listen.main([str(path)]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["turns"] == []
        assert answer["quality"]["words"] == "cannot tell"


class TestModels:
    def test_what_is_there_is_listed_with_licences(self, with_model, capsys):
        assert models.main([]) == 0
        said = capsys.readouterr().out
        assert "whisper-base" in said
        assert "MIT" in said
        assert "Apache-2.0" in said

    def test_a_model_that_is_there_is_not_fetched_again(self, capsys):
        folder = small_model().parent
        assert models.main(["add", "speech", "--small", "--folder", str(folder)]) == 0
        assert "already" in capsys.readouterr().out

    def test_a_folder_that_cannot_be_written_is_said(self, tmp_path, capsys):
        (tmp_path / "file").touch()
        assert models.main(["add", "speech", "--small", "--folder", str(tmp_path / "file" / "in")]) == 2
        assert "Choose another with --folder" in capsys.readouterr().err

    def test_a_fetch_that_fails_is_one_sentence(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
        assert models.main(["add", "speech", "--small", "--folder", str(tmp_path / "models")]) == 2
        assert "could not be fetched" in capsys.readouterr().err
        assert not (tmp_path / "models" / TINY.name).exists()

    def test_the_command_line_knows_both(self):
        said = subprocess.run(
            [sys.executable, "-m", "sidebyside"], capture_output=True, text=True, check=True
        ).stdout
        assert "listen " in said
        assert "models " in said
