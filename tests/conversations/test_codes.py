"""Codes of a talk: chosen, undone, not overwritten, and gone with what they belong to."""

import csv
import json
import re
import uuid
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import Http404
from django.test import Client
from django.utils import timezone
from tools.talk_models import corpus

from sidebyside.conversations import deleting
from sidebyside.conversations.codes import choosing, suggesting
from sidebyside.conversations.codes.coded import coded_talk
from sidebyside.conversations.codes.dimensions import CHOICES, ORDER, D
from sidebyside.conversations.codes.dimensions import words_of as words_in
from sidebyside.conversations.codes.packing import NOTHING
from sidebyside.conversations.codes.page import CodesPage
from sidebyside.conversations.models import Conversation, ListenerIn, Suggestions, Transcript, TurnCode
from sidebyside.conversations.reading import pdf
from sidebyside.conversations.reading.page import reading_page
from sidebyside.conversations.written import making, voice_out, withholding
from sidebyside.people.models import Person
from sidebyside.trust import keystore, shredding
from sidebyside.trust.policy import Kind
from tests.cast import Cast
from tests.conversations.coding import at, choose
from tests.conversations.written_talk import suggest, turn, write_down
from tests.pages import words_of


def test_every_dimension_can_be_coded_and_left_open(cast: Cast, ana: Client, written: Transcript) -> None:
    code = turn(written, 4)
    for dimension in ORDER:
        for seen, choice in enumerate(CHOICES[dimension]):
            answer = choose(ana, cast, code, dimension.value, value=choice.value, seen=seen)
            assert answer.status_code == 200, (dimension, choice)
            assert answer.json()["cell"]["told"] == [choice.value]
        seen = len(CHOICES[dimension])
        answer = choose(ana, cast, code, dimension.value, do="cannot", seen=seen)
        assert answer.json()["cell"]["words"] == "cannot say"
        assert (
            choose(ana, cast, code, dimension.value, do="open", seen=seen + 1).json()["cell"]["words"] == ""
        )


