"""Withholding, in words and in sound; one's own voice out; and the end of it all."""

import io
import uuid
from datetime import timedelta

import av
import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import (
    Conversation,
    SignOff,
    Track,
    Transcript,
    VoiceOut,
    WrittenTurn,
)
from sidebyside.conversations.written import jobs as written_jobs
from sidebyside.conversations.written import takeaway, withholding
from sidebyside.conversations.written.deleting import left
from sidebyside.core.media.silencing import all_but, merged
from sidebyside.jobs import Owed, run_here
from sidebyside.recordings.models import Recording
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.conversations.sending import as_m4a, made_sound, send_track, start
from tests.conversations.writing import as_vtt, at, brought, page, press, texts, turns, written
from tests.pages import words_of

FORMS = ("vtt", "eaf", "csv", "docx", "json")
PART = {"X-Talk": "part"}
# Of eight seconds of sound.
SAID = [
    ("Ben", 0, 1_900, "So what was that?"),
    ("Ana", 2_000, 3_900, "Something private."),
    ("Ben", 4_000, 5_900, "I see."),
    ("Ana", 6_000, 7_900, "And then it was fine."),
]


@pytest.fixture
def recorded(cast: Cast, ana: Client, open_talk: Conversation) -> Recording:
    """Eight seconds of a tone, ready to be heard, and written down."""
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, as_m4a(made_sound(8.0)))
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    # The recorder has run for a minute since the meeting was opened, and the file's nought lies where it began.
    begun = timezone.now() - timedelta(minutes=1)
    Conversation.objects.update(opened_at=begun, recording_since=begun)
    Track.objects.update(starts_ms=0)
    sound = Track.objects.get().recording
    assert sound is not None
    run_here("look_at_film", Owed(str(sound.code), 1))
    run_here("prepare_film", Owed(str(sound.code), 1))
    sound.refresh_from_db()
    assert sound.state == Recording.State.READY
    brought(ana, cast, as_vtt(SAID))
    return sound


def silence_it() -> None:
    track = Track.objects.get()
    run_here("silence_talk", Owed(str(track.code), track.silence_wanted))


