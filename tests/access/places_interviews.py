"""Ana's first interview in every scene: Idris holds it, and one answer is recorded."""

import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from sidebyside.instruments import answering, interviews, spoken
from sidebyside.instruments.access import sheet_for
from sidebyside.instruments.models import Interview
from sidebyside.people.models import Person
from sidebyside.voice import notes
from tests.access import places_voice
from tests.access.model import Right as R
from tests.access.model import may
from tests.cast import Cast
from tests.voice.speaking import speak, webm

KEY = "interview-first"
WITNESSES = {
    "Quillheld": (R.READ_ANAS_OWN_WORDS, R.HOLD_INTERVIEW),
    "Quillinheld": (R.READ_ANAS_OWN_WORDS, R.HOLD_INTERVIEW),
}
# No state of Ana's and Ben's cycle changes what these answer.
STILL = ("interview", "heard")


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    held = agreed(cast.ana, cast.idris)
    note = notes.keep(cast.ana, place_in(held), uuid.uuid4(), 1000, webm(b"Quillheld"))
    places_voice.in_words(note, "Quillinheld")
    # What Ana spoke alone, at the same question, is not among it.
    sheet = sheet_for(cast.ana, KEY, timezone.localdate())
    form = answering.form_of(sheet)
    alone = spoken.place_shown(sheet, next(form.questions()), answering.mark_of(form))
    notes.keep(cast.ana, alone, uuid.uuid4(), 1000, webm(b"Quillaloud"))
    return {"interview": {"code": held.code}, "heard": {"code": held.code, "note": note.code}}


def agreed(person: Person, colleague: Person) -> Interview:
    """Asked, and three times yes."""
    held = interviews.ask(person, colleague, KEY)
    interviews.answer(held, yes=True)
    for one in (person, colleague):
        interviews.say_record(held, one, yes=True)
    return Interview.objects.select_related("person__school", "interviewer").get(pk=held.pk)


def place_in(held: Interview) -> str:
    """What the interviewee's page sends with a sound for the first question."""
    sheet = sheet_for(held.person, held.key, timezone.localdate())
    form = answering.form_of(sheet)
    return spoken.place_shown(sheet, next(form.questions()), answering.mark_of(form), held)


def is_let_in(world: Any, who: str, row: Any) -> bool:
    """What such a page asks of content is what the interviewer may hear."""
    return row.route.startswith("instruments:interview") and all(may(world, who, one) for one in row.needs)


def fill(ana: Client, idris: Client, cast: Cast, word: str) -> None:
    """The word into what is recorded, by the product's own addresses; heard once, and taken back."""
    assert ana.post(f"/forms/{KEY}/interview/", {"person": str(cast.idris.code)}).status_code == 302
    held = Interview.objects.select_related("person__school").get()
    at = f"/interviews/{held.code}/"
    for browser, do in ((idris, "yes"), (ana, "record"), (idris, "record")):
        assert browser.post(at, {"do": do}).status_code == 302
    code = speak(ana, place_in(held), webm(word.encode())).json()["code"]
    assert word.encode() in idris.get(f"/voice/interview/{held.code}/{code}/").content
    places_voice.write(ana, code, word)
    assert word.encode() not in idris.get(at).content
    assert word.encode() in idris.get(f"{at}?words=1").content
    assert ana.post(at, {"do": "end"}).status_code == 302
    assert idris.get(f"/voice/interview/{held.code}/{code}/").status_code == 404


def places() -> dict[str, dict[str, Any]]:
    """Where the canary's interview lies, which has been taken back."""
    held = Interview.objects.select_related("person").get()
    ((_key, note),) = spoken.said_in(held)
    return {"interview": {"code": held.code}, "heard": {"code": held.code, "note": note.code}}
