"""An answer may be spoken where a form is for oneself alone; a form without names never takes a voice."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sidebyside.instruments import answering, versions
from sidebyside.instruments.built_in import KEYS, built_in
from sidebyside.instruments.models import Sheet
from sidebyside.instruments.shapes import CLOSED, Form, NotAForm, Reader, Sort, read
from sidebyside.instruments.versions import publish
from sidebyside.people.models import Person
from sidebyside.voice.models import VoiceNote
from tests.cast import Cast
from tests.pages import hidden, words_of
from tests.voice.speaking import speak, webm

Browser = Callable[[Person], Client]
FIRST, LAST = "/forms/interview-first/", "/forms/interview-last/"
CAREER = "sheet:interview-first:0:0:career"


def place(browser: Client, question: str = "career", url: str = FIRST) -> str:
    """What the page of a form sends with a sound for one of its questions."""
    found = re.search(rf'data-place="(sheet:[^"]*:{question}:[^"]*)"', browser.get(url).content.decode())
    assert found
    return found[1]


def reworded() -> Form:
    kept = built_in("interview-first").as_kept()
    for block in kept["block"]:
        for question in block["question"]:
            question["ask"] = f"In other words: {question['ask']}"
    return read(kept)


def answer(browser: Client, url: str, **more: str) -> int:
    page = browser.get(url)
    told = {"seen": hidden(page, "seen"), "form": hidden(page, "form"), "do": "keep"} | more
    return int(browser.post(url, told).status_code)


def test_a_form_without_names_that_asks_for_a_voice_is_no_form() -> None:
    for key in KEYS:
        form = built_in(key)
        question = {"key": "aloud", "sort": "spoken", "ask": "Say it"}
        body = form.as_kept() | {"block": [{"title": "Aloud", "question": [question]}]}
        if form.reader == Reader.SELF:
            assert next(read(body).questions()).sort == Sort.SPOKEN
        else:
            with pytest.raises(NotAForm, match="a voice names its speaker"):
                read(body)
    assert Sort.SPOKEN not in CLOSED


@pytest.mark.parametrize("key", [key for key in KEYS if built_in(key).reader == Reader.GROUP])
def test_no_sheet_without_names_takes_a_voice_or_shows_a_recorder(
    cast: Cast, as_person: Browser, key: str
) -> None:
    ana = as_person(cast.ana)
    page = ana.get(f"/forms/{key}/")
    assert page.status_code == 200
    assert "voice-note" not in page.content.decode()
    sheet = Sheet.objects.filter(person=cast.ana, key=key).first()
    assert sheet is None
    question = next(built_in(key).questions()).key
    for when in ("0:0", "2026:0", "2026:1", "2026:2", "2026:3"):
        assert speak(ana, f"sheet:{key}:{when}:{question}", webm()).status_code == 404
    assert not VoiceNote.objects.exists()


def test_an_editor_cannot_ask_for_a_voice_in_a_form_without_names(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    for key, offered in (("interview-first", True), ("coaching-review", False)):
        page = dora.get(f"/forms/{key}/words/").content.decode()
        assert ('value="spoken"' in page) is offered


def test_an_interview_is_answered_by_speaking(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert "a colleague may read the questions to you" in words_of(ana.get(FIRST))
    code = speak(ana, place(ana), webm()).json()["code"]
    page = ana.get(FIRST)
    assert page.content.decode().count(f'src="/voice/{code}/"') == 1
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    # Words and voice stand beside each other, and neither takes the other away.
    assert answer(ana, FIRST, **{"q-career": "By way of a summer job"}) == 302
    assert VoiceNote.objects.get().place == CAREER
    for person in (cast.ben, cast.dora):
        assert as_person(person).get(f"/voice/{code}/").status_code == 404


def test_the_first_is_heard_beside_the_last(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    then = speak(ana, place(ana, "now"), webm()).json()["code"]
    now = speak(ana, place(ana, "now", LAST), webm()).json()["code"]
    page = ana.get(f"{LAST}beside/").content.decode()
    assert page.index(f"/voice/{then}/") < page.index(f"/voice/{now}/")


@pytest.mark.parametrize(
    "at",
    [
        "sheet",
        "sheet:interview-first",
        "sheet:interview-first:0:0:nothing",
        "sheet:interview-first:0:0:film",
        "sheet:interview-first:2026:1:career",
        "sheet:no-form:0:0:career",
    ],
)
def test_only_a_question_that_may_be_spoken_takes_a_voice(cast: Cast, as_person: Browser, at: str) -> None:
    mark = answering.mark_of(built_in("interview-first"))
    assert speak(as_person(cast.ana), f"{at}:{mark}", webm()).status_code == 404
    assert not Sheet.objects.exists()


def test_the_first_voice_note_begins_the_sheet(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    at = place(ana)
    # What is refused begins nothing.
    assert speak(ana, at, b"no sound").status_code == 422
    assert not Sheet.objects.exists()
    assert speak(ana, at, webm()).status_code == speak(ana, at, webm()).status_code == 201
    sheet = Sheet.objects.select_related("version").get()
    assert (sheet.person_id, sheet.key, sheet.version.number) == (cast.ana.pk, "interview-first", 1)
    # Whatever the school publishes later, it stays under the question that was asked.
    publish(cast.school, reworded())
    assert "Go on" in words_of(ana.get("/forms/"))
    page = words_of(ana.get(FIRST))
    assert "Erase my answers" in page
    assert "In other words" not in page
    assert ana.post(FIRST, {"do": "erase"}).status_code == 302
    assert not VoiceNote.objects.exists()


def test_a_sound_for_another_form_than_was_read_is_refused_in_a_sentence(
    cast: Cast, as_person: Browser
) -> None:
    ana = as_person(cast.ana)
    at = place(ana)
    publish(cast.school, reworded())
    for sent in (at, CAREER, f"{CAREER}:more"):
        answered = speak(ana, sent, webm())
        assert answered.status_code == 422
        assert "another version" in answered.json()["sentence"]
    assert not Sheet.objects.exists()
    assert speak(ana, place(ana), webm()).status_code == 201
    assert "In other words" in words_of(ana.get(FIRST))


def test_it_goes_with_its_sheet_and_with_no_other(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    for browser in (ana, ben):
        speak(browser, place(browser), webm())
    speak(ana, place(ana, "now", LAST), webm())
    assert ana.post(FIRST, {"do": "erase"}).status_code == 302
    left = {(one.person_id, one.place) for one in VoiceNote.objects.all()}
    assert left == {(cast.ben.pk, CAREER), (cast.ana.pk, "sheet:interview-last:0:0:now")}


def test_a_sheet_begun_in_an_earlier_version_takes_what_that_one_took(cast: Cast, as_person: Browser) -> None:
    ana, form = as_person(cast.ana), built_in("interview-first")
    kept = form.as_kept()
    for block in kept["block"]:
        for question in block["question"]:
            question["sort"] = Sort.TEXT if question["sort"] == Sort.SPOKEN else question["sort"]
    publish(cast.school, read(kept))
    assert answer(ana, FIRST, **{"q-career": "Before"}) == 302
    versions.give_ours_again(cast.school, "interview-first")
    assert "voice-note" not in ana.get(FIRST).content.decode()
    ben = as_person(cast.ben)
    # The form that others are given now is not hers.
    assert speak(ana, place(ben), webm()).status_code == 422
    assert speak(ben, place(ben), webm()).status_code == 201
