"""A voice note is its speaker's alone: kept once, sealed, played in parts, gone with its key."""

import io
import time
import uuid
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from sidebyside.core.saying import NotTaken
from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people.models import Person, School
from sidebyside.trust import holdings, keystore, ledger
from sidebyside.trust.sealed import SealBroken
from sidebyside.voice import notes, places, sweeping
from sidebyside.voice.models import VoiceNote
from sidebyside.web.backup import replaying
from tests.access.asking import bytes_of
from tests.cast import Cast
from tests.voice.speaking import speak, webm, whose_page

Browser = Callable[[Person], Client]
Committing = Callable[..., AbstractContextManager[object]]


def test_only_whoever_spoke_hears_it_or_erases_it(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    at = f"/voice/{speak(ana, 'diary', webm(b'Marzipan')).json()['code']}/"
    played = ana.get(at)
    assert (played.content, played.headers["Content-Type"]) == (webm(b"Marzipan"), "audio/webm")
    assert "no-store" in played.headers["Cache-Control"]
    for person in (cast.ben, cast.cleo, cast.dora, cast.leo, cast.omar, cast.eve):
        other = as_person(person)
        assert other.get(at).status_code == other.post(at, {"do": "erase"}).status_code == 404
    assert VoiceNote.objects.count() == 1
    assert ana.post(at, {"back": "/diary/"}).headers["Location"] == "/diary/"
    assert ana.get(at).status_code == 404


def test_a_player_gets_the_stretch_that_it_asks_for(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    at = f"/voice/{speak(ana, 'diary', webm(b'0123456789')).json()['code']}/"
    part = ana.get(at, headers={"range": "bytes=4-6"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"012", "bytes 4-6/14")
    assert ana.get(at, headers={"range": "bytes=14-"}).status_code == 416
    assert ana.head(at).headers["Accept-Ranges"] == "bytes"


def test_sent_again_after_a_lost_answer_it_is_the_same_note(cast: Cast, as_person: Browser) -> None:
    ana, ben, once = as_person(cast.ana), as_person(cast.ben), str(uuid.uuid4())
    first = speak(ana, "diary", webm(), once)
    assert first.status_code == 201
    assert speak(ana, "diary", webm(), once).json() == first.json()
    # Another's mark says nothing of mine.
    assert speak(ben, "diary", webm(), once).json() != first.json()
    assert VoiceNote.objects.count() == 2


@pytest.mark.parametrize(
    ("place", "sound", "length", "says"),
    [
        ("", webm(), "10", "Load it again"),
        ("diary", webm(), "-1", "Load it again"),
        ("diary", b"<html>", "10", "no sound"),
        ("diary", b"", "10", "no sound"),
    ],
    ids=["no place", "no length", "no sound", "nothing"],
)
def test_what_cannot_be_kept_is_told_in_a_sentence(
    cast: Cast, as_person: Browser, place: str, sound: bytes, length: str, says: str
) -> None:
    answer = speak(as_person(cast.ana), place, sound, length=length)
    assert answer.status_code == 422
    assert says in answer.json()["sentence"]
    assert not VoiceNote.objects.exists()


def test_what_is_too_large_is_refused_by_its_length_and_again_by_its_bytes(
    cast: Cast, as_person: Browser
) -> None:
    large = webm(b"x" * notes.MOST_BYTES)
    assert speak(as_person(cast.ana), "diary", large).status_code == 413
    with pytest.raises(NotTaken):
        notes.keep(cast.ana, "diary", uuid.uuid4(), 10, large)


def test_a_sound_that_was_cut_on_its_way_is_not_taken_for_a_whole_one(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    told = {"Voice-Place": "diary", "Voice-Once": str(uuid.uuid4()), "Voice-Length": "10"}
    cut = {"wsgi.input": io.BytesIO(webm()), "CONTENT_LENGTH": "900"}
    answer = ana.post("/voice/", webm(), content_type="audio/webm", headers=told | whose_page(ana), **cut)
    assert answer.status_code == 422
    assert "Only a part" in answer.json()["sentence"]


@pytest.mark.parametrize("place", ["nowhere", "diary:x", f"diary:{uuid.UUID(int=7)}", "diary:" + "x" * 200])
def test_a_place_that_is_not_there_takes_no_voice(cast: Cast, as_person: Browser, place: str) -> None:
    assert speak(as_person(cast.ana), place, webm()).status_code == 404
    assert not VoiceNote.objects.exists()


def test_a_place_takes_twenty_and_says_so(cast: Cast, as_person: Browser) -> None:
    for _number in range(notes.MOST_AT_ONE_PLACE):
        notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm())
    answer = speak(as_person(cast.ana), "diary", webm())
    assert "twenty" in answer.json()["sentence"]


def test_no_place_is_declared_by_two_rooms() -> None:
    with pytest.raises(RuntimeError):
        places.register("diary", lambda person, more: more, places.belongs)


def test_the_database_holds_no_byte_of_it_and_a_moved_one_does_not_open(cast: Cast) -> None:
    first, second = (notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm(b"Marzipan")) for _ in "12")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sound FROM voice_voicenote ORDER BY id")
        lies = [bytes(row[0]) for row in cursor.fetchall()]
    assert not [one for one in lies if b"Marzipan" in one or b"\x1a\x45\xdf\xa3" in one]
    assert notes.sound_of(first) == webm(b"Marzipan")
    VoiceNote.objects.filter(pk=second.pk).update(sound=lies[0][:-1] + b"x")
    with pytest.raises(SealBroken):
        notes.sound_of(second)


def test_erased_its_key_is_destroyed_and_the_ledger_knows_both(
    cast: Cast, as_person: Browser, django_capture_on_commit_callbacks: Committing
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, "diary", webm()).json()["code"]
    with django_capture_on_commit_callbacks(execute=True):
        asked = {"accept": "application/json"} | whose_page(ana)
        assert ana.post(f"/voice/{code}/", headers=asked).status_code == 204
    assert keystore.is_destroyed(f"voice:{code}")
    said = ledger.path().read_text()
    assert f"key voice:{code}" in said
    assert f"row voice.voicenote:{code}" in said


def aged(note: VoiceNote, seconds: int) -> None:
    with keystore.changing() as store:
        made = (int(time.time()) - seconds, note.sealing_key())
        store.execute("UPDATE keys SET made_at = ? WHERE name = ?", made)


def test_a_key_whose_row_is_gone_is_ended_by_the_sweep_and_no_other(
    cast: Cast, django_capture_on_commit_callbacks: Committing
) -> None:
    School.objects.update(made_at=timezone.now() - timedelta(days=1))
    lost, young, before, there = (notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm()) for _ in "1234")
    work = kind_named(sweeping.END).owed
    assert list(work()) == []
    for note, age in ((lost, 3700), (young, 3500), (before, 90_000), (there, 3700)):
        aged(note, age)
    # Killed after the rows were gone: what should follow does not.
    with django_capture_on_commit_callbacks():
        VoiceNote.objects.exclude(pk=there.pk).delete()
    for owed in work():
        run_here(sweeping.END, owed)
    ended = [keystore.is_destroyed(one.sealing_key()) for one in (lost, young, before, there)]
    assert ended == [True, False, False, False]
    assert notes.sound_of(there) == webm()
    assert f"row voice.voicenote:{lost.code}" in ledger.path().read_text()


def test_a_key_that_does_not_go_keeps_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committing
) -> None:
    keys = [notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm()).sealing_key() for _ in "12"]
    destroy = keystore.destroy

    def destroyed(name: str) -> None:
        if name == keys[0]:
            raise OSError
        destroy(name)

    monkeypatch.setattr(keystore, "destroy", destroyed)
    with django_capture_on_commit_callbacks(execute=True):
        VoiceNote.objects.all().delete()
    assert [keystore.is_destroyed(one) for one in keys] == [False, True]
    # The next start after a kill goes by this.
    assert all(f"key {one}" in ledger.path().read_text() for one in keys)


