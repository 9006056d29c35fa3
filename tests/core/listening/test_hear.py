import json
from itertools import pairwise

import numpy as np
import pytest
from bench._hearing_scores import Span, apart, read_rttm, word_error

from sidebyside.core.listening import words
from sidebyside.core.listening.errors import Missing, ModelError
from sidebyside.core.listening.hear import (
    RATE,
    hear,
    judge_sounds,
    plan,
    plan_tracks,
    put_together,
    who_speaks,
    write_down,
)
from sidebyside.core.listening.heard import Hearing, Reason, Speakers, Spoken, Stretch, Written
from sidebyside.core.listening.quality import Heard, Verdict
from sidebyside.core.listening.sound import Held, Samples

from .sounds import noise
from .speech import SPEECH, needs_speech, part, small_model, speech


def held(samples: Samples) -> Held:
    return Held(samples, RATE)


def spans(speakers: Speakers) -> list[Span]:
    return [(one.start_ms, one.end_ms, str(one.speaker)) for one in speakers.spoken]


@needs_speech
class TestRealSpeech:
    def test_known_words_are_written_down_with_times_that_lie_in_the_sound(self):
        hearing = hear([held(speech("known_text/jfk.flac"))], small_model(), voices_wanted=1)

        known = json.loads((SPEECH / "known_text" / "texts.json").read_text())["jfk.flac"]
        assert word_error(known, " ".join(turn.text for turn in hearing.turns)) == 0
        words = [word for turn in hearing.turns for word in turn.words]
        assert all(0 <= word.start_ms < word.end_ms <= hearing.duration_ms for word in words)
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(words))
        assert all(0 <= word.p <= 1 for word in words)
        assert hearing.quality.what is None
        assert Hearing.from_json(json.loads(json.dumps(hearing.to_json()))) == hearing

    @pytest.mark.parametrize("name", ["dev_pair1", "dev_pair2"])
    def test_two_real_voices_are_told_apart(self, name):
        speakers = who_speaks([held(speech(f"{name}.flac"))], 2)

        assert speakers.count == 2
        assert apart(read_rttm(SPEECH / f"{name}.rttm"), spans(speakers), 250).confused < 0.01

    def test_the_voices_of_a_class_are_told_apart(self):
        speakers = who_speaks([held(speech("dev_class1.flac"))], 6)

        assert speakers.count == 6
        assert apart(read_rttm(SPEECH / "dev_class1.rttm"), spans(speakers), 250).confused < 0.03

    def test_without_a_number_as_many_are_found_as_speak(self):
        assert who_speaks([held(speech("dev_pair2.flac"))], None).count == 2
        assert who_speaks([held(part("dev_pair1.flac", 0.5, 9.0))], None).count == 1

    def test_two_speaking_at_once_are_both_heard(self):
        both = part("dev_pair2.flac", 0, 18).copy()
        both[8 * RATE : 11 * RATE] += part("dev_pair1.flac", 38.5, 41.5)

        spoken = who_speaks([held(both)], None).spoken

        reached, at_once = 0, 0
        for one in spoken:
            at_once += max(0, min(reached, one.end_ms) - one.start_ms)
            reached = max(reached, one.end_ms)
        assert at_once > 400

    def test_one_voice_is_never_cut_in_two_for_whoever_asks_for_two(self):
        alone = np.concatenate([part("dev_pair1.flac", 0.6, 8.9), part("dev_pair1.flac", 38.4, 45.6)])

        speakers = who_speaks([held(alone)], 2)

        assert speakers.count is None
        assert speakers.why == Reason.VOICES_ALIKE
        assert {one.speaker for one in speakers.spoken} == {None}

    def test_turns_are_runs_of_a_speaker_and_begin_with_their_own_words(self):
        hearing = hear([held(part("dev_pair1.flac", 0, 30))], small_model(), voices_wanted=2)

        turns = [(turn.speaker, turn.words[0].text) for turn in hearing.turns]
        assert [speaker for speaker, _ in turns] == [0, 1, 0, 1]
        assert [word for _, word in turns[2:]] == ["He", "Margaret"]
        assert [silence for silence in hearing.silences if 22_500 < silence.start_ms < 24_500]

    def test_the_same_comes_out_each_time_and_after_a_kill(self):
        sound = held(part("dev_pair2.flac", 0, 20))
        (stretch,) = plan(sound)
        first, last = stretch.speech[: len(stretch.speech) // 2], stretch.speech[len(stretch.speech) // 2 :]
        pieces = [Stretch(one[0][0], one[-1][1], one) for one in (first, last)]
        whole = [write_down(sound, piece, small_model(), "en") for piece in pieces]

        kept = json.dumps([pieces[0].to_json(), whole[0].to_json()])
        stretch_again, written_again = (
            kind.from_json(given) for kind, given in zip((Stretch, Written), json.loads(kept), strict=True)
        )
        resumed = [written_again, write_down(sound, pieces[1], small_model(), "en")]

        assert stretch_again == pieces[0]
        assert resumed == whole
        assert plan(sound) == (stretch,)
        speakers = who_speaks([sound], 2)
        assert Speakers.from_json(json.loads(json.dumps(speakers.to_json()))) == who_speaks([sound], 2)
        quality = judge_sounds([sound])
        put = [
            put_together([one], speakers, quality, duration_ms=20_000, language="en")
            for one in (whole, resumed)
        ]
        assert put[0] == put[1]


@needs_speech
class TestTracks:
    def sounds(self) -> list[Held]:
        """Each of two microphones hears its own person, and the other quieter."""
        mixed = part("dev_pair1.flac", 0, 18.1)
        own = [np.zeros_like(mixed), np.zeros_like(mixed)]
        own[0][: 9 * RATE], own[1][9 * RATE :] = mixed[: 9 * RATE], mixed[9 * RATE :]
        return [held(own[0] + 0.15 * own[1]), held(0.5 * (own[1] + 0.15 * own[0]))]

    def test_what_a_microphone_hears_of_the_other_is_not_its_persons(self):
        hearing = hear(self.sounds(), small_model())

        assert hearing.speakers == 2
        assert [turn.speaker for turn in hearing.turns] == [0, 1]
        assert hearing.turns[0].end_ms < 9_400 < hearing.turns[1].start_ms + 400
        assert all(one.end_ms < 9_400 for one in hearing.spoken if one.speaker == 0)

    def test_only_the_own_voice_of_a_track_is_planned(self):
        first, second = plan_tracks(self.sounds())

        assert first[-1].end_ms < 9_500
        assert second[0].start_ms > 8_900


@needs_speech
class TestBadSound:
    def test_eight_kilohertz_clipped_and_noisy_speech_is_written_down(self):
        clean = speech("known_text/jfk.flac")
        spectrum = np.fft.rfft(clean)
        spectrum[int(len(spectrum) * 0.45) :] = 0
        narrow = np.fft.irfft(spectrum, len(clean)).astype(np.float32)
        known = json.loads((SPEECH / "known_text" / "texts.json").read_text())["jfk.flac"]
        for samples in (narrow, np.clip(6 * clean, -1, 1)):
            hearing = hear([held(samples.astype(np.float32))], small_model(), voices_wanted=1)
            assert word_error(known, " ".join(turn.text for turn in hearing.turns)) < 0.1

    def test_voices_that_drown_in_noise_are_not_given_to_anybody(self):
        mixed = part("dev_pair2.flac", 0, 18)
        drowned = mixed + noise(18, RATE, 3 * float(np.sqrt(np.mean(mixed**2))))

        hearing = hear([held(drowned.astype(np.float32))], small_model(), voices_wanted=2)

        assert hearing.quality.to_json()["who"] == "cannot tell"
        assert {turn.speaker for turn in hearing.turns} <= {None}


class TestNothingToHear:
    @pytest.mark.parametrize("seconds", [0, 0.2, 20])
    def test_silence_is_said(self, seconds):
        hearing = hear([held(np.zeros(int(seconds * RATE), np.float32))], small_model(), voices_wanted=2)

        assert hearing.turns == ()
        assert hearing.speakers is None
        assert (hearing.quality.who, hearing.quality.what) == (Reason.SILENT, Reason.SILENT)
        assert hearing.quality.sentences

    def test_music_has_no_words(self):
        times = np.arange(12 * RATE) / RATE
        notes = [220 * 2 ** (step / 12) for step in (0, 4, 7, 12, 7, 4)]
        melody = sum(
            np.sin(2 * np.pi * note * times) * ((times % 3 // 0.5).astype(int) == number)
            for number, note in enumerate(notes)
        )

        hearing = hear([held((0.2 * melody).astype(np.float32))], small_model(), voices_wanted=2)

        assert hearing.turns == ()
        assert hearing.quality.what in (Reason.NO_VOICE, Reason.SILENT)

    def test_noise_has_no_words(self):
        hearing = hear([held(noise(12, RATE, 0.1))], small_model())

        assert hearing.turns == ()
        assert hearing.quality.sound.verdict == Verdict.NOISY


class TestModels:
    def test_a_folder_without_a_model_says_what_to_do(self, tmp_path):
        sound = held(np.zeros(RATE, np.float32))
        with pytest.raises(ModelError, match="models add speech") as raised:
            write_down(sound, Stretch(0, 1000, ((0, 1000),)), tmp_path, "en")
        assert raised.value.missing == Missing.MODEL

    def test_a_model_that_does_not_know_the_language_says_so(self):
        sound = held(np.zeros(RATE, np.float32))
        with pytest.raises(ModelError, match="does not know this language"):
            write_down(sound, Stretch(0, 1000, ((0, 1000),)), small_model(), "cy")

    def test_a_damaged_model_says_so(self, tmp_path):
        for name in ("config.json", "model.bin", "tokenizer.json"):
            (tmp_path / name).write_bytes(b"{}")
        with pytest.raises(ModelError, match="damaged"):
            write_down(held(np.zeros(RATE, np.float32)), Stretch(0, 1000, ((0, 1000),)), tmp_path, "en")

    @pytest.mark.parametrize(
        ("file", "content"), [("tokenizer.json", "{}"), ("config.json", "[]"), ("tokenizer.json", "")]
    )
    def test_a_model_with_a_damaged_file_says_what_to_do(self, file, content, tmp_path):
        for path in small_model().iterdir():
            (tmp_path / path.name).symlink_to(path)
        (tmp_path / file).unlink()
        (tmp_path / file).write_text(content)
        with pytest.raises(ModelError) as raised:
            write_down(held(noise(3, RATE, 0.1)), Stretch(0, 3000, ((0, 3000),)), tmp_path, "en")
        assert raised.value.missing == Missing.BROKEN

    def test_a_model_that_fails_while_it_reads_says_what_to_do(self, monkeypatch):
        def fail(*_given, **_more):
            raise RuntimeError("a shape that does not fit")

        monkeypatch.setattr("faster_whisper.BatchedInferencePipeline.transcribe", fail)
        with pytest.raises(ModelError) as raised:
            write_down(held(noise(3, RATE, 0.1)), Stretch(0, 3000, ((0, 3000),)), small_model(), "en")
        assert raised.value.missing == Missing.BROKEN

    def test_where_the_system_does_not_say_which_processors_it_may_use_all_are_counted(self, monkeypatch):
        monkeypatch.delattr("os.sched_getaffinity", raising=False)
        monkeypatch.setattr("os.cpu_count", lambda: 3)
        assert words._processors() == 3


def test_what_sounds_like_a_voice_and_says_no_word_is_nobody():
    """Music: a segmentation takes it for a voice, and there is not a word in it."""
    found = put_together(
        [[]], Speakers((Spoken(0, 9_000, 0),), 1), Heard(Verdict.GOOD, {}), duration_ms=10_000, language="en"
    )
    assert found.turns == ()
    assert found.quality.who == found.quality.what == Reason.NO_VOICE