def test_a_turn_may_do_several_things_and_a_question_is_open_or_closed(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    code = turn(written, 1)
    choose(ana, cast, code, "function", value=["challenge", "question"], question="closed")
    (row,) = TurnCode.objects.all()
    row.transcript = written
    assert json.loads(row.value) == {"main": "challenge", "others": ["question"], "question": "closed"}
    # By plain forms each press adds or takes one.
    ana.post(at(cast, f"{code}/stimulus/"), {"also": "video", "seen": "0"})
    ana.post(at(cast, f"{code}/stimulus/"), {"also": "recall", "seen": "1"})
    coded = coded_talk(written, cast.ana)
    assert coded.cell(0, D.STIMULUS).value == {"values": ["video", "recall"]}
    description = coded.description
    assert description.turns[0].codes.main == "challenge"
    assert description.turns[0].codes.question is not None
    assert description.turns[0].codes.question.type == "closed"


def test_codes_of_people_count_before_suggestions(cast: Cast, ana: Client, written: Transcript) -> None:
    before = coded_talk(written, None).description
    choose(ana, cast, turn(written, 13), "subject", value="starts", tag="pace", words="The hand-over")
    choose(ana, cast, turn(written, 13), "initiation", value="both")
    for number in range(20, 26):
        choose(ana, cast, turn(written, number), "building", value="yes")
    after = coded_talk(written, None).description
    assert len(after.elements) == len(before.elements) + (12 not in {one.first for one in before.elements})
    element = next(one for one in after.elements if one.first == 12)
    assert (element.subject, element.tag, element.initiation) == ("The hand-over", "pace", "both")
    assert (19, 24) in {(one.first, one.last) for one in after.spans}


def test_nonsense_is_refused(cast: Cast, ana: Client, written: Transcript) -> None:
    code = turn(written, 1)
    for told in ({"value": "nonsense"}, {}, {"value": ["-1", "1"]}):
        assert choose(ana, cast, code, "tone", **told).status_code == 422
    assert choose(ana, cast, code, "subject", value="starts", tag="nonsense").status_code == 422
    assert choose(ana, cast, code, "mood", value="1").status_code == 404
    assert choose(ana, cast, uuid.uuid4(), "tone", value="1").status_code == 404
    assert not TurnCode.objects.exists()


def test_open_or_closed_stands_beside_the_question() -> None:
    value = {"main": "challenge", "others": ["question", "evaluation"], "question": "open"}
    assert words_in(D.FUNCTION, value) == "challenge, question (open), evaluation"


def test_two_at_once_do_not_overwrite_each_other(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    code = turn(written, 1)
    assert choose(ana, cast, code, "scale", value="episode").status_code == 200
    answer = choose(ben, cast, code, "scale", value="whole lesson")
    assert answer.status_code == 409
    assert "Ana has just coded this: an episode." in answer.json()["sentence"]
    assert answer.json()["cell"]["told"] == ["episode"]
    # By a plain form Ben comes back to the page, which tells him.
    page = ben.post(at(cast, f"{code}/scale/"), {"seen": "0", "value": "whole lesson"}, follow=True)
    assert "Ana has just coded this" in words_of(page)
    # The same choice sent again is no clash: a device that lost the answer sends it twice.
    assert choose(ana, cast, code, "scale", value="episode").status_code == 200
    assert TurnCode.objects.get().revision == 1


def test_undo_puts_back_what_was_there(cast: Cast, ana: Client, written: Transcript) -> None:
    code = turn(written, 1)
    choose(ana, cast, code, "tone", value="1")
    choose(ana, cast, code, "tone", value="-1", seen=1)
    assert choose(ana, cast, code, "tone", do="undo", seen=2).json()["cell"]["told"] == ["1"]
    assert choose(ana, cast, code, "tone", do="undo", seen=2).status_code == 409


def test_the_page_says_what_led_to_a_suggestion_and_how_sure_it_is(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    told = words_of(ana.get(at(cast)))
    assert "Suggested: question (open)" in told
    assert "Signs of it: " in told
    page = ana.get(at(cast), {"turn": str(turn(written, 3))})
    assert (
        "That start was far calmer" in page.content.decode().split('id="sheet"')[1].split("</blockquote>")[0]
    )


def test_newer_weights_are_offered_to_nobody_who_could_not_take_them(
    cast: Cast, ana: Client, leo: Client, written: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "fingerprint", lambda: "newer")
    listener = _let_in(cast, cast.leo)
    listener.approved_by, listener.approved_at = cast.ana, timezone.now()
    listener.save()
    assert "Make them anew" in words_of(ana.get(at(cast)))
    assert "Make them anew" not in words_of(leo.get(at(cast)))
    assert leo.post(at(cast, "again/"), {"do": "newer"}).status_code == 404
    making.answer(written.conversation, cast.ben, yes=False)
    assert "Make them anew" not in words_of(ana.get(at(cast)))
    ana.post(at(cast, "again/"), {"do": "newer"})
    assert Suggestions.objects.get().wanted == 1


def test_late_work_does_not_publish_over_newer_words(written: Transcript) -> None:
    Suggestions.objects.update(wanted=5)
    row = suggest(written)
    assert (row.made, row.wanted) == (5, 5)
    Suggestions.objects.update(wanted=6)
    from sidebyside.conversations.codes.suggesting import suggest as job

    job(str(written.code), 5)
    assert Suggestions.objects.get().made == 5


def test_no_model_hears_a_name(cast: Cast, open_talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    describe = suggesting.describe

    def listening(turns: Any) -> Any:
        told.append(repr(turns))
        return describe(turns)

    monkeypatch.setattr(suggesting, "describe", listening)
    suggest(write_down(open_talk, cast))
    assert told
    for name in ("Ana", "Ben", cast.ana.email, str(cast.ana.code)):
        assert name not in told[0]


def test_suggestions_lock_the_transcript_first_as_corrections_do(
    written: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []
    lock = QuerySet.select_for_update

    def noting(rows: QuerySet[Any], *more: Any, **named: Any) -> Any:
        locked.append(rows.model.__name__)
        return lock(rows, *more, **named)

    Suggestions.objects.update(wanted=2)
    monkeypatch.setattr(QuerySet, "select_for_update", noting)
    assert suggest(written).made == 2
    assert [name for name in locked if name in ("Transcript", "Suggestions")] == ["Transcript", "Suggestions"]


def test_a_turn_that_became_a_gap_before_the_lock_is_not_coded(cast: Cast, written: Transcript) -> None:
    code = turn(written, 2)
    choosing.choose(written, cast.ana, code, D.TONE, 0, {"value": 1})
    # As a view has it that looked the turn up just before it was withheld.
    withholding.withhold(written, cast.ana, code)
    with pytest.raises(Http404):
        choosing.choose(written, cast.ana, code, D.SUBJECT, 0, {"starts": True, "tag": None, "words": "x"})
    with pytest.raises(Http404):
        choosing.undo(written, cast.ana, code, D.TONE, 1)
    assert TurnCode.objects.get().revision == 1


# Words of a subject


def _spoken_subject(written: Transcript) -> tuple[uuid.UUID, str, str]:
    """A turn at which something new is suggested to start, the words made for it, and its tag."""
    coded = coded_talk(written, None)
    element = next(one for one in coded.suggested.elements if one.subject)
    assert element.subject is not None
    return coded.turns[element.first].code, element.subject, element.tag.value if element.tag else ""


def _listed(body: str) -> list[str]:
    """The codes of the turns in the order of the list."""
    return re.findall(r'<a href="\?turn=([0-9a-f-]{36})#sheet" data-code-turn', body)


# Bytes of the coding page for each turn, beside what was said and what stands there once (FRAME). Of 400 turns of
# the written corpus the whole page is 274,000; before the script's data were packed it was 1,177,000, or 2,790 a turn.
MOST_A_TURN = 600
FRAME = 30_000


def test_the_coding_page_stays_light(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    rows = [one for talk in corpus.read_all() for one in talk.rows if not one.backchannel]
    said = [("coachee" if one.role == "coachee" else "coach", one.text) for one in rows[:400]]
    suggest(write_down(open_talk, cast, said))
    body = ana.get(at(cast)).content
    words = sum(len(text.encode()) for _who, text in said)
    assert len(_listed(body.decode())) > 350
    assert (len(body) - FRAME - words) / len(said) < MOST_A_TURN, len(body)


def test_what_is_packed_for_the_script_is_what_the_cells_say(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    choose(ana, cast, turn(written, 1), "tone", value="1")
    choose(ana, cast, turn(written, 2), "function", value=["question", "challenge"], question="closed")
    page = CodesPage(reading_page(cast.ana, cast.strand))
    told = json.loads(json.dumps(page.for_script()))
    assert len(told["turns"]) == len(page.rows)
    for row, cells in zip(page.rows, told["turns"], strict=True):
        for cell, packed in zip(row.cells, cells, strict=True):
            whole = cell.for_script()
            own = packed.pop() if isinstance(packed[-1], dict) else None
            assert (packed == [NOTHING]) is (whole["suggested"] is None)
            if whole["suggested"] is not None:
                offer = told["offers"][packed[0]]
                assert [told["reasons"][one] for one in packed[1:]] == whole["suggested"]["because"]
                assert offer["listed"] == whole["listed"]
                shown = {key: whole["suggested"][key] for key in ("told", "words", "sure")}
                assert {key: offer[key] for key in shown} == shown
            assert (own or {"told": [], "words": "", "seen": 0}).items() <= whole.items()


def test_taking_a_suggested_subject_stores_none_of_the_words_that_were_said(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    code, words, tag = _spoken_subject(written)
    body = ana.get(at(cast), {"turn": str(code)}).content.decode()
    assert words in body
    assert f'name="words" value="{words}"' not in body
    assert f'maxlength="200" autocomplete="off" value="{words}"' not in body
    script = json.loads(body.split('id="codes-data"')[1].split(">", 1)[1].split("</script>")[0])
    place = _listed(body).index(str(code))
    cell = script["turns"][place][script["order"].index("subject")]
    told = script["offers"][cell[0]]
    # Nothing is coded yet, so nothing stands behind the offer and its reasons, and the offer brings no words.
    assert not any(isinstance(one, dict) for one in cell)
    assert told["more"] == ({"tag": tag} if tag else {})
    choose(ana, cast, code, "subject", value=told["told"], **told["more"])
    (row,) = TurnCode.objects.all()
    row.transcript = written
    assert json.loads(row.value) == {"starts": True, "tag": tag or None, "words": ""}
    # As long as the machine's words are there, the subject still goes by them.
    assert words in [one.subject for one in coded_talk(written, None).description.elements]


def test_what_is_wiped_leaves_no_words_in_subjects_and_no_codes_without_a_turn(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    # Ana spoke turn 2, Ben turn 1; turn 4 was joined away long ago.
    choose(ana, cast, turn(written, 2), "subject", value="starts", tag="pace", words="Bens waiting time")
    choose(ana, cast, turn(written, 2), "subject", value="starts", tag="pace", words="Bens silence", seen=1)
    choose(ana, cast, turn(written, 6), "tone", value="1")
    choose(ana, cast, turn(written, 4), "tone", value="1")
    written.turns.filter(code=turn(written, 4)).delete()
    voice_out.take_out(written.conversation, cast.ben)
    rows = {row.dimension: row for row in TurnCode.objects.all()}
    assert TurnCode.objects.count() == len(rows) == 2
    for row in rows.values():
        row.transcript = written
    subject = {"starts": True, "tag": "pace", "words": ""}
    assert json.loads(rows["subject"].value) == json.loads(rows["subject"].before) == subject
    assert json.loads(rows["tone"].value) == {"value": 1}


def test_names_in_a_subject_are_shown_as_others(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    written.pseudonyms.create(by=cast.ana, name="Kofi", pseudonym="Adam")
    code = turn(written, 2)
    answer = choose(ana, cast, code, "subject", value="starts", words="Kofi waits")
    assert answer.json()["cell"]["words"] == "starts: Adam waits"
    clash = choose(ben, cast, code, "subject", value="goes on")
    assert clash.status_code == 409
    assert "Kofi" not in clash.content.decode()
    for more in ("codes/", "in-time/", "reading/", "reading/away/json/", "reading/away/csv/"):
        body = ana.get(f"/cycle/{cast.strand.code}/talk/{more}", {"turn": str(code)}).content.decode()
        assert "Kofi" not in body, more
        assert "Adam waits" in body or more == "reading/", more


# Blind


@pytest.fixture
def blind(cast: Cast, ana: Client, ben: Client, written: Transcript) -> Transcript:
    """Both have coded two turns, alike in one."""
    assert ana.post(at(cast, "blind/")).status_code == 302
    for client, tone in ((ana, "1"), (ben, "-2")):
        choose(client, cast, turn(written, 1), "tone", value=tone)
        choose(client, cast, turn(written, 2), "scale", value="episode")
    choose(ben, cast, turn(written, 3), "subject", value="starts", words="Bensblindwords")
    return written


def test_neither_learns_what_the_other_codes_blind(
    cast: Cast, ana: Client, ben: Client, blind: Transcript
) -> None:
    base = f"/cycle/{cast.strand.code}/talk/"
    pages = ("codes/", "codes/state/", "codes/compare/", "reading/", "in-time/", "reading/away/json/")
    before = {more: ana.get(base + more, follow=True).content for more in (*pages, "reading/away/csv/")}
    for body in before.values():
        assert b"Bensblindwords" not in body
        assert b"very negative (" not in body
    # Whatever Ben goes on to code, not a byte that Ana gets is another, but for what is new each time.
    choose(ben, cast, turn(blind, 5), "building", value="yes")
    choose(ben, cast, turn(blind, 1), "tone", value="2", seen=1)
    for more, body in before.items():
        assert _plain(ana.get(base + more, follow=True).content) == _plain(body), more
    # Nor does a code that lies there cause a clash.
    answer = choose(ana, cast, turn(blind, 5), "building", value="no")
    assert answer.status_code == 200
    assert answer.json()["cell"]["seen"] == 1


def _plain(body: bytes) -> bytes:
    return re.sub(rb'(nonce|content|value|data-draft-key)="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', b"", body)


def test_who_switched_them_both_is_said_to_both_and_either_ends_it(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    told = words_of(ben.get(at(cast)))
    assert "This switches you both at once." in told
    assert "either of you can end it" in told
    ana.post(at(cast, "blind/"))
    for more in ("codes/", "reading/"):
        mine, theirs = (words_of(one.get(f"/cycle/{cast.strand.code}/talk/{more}")) for one in (ana, ben))
        assert "You switched you both to this on" in mine
        assert "Ana switched you both to this on" in theirs
        assert "Either of you can end it." in theirs
    assert "End it: code together" in words_of(ben.get(at(cast)))
    ben.post(at(cast, "blind/"), {"do": "stop"})
    assert "switched you both to this" not in words_of(ana.get(at(cast)))


def test_blind_codes_count_in_no_reading(cast: Cast, ana: Client, blind: Transcript) -> None:
    assert coded_talk(blind, cast.ana).confirmed == 0
    told = words_of(ana.get(f"/cycle/{cast.strand.code}/talk/reading/"))
    assert "The reading comes back when you have compared" in told
    ana.post(at(cast, "blind/"), {"do": "stop"})
    assert " 0 coded by you." in words_of(ana.get(f"/cycle/{cast.strand.code}/talk/reading/"))


def test_who_codes_blind_is_told_no_suggestion_elsewhere_either(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    _code, words, _tag = _spoken_subject(written)
    base = f"/cycle/{cast.strand.code}/talk/"
    page = words_of(ana.get(f"{base}in-time/"))
    assert words in page
    assert "(sure)" in page or "(fairly sure)" in page
    assert ana.post(at(cast, "blind/")).status_code == 302
    page = ana.get(f"{base}in-time/").content.decode()
    for told in (words, "(sure)", "(fairly sure)", "(not sure)", "(a guess)", 'class="built"'):
        assert told not in page, told
    table = csv.DictReader(ana.get(f"{base}reading/away/csv/").content.decode("utf-8-sig").splitlines())
    rows = list(table)
    assert len(rows) == 48
    assert not any(row[f"{one.value} suggested"] for row in rows for one in ORDER)
    data = json.loads(ana.get(f"{base}reading/away/json/").content)
    assert data["elements"] == data["spans"] == []
    assert data["indicators"] is data["reading"] is None
    assert not any(one["functions"] for one in data["turns"])
    assert ana.get(f"{base}reading/away/pdf/").content.startswith(b"%PDF")
    sheet = pdf.told_of(reading_page(cast.ana, cast.strand))
    assert not any((sheet["level"], sheet["blocks"], sheet["try"], sheet["moments"], sheet["figures"]))
    page = words_of(ana.get(f"{base}reading/"))
    for told in ("One thing to try", "Speaks for it", "Passage by passage", "in figures"):
        assert told not in page, told
    # What is left out comes back once they have compared.
    for person in (cast.ana, cast.ben):
        choosing.say_ready(written, person)
    data = json.loads(ana.get(f"{base}reading/away/json/").content)
    assert data["indicators"]
    assert data["reading"]["level"]
    assert "One thing to try" in words_of(ana.get(f"{base}reading/"))


def test_they_compare_once_both_are_ready(cast: Cast, ana: Client, ben: Client, blind: Transcript) -> None:
    assert ana.post(at(cast, "ready/")).headers["Location"] == at(cast)
    assert "Ana is ready" in words_of(ben.get(at(cast)))
    assert ana.get(at(cast, "compare/")).status_code == 302
    assert ben.post(at(cast, "ready/")).headers["Location"] == at(cast, "compare/")
    told = words_of(ana.get(at(cast, "compare/")))
    assert "You see 2 places differently" in told
    assert "Ana : positive" in told or "Ana: positive" in told
    assert "Bensblindwords" in told
    # One turn that both coded on tone, and they differ; on scale they agree.
    assert "tone 0 of 1 (0 %)" in told
    assert "scale 1 of 1 (100 %)" in told
    # Plain words first; the figure of the statisticians is explained, and shut away.
    shown = ana.get(at(cast, "compare/")).content.decode().split('id="agree-title"', 1)[1]
    first, further = shown.split("<details", 1)
    assert "How often you both chose the same" in first
    assert not re.search("kappa|chance", first, re.IGNORECASE)
    assert further.startswith(' class="more"><summary>Beyond chance')
    assert "agree now and then by luck" in further
    # What was coded alike is agreed already.
    (row,) = TurnCode.objects.filter(coder=None)
    assert (row.dimension, row.set_by) == ("scale", None)


def test_a_difference_is_settled_into_one_code(
    cast: Cast, ana: Client, ben: Client, blind: Transcript
) -> None:
    for client in (ana, ben):
        client.post(at(cast, "ready/"))
    told = {"seen": "0", "value": "-2", "from": "compare"}
    answer = ana.post(at(cast, f"{turn(blind, 1)}/tone/"), told)
    assert answer.headers["Location"] == at(cast, "compare/")
    page = words_of(ben.get(at(cast, "compare/")))
    assert "agreed: very negative" in page
    assert "You see 1 place differently" in page


def test_what_was_agreed_before_they_coded_alone_settles_nothing(
    cast: Cast, ana: Client, ben: Client, blind: Transcript
) -> None:
    TurnCode.objects.create(
        transcript=blind, turn_code=turn(blind, 1), dimension="tone", set_by=cast.ben, value='{"value": 1}'
    )
    for client in (ana, ben):
        client.post(at(cast, "ready/"))
    assert "You see 2 places differently" in words_of(ana.get(at(cast, "compare/")))
    # The same value said now does settle it.
    ana.post(at(cast, f"{turn(blind, 1)}/tone/"), {"seen": "1", "value": "1", "from": "compare"})
    assert "You see 1 place differently" in words_of(ana.get(at(cast, "compare/")))


def test_they_may_go_back_to_coding_together_unseen(
    cast: Cast, ana: Client, ben: Client, blind: Transcript
) -> None:
    ana.post(at(cast, "blind/"), {"do": "stop"})
    assert "Bensblindwords" not in ana.get(at(cast)).content.decode()
    assert ana.get(at(cast, "compare/")).status_code == 302


# An observer


@pytest.fixture
def leo(cast: Cast, as_person: Any) -> Client:
    client: Client = as_person(cast.leo)
    return client


def _let_in(cast: Cast, person: Person) -> ListenerIn:
    return ListenerIn.objects.create(strand=cast.strand, person=person, asked_by=cast.ben)


def test_an_observer_whom_both_approved_looks_and_changes_nothing(
    cast: Cast, leo: Client, written: Transcript
) -> None:
    asked = _let_in(cast, cast.leo)
    base = f"/cycle/{cast.strand.code}/talk/"
    assert leo.get(f"{base}reading/").status_code == 404
    asked.approved_by, asked.approved_at = cast.ana, timezone.now()
    asked.save()
    for more in ("reading/", "in-time/", "codes/"):
        page = leo.get(base + more)
        assert page.status_code == 200
        assert "Take it" not in words_of(page)
        assert "/away/" not in page.content.decode()
    assert leo.get(f"{base}reading/away/json/").status_code == 404
    assert leo.get(f"{base}reading/for-you/").status_code == 404
    assert choose(leo, cast, turn(written, 1), "tone", value="1").status_code == 404
    asked.ended_at = timezone.now()
    asked.save()
    assert leo.get(f"{base}reading/").status_code == 404


# Deleting


def test_deleting_the_sound_keeps_the_codes_and_deleting_all_leaves_nothing(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    choose(ana, cast, turn(written, 1), "tone", value="1")
    ana.post(at(cast, "blind/"))
    what = deleting.What
    for person in (cast.ana, cast.ben):
        deleting.propose_or_do(written.conversation, person, what.SOUND)
    assert TurnCode.objects.count() == 1
    assert Suggestions.objects.count() == 1
    for person in (cast.ana, cast.ben):
        deleting.propose_or_do(written.conversation, person, what.ALL)
    assert not TurnCode.objects.exists()
    assert not Suggestions.objects.exists()
    left = shredding.left(Kind.WRITTEN, written.code)
    assert {"codes", "suggestions", "blind codings", "coders ready"} <= set(left)
    assert not any(left.values())
    assert keystore.is_destroyed(written.key)


def test_a_shredding_check_counts_what_would_be_left(written: Transcript) -> None:
    assert shredding.left(Kind.WRITTEN, written.code)["suggestions"] == 1
