"""A diary entry may be spoken: the sound goes where the entry goes, and nowhere that its words go."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from tests.access.asking import bytes_of
from tests.cast import Cast
from tests.pages import hidden, words_of
from tests.voice.speaking import speak, webm

from sidebyside.instruments.built_in import built_in
from sidebyside.people.models import Person, School
from sidebyside.reflection.diary import OFFERED
from sidebyside.reflection.models import DiaryEntry
from sidebyside.trust.sealed import Ciphertext
from sidebyside.voice.models import VoiceNote

Browser = Callable[[Person], Client]


def said(browser: Client, place: str = "diary") -> str:
    return str(speak(browser, place, webm()).json()["code"])


def keep(browser: Client, words: str, *voice: str) -> int:
    told = {"words": words, "layer": "beliefs", "number": "0", "voice": list(voice)}
    return int(browser.post("/diary/", told).status_code)


def entry() -> DiaryEntry:
    return DiaryEntry.objects.select_related("author").get()


def test_a_spoken_entry_needs_no_words(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    code = said(ana)
    assert keep(ana, "") == 422
    assert keep(ana, "", code) == 302
    assert VoiceNote.objects.get().place == f"diary:{entry().code}"
    page = ana.get("/diary/")
    assert f'src="/voice/{code}/"' in page.content.decode()
    assert "Spoken, 1:01" in words_of(page)
    # Words may follow, and may be emptied again while the sound is there.
    url = f"/diary/{entry().code}/"
    for words in ("Written down", ""):
        assert ana.post(url, {"words": words, "seen": hidden(ana.get(url), "seen")}).status_code == 302
    ana.post(f"/voice/{code}/", {"back": url})
    assert ana.post(url, {"words": "", "seen": hidden(ana.get(url), "seen")}).status_code == 422


def test_what_was_spoken_and_not_kept_waits_on_the_diary_page(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    code = said(ana)
    page = ana.get("/diary/").content.decode()
    assert f'name="voice" value="{code}"' in page
    assert keep(ana, "Another", code) == 302
    assert f'name="voice" value="{code}"' not in ana.get("/diary/").content.decode()


def test_pressed_twice_it_is_one_entry_with_its_sound(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    code = said(ana)
    assert keep(ana, "Once", code) == keep(ana, "Once", code) == 302
    assert VoiceNote.objects.get().place == f"diary:{entry().code}"
    second = said(ana)
    assert keep(ana, "Once", second) == 302
    assert DiaryEntry.objects.count() == 2


def test_erased_meanwhile_it_is_told_and_the_page_stays(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    code = said(ana)
    ana.post(f"/voice/{code}/")
    assert keep(ana, "", code) == 422
    assert not DiaryEntry.objects.exists()


def test_nobody_puts_anothers_voice_into_their_diary(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    code = said(ana)
    assert keep(ben, "", code) == 422
    assert keep(ben, "Mine", code) == 302
    assert VoiceNote.objects.get().place == "diary"
    mine = entry()
    assert speak(ana, f"diary:{mine.code}", webm()).status_code == 404


def test_it_goes_with_its_entry(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    keep(ana, "", said(ana))
    keep(ana, "Stays", said(ana))
    first, kept = DiaryEntry.objects.order_by("pk")
    said(ana, f"diary:{first.code}")
    assert VoiceNote.objects.count() == 3
    ana.post(f"/diary/{first.code}/", {"do": "erase"})
    assert [one.place for one in VoiceNote.objects.all()] == [f"diary:{kept.code}"]


def test_only_words_go_to_a_meeting(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    at = f"/cycle/{cast.strand.code}/brought/"
    keep(ana, "", said(ana))
    silent = entry()
    assert str(silent.code) not in ana.get(at).content.decode()
    ana.post(at, {"entry": str(silent.code)})
    assert not silent.brought.exists()
    code = said(ana)
    keep(ana, "Marzipan", code)
    ana.post(at, {"entry": str(DiaryEntry.objects.get(layer="beliefs", pk__gt=silent.pk).code)})
    page = ben.get(at)
    assert "Marzipan" in words_of(page)
    assert "voice/" not in page.content.decode()
    assert "what you spoke stays yours" in words_of(ana.get(at))
    assert ben.get(f"/voice/{code}/").status_code == 404


def test_emptied_of_its_words_it_is_taken_back_from_its_meeting(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    at = f"/cycle/{cast.strand.code}/brought/"
    keep(ana, "Marzipan", said(ana))
    url = f"/diary/{entry().code}/"
    ana.post(at, {"entry": str(entry().code)})
    assert f"{cast.ana.name} brings" in words_of(ben.get(at))
    assert ana.post(url, {"words": "", "seen": hidden(ana.get(url), "seen")}).status_code == 302
    assert not entry().brought.exists()
    assert "brings" not in words_of(ben.get(at))
    # Words that follow are not shown by what was said of others.
    assert ana.post(url, {"words": "Nougat", "seen": hidden(ana.get(url), "seen")}).status_code == 302
    assert "Nougat" not in words_of(ben.get(at))


def test_what_is_brought_can_be_unticked_whatever_is_offered(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    at = f"/cycle/{cast.strand.code}/brought/"
    keep(ana, "Marzipan")
    first = entry()
    ana.post(at, {"entry": str(first.code)})
    # As it was left by an earlier version: no words, and still brought.
    DiaryEntry.objects.filter(pk=first.pk).update(words=Ciphertext())
    for number in range(OFFERED):
        keep(ana, f"Day {number}")
    page = ana.get(at)
    assert f'value="{first.code}" checked' in page.content.decode()
    assert "You bring" not in words_of(page)
    assert "brings" not in words_of(ben.get(at))
    ana.post(at, {})
    assert not first.brought.exists()


def test_in_the_archive_each_sound_says_what_it_belongs_to(cast: Cast, as_person: Browser) -> None:
    School.objects.update(zone="Pacific/Auckland")
    ana, other = as_person(cast.ana), webm(b"second")
    keep(ana, "", said(ana), str(speak(ana, "diary", other).json()["code"]))
    # In the evening in London it is the next day already.
    DiaryEntry.objects.update(written_at=datetime(2026, 11, 27, 20, tzinfo=UTC))
    form = ana.get("/forms/interview-first/").content.decode()
    at = re.search(r'data-place="(sheet:[^"]*:career:[^"]*)"', form)
    assert at
    code = speak(ana, at[1], webm(b"third")).json()["code"]
    archive = zipfile.ZipFile(io.BytesIO(bytes_of(ana.get("/film/mine.zip"))))
    sounds = {
        "diary/2026-11-28-1.webm": webm(),
        "diary/2026-11-28-2.webm": other,
        "interview-first/career-1.webm": webm(b"third"),
    }
    for name, sound in sounds.items():
        assert archive.read(f"voice-notes/{name}") == sound
    told = archive.read("voice-notes/what-is-what.txt").decode()
    career = next(one for one in built_in("interview-first").questions() if one.key == "career")
    assert (
        f"{built_in('interview-first').title}: {career.ask}"
        in told.partition("interview-first/career-1.webm")[2]
    )
    assert code in told
    assert entry().asked in told
    assert str(entry().code) in archive.read("sidebyside.json").decode()


def test_a_diary_costs_the_same_with_many_notes(
    cast: Cast, as_person: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ana = as_person(cast.ana)
    keep(ana, "", said(ana))
    ana.get("/diary/")
    with CaptureQueriesContext(connection) as one:
        ana.get("/diary/")
    asked = [query["sql"] for query in one]
    for number in range(4):
        keep(ana, str(number), said(ana), said(ana))
    with django_assert_num_queries(len(asked)):
        page = ana.get("/diary/")
    assert page.content.decode().count("<audio controls preload") == 10
    # Megabytes of sound are asked for only when somebody listens.
    assert any("voice_voicenote" in sql for sql in asked)
    assert not any('"sound"' in sql for sql in asked)


def test_the_browser_may_use_the_microphone_there(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    keep(ana, "", said(ana))
    for page in ("/diary/", f"/diary/{entry().code}/"):
        assert "microphone=(self)" in ana.get(page).headers["Permissions-Policy"]
