"""The recorder: who may start and stop it, and how its sound arrives."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta

import av
import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Confirmation, Conversation, Track
from sidebyside.conversations.tracks import STOPS_WITHIN_MS
from sidebyside.jobs import Owed
from sidebyside.jobs.running import run_here
from sidebyside.people.models import Person
from sidebyside.recordings.ending import sweep
from sidebyside.recordings.models import Recording, Rendition, Upload
from tests.cast import Cast
from tests.conversations.sending import as_m4a, begin_track, made_sound, post, send_part, send_track, start

CHUNK = 64 * 1024


def state(client: Client, cast: Cast) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/cycle/{cast.strand.code}/talk/state/").json()
    return found


def test_it_does_not_start_before_both_are_here(cast: Cast, ana: Client, talk: Conversation) -> None:
    ana.post(f"/cycle/{cast.strand.code}/talk/here/", {"wants": "yes"})
    answer = start(ana, cast.strand.code, uuid.uuid4())
    assert answer.status_code == 409
    assert answer.json()["word"] == "not open"
    assert not Track.objects.exists()


def test_it_does_not_start_unless_both_want_it(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    Confirmation.objects.filter(person=cast.ben).update(wants_recording=False)
    assert start(ana, cast.strand.code, uuid.uuid4()).json()["word"] == "not both want it"
    assert not Track.objects.exists()
    assert state(ana, cast)["may_record"] is False


def test_its_start_begins_the_clock_that_people_see(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    Conversation.objects.update(opened_at=timezone.now() - timedelta(minutes=2))
    told = start(ana, cast.strand.code, uuid.uuid4()).json()
    assert 120_000 <= told["zero_ms"] <= told["clock_ms"] < 150_000
    assert Track.objects.get().starts_ms >= 120_000


def test_asked_twice_it_starts_once(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    track = uuid.uuid4()
    assert start(ana, cast.strand.code, track).status_code == 200
    assert start(ana, cast.strand.code, track).status_code == 200
    assert Track.objects.count() == 1


def test_a_second_device_is_told_that_one_records(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    start(ana, cast.strand.code, uuid.uuid4())
    assert start(ben, cast.strand.code, uuid.uuid4()).json()["word"] == "recording elsewhere"


def test_three_microphones_are_too_many(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    codes = [uuid.uuid4() for _one in range(3)]
    assert start(ana, cast.strand.code, *codes).status_code == 409


def test_what_is_no_list_of_tracks_is_refused(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    address = f"/cycle/{cast.strand.code}/talk/recorder/start/"
    for told in ({}, [], {"tracks": "all"}, {"tracks": ["x"]}, {"tracks": []}):
        assert post(ana, address, told).status_code == 400


def test_a_cycle_at_rest_records_nothing_new(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    cast.cycle.paused_at = timezone.now()
    cast.cycle.save()
    assert start(ana, cast.strand.code, uuid.uuid4()).status_code == 404


def test_either_partner_stops_it(cast: Cast, ana: Client, ben: Client, open_talk: Conversation) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    assert state(ben, cast)["running"] == [str(track)]
    answer = ben.post(f"/cycle/{cast.strand.code}/talk/recorder/stop/", {"from": "talk"})
    assert answer.headers["Location"] == f"/cycle/{cast.strand.code}/talk/"
    assert state(ana, cast)["running"] == []


def test_a_no_at_any_time_stops_it(cast: Cast, ana: Client, ben: Client, open_talk: Conversation) -> None:
    start(ana, cast.strand.code, uuid.uuid4())
    ben.post(f"/cycle/{cast.strand.code}/talk/yes-or-no/", {"wants": "no"})
    assert state(ana, cast)["running"] == []
    assert start(ana, cast.strand.code, uuid.uuid4()).json()["word"] == "not both want it"
    ben.post(f"/cycle/{cast.strand.code}/talk/yes-or-no/", {"wants": "yes"})
    assert start(ana, cast.strand.code, uuid.uuid4()).status_code == 200


def test_nobody_answers_for_the_other(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    ana.post(f"/cycle/{cast.strand.code}/talk/yes-or-no/", {"wants": "no"})
    assert Confirmation.objects.get(person=cast.ben).wants_recording is True


@pytest.mark.parametrize("name", ["cleo", "dora", "leo", "nina", "tim", "eve"])
def test_strangers_find_no_talk_at_all(
    cast: Cast, as_person: Callable[[Person], Client], open_talk: Conversation, name: str
) -> None:
    other = as_person(cast.everybody()[name])
    base = f"/cycle/{cast.strand.code}/talk"
    for address in (f"{base}/", f"{base}/now/", f"{base}/state/", f"{base}/tracks/{uuid.uuid4()}/"):
        assert other.get(address).status_code == 404
    for address in ("recorder/stop", "yes-or-no", "end", "go-on", "delete", "keep", "notes", "here", "code"):
        assert other.post(f"{base}/{address}/", {"wants": "no"}).status_code == 404
    assert start(other, cast.strand.code, uuid.uuid4()).status_code == 404
    assert post(other, f"{base}/screen/", {"events": []}).status_code == 404
    open_talk.refresh_from_db()
    assert open_talk.ended_at is None


def test_sound_arrives_in_parts_and_is_made_ready(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    track, sound = uuid.uuid4(), made_sound(12)
    assert len(sound) > CHUNK
    start(ana, cast.strand.code, track)
    address = begin_track(ana, cast.strand.code, track, starts_ms=120).headers["Location"]
    assert send_part(ana, address, 0, sound[:CHUNK]).headers["Upload-Offset"] == str(CHUNK)
    rest = sound[CHUNK:]
    assert send_part(ana, address, CHUNK, rest, len(sound)).status_code == 204
    recording = Track.objects.get().recording
    assert recording is not None
    run_here("look_at_film", Owed(str(recording.code), 1))
    run_here("prepare_film", Owed(str(recording.code), 1))
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY
    assert recording.duration_ms == pytest.approx(12_000, abs=100)


def test_a_track_that_ends_on_a_whole_part_is_finished_by_an_empty_one(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    address = begin_track(ana, cast.strand.code, track).headers["Location"]
    assert send_part(ana, address, 0, bytes(CHUNK)).status_code == 204
    assert send_part(ana, address, CHUNK, b"", CHUNK).status_code == 204
    assert Upload.objects.get().finished_at is not None


def test_both_partners_hear_it_and_nobody_else(
    cast: Cast, ana: Client, ben: Client, cleo: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, made_sound())
    recording = Track.objects.get().recording
    assert recording is not None
    run_here("look_at_film", Owed(str(recording.code), 1))
    run_here("prepare_film", Owed(str(recording.code), 1))
    for client, status in ((ana, 200), (ben, 200), (cleo, 404)):
        answer = client.get(f"/film/{recording.code}/film")
        assert answer.status_code == status
    assert ana.get(f"/film/{recording.code}/film").headers["Content-Type"] == "audio/mp4"


def test_a_track_that_can_be_heard_is_not_running(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, made_sound())
    recording = Track.objects.get().recording
    assert recording is not None
    run_here("look_at_film", Owed(str(recording.code), 1))
    run_here("prepare_film", Owed(str(recording.code), 1))
    assert state(ana, cast)["running"] == []


def test_only_the_device_that_recorded_a_track_sends_it(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    assert begin_track(ben, cast.strand.code, track).status_code == 404
    assert begin_track(ana, cast.strand.code, uuid.uuid4()).status_code == 404
    address = begin_track(ana, cast.strand.code, track).headers["Location"]
    assert send_part(ben, address, 0, b"x", 1).status_code == 404


def test_a_device_that_missed_the_answer_asks_where_to_send(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    question = f"/cycle/{cast.strand.code}/talk/tracks/{track}/"
    assert ana.get(question).json() == {"state": "none", "upload": ""}
    address = begin_track(ana, cast.strand.code, track).headers["Location"]
    assert begin_track(ana, cast.strand.code, track).status_code == 409
    assert ana.get(question).json() == {"state": "open", "upload": address}
    Upload.objects.update(ends_at=timezone.now())
    assert ana.get(question).json()["state"] == "expired"
    Upload.objects.update(finished_at=timezone.now())
    assert ana.get(question).json()["state"] == "finished"


def test_what_a_device_holds_may_arrive_after_the_talk_and_the_cycle_have_ended(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    ben.post(f"/cycle/{cast.strand.code}/talk/end/")
    cast.cycle.closed_at = timezone.now()
    cast.cycle.save()
    told = {"tracks": [str(track)]}
    assert post(ana, f"/cycle/{cast.strand.code}/talk/recorder/ended/", told).status_code == 204
    send_track(ana, cast.strand.code, track, made_sound())
    assert Upload.objects.get().finished_at is not None


def test_a_late_word_from_a_device_stops_its_own_tracks_only(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    old, new = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, old)
    ben.post(f"/cycle/{cast.strand.code}/talk/recorder/stop/")
    start(ben, cast.strand.code, new)
    post(ana, f"/cycle/{cast.strand.code}/talk/recorder/ended/", {"tracks": [str(old), str(new)]})
    assert state(ana, cast)["running"] == [str(new)]


def test_a_microphone_that_gave_nothing_is_waited_for_by_nobody(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    silent, heard = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, silent, heard)
    begin_track(ana, cast.strand.code, heard)
    told = {"tracks": [str(silent), str(heard)], "empty": [str(silent), str(heard)]}
    post(ana, f"/cycle/{cast.strand.code}/talk/recorder/ended/", told)
    assert Track.objects.get().code == heard


def test_a_recorder_that_never_came_back_keeps_what_arrived(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    track, sound = uuid.uuid4(), made_sound(12)
    start(ana, cast.strand.code, track)
    address = begin_track(ana, cast.strand.code, track).headers["Location"]
    send_part(ana, address, 0, sound[:CHUNK])
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    upload = Upload.objects.get()
    sweep(str(upload.code), 1)
    recording = Track.objects.get().recording
    assert recording is not None
    recording.refresh_from_db()
    assert recording.state == Recording.State.PREPARING


def recorded_on(cast: Cast, client: Client, sound: bytes, stopped_after: timedelta) -> Recording:
    """A track whose device went on after the stop, sent whole and made ready."""
    track = uuid.uuid4()
    start(client, cast.strand.code, track)
    begun = Track.objects.get()
    opened = begun.conversation.opened_at
    assert opened is not None
    begun.stopped_at = opened + timedelta(milliseconds=begun.starts_ms) + stopped_after
    begun.save()
    send_track(client, cast.strand.code, track, sound)
    recording = Track.objects.get().recording
    assert recording is not None
    run_here("look_at_film", Owed(str(recording.code), 1))
    run_here("prepare_film", Owed(str(recording.code), 1))
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY
    return recording


def heard_ms(client: Client, recording: Recording) -> float:
    sound = b"".join(client.get(f"/film/{recording.code}/film"))
    with av.open(io.BytesIO(sound), "r") as container:
        frames = list(container.decode(audio=0))
    return sum(1000 * frame.samples / frame.sample_rate for frame in frames)


@pytest.mark.parametrize("shape", ["webm", "mp4"])
def test_what_a_device_recorded_after_the_stop_is_cut_off_and_not_kept(
    cast: Cast, ana: Client, open_talk: Conversation, shape: str
) -> None:
    sound = made_sound(14) if shape == "webm" else as_m4a(made_sound(14))
    recording = recorded_on(cast, ana, sound, timedelta(seconds=2))
    most = 2_000 + STOPS_WITHIN_MS
    assert recording.duration_ms == pytest.approx(most, abs=100)
    assert heard_ms(ana, recording) == pytest.approx(most, abs=100)
    assert not Rendition.objects.filter(recording=recording, role=Rendition.Role.SOURCE).exists()


def test_a_track_that_stopped_in_time_is_kept_whole(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    recording = recorded_on(cast, ana, made_sound(6), timedelta(seconds=5))
    assert recording.duration_ms == pytest.approx(6_000, abs=100)
    assert heard_ms(ana, recording) == pytest.approx(6_000, abs=100)


def test_a_device_is_told_how_much_of_a_finished_track_there_is(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    track, sound = uuid.uuid4(), made_sound(12)
    start(ana, cast.strand.code, track)
    address = begin_track(ana, cast.strand.code, track).headers["Location"]
    send_part(ana, address, 0, sound[:CHUNK])
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    sweep(str(Upload.objects.get().code), 1)
    told = ana.get(f"/cycle/{cast.strand.code}/talk/tracks/{track}/").json()
    assert told == {"state": "finished", "upload": "", "arrived": CHUNK}


def test_a_track_that_could_not_be_made_ready_is_tried_again(
    cast: Cast, ana: Client, ben: Client, cleo: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, made_sound())
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    Recording.objects.update(state=Recording.State.FAILED, problem="no_room")
    again = f"/cycle/{cast.strand.code}/talk/tracks/{track}/again/"
    assert again in ben.get(f"/cycle/{cast.strand.code}/talk/").content.decode()
    assert cleo.post(again).status_code == 404
    assert ben.post(f"/cycle/{cast.strand.code}/talk/tracks/{uuid.uuid4()}/again/").status_code == 404
    answer = ben.post(again, {"from": "talk"})
    assert answer.headers["Location"] == f"/cycle/{cast.strand.code}/talk/"
    recording = Recording.objects.get(sort=Recording.Sort.TALK)
    assert (recording.state, recording.attempt) == (Recording.State.PREPARING, 2)
    run_here("look_at_film", Owed(str(recording.code), 2))
    run_here("prepare_film", Owed(str(recording.code), 2))
    ben.post(again)
    recording.refresh_from_db()
    assert (recording.state, recording.attempt) == (Recording.State.READY, 2)


def test_the_recorder_starts_again_after_a_microphone_that_gave_nothing(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    silent, heard = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, silent, heard)
    begin_track(ana, cast.strand.code, heard)
    told = {"tracks": [str(silent), str(heard)], "empty": [str(silent)]}
    post(ana, f"/cycle/{cast.strand.code}/talk/recorder/ended/", told)
    assert start(ana, cast.strand.code, uuid.uuid4()).status_code == 200
    assert sorted(Track.objects.values_list("number", flat=True)) == [2, 3]


def test_a_device_that_came_back_too_late_to_send_a_first_byte_sends_it_all(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    begin_track(ana, cast.strand.code, track)
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    sweep(str(Upload.objects.get().code), 1)
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    page = ana.get(f"/cycle/{cast.strand.code}/talk/").content.decode()
    assert "What has not arrived lies on the device that recorded it" in page
    assert "has been deleted" not in page
    # Its bytes lie on the device alone: told "deleted", it would let go of them.
    told = ana.get(f"/cycle/{cast.strand.code}/talk/tracks/{track}/").json()
    assert told == {"state": "none", "upload": ""}
    send_track(ana, cast.strand.code, track, made_sound())
    assert Track.objects.get().recording is not None


def test_what_both_deleted_is_not_sent_again(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    unsent, sent = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, unsent, sent)
    send_track(ana, cast.strand.code, sent, made_sound())
    ana.post(f"/cycle/{cast.strand.code}/talk/end/")
    for browser in (ana, ben):
        browser.post(f"/cycle/{cast.strand.code}/talk/delete/")
    for track in (unsent, sent):
        told = ana.get(f"/cycle/{cast.strand.code}/talk/tracks/{track}/").json()
        assert told == {"state": "deleted", "upload": ""}
        assert begin_track(ana, cast.strand.code, track).status_code == 409
