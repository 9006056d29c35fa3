"""What was said in a voice note, written down: by the real model, once and whole, for its speaker, and gone with it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.core.listening import here
from sidebyside.jobs import Owed, run_here
from sidebyside.people.models import Person
from sidebyside.trust import holdings, keystore, ledger
from sidebyside.voice import notes, writing
from sidebyside.voice.models import VoiceNote, WrittenNote
from sidebyside.web.backup import replaying
from tests.cast import Cast
from tests.core.listening.speech import small_model
from tests.instruments.test_spoken import FIRST, LAST, place
from tests.pages import hidden, words_of
from tests.voice.speaking import RATE, recorded, speak, spoken, webm

Browser = Callable[[Person], Client]
Committing = Callable[..., AbstractContextManager[object]]
MACHINES = "Written by the machine; check it."
MADE = "We began with the bridge."


@pytest.fixture
def with_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEBYSIDE_MODELS", str(small_model()))


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that hears the same sentence in every note, at once."""
    monkeypatch.setattr(here, "is_installed", lambda: True)
    monkeypatch.setattr(writing, "_heard", lambda _row: (MADE, ""))


def at(code: str) -> str:
    return f"/spoken/{code}/"


def do_what_is_owed() -> None:
    for row in WrittenNote.objects.filter(state="writing"):
        run_here(writing.WRITE, Owed(str(row.code), row.attempt))


def written(browser: Client, sound: bytes = b"", url: str = FIRST) -> str:
    """Said at a question, asked for, and heard."""
    code: str = speak(browser, place(browser, url=url), sound or webm()).json()["code"]
    assert browser.post(at(code), {"do": "write", "back": url}).status_code == 302
    do_what_is_owed()
    return code


def test_a_spoken_answer_is_written_down_by_the_real_model(
    cast: Cast, as_person: Browser, with_model: None, caplog: pytest.LogCaptureFixture
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, place(ana), spoken()).json()["code"]
    assert words_of(ana.get(FIRST)).count("Write it down") == 1
    answer = ana.post(at(code), {"do": "write", "back": f"{FIRST}#words-{code}"})
    assert answer.headers["Location"] == f"{FIRST}#words-{code}"
    assert "Being written down" in words_of(ana.get(FIRST))
    told = ana.get(at(code), headers={"accept": "application/json"}).json()
    assert (told["state"], "Being written down" in told["piece"]) == ("writing", True)
    do_what_is_owed()
    row = WrittenNote.objects.select_related("note").get()
    heard = row.words.casefold()
    assert sum(word in heard for word in ("where", "start", "question", "time", "lesson", "like")) >= 3, heard
    for page in (FIRST, at(code)):
        assert MACHINES in words_of(ana.get(page))
        assert row.words.split(".")[0] in words_of(ana.get(page))
    assert not [line for line in caplog.messages if row.words[:20] in line]


@pytest.mark.parametrize("what", ["silence", "noise"])
def test_of_silence_and_noise_it_says_that_it_cannot_tell(
    cast: Cast, as_person: Browser, with_model: None, what: str
) -> None:
    chance = np.random.default_rng(7).normal(0, 0.05, (1, 4 * RATE))
    ana = as_person(cast.ana)
    code = written(ana, recorded(chance if what == "noise" else chance * 0))
    row = WrittenNote.objects.select_related("note").get()
    assert (row.state, row.words) == ("untold", "")
    assert "Cannot tell what was said" in words_of(ana.get(FIRST))
    assert "Try again" in words_of(ana.get(at(code)))