def played(client: Client, recording: Recording) -> bytes:
    answer = client.get(f"/film/{recording.code}/film")
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def loudness(body: bytes, start_ms: int, end_ms: int) -> float:
    with av.open(io.BytesIO(body)) as container:
        frames = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(frames)[start_ms * rate // 1000 : end_ms * rate // 1000]
    return float(np.abs(samples).max()) if len(samples) else 0.0


def sound_now() -> Recording:
    found = Track.objects.get().recording
    assert found is not None
    return found


def test_withheld_is_a_gap_for_both_on_the_page_and_in_every_file(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    press(ana, cast, turns(cast)[1], "withhold")
    for client in (ana, ben):
        shown = page(client, cast)
        assert "private" not in shown
        assert "private" not in client.get(at(cast, "now/")).content.decode()
        for form in FORMS:
            assert b"private" not in client.get(at(cast, f"file/{form}/")).content
        assert client.get(at(cast, f"turns/{turns(cast)[1].code}/")).status_code == 404
    assert "withheld by you" in page(ana, cast)
    assert "withheld by Ana" in page(ben, cast)
    assert [turn.text for turn in takeaway.handed_on(written(cast)).turns][1] == "[left out]"


def test_several_turns_are_one_gap_in_a_file(cast: Cast, ana: Client, recorded: Recording) -> None:
    press(ana, cast, turns(cast)[1], "withhold", count="2")
    assert [turn.text for turn in takeaway.handed_on(written(cast)).turns] == [
        "So what was that?",
        "[left out]",
        "And then it was fine.",
    ]


def test_no_sample_is_played_until_the_sound_is_made_without_it(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    assert loudness(played(ben, recorded), 2_500, 3_500) > 0.1
    press(ana, cast, turns(cast)[1], "withhold")
    for client in (ana, ben):
        assert client.get(f"/film/{recorded.code}/film").status_code == 404
        assert str(recorded.code) not in page(client, cast)
    silence_it()
    now = sound_now()
    assert now.code != recorded.code
    body = played(ben, now)
    assert loudness(body, 2_200, 3_700) < 0.01
    assert loudness(body, 300, 1_500) > 0.1
    assert loudness(body, 6_400, 7_500) > 0.1
    # What it was made from is kept for bringing the passage back, and plays for nobody.
    assert Track.objects.get().whole == recorded
    for client in (ana, ben):
        assert client.get(f"/film/{recorded.code}/film").status_code == 404


def test_only_who_withheld_brings_it_back_and_the_sound_comes_with_it(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    press(ana, cast, turns(cast)[1], "withhold")
    silence_it()
    silenced = sound_now()
    turn = turns(cast)[1]
    assert ben.post(at(cast, f"turns/{turn.code}/back/"), headers=PART).status_code == 422
    assert texts(cast)[1] == "Something private."
    assert "private" not in page(ben, cast)
    assert ana.post(at(cast, f"turns/{turn.code}/back/")).status_code == 302
    assert "Something private." in page(ben, cast)
    silence_it()
    assert sound_now() == recorded
    assert loudness(played(ben, recorded), 2_500, 3_500) > 0.1
    assert keystore.is_destroyed(f"recording:{silenced.code}")


def test_seven_days_after_both_signed_off_the_words_and_the_sound_are_gone_for_good(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    press(ana, cast, turns(cast)[1], "text", text="Something very private.")
    press(ana, cast, turns(cast)[1], "withhold")
    silence_it()
    for client in (ana, ben):
        client.post(at(cast, "sign/"), {"revision": str(written(cast).revision)})
    assert not list(withholding.finals())
    SignOff.objects.update(at=timezone.now() - timedelta(days=8))
    assert ana.post(at(cast, f"turns/{turns(cast)[1].code}/back/"), headers=PART).status_code == 422
    [owed] = written_jobs._to_end()
    run_here(written_jobs.FINAL, owed)
    assert texts(cast)[1] == ""
    assert not any("private" in edit.states for edit in written(cast).edits.all())
    assert SignOff.objects.count() == 2
    silence_it()
    assert keystore.is_destroyed(f"recording:{recorded.code}")
    assert Track.objects.get().whole is None
    assert loudness(played(ben, sound_now()), 2_200, 3_700) < 0.01


def test_a_rendering_that_a_kill_left_behind_is_taken_up_again(
    cast: Cast, ana: Client, recorded: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sidebyside.conversations.written import silence

    press(ana, cast, turns(cast)[1], "withhold")
    track = Track.objects.get()

    def killed(*_all: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(silence, "_take", killed)
    with pytest.raises(KeyboardInterrupt):
        silence.silence(str(track.code), track.silence_wanted)
    assert sound_now() == recorded
    assert ana.get(f"/film/{recorded.code}/film").status_code == 404
    monkeypatch.undo()
    assert [Owed(str(track.code), track.silence_wanted)] == list(silence._to_silence())
    silence_it()
    assert ana.get(f"/film/{sound_now().code}/film").status_code == 200


def test_ones_own_voice_is_taken_out_without_the_others_yes(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    press(ana, cast, turns(cast)[3], "text", text="And then it was really fine.")
    assert ana.post(at(cast, "voice-out/"), {"sure": "yes"}).status_code == 302
    assert texts(cast) == ["So what was that?", "", "I see.", ""]
    assert not any("fine" in edit.states for edit in written(cast).edits.all())
    for form in FORMS:
        assert b"fine" not in ben.get(at(cast, f"file/{form}/")).content
    assert "Ana has taken their voice out" in page(ben, cast)
    assert ben.get(f"/film/{recorded.code}/film").status_code == 404
    silence_it()
    assert keystore.is_destroyed(f"recording:{recorded.code}")
    body = played(ben, sound_now())
    assert loudness(body, 2_100, 3_900) < 0.01
    assert loudness(body, 6_050, 7_900) < 0.01
    assert loudness(body, 300, 1_500) > 0.1
    assert VoiceOut.objects.get().done_at is not None
    # It stays out, and nothing new is made of this talk.
    assert ana.post(at(cast, "voice-back/"), headers=PART).status_code == 422
    assert ana.post(at(cast, "answer/"), {"wants": "yes"}, headers=PART).status_code == 422


def test_a_voice_goes_at_the_second_press_only(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    before = texts(cast)
    asked = ana.post(at(cast, "voice-out/"))
    assert asked.status_code == 200
    told = words_of(asked)
    assert "Nobody can bring it back: not you, not your partner, not the school." in told
    assert "Every word of yours that is written down" in told
    assert 'name="sure" value="yes"' in asked.content.decode()
    assert (texts(cast), VoiceOut.objects.exists()) == (before, False)
    assert ben.get(f"/film/{recorded.code}/film").status_code == 200
    # Where it is not known who speaks when, it can be left in again: that is said instead.
    Transcript.objects.all().delete()
    assert "you can leave your voice in again" in words_of(ana.post(at(cast, "voice-out/")))


def test_words_that_wandered_from_turn_to_turn_are_in_no_remembered_change(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    voices = written(cast).voices
    press(ben, cast, turns(cast)[1], "give", voice=str(voices.get(person=cast.ben).code))
    press(ben, cast, turns(cast)[0], "join")
    press(ben, cast, turns(cast)[0], "split", place="4")
    press(ben, cast, turns(cast)[1], "give", voice=str(voices.get(person=cast.ana).code))
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    assert not any("private" in turn.text + turn.words for turn in turns(cast))
    assert not any("private" in edit.states for edit in written(cast).edits.all())
    answer = ben.post(at(cast, "undo/"), headers=PART)
    assert "nothing that can be undone" in answer.content.decode()


def test_where_nobody_knows_who_speaks_when_nobody_hears_it_until_it_is_left_in(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    Transcript.objects.all().delete()
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    assert ben.get(f"/film/{recorded.code}/film").status_code == 404
    assert "until it is known here when each of you speaks" in page(ben, cast)
    # The partner cannot let it be heard again; who took it out can.
    ben.post(at(cast, "voice-back/"))
    assert ben.get(f"/film/{recorded.code}/film").status_code == 404
    ana.post(at(cast, "voice-back/"))
    assert ben.get(f"/film/{recorded.code}/film").status_code == 200


def test_what_a_device_sends_after_a_voice_was_taken_out_is_not_played(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    held = uuid.uuid4()
    Conversation.objects.update(ended_at=None)
    start(ana, cast.strand.code, held)
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    silence_it_all()
    send_track(ana, cast.strand.code, held, as_m4a(made_sound(1.0)))
    late = Track.objects.get(code=held).recording
    assert late is not None
    assert ben.get(f"/film/{late.code}/film").status_code == 404


def silence_it_all() -> None:
    for track in Track.objects.filter(recording__isnull=False):
        run_here("silence_talk", Owed(str(track.code), track.silence_wanted))


def test_one_act_of_both_deletes_the_sound_and_keeps_the_words(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    press(ana, cast, turns(cast)[1], "withhold")
    silence_it()
    delete = f"/cycle/{cast.strand.code}/talk/delete/"
    ana.post(delete, {"what": "sound", "from": "written"})
    assert Track.objects.get().whole == recorded
    assert "Ana proposes to delete the sound of your talk" in page(ben, cast)
    ben.post(delete, {"what": "sound", "from": "written"})
    assert keystore.is_destroyed(f"recording:{recorded.code}")
    assert keystore.is_destroyed(f"recording:{sound_now().code}")
    assert "I see." in page(ana, cast)


def test_deleting_all_needs_both_for_all_and_leaves_nothing(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    code, key = written(cast).code, written(cast).key
    ana.post(at(cast, "names/"), {"name": "Kofi", "pseudonym": "Adam"})
    delete = f"/cycle/{cast.strand.code}/talk/delete/"
    ana.post(delete, {"what": "sound"})
    # Who would rather delete all proposes that: it is not what the other one has said.
    ben.post(delete, {"what": "all"})
    assert Transcript.objects.exists()
    told = ana.post(delete, {"what": "all"}, follow=True).content.decode()
    assert "nothing of it is left" in told
    assert not Transcript.objects.exists()
    assert not WrittenTurn.objects.exists()
    assert keystore.is_destroyed(key)
    assert keystore.is_destroyed(f"recording:{recorded.code}")
    assert not any(left(code).values())


def test_what_came_out_wrong_goes_alone_and_is_made_anew(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    for client in (ben, ana):
        client.post(f"/cycle/{cast.strand.code}/talk/delete/", {"what": "words", "from": "written"})
    assert not Transcript.objects.exists()
    assert ana.get(f"/film/{recorded.code}/film").status_code == 200
    brought(ben, cast, as_vtt(SAID))
    assert len(texts(cast)) == 4


def test_it_can_be_written_down_anew_under_a_key_of_its_own(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    key = written(cast).key
    for client in (ana, ben):
        client.post(f"/cycle/{cast.strand.code}/talk/delete/", {"what": "all"})
    brought(ana, cast, as_vtt([("Ana", 0, 900, "Anew.")]))
    assert written(cast).key != key
    assert "Anew." in page(ben, cast)


def test_stretches() -> None:
    assert merged([(5, 9), (0, 3), (2, 4)]) == [(0, 4), (5, 9)]
    assert all_but([(2, 3), (5, 9)], 10) == [(0, 2), (3, 5), (9, 10)]
    assert all_but([], 10) == [(0, 10)]
