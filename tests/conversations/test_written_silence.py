"""Nothing that is withheld, and no voice that was taken out, is heard or read by a way round."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Conversation, Track, Transcript, VoiceOut, WrittenTurn
from sidebyside.conversations.reading import playing
from sidebyside.conversations.written import deleting as written_deleting
from sidebyside.conversations.written import silence
from sidebyside.recordings import deleting, renditions
from sidebyside.recordings.models import Recording
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.conversations.sending import begin_track, start
from tests.conversations.writing import as_vtt, at, brought, page, press, texts, turns, written

PART = {"X-Talk": "part"}
SAID = [
    ("Ben", 0, 6_000, "So what was that?"),
    ("Ana", 2_000, 3_900, "Something private."),
    ("Ben", 7_000, 7_900, "I see."),
]


@pytest.fixture
def track(cast: Cast, ana: Client, open_talk: Conversation) -> Track:
    """A track whose sound nobody decodes here, and the talk written down."""
    Conversation.objects.update(opened_at=timezone.now(), recording_since=None)
    brought(ana, cast, as_vtt(SAID))
    return a_track(open_talk, cast)


def a_track(talk: Conversation, cast: Cast, state: str = Recording.State.READY) -> Track:
    return Track.objects.create(
        conversation=talk,
        by=cast.ana,
        number=talk.tracks.count() + 1,
        recording=a_sound(cast, state),
        stopped_at=timezone.now(),
    )


def a_sound(cast: Cast, state: str = Recording.State.READY) -> Recording:
    return Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=state, duration_ms=8_000
    )


def sound_of(track: Track) -> Recording:
    track.refresh_from_db()
    assert track.recording is not None
    return track.recording


@pytest.fixture
def quick(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Recording]:
    """A rendering is an empty recording of its own."""
    found: list[Recording] = []

    def rendering(_track: Track, _source: Recording, _stretches: object, made: list[Recording]) -> Recording:
        made.append(a_sound(cast))
        found.append(made[-1])
        return made[-1]

    monkeypatch.setattr(silence, "_rendering", rendering)
    return found


def silence_now(track: Track) -> None:
    track.refresh_from_db()
    silence.silence(str(track.code), track.silence_wanted)
    track.refresh_from_db()


def delete(client: Client, cast: Cast, what: str) -> str:
    address = f"/cycle/{cast.strand.code}/talk/delete/"
    answer = client.post(address, {"what": what, "from": "written"}, headers=PART, follow=True)
    return str(answer.content.decode())


def test_a_track_that_arrives_after_a_passage_was_withheld_waits(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    early, late = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, early)
    brought(ana, cast, as_vtt(SAID))
    press(ana, cast, turns(cast)[1], "withhold")
    Track.objects.update(stopped_at=timezone.now())
    start(ana, cast.strand.code, late)
    for code in (early, late):
        begin_track(ana, cast.strand.code, code)
        assert not silence.may_be_heard(sound_of(Track.objects.get(code=code)))


def test_a_track_that_could_not_be_prepared_does_not_hold_back_the_others(
    cast: Cast, ana: Client, track: Track, quick: list[Recording]
) -> None:
    failed = a_track(track.conversation, cast, Recording.State.FAILED)
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    silence_now(track)
    assert VoiceOut.objects.get().done_at is not None
    assert silence.may_be_heard(sound_of(track))
    assert not silence.may_be_heard(sound_of(failed))


def test_where_both_speak_the_one_who_stays_goes_silent_too(cast: Cast, ana: Client, track: Track) -> None:
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    track.starts_ms = WrittenTurn.objects.order_by("order").values_list("start_ms", flat=True)[0] or 0
    wish = silence.wish_for(track, 8_000)
    assert any(begin <= 2_000 and end >= 3_900 for begin, end in wish.for_good)
    assert not any(begin < 1_500 for begin, _end in wish.for_good)


def test_words_given_to_a_voice_that_is_out_go_as_well(
    cast: Cast, ana: Client, ben: Client, track: Track
) -> None:
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    before = Track.objects.get().silence_wanted
    voice = written(cast).voices.get(person=cast.ana)
    press(ben, cast, turns(cast)[2], "give", voice=str(voice.code))
    assert texts(cast) == ["So what was that?", "", ""]
    assert not any("I see" in edit.states for edit in written(cast).edits.all())
    assert Track.objects.get().silence_wanted > before


def test_words_of_a_voice_that_is_said_or_swapped_to_be_who_is_out_go_as_well(
    cast: Cast, ana: Client, ben: Client, track: Track
) -> None:
    ben.post(at(cast, "swap/"))
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    assert texts(cast) == ["", "Something private.", ""]
    ben.post(at(cast, "undo/"))
    assert texts(cast) == ["", "", ""]


def test_a_fault_while_the_old_sound_is_destroyed_leaves_the_new_one(
    cast: Cast, ana: Client, track: Track, quick: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    old = sound_of(track)
    really = deleting.destroy

    def away(code: uuid.UUID) -> None:
        if code == old.code:
            raise OSError("away")
        really(code)

    monkeypatch.setattr(deleting, "destroy", away)
    with pytest.raises(OSError, match="away"):
        silence._silence(str(track.code), track.silence_wanted)
    monkeypatch.undo()
    assert sound_of(track) == quick[0]
    assert sound_of(track).state == Recording.State.READY


def test_the_words_are_not_deleted_while_only_they_say_what_is_to_be_silent(
    cast: Cast, ana: Client, ben: Client, track: Track, quick: list[Recording]
) -> None:
    first = sound_of(track)
    press(ana, cast, turns(cast)[1], "withhold")
    delete(ana, cast, "words")
    assert "still being made without what is withheld" in delete(ben, cast, "words")
    assert Transcript.objects.exists()
    silence_now(track)
    assert track.whole == first
    delete(ben, cast, "words")
    assert not Transcript.objects.exists()
    track.refresh_from_db()
    assert track.recording == quick[0]
    assert track.whole is None
    assert keystore.is_destroyed(f"recording:{first.code}")


def test_a_kill_while_words_are_deleted_leaves_no_key(
    cast: Cast, ana: Client, track: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, key = written(cast).code, written(cast).key

    def killed(*_all: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.db.models.query.QuerySet.delete", killed)
        with pytest.raises(KeyboardInterrupt):
            written_deleting.destroy(code)
    assert keystore.is_destroyed(key)
    written_deleting.destroy(code)
    assert not any(written_deleting.left(code).values())


def test_sound_that_is_deleted_while_it_is_being_silenced_does_not_come_back(
    cast: Cast, ana: Client, ben: Client, track: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    track.refresh_from_db()
    made: list[Recording] = []

    def deleted_meanwhile(_track: Track, _from: Recording, _where: object, own: list[Recording]) -> Recording:
        for client in (ana, ben):
            delete(client, cast, "sound")
        # The job's own rendering is of after that.
        own.append(a_sound(cast))
        made.append(own[-1])
        return own[-1]

    monkeypatch.setattr(silence, "_rendering", deleted_meanwhile)
    with pytest.raises(renditions.Overtaken):
        silence._silence(str(track.code), track.silence_wanted)
    assert sound_of(track).state == Recording.State.DELETED
    assert keystore.is_destroyed(f"recording:{made[0].code}")


def test_deleting_the_sound_takes_what_a_kill_left_behind(
    cast: Cast, ana: Client, ben: Client, track: Track
) -> None:
    behind = a_sound(cast)
    for client in (ana, ben):
        delete(client, cast, "sound")
    assert keystore.is_destroyed(f"recording:{behind.code}")


def test_what_a_kill_left_behind_goes_with_the_next_run_though_nothing_is_owed(
    cast: Cast, track: Track
) -> None:
    behind = a_sound(cast)
    Recording.objects.filter(pk=behind.pk).update(made_at=timezone.now() - timedelta(hours=2))
    silence_now(track)
    assert keystore.is_destroyed(f"recording:{behind.code}")
    assert sound_of(track).state == Recording.State.READY


def test_while_a_withheld_passage_has_no_times_nobody_hears_the_sound(
    cast: Cast, ana: Client, ben: Client, track: Track, quick: list[Recording]
) -> None:
    src = f"/film/{sound_of(track).code}/film"
    assert src in page(ben, cast)
    ana.post(at(cast, "turns/"), {"after": "", "voice": "", "text": "Typed by hand."})
    WrittenTurn.objects.filter(order=turns(cast)[-1].order).update(start_ms=None, end_ms=None)
    press(ana, cast, turns(cast)[-1], "withhold")
    silence_now(track)
    assert track.silence_made == track.silence_wanted
    assert not silence.may_be_heard(sound_of(track))
    assert not playing.sound_of(track.conversation)
    shown = page(ben, cast)
    assert "has no times" in shown
    assert "/film/" not in shown
    delete(ana, cast, "words")
    assert "Nobody knows where in the sound" in delete(ben, cast, "words")
    assert Transcript.objects.exists()
    ana.post(at(cast, f"turns/{turns(cast)[-1].code}/back/"))
    silence_now(track)
    assert silence.may_be_heard(sound_of(track))


def test_a_turn_without_times_takes_those_of_the_next_it_is_joined_with(
    cast: Cast, ana: Client, track: Track
) -> None:
    first, second = turns(cast)[:2]
    WrittenTurn.objects.filter(pk=first.pk).update(start_ms=None, end_ms=None, voice=second.voice)
    press(ana, cast, turns(cast)[0], "join")
    joined = turns(cast)[0]
    assert (joined.start_ms, joined.end_ms) == (second.start_ms, second.end_ms)
