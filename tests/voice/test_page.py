"""What the page of a voice note says to the server, and is told by it."""

import re
import uuid
from collections.abc import Callable
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.formats import date_format

from sidebyside.instruments import answering
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.shapes import Sort
from sidebyside.people.models import Person
from sidebyside.voice.models import VoiceNote
from tests.cast import Cast
from tests.voice.speaking import speak, webm

Browser = Callable[[Person], Client]


def opened_by(page: bytes) -> str:
    """Whose page it is, as its script reads it."""
    found = re.search(r'<body data-person="([^"]+)"', page.decode())
    assert found
    return found[1]


def test_what_was_said_on_anas_page_is_not_taken_while_ben_is_signed_in(
    cast: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    told = {"Voice-Place": "diary", "Voice-Once": str(uuid.uuid4()), "Voice-Length": "10"}
    told["Voice-Person"] = opened_by(ana.get("/diary/").content)
    refused = ben.post("/voice/", webm(), content_type="audio/webm", headers=told)
    assert refused.status_code == 409
    assert "Somebody else is signed in here now. Save" in refused.json()["sentence"]
    assert not VoiceNote.objects.exists()
    # It is the same note that she sends once she is back.
    assert ana.post("/voice/", webm(), content_type="audio/webm", headers=told).status_code == 201
    assert VoiceNote.objects.get().person == cast.ana


@pytest.mark.parametrize(
    "said", [None, "", "nobody", str(uuid.uuid4())], ids=["none", "empty", "word", "other"]
)
def test_a_page_that_does_not_say_whose_it_is_sends_and_erases_nothing(
    cast: Cast, as_person: Browser, said: str | None
) -> None:
    ana = as_person(cast.ana)
    code = speak(ana, "diary", webm()).json()["code"]
    told = {"Voice-Place": "diary", "Voice-Once": str(uuid.uuid4()), "Voice-Length": "10"}
    whose = {} if said is None else {"Voice-Person": said}
    assert ana.post("/voice/", webm(), content_type="audio/webm", headers=told | whose).status_code == 409
    refused = ana.post(f"/voice/{code}/", headers={"accept": "application/json"} | whose)
    assert refused.status_code == 409
    assert "then erase it" in refused.json()["sentence"]
    assert VoiceNote.objects.count() == 1
    # The form of a page without scripts leads back to the page itself.
    assert ana.post(f"/voice/{code}/", {"back": "/diary/"}).status_code == 302
    assert not VoiceNote.objects.exists()


def test_where_several_questions_are_spoken_each_recorder_says_which(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    asked = [one.ask for one in built_in("interview-first").questions() if one.sort == Sort.SPOKEN]
    mark = answering.mark_of(built_in("interview-first"))
    assert speak(ana, f"sheet:interview-first:0:0:career:{mark}", webm()).status_code == 201
    page = ana.get("/forms/interview-first/").content.decode()
    assert len(asked) > 1
    groups = re.findall(r'<voice-note [^>]*role="group" aria-label="([^"]+)"', page)
    buttons = re.findall(r'data-do="speak">.*?<span class="visually-hidden">: ([^<]+)</span></button>', page)
    assert [unescape(one) for one in groups] == [unescape(one) for one in buttons] == asked
    when = VoiceNote.objects.get().made_at.astimezone(ZoneInfo(cast.ana.school.zone))
    assert f'aria-label="Erase this voice note of {date_format(when, "j F, H:i")}"' in page
