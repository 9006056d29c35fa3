"""Notes in a talk, its end, and the end of its recording."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sidebyside.conversations.deleting import held_by_devices, left
from sidebyside.conversations.models import Conversation, DeletionProposal, TalkNote, Track
from sidebyside.recordings import store
from sidebyside.recordings.models import Recording
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.conversations.sending import begin_track, made_sound, send_part, send_track, start


def at(cast: Cast, what: str) -> str:
    return f"/cycle/{cast.strand.code}/talk/{what}/"


@pytest.fixture
def recorded(cast: Cast, ana: Client, open_talk: Conversation) -> Recording:
    """A talk that was recorded and has ended."""
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, made_sound())
    ana.post(at(cast, "end"))
    recording = Track.objects.get().recording
    assert recording is not None
    return recording


def test_a_note_is_read_by_both_and_kept_sealed(
    cast: Cast, ana: Client, ben: Client, cleo: Client, open_talk: Conversation
) -> None:
    words = "Ask Kofi first 🙂 " + "\u202bשלום\u202c"
    ana.post(at(cast, "notes"), {"words": words})
    for client in (ana, ben):
        assert words in client.get(f"/cycle/{cast.strand.code}/talk/").content.decode()
    assert cleo.get(f"/cycle/{cast.strand.code}/talk/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM conversations_talknote")
        assert b"Kofi" not in bytes(cursor.fetchone()[0])


def test_the_same_note_sent_twice_is_one(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    told = {"words": "Once", "draft": uuid.uuid4().hex}
    ana.post(at(cast, "notes"), told)
    ana.post(at(cast, "notes"), told)
    assert TalkNote.objects.count() == 1


def test_a_note_of_ten_thousand_letters_is_kept_whole(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    ana.post(at(cast, "notes"), {"words": "ä" * 10_000})
    assert TalkNote.objects.get().words == "ä" * 10_000


def test_an_empty_note_is_told_and_not_kept(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    assert ana.post(at(cast, "notes"), {"words": "  "}).status_code == 422
    part = ana.post(at(cast, "notes"), {"words": "  "}, headers={"X-Talk": "part"})
    assert part.status_code == 422
    assert "Write a few words first" in part.content.decode()
    assert not TalkNote.objects.exists()


def test_a_note_lies_no_later_than_the_talk(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    ana.post(at(cast, "notes"), {"words": "Late", "at_ms": 9_999_999})
    assert TalkNote.objects.get().at_ms < 60_000


def test_only_its_author_takes_a_note_away(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    ana.post(at(cast, "notes"), {"words": "Mine"})
    note = TalkNote.objects.get()
    assert ben.post(at(cast, f"notes/{note.code}/away")).status_code == 404
    assert ana.post(at(cast, f"notes/{note.code}/away")).status_code == 302
    assert not TalkNote.objects.exists()


def test_the_end_reaches_the_step_and_stops_the_recorder(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    start(ana, cast.strand.code, uuid.uuid4())
    ben.post(at(cast, "end"))
    assert cast.strand.steps.filter(key="talk").exists()
    assert Track.objects.get().stopped_at is not None
    assert "You ended it on" in ana.get(f"/cycle/{cast.strand.code}/meet/").content.decode()


def test_the_end_said_twice_changes_nothing(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    ana.post(at(cast, "end"))
    open_talk.refresh_from_db()
    before = open_talk.ended_at
    ana.post(at(cast, "end"))
    open_talk.refresh_from_db()
    assert open_talk.ended_at == before


def test_an_end_by_mistake_is_put_right_for_ten_minutes(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    ana.post(at(cast, "end"))
    ana.post(at(cast, "go-on"))
    open_talk.refresh_from_db()
    assert open_talk.ended_at is None
    assert not cast.strand.steps.filter(key="talk").exists()
    ana.post(at(cast, "end"))
    Conversation.objects.update(ended_at=timezone.now() - timedelta(minutes=11))
    ana.post(at(cast, "go-on"))
    open_talk.refresh_from_db()
    assert open_talk.ended_at is not None


def test_one_alone_deletes_nothing(cast: Cast, ana: Client, recorded: Recording) -> None:
    ana.post(at(cast, "delete"))
    ana.post(at(cast, "delete"))
    recorded.refresh_from_db()
    assert recorded.state != Recording.State.DELETED
    assert store.names(recorded.code)
    assert DeletionProposal.objects.get().by == cast.ana


def test_both_together_delete_bytes_renditions_and_key(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    ana.post(at(cast, "notes"), {"words": "This stays"})
    ana.post(at(cast, "delete"))
    page = ben.get(f"/cycle/{cast.strand.code}/talk/").content.decode()
    assert "Ana proposes to delete" in page
    page = ben.post(at(cast, "delete"), {"from": "talk"}, follow=True).content.decode()
    assert "has been deleted" in page
    assert "This stays" in page
    assert set(left(Conversation.objects.get().code).values()) == {0}
    assert store.names(recorded.code) == []
    assert keystore.is_destroyed(f"recording:{recorded.code}")
    assert ana.get(f"/film/{recorded.code}/film").status_code == 404


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_takes_a_proposal_back(
    cast: Cast, ana: Client, ben: Client, recorded: Recording, who: str
) -> None:
    ana.post(at(cast, "delete"))
    {"ana": ana, "ben": ben}[who].post(at(cast, "keep"))
    ben.post(at(cast, "delete"))
    recorded.refresh_from_db()
    assert recorded.state != Recording.State.DELETED
    assert DeletionProposal.objects.get().by == cast.ben


def test_nothing_is_deleted_while_the_recorder_runs(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    start(ana, cast.strand.code, uuid.uuid4())
    page = ana.post(at(cast, "delete"), follow=True).content.decode()
    assert "Stop the recording first" in page
    assert not DeletionProposal.objects.exists()


def test_what_a_device_still_holds_of_a_deleted_recording_is_not_taken(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    begun, unheard = uuid.uuid4(), uuid.uuid4()
    start(ana, cast.strand.code, begun, unheard)
    address = begin_track(ana, cast.strand.code, begun).headers["Location"]
    ana.post(at(cast, "end"))
    ana.post(at(cast, "delete"))
    ben.post(at(cast, "delete"))
    assert send_part(ana, address, 0, b"x", 1).status_code == 404
    assert begin_track(ana, cast.strand.code, unheard).status_code == 409
    assert ana.get(at(cast, f"tracks/{begun}")).json()["state"] == "deleted"
    assert ana.get(at(cast, f"tracks/{unheard}")).json()["state"] == "deleted"


def test_a_partner_who_has_left_still_has_a_say(
    cast: Cast, ana: Client, ben: Client, recorded: Recording
) -> None:
    cast.pair.memberships.filter(person=cast.ben).update(left_at=timezone.now())
    ana.post(at(cast, "delete"))
    recorded.refresh_from_db()
    assert recorded.state != Recording.State.DELETED
    assert ben.get(f"/cycle/{cast.strand.code}/talk/").status_code == 200
    ben.post(at(cast, "delete"))
    recorded.refresh_from_db()
    assert recorded.state == Recording.State.DELETED


def test_words_that_were_added_after_a_lost_answer_are_kept(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    draft = uuid.uuid4().hex
    ana.post(at(cast, "notes"), {"words": "Wait longer", "draft": draft})
    before = ben.get(at(cast, "state")).json()["version"]
    answer = ana.post(
        at(cast, "notes"), {"words": "Wait longer. And ask Kofi.", "draft": draft}, headers={"X-Talk": "part"}
    )
    assert answer.status_code == 204
    assert TalkNote.objects.get().words == "Wait longer. And ask Kofi."
    assert ben.get(at(cast, "state")).json()["version"] != before


def test_nobody_writes_over_the_note_of_the_other(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    ana.post(at(cast, "notes"), {"words": "Ana says"})
    ben.post(at(cast, "notes"), {"words": "Ben says", "draft": TalkNote.objects.get().code.hex})
    assert {(note.author, note.words) for note in TalkNote.objects.all()} == {
        (cast.ana, "Ana says"),
        (cast.ben, "Ben says"),
    }


def test_a_note_that_is_too_long_comes_back_and_stays_a_draft(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    told = {"words": "ä" * 20_001, "draft": uuid.uuid4().hex}
    answer = ana.post(at(cast, "notes"), told)
    assert answer.status_code == 422
    assert "draft_taken" not in answer.cookies
    assert "ä" * 20_001 in answer.content.decode()
    assert not TalkNote.objects.exists()


def test_deleting_locks_the_tracks_that_devices_hold(open_talk: Conversation) -> None:
    """SQLite has one writer and shows nothing of this; PostgreSQL is asked for the lock by this query."""
    assert held_by_devices(open_talk).query.select_for_update


def test_a_deletion_that_met_a_fault_is_done_by_the_next_press(
    cast: Cast, ana: Client, ben: Client, recorded: Recording, settings: Settings, tmp_path: Path
) -> None:
    ana.post(at(cast, "delete"))
    whole = settings.SIDEBYSIDE
    # No key store can be opened where a folder lies.
    settings.SIDEBYSIDE = whole | {"KEYSTORE": tmp_path}
    ben.raise_request_exception = False
    assert ben.post(at(cast, "delete")).status_code == 500
    settings.SIDEBYSIDE = whole
    assert DeletionProposal.objects.get().by == cast.ana
    told = ana.get(at(cast, f"tracks/{Track.objects.get().code}")).json()
    assert told["state"] == "deleted"
    ben.post(at(cast, "delete"))
    assert not DeletionProposal.objects.exists()
    assert not any(left(Conversation.objects.get().code).values())