def test_without_a_model_it_says_so_and_what_the_operator_does(
    cast: Cast, as_person: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIDEBYSIDE_MODELS", str(tmp_path))
    ana = as_person(cast.ana)
    code = written(ana)
    page = ana.get(at(code))
    assert "no speech model yet" in words_of(page)
    assert "./sidebyside models add speech" in words_of(page)
    assert not WrittenNote.objects.exists()
    # Taken off the server while a note waits, it is the same; and whoever likes types it.
    row = WrittenNote.objects.create(note=VoiceNote.objects.get(), state="writing", language="en")
    run_here(writing.WRITE, Owed(str(row.code), row.attempt))
    assert WrittenNote.objects.get().problem == "no_model"
    seen = hidden(ana.get(at(code)), "seen")
    assert ana.post(at(code), {"do": "keep", "seen": seen, "words": MADE}).status_code == 302
    assert MADE in words_of(ana.get(FIRST))
    assert MACHINES not in words_of(ana.get(FIRST))


def test_what_is_no_sound_comes_to_an_end_and_is_tried_again(
    cast: Cast, as_person: Browser, with_model: None
) -> None:
    ana = as_person(cast.ana)
    code = written(ana, webm(b"no sound at all" * 9))
    assert "could not be opened here" in words_of(ana.get(at(code)))
    assert ana.post(at(code), {"do": "write", "language": "en"}).status_code == 302
    assert (WrittenNote.objects.get().state, WrittenNote.objects.get().attempt) == ("writing", 2)


def test_it_is_corrected_by_its_speaker_and_a_late_save_never_wins(
    cast: Cast, as_person: Browser, made_up: None
) -> None:
    ana = as_person(cast.ana)
    code = written(ana)
    seen = hidden(ana.get(at(code)), "seen")
    right = {"do": "keep", "seen": seen, "words": "We began with the fridge."}
    assert ana.post(at(code), right).status_code == ana.post(at(code), right).status_code == 302
    late = ana.post(at(code), right | {"words": "Another tab's"})
    assert late.status_code == 409
    assert "We began with the fridge." in words_of(late)
    assert "Another tab's" in words_of(late)
    assert ana.post(at(code), right | {"words": " "}).status_code == 422
    page = words_of(ana.get(FIRST))
    assert "We began with the fridge." in page
    assert MACHINES not in page
    for person in (cast.ben, cast.dora, cast.eve):
        other = as_person(person)
        assert other.get(at(code)).status_code == other.post(at(code), right).status_code == 404
        assert other.post(at(code), {"do": "away"}).status_code == 404


def test_what_was_typed_stays_on_the_page_where_another_tab_has_it_written_down_meanwhile(
    cast: Cast, as_person: Browser, made_up: None
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, place(ana), webm()).json()["code"]
    typed = {"do": "keep", "seen": hidden(ana.get(at(code)), "seen"), "words": "Typed in one tab."}
    ana.post(at(code), {"do": "write"})
    assert "data-page" in ana.get(at(code)).content.decode()
    late = ana.post(at(code), typed)
    assert late.status_code == 409
    assert "being written down just now, so your words were not kept yet" in words_of(late)
    # A page that is loaded anew would ask to send it again, and let go of what was typed.
    assert "note-words" not in late.content.decode()
    again = {"do": "keep", "seen": hidden(late, "seen"), "words": in_the_box(late)}
    assert ana.post(at(code), again).status_code == 302
    do_what_is_owed()
    assert WrittenNote.objects.select_related("note").get().words == "Typed in one tab."


def in_the_box(page: HttpResponse) -> str:
    found = re.search(r'<textarea id="words"[^>]*>([^<]*)<', page.content.decode())
    assert found
    return found[1]


def test_a_line_break_counts_as_one_letter_as_in_the_box(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, place(ana), webm()).json()["code"]
    full = "\n".join(["nine more"] * 2_000) + "."
    assert len(full) == writing.MOST_LETTERS
    for more, status in ((".", 422), ("", 302)):
        sent = {"do": "keep", "seen": "", "words": full.replace("\n", "\r\n") + more}
        assert ana.post(at(code), sent).status_code == status
    assert WrittenNote.objects.select_related("note").get().words == full


@pytest.mark.parametrize("how", ["the note", "a place", "all that is theirs"])
def test_whoever_erases_holds_the_note_before_its_words_as_whoever_keeps_them_does(
    cast: Cast, as_person: Browser, made_up: None, how: str
) -> None:
    ana = as_person(cast.ana)
    code = written(ana)
    with CaptureQueriesContext(connection) as asked:
        if how == "the note":
            ana.post(f"/voice/{code}/")
        elif how == "a place":
            notes.erase_at(cast.ana.pk, VoiceNote.objects.get().place)
        else:
            holdings.erase(cast.ana)
    assert not VoiceNote.objects.exists()
    said = [one["sql"] for one in asked]
    locks = (
        "FOR UPDATE" if connection.features.has_select_for_update else 'ORDER BY "voice_voicenote"."id" ASC'
    )
    held = [at for at, sql in enumerate(said) if 'FROM "voice_voicenote"' in sql and locks in sql]
    words = [at for at, sql in enumerate(said) if 'FROM "voice_writtennote"' in sql]
    assert held, said
    # Also before it is looked which words hang on them: a row that came between would be left over.
    assert held[0] < words[0], said


def test_the_words_of_first_and_last_stand_beside_each_other_at_a_constant_cost(
    cast: Cast, as_person: Browser, made_up: None
) -> None:
    ana = as_person(cast.ana)
    counts = []
    for _more in range(2):
        for url in (FIRST, LAST):
            speak(ana, place(ana, "now", url), webm())
        for one in VoiceNote.objects.filter(written=None):
            writing.ask(one, "en")
        do_what_is_owed()
        for page in (f"{LAST}beside/", FIRST):
            with CaptureQueriesContext(connection) as asked:
                assert MADE in words_of(ana.get(page))
            counts.append(len(asked))
    assert words_of(ana.get(f"{LAST}beside/")).count(MADE) == 4
    assert counts[:2] == counts[2:]


def test_it_is_done_once_and_a_run_that_was_killed_leaves_nothing(
    cast: Cast, as_person: Browser, made_up: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, place(ana), webm()).json()["code"]
    for _press in range(2):
        ana.post(at(code), {"do": "write"})
    row = WrittenNote.objects.get()
    assert list(writing._to_write()) == [Owed(str(row.code), 1)]

    def killed(_row: WrittenNote) -> tuple[str, str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_heard", killed)
        with pytest.raises(KeyboardInterrupt):
            writing.write_down(str(row.code), 1)
    assert list(writing._to_write()) == [Owed(str(row.code), 1)]
    do_what_is_owed()
    first = WrittenNote.objects.select_related("note").get()
    # A second worker that took the first for dead comes late.
    monkeypatch.setattr(writing, "_heard", lambda _row: ("again", ""))
    writing.write_down(str(row.code), 1)
    assert (WrittenNote.objects.select_related("note").get().words, first.words) == (MADE, MADE)
    assert not list(writing._to_write())


@pytest.mark.parametrize("how", ["the note", "the sheet", "the words"])
def test_what_is_erased_while_it_is_heard_leaves_nothing(
    cast: Cast,
    as_person: Browser,
    made_up: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Committing,
    how: str,
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, place(ana), webm()).json()["code"]
    ana.post(at(code), {"do": "write"})
    row = WrittenNote.objects.get()

    def erased_meanwhile(_row: WrittenNote) -> tuple[str, str]:
        url, do = {
            "the note": (f"/voice/{code}/", "erase"),
            "the sheet": (FIRST, "erase"),
            "the words": (at(code), "away"),
        }[how]
        with django_capture_on_commit_callbacks(execute=True):
            assert ana.post(url, {"do": do}).status_code == 302
        return MADE, ""

    monkeypatch.setattr(writing, "_heard", erased_meanwhile)
    writing.write_down(str(row.code), 1)
    assert not WrittenNote.objects.exists()
    assert keystore.is_destroyed(f"voice:{code}") is (how != "the words")
    assert f"row voice.writtennote:{row.code}" in ledger.path().read_text()


def test_words_that_were_taken_away_do_not_come_back_with_a_backup(
    cast: Cast, as_person: Browser, made_up: None, django_capture_on_commit_callbacks: Committing
) -> None:
    ana = as_person(cast.ana)
    code = written(ana)
    kept = WrittenNote.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(at(code), {"do": "away"})
    assert ana.get(f"/voice/{code}/").status_code == 200
    # As a backup of before puts the row back.
    WrittenNote.objects.bulk_create([WrittenNote(**kept)])
    replaying.rows(ledger.entries(), since=0)
    assert not WrittenNote.objects.exists()
    assert VoiceNote.objects.count() == 1


def test_it_is_taken_away_with_the_sound_and_the_database_holds_no_word_of_it(
    cast: Cast, as_person: Browser, made_up: None
) -> None:
    written(as_person(cast.ana))
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM voice_writtennote")
        assert MADE.encode() not in bytes(cursor.fetchone()[0])
    files = {one.name: b"".join(one.pieces()) for one in holdings.files_of(cast.ana)}
    assert MADE.encode() in files["voice-notes/what-is-what.txt"]
    with CaptureQueriesContext(connection) as asked:
        (row,) = holdings.taken_away(cast.ana)["WrittenNote"]
    assert row["words"] == MADE
    assert not [one for one in asked if '"voice_voicenote"."sound"' in one["sql"]]
    assert not holdings.taken_away(cast.ben)
    assert not any(holdings.erase(cast.ana).values())
    assert not WrittenNote.objects.exists()
