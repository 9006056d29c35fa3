"""An interview that a colleague holds: three yeses before a sound is kept, heard by two, ended by either."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.instruments import interviews
from sidebyside.instruments.models import Interview, Sheet
from sidebyside.people import actions as people_actions
from sidebyside.people.models import Person
from sidebyside.trust import audit, holdings, keystore
from sidebyside.voice.models import VoiceNote
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.access import places_voice
from tests.access.places_interviews import KEY, agreed, place_in
from tests.cast import Cast, gather
from tests.pages import words_of
from tests.voice.speaking import speak, webm

Browser = Callable[[Person], Client]


@pytest.fixture
def held(cast: Cast) -> Interview:
    return agreed(cast.ana, cast.cleo)


def page_of(held: Interview) -> str:
    return f"/interviews/{held.code}/"


def said(ana: Client, held: Interview, sound: bytes = b"aloud") -> str:
    """The address at which the interviewer hears it."""
    answer = speak(ana, place_in(held), webm(sound))
    assert answer.status_code == 201, answer.content
    return f"/voice/interview/{held.code}/{answer.json()['code']}/"


def test_a_colleague_is_asked_by_name_and_home_and_a_mail_say_so(
    cast: Cast, as_person: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    assert "Have a colleague hold it with you" in words_of(ana.get(f"/forms/{KEY}/"))
    page = f"/forms/{KEY}/interview/"
    for nobody in (cast.eve, cast.ana):
        assert ana.post(page, {"person": str(nobody.code)}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(page, {"person": str(cast.cleo.code)})
        # A second press finds the first, whoever it names.
        ana.post(page, {"person": str(cast.ben.code)})
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    held = Interview.objects.get()
    assert held.interviewer == cast.cleo
    (told,) = mail.outbox
    assert told.to == [cast.cleo.email]
    assert "Ana" not in told.subject + told.body
    assert "Ana asks you to hold an interview" in words_of(cleo.get("/"))
    assert "Ana asks you to hold an interview" in words_of(cleo.get(page_of(held)))
    assert as_person(cast.ben).get(page_of(held)).status_code == 404


def test_only_a_spoken_form_for_oneself_is_held_and_a_guest_asks_nobody(
    cast: Cast, as_person: Browser
) -> None:
    ana = as_person(cast.ana)
    assert ana.get("/forms/interview-last/interview/").status_code == 200
    assert ana.get("/forms/coaching-review/interview/").status_code == 404
    Person.objects.filter(pk=cast.ana.pk).update(is_guest=True)
    assert ana.get(f"/forms/{KEY}/interview/").status_code == 404


def test_no_sound_is_kept_before_all_three_yeses_and_none_long_after_a_no(
    cast: Cast, as_person: Browser
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    held = interviews.ask(cast.ana, cast.cleo, KEY)
    at = page_of(held)
    for browser, do in ((cleo, "yes"), (ana, "record"), (cleo, "record")):
        refused = speak(ana, place_in(held), webm())
        assert refused.status_code == 422
        assert "both of you say yes first" in refused.json()["sentence"]
        assert browser.post(at, {"do": do}).status_code == 302
    assert b'data-place="sheet:' in ana.get(at).content
    assert b"<voice-note " not in cleo.get(at).content
    said(ana, held)
    assert cleo.post(at, {"do": "stop"}).status_code == 302
    assert b'data-place="sheet:' not in ana.get(at).content
    # On its way still; ten minutes later it stays with whoever said it.
    said(ana, held)
    Interview.objects.update(stopped_at=timezone.now() - interviews.STILL_ARRIVES - timedelta(seconds=1))
    assert speak(ana, place_in(held), webm()).status_code == 422
    # Nobody records into anybody's interview but the interviewee.
    assert speak(cleo, place_in(held), webm()).status_code == 404
    assert VoiceNote.objects.count() == 2


@pytest.mark.parametrize("who", ["ana", "cleo"])
@pytest.mark.parametrize("how", ["old", "closed", "held"])
def test_a_yes_does_not_outlive_its_sitting_nor_either_account(
    cast: Cast, as_person: Browser, held: Interview, who: str, how: str
) -> None:
    """What was said until then still arrives, for ten minutes."""
    person: Person = getattr(cast, who)
    began, late = timezone.now() - timedelta(hours=1), interviews.STILL_ARRIVES + timedelta(seconds=1)
    Interview.objects.update(own_yes_at=began, interviewer_yes_at=began)

    def stop(when: datetime) -> None:
        if how == "old":
            column = "own_yes_at" if who == "ana" else "interviewer_yes_at"
            other = "interviewer_yes_at" if who == "ana" else "own_yes_at"
            first = when - interviews.SITTING
            Interview.objects.update(**{column: first, other: first + timedelta(minutes=5)})
        elif how == "closed":
            Person.objects.filter(pk=person.pk).update(is_active=False, closed_at=when)
        else:
            Person.objects.filter(pk=person.pk).update(held_since=when)

    ana = as_person(cast.ana)
    stop(timezone.now())
    assert not interviews.is_on(Interview.objects.select_related("person__school", "interviewer").get())
    if who == "ana" and how != "old":
        # Of the interviewee's own account nothing is taken at all.
        return
    assert speak(ana, place_in(held), webm()).status_code == 201
    stop(timezone.now() - late)
    refused = speak(ana, place_in(held), webm())
    assert refused.status_code == 422
    assert "Save it as a file" in refused.json()["sentence"]
    assert VoiceNote.objects.count() == 1


def test_a_yes_that_ran_out_never_counts_beside_a_new_one(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    """Neither as both, nor as if both had met: nothing was ever recorded under the two."""
    ana, long_ago = as_person(cast.ana), timezone.now() - interviews.SITTING
    Interview.objects.update(own_yes_at=None, interviewer_yes_at=long_ago, stopped_at=None)
    ana.post(page_of(held), {"do": "record"})
    assert speak(ana, place_in(held), webm()).status_code == 422
    # A sitting that ran out leaves its end behind when the next one begins.
    Interview.objects.update(own_yes_at=long_ago, interviewer_yes_at=long_ago)
    ana.post(page_of(held), {"do": "record"})
    fresh = Interview.objects.get()
    assert fresh.stopped_at == long_ago + interviews.SITTING
    assert (fresh.own_yes_at is None, fresh.interviewer_yes_at is None) == (False, True)
    assert speak(ana, place_in(held), webm()).status_code == 201


def test_what_lies_on_the_device_is_offered_on_each_own_page_and_no_microphone_with_it(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    assert b'<voice-note class="voice" left' not in ana.get(page_of(held)).content
    for do in ("stop", "end"):
        ana.post(page_of(held), {"do": do})
        page = ana.get(page_of(held))
        assert b'<voice-note class="voice" left' in page.content
        assert "microphone=()" in page.headers["Permissions-Policy"]
        assert b"voice/voice-note" in page.content
        assert b"<voice-note" not in cleo.get(page_of(held)).content


def test_a_second_press_is_told_the_same_as_the_first(cast: Cast, as_person: Browser) -> None:
    ana, cleo, ben = as_person(cast.ana), as_person(cast.cleo), as_person(cast.ben)
    held = interviews.ask(cast.ana, cast.cleo, KEY)
    at = page_of(held)
    assert f"You have asked {cast.cleo.name}" in words_of(ana.get(f"/forms/{KEY}/"))
    assert "They may hear that" not in words_of(ana.get(f"/forms/{KEY}/"))
    for do, to in (("yes", at), ("end", "/")):
        for _press in range(2):
            answer = cleo.post(at, {"do": do})
            assert (answer.status_code, answer.headers["Location"]) == (302, to), do
        if do == "yes":
            assert "They may hear that" in words_of(ana.get(f"/forms/{KEY}/"))
    asked = page_of(interviews.ask(cast.ana, cast.cleo, KEY))
    for _press in range(2):
        assert cleo.post(asked, {"do": "no"}).headers["Location"] == "/"
    # Only what was pressed, by whoever pressed it.
    assert cleo.post(asked, {"do": "end"}).status_code == cleo.post(asked, {"do": "yes"}).status_code == 404
    assert ben.post(asked, {"do": "no"}).status_code == ana.post(asked, {"do": "no"}).status_code == 404
    Person.objects.filter(pk=cast.cleo.pk).update(held_since=timezone.now())
    assert cleo.post(asked, {"do": "no"}).status_code == 404


def test_the_owner_sees_each_listening_also_when_nothing_is_left_to_hear(
    cast: Cast, as_person: Browser, held: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interviews, "VIEWING_GAP", timedelta(0))
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    heard_at = said(ana, held)
    for _time in range(21):
        cleo.get(heard_at)
    ana.post(page_of(held), {"do": "erase"})
    year = f"{timezone.localtime():%Y}, "
    first, second = ana.get(page_of(held)), ana.get(page_of(held) + "?listened=2")
    assert [words_of(one).count(year) for one in (first, second)] == [20, 1]
    assert "When Cleo listened" in words_of(first)


def test_after_erasing_nothing_of_that_sitting_arrives_any_more(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    said(ana, held)
    cleo.post(page_of(held), {"do": "stop"})
    ana.post(page_of(held), {"do": "erase"})
    assert speak(ana, place_in(held), webm()).status_code == 422
    assert not VoiceNote.objects.exists()


def test_sent_again_when_its_interview_is_over_it_is_the_note_that_is_here(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, once = as_person(cast.ana), str(uuid.uuid4())
    first = speak(ana, place_in(held), webm(), once)
    interviews.end(held, cast.ana)
    Interview.objects.update(stopped_at=timezone.now() - timedelta(hours=1))
    assert speak(ana, place_in(held), webm(), once).json() == first.json()
    assert speak(ana, place_in(held), webm()).status_code == 422


def test_it_lies_at_its_question_and_the_interviewer_hears_it_and_nothing_else(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    heard_at = said(ana, held, b"recorded")
    alone = place_in(held).rpartition(":")[0]
    code = speak(ana, alone, webm(b"alone")).json()["code"]
    other = interviews.ask(cast.ana, cast.ben, "interview-last")
    assert b"recorded" in cleo.get(heard_at).content
    assert cleo.get(heard_at, headers={"range": "bytes=0-3"}).status_code == 206
    for away in (
        f"/voice/{heard_at.rsplit('/', 2)[1]}/",
        f"/voice/interview/{held.code}/{code}/",
        f"/voice/interview/{other.code}/{heard_at.rsplit('/', 2)[1]}/",
    ):
        assert cleo.get(away).status_code == 404, away
    for somebody in (cast.ben, cast.dora, cast.leo, cast.omar, cast.eve):
        assert as_person(somebody).get(heard_at).status_code == 404, somebody
    page = cleo.get(page_of(held)).content.decode()
    assert heard_at in page
    assert code not in page
    # While it is recorded the page has one question; then the interviewee reads who listened, once for a half-hour.
    ana.post(page_of(held), {"do": "stop"})
    assert len(interviews.listened(held)) == 1
    assert "When Cleo listened" in words_of(ana.get(page_of(held)))
    assert "When Cleo listened" not in words_of(cleo.get(page_of(held)))
    beside = ana.get("/forms/interview-last/beside/").content.decode()
    assert beside.count("<audio") == 2
    assert ana.get(f"/forms/{KEY}/").content.decode().count("Erase this voice note of") >= 2


@pytest.mark.parametrize("who", ["ana", "cleo"])
def test_one_press_of_either_ends_the_interviewers_hearing_for_good(
    cast: Cast, as_person: Browser, held: Interview, who: str
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    heard_at = said(ana, held)
    as_person(getattr(cast, who)).post(page_of(held), {"do": "end"})
    for do in ("record", "yes", "stop"):
        assert cleo.post(page_of(held), {"do": do}).status_code == 404
    assert cleo.get(heard_at).status_code == cleo.get(page_of(held)).status_code == 404
    # Asked again, the same colleague hears what is recorded from then on, and nothing of before.
    again = agreed(cast.ana, cast.cleo)
    assert cleo.get(heard_at).status_code == 404
    assert cleo.get(heard_at.replace(str(held.code), str(again.code))).status_code == 404
    assert "What was recorded" in words_of(ana.get(page_of(held)))
    assert VoiceNote.objects.count() == 1


def test_a_no_ends_it_and_whoever_is_closed_or_held_opens_nothing(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    heard_at = said(ana, held)
    Person.objects.filter(pk=cast.cleo.pk).update(held_since=timezone.now())
    assert cleo.get(heard_at).status_code == cleo.get(page_of(held)).status_code == 404
    assert "hold" not in words_of(cleo.get("/forms/"))
    Person.objects.filter(pk=cast.cleo.pk).update(held_since=None)
    assert cleo.get(heard_at).status_code == 200
    people_actions.disable(cast.cleo, cast.dora)
    assert "account closed" in words_of(ana.get(page_of(held)))
    people_actions.enable(cast.cleo, cast.dora)
    people_actions.disable(cast.ana, cast.dora)
    cleo = as_person(cast.cleo)
    assert cleo.get(heard_at).status_code == cleo.get(page_of(held)).status_code == 404
    asked = interviews.ask(cast.ben, cast.cleo, KEY)
    cleo.post(page_of(asked), {"do": "no"})
    assert cleo.get(page_of(asked)).status_code == 404
    assert "Cleo said no" in words_of(as_person(cast.ben).get(page_of(asked)))


@pytest.mark.django_db(transaction=True)
def test_the_recording_is_erased_key_and_all_and_what_was_said_alone_stays(as_person: Browser) -> None:
    cast = gather()
    held, ana = agreed(cast.ana, cast.cleo), as_person(cast.ana)
    said(ana, held)
    speak(ana, place_in(held).rpartition(":")[0], webm(b"alone"))
    note = VoiceNote.objects.get(place__endswith=held.code.hex)
    assert as_person(cast.cleo).post(page_of(held), {"do": "erase"}).status_code == 404
    answer = ana.post(page_of(held), {"do": "erase"}, follow=True)
    assert "no sound of it is left, and no key" in words_of(answer)
    assert keystore.is_destroyed(note.sealing_key())
    assert VoiceNote.objects.count() == 1
    assert [deed.facts for deed in audit.deeds(held.code) if deed.act == "erased"] == [{"notes": 1}]
    # With the sheet goes the rest.
    Sheet.objects.get().delete()
    assert not VoiceNote.objects.exists()


def test_it_is_taken_along_and_goes_with_everything_and_no_restore_opens_it_again(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    heard_at = said(as_person(cast.ana), held)
    names = [one.name for one in holdings.files_of(cast.ana)]
    assert "voice-notes/interview-first/career-held-1.webm" in names
    assert not [one.name for one in holdings.files_of(cast.cleo) if "voice" in one.name]
    end_what_may_have_been_taken_back()
    assert as_person(cast.cleo).get(heard_at).status_code == 404
    assert VoiceNote.objects.count() == 1
    again = agreed(cast.ana, cast.cleo)
    assert not any(holdings.erase(cast.cleo).values())
    assert Interview.objects.get(pk=again.pk).end == Interview.End.LEFT
    assert VoiceNote.objects.count() == 1
    assert not any(holdings.erase(cast.ana).values())
    assert not Interview.objects.exists()


def test_a_page_hears_of_the_others_yes_and_asks_for_no_answer_doing_so(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: Any
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    held = interviews.ask(cast.ana, cast.cleo, KEY)
    seen = set()
    for browser, do in ((cleo, "yes"), (ana, "record"), (cleo, "record"), (cleo, "stop")):
        browser.post(page_of(held), {"do": do})
        with django_assert_max_num_queries(6):
            told = ana.get(page_of(held), headers={"accept": "application/json"})
        seen.add(json.loads(told.content)["mark"])
        if do == "record" and browser is ana:
            assert "Ana is ready for the interview" in words_of(cleo.get("/"))
    # After the no it is as it was when the colleague had just said yes.
    assert len(seen) == 3


def test_the_interviewer_reads_the_words_while_they_may_hear_and_each_reading_is_noted(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    at, code = page_of(held), said(ana, held).split("/")[-2]
    assert b"?words=1" not in cleo.get(at).content
    assert f"{cast.cleo.name} may hear this, and read the words" in words_of(ana.get(f"/spoken/{code}/"))
    places_voice.in_words(VoiceNote.objects.get(), "By way of a summer job.")
    assert "By way of" not in words_of(cleo.get(at))
    assert not interviews.listened(held).exists()
    for _time in range(2):
        page = words_of(cleo.get(f"{at}?words=1"))
        assert "By way of a summer job." in page
        assert "nobody has checked it yet" in page
    assert [one.act for one in interviews.listened(held)] == [interviews.READ]
    ana.post(at, {"do": "stop"})
    assert "· read" in words_of(ana.get(at))
    # What Ana said alone has no such door, and neither has anything once it is taken back.
    assert cleo.get(f"/spoken/{code}/").status_code == 404
    ana.post(at, {"do": "end"})
    assert cleo.get(f"{at}?words=1").status_code == 404
    assert "may hear this" not in words_of(ana.get(f"/spoken/{code}/"))
    assert "By way of a summer job." in words_of(ana.get(at))


def test_an_interviewers_page_costs_the_same_with_more_words(
    cast: Cast, as_person: Browser, held: Interview
) -> None:
    ana, cleo = as_person(cast.ana), as_person(cast.cleo)
    counts = []
    for _more in range(3):
        said(ana, held)
        places_voice.in_words(VoiceNote.objects.filter(written=None).get(), "By way of a summer job.")
        row = []
        for browser, address in ((cleo, f"{page_of(held)}?words=1"), (ana, f"/forms/{KEY}/")):
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            row.append(len(asked))
        counts.append(row)
    # The first reading is noted.
    assert counts[1] == counts[2]
