"""A talk written down by durable steps: what was done is not done again, and a no stops it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Conversation, Piece, Track, Transcript, Voices
from sidebyside.conversations.written import hearing, making, words
from sidebyside.core.listening import hear, here
from sidebyside.core.listening.errors import Missing, ModelError
from sidebyside.core.listening.heard import HeardWord, Reason, Speakers, Spoken, Stretch, Written
from sidebyside.core.listening.quality import NOTHING
from sidebyside.core.listening.sound import Sound
from sidebyside.jobs import Owed, run_here
from sidebyside.recordings.models import Recording
from tests.cast import Cast
from tests.conversations.sending import as_m4a, made_sound, send_track, start
from tests.conversations.writing import at, page, press, texts, turns, written

PART = {"X-Talk": "part"}
SAID = {0: ("So", "what", "happened?"), 2_000: ("Heron", "flew", "off."), 4_000: ("And", "then?")}


class Ear:
    """In place of the models: three pieces of known words; counts what it is asked."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.dies_at: int | None = None
        self.told = 0

    def plan(self, sound: Sound) -> tuple[Stretch, ...]:
        assert sound.count > 4 * hear.RATE
        return tuple(Stretch(start, start + 1_500, ((start, start + 1_500),)) for start in SAID)

    def write_down(self, sound: Sound, stretch: Stretch, folder: object, language: str) -> Written:
        if stretch.start_ms == self.dies_at:
            raise KeyboardInterrupt
        self.heard.append(stretch.start_ms)
        begins = [(stretch.start_ms + 300 * place, word) for place, word in enumerate(SAID[stretch.start_ms])]
        sure = {"Heron": 0.4}
        said = [HeardWord(start, start + 250, word, sure.get(word, 0.9)) for start, word in begins]
        return Written(tuple(said))

    def who_speaks(self, sounds: Sequence[Sound], voices: int | None, progress: Any) -> Speakers:
        self.told += 1
        assert voices == 2
        progress("speakers", 0.5)
        return Speakers((Spoken(0, 1_500, 0), Spoken(2_000, 3_500, 1), Spoken(4_000, 5_500, 0)), 2)


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    made = Ear()
    monkeypatch.setattr(hear, "plan", made.plan)
    monkeypatch.setattr(hear, "write_down", made.write_down)
    monkeypatch.setattr(hear, "who_speaks", made.who_speaks)
    monkeypatch.setattr(hear, "judge_sounds", lambda sounds: NOTHING)
    monkeypatch.setattr(here, "is_installed", lambda: True)
    monkeypatch.setattr(here, "folder", lambda: None)
    return made


@pytest.fixture
def recorded(cast: Cast, ana: Client, open_talk: Conversation) -> Track:
    """Six seconds of sound that begin ten seconds after the meeting was opened."""
    code = uuid.uuid4()
    start(ana, cast.strand.code, code)
    send_track(ana, cast.strand.code, code, as_m4a(made_sound(6.0)))
    begun = timezone.now() - timedelta(minutes=1)
    Conversation.objects.update(opened_at=begun, recording_since=begun + timedelta(seconds=10))
    Track.objects.update(starts_ms=10_000)
    track = Track.objects.get()
    assert track.recording is not None
    run_here("look_at_film", Owed(str(track.recording.code), 1))
    run_here("prepare_film", Owed(str(track.recording.code), 1))
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    return track


def work(cast: Cast) -> None:
    made = written(cast)
    run_here(making.HEAR, Owed(str(made.code), made.attempt))


def ask(client: Client, cast: Cast) -> None:
    assert client.post(at(cast, "ask/"), {"language": "en"}).status_code == 302


def test_the_pair_asks_and_reads_turns_with_the_times_of_the_talk(
    cast: Cast, ana: Client, ben: Client, recorded: Track, ear: Ear
) -> None:
    assert "Write our talk down" in page(ana, cast)
    ask(ben, cast)
    assert "Your talk is being written down" in page(ana, cast)
    work(cast)
    assert texts(cast) == ["So what happened?", "Heron flew off.", "And then?"]
    first = turns(cast)[0]
    # On the conversation's clock, which began ten seconds before the track.
    assert first.start_ms == 10_000
    assert first.track == recorded
    shown = page(ana, cast)
    assert "Say whose voice is whose" in shown
    assert '<span class="unsure">Heron</span>' in shown
    assert ">0:02</button>" in shown
    # What it was formed of is not kept beside it.
    assert not Piece.objects.exists()
    assert not Voices.objects.exists()


