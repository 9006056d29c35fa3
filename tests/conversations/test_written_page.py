"""The page of the written talk: how one begins, what it shows, and to whom."""

import io
import secrets
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.conversations.models import Conversation, Transcript
from sidebyside.conversations.written import words
from sidebyside.core import exchange
from sidebyside.core.exchange import Code, ExchangeError, Mend, Note, Turn, places
from sidebyside.core.exchange.errors import SENTENCES as ERRORS
from sidebyside.core.exchange.notes import AND_MORE, SENTENCES
from tests.cast import Cast
from tests.conversations.writing import as_vtt, at, bring, brought, page, texts, turns, written


def test_before_the_talk_there_is_nothing_to_write_down(cast: Cast, ana: Client, talk: Conversation) -> None:
    assert "Nothing is written down" in page(ana, cast)
    assert ana.post(at(cast, "ask/")).status_code == 404


def test_a_transcript_is_brought_and_read_by_both(
    cast: Cast, ana: Client, ben: Client, cleo: Client, open_talk: Conversation
) -> None:
    brought(ana, cast)
    for client in (ana, ben):
        shown = page(client, cast)
        assert "What would happen if you counted to five?" in shown
        assert "Your talk, written down" in shown
    assert cleo.get(at(cast)).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM conversations_writtenturn")
        assert b"Kofi" not in b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_voices_with_a_partners_name_are_theirs(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    brought(ana, cast)
    assert {(voice.person, voice.role) for voice in written(cast).voices.all()} == {
        (cast.ben, "coach"),
        (cast.ana, "coachee"),
    }
    assert [turn.role for turn in turns(cast)[:2]] == ["coach", "coachee"]


def test_a_sound_of_listening_is_marked_and_kept_apart(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    brought(ana, cast)
    assert [turn.is_backchannel for turn in turns(cast)] == [False, False, True, False, False, False]


def test_captions_of_one_speaker_are_one_turn(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    brought(
        ana,
        cast,
        as_vtt([("Ana", 0, 900, "First"), ("Ana", 1000, 1900, "then."), ("Ben", 2000, 2900, "Yes?")]),
    )
    assert texts(cast) == ["First then.", "Yes?"]
    assert (turns(cast)[0].start_ms, turns(cast)[0].end_ms) == (0, 1900)


def test_a_broken_file_is_told_with_its_line_and_nothing_is_kept(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    answer = bring(ana, cast, b'speaker,text\nAna,Hello\nBen,"open\n')
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()
    assert not Transcript.objects.exists()


def test_no_file_is_told(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    answer = ana.post(at(cast, "bring/"))
    assert answer.status_code == 422
    assert "at most 20 MB" in answer.content.decode()


def test_plain_text_without_times_is_taken(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    brought(ana, cast, b"Ana: I waited.\nBen: And then?\nAna: They thought.\n")
    assert texts(cast) == ["I waited.", "And then?", "They thought."]
    assert all(turn.start_ms is None for turn in turns(cast))
    shown = page(ana, cast)
    assert "WebVTT" not in shown
    assert "Word</a>" in shown


def test_a_second_one_is_not_brought_over_the_first(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    brought(ana, cast)
    answer = bring(ben, cast, as_vtt([("Ben", 0, 900, "Other")]))
    assert answer.status_code == 422
    assert "written down already" in answer.content.decode()
    assert len(texts(cast)) == 6


def test_it_is_typed_by_hand(cast: Cast, ana: Client, ben: Client, open_talk: Conversation) -> None:
    ana.post(at(cast, "type/"))
    first, second = written(cast).voices.all()
    ana.post(at(cast, "turns/"), {"text": "How was it?", "voice": str(second.code)})
    ben.post(at(cast, "turns/"), {"text": "Quieter.", "voice": str(first.code)})
    above = turns(cast)[0]
    ben.post(at(cast, "turns/"), {"text": "For you.", "voice": str(second.code), "after": str(above.code)})
    assert texts(cast) == ["How was it?", "For you.", "Quieter."]


def test_either_partners_no_stops_new_work(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    ben.post(at(cast, "answer/"), {"wants": "no"})
    assert bring(ana, cast).status_code == 422
    ana.post(at(cast, "type/"))
    assert not Transcript.objects.exists()
    assert "Ben does not want this talk worked on" in page(ana, cast)
    # Nobody says yes for the other one.
    ana.post(at(cast, "answer/"), {"wants": "yes"})
    assert bring(ana, cast).status_code == 422
    ben.post(at(cast, "answer/"), {"wants": "yes"})
    assert bring(ana, cast).status_code == 302


def test_without_a_model_the_page_says_what_the_operator_can_do(
    cast: Cast, ana: Client, open_talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDEBYSIDE_MODELS", str(tmp_path))
    shown = page(ana, cast)
    assert "./sidebyside models add speech" in shown
    assert "Bring a transcript" in shown
    assert "Type it ourselves" in shown


def test_the_script_is_told_whether_to_look_again(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    brought(ana, cast)
    before = ana.get(at(cast, "state/")).json()
    turn = turns(cast)[0]
    ana.post(at(cast, f"turns/{turn.code}/"), {"revision": turn.revision, "text": "So?", "do": "text"})
    after = ana.get(at(cast, "state/")).json()
    assert after["revision"] == before["revision"] + 1
    assert "So?" in ana.get(at(cast, "now/")).content.decode()


@pytest.mark.parametrize("address", ["", "now/", "state/", "changes/"])
def test_four_hundred_turns_cost_as_many_queries_as_four(
    cast: Cast, ana: Client, open_talk: Conversation, address: str
) -> None:
    def asked(count: int) -> int:
        Transcript.objects.all().delete()
        names = ("Ana", "Ben")
        rows = [
            (names[place % 2], place * 1000, place * 1000 + 900, f"Turn {place}.") for place in range(count)
        ]
        brought(ana, cast, as_vtt(rows))
        ana.get(at(cast, address))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert ana.get(at(cast, address)).status_code == 200
        return len(caught)

    few = asked(4)
    assert asked(400) == few
    assert few < 45


def test_what_core_says_of_a_file_is_translated_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence with its place in front stands in no catalogue."""
    welsh = {
        places.PLACES[places.Unit.LINE]: "Llinell {number}",
        AND_MORE: "{place} a {number} arall",
        SENTENCES[Mend.CARRIED]: "Dim enw.",
        ERRORS[Code.BAD_TIME]: "Amser anghywir.",
        ERRORS[Code.EMPTY]: "Gwag.",
    }
    monkeypatch.setattr(words, "_", welsh.__getitem__)
    line = places.Place(places.Unit.LINE, 12)
    assert words.unreadable(ExchangeError(Code.BAD_TIME, line)) == "Llinell 12: Amser anghywir."
    assert words.unreadable(ExchangeError(Code.EMPTY)) == "Gwag."
    assert words.mended(Note(Mend.CARRIED, line, 3)) == "Llinell 12 a 2 arall: Dim enw."
    assert words.mended(Note(Mend.CARRIED, line)) == "Llinell 12: Dim enw."


def _word_document(pictures_bytes: int) -> bytes:
    """As a call exports it: a picture of whoever spoke, which no packing makes smaller."""
    turns = [Turn("Ben", "So what did you notice?", 0, 4_000), Turn("Ana", "That I answered.", 4_500, 9_000)]
    made = io.BytesIO(exchange.write(exchange.Transcript(tuple(turns)), exchange.Kind.DOCX))
    with zipfile.ZipFile(made, "a") as document:
        document.writestr("word/media/image1.png", secrets.token_bytes(pictures_bytes))
    return made.getvalue()


def test_a_document_with_pictures_and_long_captions_fit(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    assert bring(ana, cast, _word_document(12_000_000), "Meeting.docx").status_code == 302
    assert [turn.text for turn in turns(cast)] == ["So what did you notice?", "That I answered."]
    Transcript.objects.all().delete()
    long = as_vtt() + b"".join(b"\n\nNOTE a caption program's own words, %06d\n" % at for at in range(80_000))
    assert len(long) > 3_000_000
    assert bring(ana, cast, long).status_code == 302
    assert len(turns(cast)) == 6


def test_what_is_larger_than_any_transcript_is_told_so(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    answer = bring(ana, cast, b"0" * (exchange.LIMIT_BYTES + 100_000), "lesson.mp4")
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()
    assert not Transcript.objects.exists()


def test_nobody_else_makes_this_server_hold_a_large_file(
    cast: Cast, ana: Client, client: Client, open_talk: Conversation
) -> None:
    """Read past for a stranger, and on any other page."""
    large = {"file": SimpleUploadedFile("call.vtt", b"0" * 3_000_000)}
    answer = client.post(at(cast, "bring/"), large)
    assert not answer.wsgi_request.FILES
    large["file"].seek(0)
    answer = ana.post(at(cast, "type/"), large)
    assert not answer.wsgi_request.FILES