def test_put_back_from_a_backup_without_its_key_it_is_not_there(cast: Cast, as_person: Browser) -> None:
    note = notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm())
    keystore.destroy(note.sealing_key())
    assert as_person(cast.ana).get(f"/voice/{note.code}/").status_code == 404


def test_it_is_taken_away_as_a_file_and_erased_with_all_that_is_ones_own(
    cast: Cast, as_person: Browser, django_capture_on_commit_callbacks: Committing
) -> None:
    note = notes.keep(cast.ana, "diary", uuid.uuid4(), 61_000, webm(b"Marzipan"))
    kept = notes.keep(cast.ben, "diary", uuid.uuid4(), 10, webm())
    ana = as_person(cast.ana)
    archive = zipfile.ZipFile(io.BytesIO(bytes_of(ana.get("/film/mine.zip"))))
    assert archive.read("voice-notes/diary/in-no-entry-1.webm") == webm(b"Marzipan")
    assert str(note.code) in archive.read("sidebyside.json").decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert holdings.erase(cast.ana)["VoiceNote"] == 0
    assert keystore.is_destroyed(note.sealing_key())
    assert list(VoiceNote.objects.all()) == [kept]


def test_a_held_account_neither_speaks_nor_hears(cast: Cast, as_person: Browser) -> None:
    note = notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm())
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    ana = as_person(cast.ana)
    assert ana.get(f"/voice/{note.code}/").status_code == 404
    assert speak(ana, "diary", webm()).status_code == 404


def test_a_restore_erases_again_what_was_erased_since(cast: Cast) -> None:
    since = int(time.time())
    erased, kept = (notes.keep(cast.ana, "diary", uuid.uuid4(), 10, webm()) for _ in "12")
    entries = [
        ledger.Entry(since + 1, ledger.ROW, f"voice.voicenote:{erased.code}"),
        ledger.Entry(since + 1, ledger.KEY, erased.sealing_key()),
    ]
    assert (replaying.keys(entries), replaying.rows(entries, since)) == (1, 1)
    assert keystore.is_destroyed(erased.sealing_key())
    assert list(VoiceNote.objects.all()) == [kept]