def test_a_kill_between_pieces_repeats_nothing_and_loses_nothing(
    cast: Cast, ana: Client, recorded: Track, ear: Ear
) -> None:
    ask(ana, cast)
    ear.dies_at = 4_000
    with pytest.raises(KeyboardInterrupt):
        work(cast)
    assert ear.heard == [0, 2_000]
    # It grows on the page, sealed in the database.
    assert "Heron flew off." in page(ana, cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM conversations_piece")
        assert b"Heron" not in b"".join(bytes(row[0] or b"") for row in cursor.fetchall())
    ear.dies_at = None
    work(cast)
    assert ear.heard == [0, 2_000, 4_000]
    assert len(texts(cast)) == 3


def test_a_kill_before_the_turns_tells_no_voices_again(
    cast: Cast, ana: Client, recorded: Track, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(ana, cast)
    kept = making.store

    def killed(*_all: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        work(cast)
    assert not turns(cast)
    assert not written(cast).voices.exists()
    monkeypatch.setattr(making, "store", kept)
    work(cast)
    assert ear.told == 1
    assert len(texts(cast)) == 3


def test_either_partners_no_stops_it_before_the_next_piece(
    cast: Cast, ana: Client, ben: Client, recorded: Track, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(ana, cast)

    def heard(sound: Sound, stretch: Stretch, folder: object, language: str) -> Written:
        ben.post(at(cast, "answer/"), {"wants": "no"})
        return ear.write_down(sound, stretch, folder, language)

    monkeypatch.setattr(hear, "write_down", heard)
    work(cast)
    assert ear.heard == [0]
    assert written(cast).state == Transcript.State.STOPPED
    assert not Piece.objects.exists()
    assert ana.post(at(cast, "ask/"), headers=PART).status_code == 422
    ben.post(at(cast, "answer/"), {"wants": "yes"})
    monkeypatch.setattr(hear, "write_down", ear.write_down)
    ask(ana, cast)
    work(cast)
    assert len(texts(cast)) == 3


@pytest.mark.parametrize(
    ("missing", "told"),
    [(Missing.MODEL, "models add speech"), (Missing.LANGUAGE, "does not know this language")],
)
def test_what_is_missing_is_told_and_tried_again(
    cast: Cast,
    ana: Client,
    recorded: Track,
    ear: Ear,
    monkeypatch: pytest.MonkeyPatch,
    missing: Missing,
    told: str,
) -> None:
    def misses(*_all: object) -> Written:
        raise ModelError(missing)

    monkeypatch.setattr(hear, "write_down", misses)
    ask(ana, cast)
    work(cast)
    assert told in page(ana, cast)
    monkeypatch.setattr(hear, "write_down", ear.write_down)
    assert ana.post(at(cast, "again/")).status_code == 302
    work(cast)
    assert len(texts(cast)) == 3


def test_without_sound_there_is_nothing_to_ask_for(
    cast: Cast, ana: Client, open_talk: Conversation, ear: Ear
) -> None:
    assert ana.post(at(cast, "ask/"), headers=PART).status_code == 422
    assert "There is no sound of this talk here" in page(ana, cast)


def test_a_voice_taken_out_while_it_is_written_down_ends_that(
    cast: Cast, ana: Client, ben: Client, recorded: Track, ear: Ear
) -> None:
    ask(ben, cast)
    ana.post(at(cast, "voice-out/"), {"sure": "yes"})
    assert not Transcript.objects.exists()


def test_nothing_is_corrected_while_it_grows(cast: Cast, ana: Client, recorded: Track, ear: Ear) -> None:
    ask(ana, cast)
    assert ana.post(at(cast, "turns/"), {"text": "Mine"}, headers=PART).status_code == 422
    work(cast)
    assert press(ana, cast, turns(cast)[0], "text", text="So, what happened?").status_code == 302


def test_the_sweep_asks_for_what_is_owed_and_failing_is_written_down(
    cast: Cast, ana: Client, recorded: Track, ear: Ear
) -> None:
    ask(ana, cast)
    owed = Owed(str(written(cast).code), 1)
    assert list(hearing._to_hear()) == [owed]
    assert hearing.raise_attempt(owed) == Owed(owed.code, 2)
    hearing.failed(owed, "unexpected")
    assert written(cast).state == Transcript.State.GROWING
    hearing.failed(Owed(owed.code, 2), "unexpected")
    assert "Something went wrong on this server" in page(ana, cast)


def test_a_silent_talk_is_ready_to_be_typed_into(
    cast: Cast, ana: Client, recorded: Track, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hear, "plan", lambda sound: ())
    monkeypatch.setattr(
        hear, "who_speaks", lambda sounds, voices, progress: Speakers((), None, Reason.NO_VOICE)
    )
    ask(ana, cast)
    work(cast)
    assert texts(cast) == []
    assert {voice.person for voice in written(cast).voices.all()} == {cast.ana, cast.ben}
    said = words.quality(written(cast).quality)
    assert said
    assert said in page(ana, cast)


def test_two_microphones_all_the_time_are_two_people_and_else_one_room() -> None:
    def track(number: int, starts_ms: int) -> Track:
        from sidebyside.recordings.models import Recording

        return Track(number=number, starts_ms=starts_ms, recording=Recording(duration_ms=10_000))

    one, two = track(1, 0), track(2, 3)
    three, four = track(3, 20_000), track(4, 20_002)
    assert hearing.microphones([one, two, three, four]) == [[one, three], [two, four]]
    assert hearing.microphones([one, two, three]) == [[one, three]]
    assert hearing.microphones([one, three]) == [[one, three]]
    assert hearing.microphones([]) == []


@pytest.mark.parametrize("state", ["growing", "failed"])
def test_a_kill_while_it_is_given_up_leaves_nothing_that_can_be_read(
    cast: Cast, ana: Client, recorded: Track, ear: Ear, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    ask(ana, cast)
    ear.dies_at = 4_000
    with pytest.raises(KeyboardInterrupt):
        work(cast)
    Transcript.objects.update(state=state, problem="unexpected")
    before = written(cast)

    def killed(*_all: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killing:
        killing.setattr(Transcript, "delete", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            making.give_up(before)
    # The rows are there again, as a kill leaves them; what they say is gone.
    assert before.pieces.count() == 4
    assert not [piece for piece in before.pieces.all() if piece.words or piece.plan]
    assert "Heron" not in page(ana, cast)
    # Whoever comes upon it next ends it, and it can be begun anew.
    if state == "growing":
        run_here(making.HEAR, Owed(str(before.code), before.attempt))
    ear.dies_at = None
    ask(ana, cast)
    work(cast)
    assert written(cast).code != before.code
    assert not Transcript.objects.filter(code=before.code).exists()
    assert texts(cast) == ["So what happened?", "Heron flew off.", "And then?"]


def test_what_cannot_be_begun_anew_keeps_what_failed(
    cast: Cast, ana: Client, recorded: Track, ear: Ear
) -> None:
    ask(ana, cast)
    ear.dies_at = 2_000
    with pytest.raises(KeyboardInterrupt):
        work(cast)
    Transcript.objects.update(state=Transcript.State.FAILED)
    ana.post(at(cast, "ask/"), {"language": "tlh"})
    assert not making.is_given_up(written(cast))
    ear.dies_at = None
    ana.post(at(cast, "again/"))
    work(cast)
    assert ear.heard == [0, 2_000, 4_000]


def test_sound_that_arrives_later_is_said_to_be_missing_and_what_to_do(
    cast: Cast, ana: Client, ben: Client, recorded: Track, ear: Ear
) -> None:
    ask(ana, cast)
    work(cast)
    assert "is not in here" not in page(ana, cast)
    before = ana.get(at(cast, "state/")).json()["version"]
    arrived = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=60_000
    )
    talk = Conversation.objects.get()
    talk.tracks.create(by=cast.ben, number=2, recording=arrived, starts_ms=85_000, stopped_at=timezone.now())
    assert ana.get(at(cast, "state/")).json()["version"] != before
    for client in (ana, ben):
        shown = page(client, cast)
        assert "Sound that begins at 1:15 arrived after your talk had been written down" in shown
        assert "have it written down again" in shown
    # So they do, and it is heard: nothing is said to be missing any more.
    for client in (ana, ben):
        client.post(f"/cycle/{cast.strand.code}/talk/delete/", {"what": "words"})
    ask(ana, cast)
    assert {str(track.code) for track in making.tracks_to_hear(talk)} == {
        str(track.code) for track in talk.tracks.all()
    }
    Transcript.objects.update(
        state=Transcript.State.READY, tracks_heard=[str(track.code) for track in talk.tracks.all()]
    )
    assert "is not in here" not in page(ana, cast)
