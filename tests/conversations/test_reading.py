"""The reading page: what it says, of what it is made, and when there is none."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.conversations.codes.coded import coded_talk
from sidebyside.conversations.models import (
    Conversation,
    StimulusEvent,
    Suggestions,
    Transcript,
    TurnCode,
    VoiceOut,
)
from sidebyside.conversations.reading import strip, words
from sidebyside.conversations.reading.read import ReadTalk
from sidebyside.conversations.written import laughter, making, signing, voice_out, withholding
from sidebyside.core.talk.codes import Level
from sidebyside.core.talk.shapes import Reading
from sidebyside.programme.models import Cycle, Strand, StrandPart
from sidebyside.recordings.models import Recording, Rendition, Share
from tests.cast import Cast
from tests.conversations.written_talk import LINES, suggest, turn, write_down
from tests.pages import heading, words_of
from tests.room.conftest import kept

SECRET = "Zeisig said it"


def at(cast: Cast, more: str = "reading/") -> str:
    return f"/cycle/{cast.strand.code}/talk/{more}"


def test_both_read_the_same_and_every_line_leads_to_what_was_said(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    for client in (ana, ben):
        page = client.get(at(cast))
        told = words_of(page)
        assert "One thing to try" in told
        assert "A reading of 48 turns: 48 suggested, 0 coded by you." in told
        assert "/talk/in-time/#turn-" in page.content.decode()
        assert 'style="' not in page.content.decode()


@pytest.mark.parametrize("level", list(Level))
def test_the_headline_and_the_card_speak_of_the_same_level(
    cast: Cast, ana: Client, written: Transcript, monkeypatch: pytest.MonkeyPatch, level: Level
) -> None:
    read = ReadTalk.reading.func

    def so_read(talk: ReadTalk) -> Reading:
        return replace(read(talk), level=level)

    monkeypatch.setattr(ReadTalk, "reading", property(so_read))
    for number in range(20, 26):
        TurnCode.objects.create(
            transcript=written, turn_code=turn(written, number), dimension="building", value='{"is": true}'
        )
    page = ana.get(at(cast))
    told = words_of(page)
    is_whole = level is Level.CO_CONSTRUCTIVE
    assert ("building together around minute" in heading(page)) is is_whole
    assert (f"taken as a whole, the talk is {words.level_short(level)}." in told) is not is_whole


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("waiting time", 12, "waiting time"),
        ("waiting time", 11, "waiting…"),
        ("counting to five, then", 18, "counting to five…"),
        ("waiting time", 5, "…"),
        ("waiting", 0, ""),
        ("", 3, ""),
    ],
)
def test_a_label_is_cut_behind_a_word(text: str, most: int, shown: str) -> None:
    assert strip.shortened(text, most) == shown
    assert len(shown) <= max(most, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Oh. (laughs) I waited.", "Oh. I waited."),
        ("[laughter]", ""),
        ("(we both laugh) Yes.", "Yes."),
        ("They laughed (a lot).", "They laughed (a lot)."),
        ("(slaughter)", "(slaughter)"),
    ],
)
def test_laughter_is_what_a_person_wrote_and_no_word(text: str, said: str) -> None:
    assert laughter.without(text) == said
    assert laughter.is_in(text) is (said != text)


def test_laughter_shows_in_time_and_no_model_hears_it(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    write_down(open_talk, cast, [*LINES * 4, ("coach", "(laughs) Go on, then.")])
    page = ana.get(at(cast, "in-time/"))
    assert page.content.decode().count("<circle") == 1
    assert "○ laughter" in words_of(page)
    assert "(laughs) Go on, then." in words_of(page)
    told = coded_talk(Transcript.objects.select_related("conversation__strand").get(), None)
    assert told.suggested.turns[-1].spoken.text == "Go on, then."
    talk = f"/cycle/{cast.strand.code}/talk/written/turns/{told.turns[0].code}/"
    assert "write (laughs)" in words_of(ana.get(talk))


def test_a_label_that_is_cut_is_told_whole_too(cast: Cast, ana: Client, written: Transcript) -> None:
    label = "where the silence went after the second question in the hall"
    told = json.dumps({"starts": True, "tag": None, "words": label})
    for number in (10, 12):
        TurnCode.objects.create(
            transcript=written, turn_code=turn(written, number), dimension="subject", value=told
        )
    page = ana.get(at(cast, "in-time/")).content.decode()
    assert f'role="img" aria-label="{label}"' in page
    assert f"<title>{label}</title>" in page
    labels = re.findall(r'y="107">([^<]*)<', page)
    assert any(one.endswith("…") and label.startswith(one[:-1]) for one in labels)
    assert label not in labels


def test_figures_come_with_their_base(cast: Cast, ana: Client, written: Transcript) -> None:
    told = words_of(ana.get(at(cast)))
    assert re.search(r"Turns that challenge \d+ of 48 ", told)
    assert "Ana spoke" in told


def test_a_talk_of_few_turns_is_said_to_be_too_short(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    suggest(write_down(open_talk, cast, LINES))
    page = ana.get(at(cast))
    assert heading(page) == "This talk is too short for a reading"
    told = words_of(page)
    assert "needs 30 turns that say something, and this talk has 12" in told
    # Nobody can code turns that are not there.
    assert "more turn" not in told
    assert "One thing to try" not in told


def test_under_thirty_turns_with_a_code_there_is_no_reading(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    write_down(open_talk, cast)
    ana.post(at(cast, "written/answer/"), {"wants": "no"})
    page = ana.get(at(cast))
    assert heading(page) == "A few more turns with a code, and there is a reading"
    assert "30 more turns, and there is one." in words_of(page)


@pytest.mark.parametrize("more", ["reading/", "in-time/"])
def test_a_drawing_wider_than_a_phone_says_so(
    cast: Cast, ana: Client, written: Transcript, more: str
) -> None:
    strip = ana.get(at(cast, more)).content.decode().split('<figure class="sheet strip">', 1)[1]
    assert "swipe it sideways" in strip.split("<svg", 1)[0]


def test_suggested_is_not_called_coded(cast: Cast, ana: Client, written: Transcript) -> None:
    code = turn(written, 2)
    ana.post(at(cast, f"codes/{code}/function/"), {"value": "question", "seen": "0"})
    assert "48 turns: 47 suggested, 1 coded by you." in words_of(ana.get(at(cast)))
    assert "1 of 48 turns coded" in words_of(ana.get(at(cast, "codes/")))


def test_without_a_transcript_it_says_what_else_works(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    page = ana.get(at(cast))
    assert heading(page) == "There is nothing written down to read yet"
    assert "Your notes, the recording and what was on screen stay" in words_of(page)
    assert heading(ana.get(at(cast, "codes/"))) == "There are no turns to code yet"
    assert ana.get(at(cast, "in-time/")).status_code == 200
    assert ana.get(at(cast, "reading/away/json/")).headers["Location"] == at(cast)


def test_while_suggestions_are_made_it_waits(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    made = write_down(open_talk, cast)
    assert heading(ana.get(at(cast))) == "Your talk is being looked at"
    Suggestions.objects.filter(transcript=made).update(failed=1)
    assert "The suggestions could not be made." in words_of(ana.get(at(cast)))
    assert ana.post(at(cast, "codes/again/")).status_code == 302
    assert Suggestions.objects.get().wanted == 2


def test_what_is_withheld_is_in_no_reading_drawing_or_file(
    cast: Cast, ana: Client, ben: Client, open_talk: Conversation
) -> None:
    lines = [*LINES * 4]
    lines[5] = ("coachee", f"Oh. I'd have sworn I waited longer. {SECRET}. On the film it's not two seconds.")
    made = write_down(open_talk, cast, lines)
    row = suggest(made)
    gap = turn(made, 6)
    assert str(gap) in row.body
    assert SECRET in ben.get(at(cast, "in-time/")).content.decode()
    withholding.withhold(made, cast.ana, gap)
    row = Suggestions.objects.get()
    row.transcript = made
    # At once, before anything is made anew: neither the turn nor any word that was quoted.
    assert str(gap) not in row.body
    assert not any(
        one["because"] for codes in json.loads(row.body)["turns"].values() for one in codes["functions"] or []
    )
    for _round in range(2):
        for more in ("reading/", "in-time/", "codes/", "reading/away/json/", "reading/away/csv/"):
            body = ben.get(at(cast, more)).content.decode()
            assert SECRET not in body, more
            assert str(gap) not in body, more
        suggest(made)
    assert "A reading of 47 turns" in words_of(ben.get(at(cast)))


def test_a_voice_that_is_out_leaves_no_code_of_it(cast: Cast, ana: Client, written: Transcript) -> None:
    for number in (1, 2):
        TurnCode.objects.create(
            transcript=written, turn_code=turn(written, number), dimension="tone", value='{"value": 1}'
        )
    voice_out.take_out(written.conversation, cast.ben)
    assert VoiceOut.objects.exists()
    # Ben spoke the first turn.
    assert [one.turn_code for one in TurnCode.objects.all()] == [turn(written, 2)]
    page = words_of(ana.get(at(cast)))
    assert LINES[0][1] not in page
    assert "A reading needs the words of two" in page


def test_a_no_stops_new_suggestions_and_keeps_what_there_is(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    making.answer(written.conversation, cast.ben, yes=False)
    withholding.withhold(written, cast.ana, turn(written, 3))
    row = suggest(written)
    assert row.made != row.wanted
    told = words_of(ana.get(at(cast)))
    assert "Ben has said no to new work on this talk." in told


def test_further_suggestions_are_the_coachees_alone_and_only_once_signed_off(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    code = at(cast, f"codes/{turn(written, 8)}/function/")
    assert ana.post(code, {"value": "new idea", "seen": "0"}).status_code == 302
    assert ben.get(at(cast, "reading/for-you/")).status_code == 404
    assert "Once you have both signed off" in words_of(ana.get(at(cast, "reading/for-you/")))
    for person in (cast.ana, cast.ben):
        signing.sign_off(written, person, written.revision)
    told = words_of(ana.get(at(cast, "reading/for-you/")))
    assert "You had an idea of your own." in told
    assert LINES[7][1] in told
    assert "For you alone" in words_of(ana.get(at(cast)))
    assert ben.get(at(cast, "reading/for-you/")).status_code == 404
    coach = ben.get(at(cast)).content.decode()
    assert "for-you" not in coach
    assert "You had an idea of your own." not in coach


def test_it_compares_with_the_pairs_own_earlier_talks_only(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    assert "This talk in figures" in words_of(ana.get(at(cast)))
    Cycle.objects.filter(pk=cast.cycle.pk).update(number=2)
    before = Strand.objects.create(cycle=Cycle.objects.create(partnership=cast.pair, number=1))
    for person, role in ((cast.ana, "coachee"), (cast.ben, "coach")):
        StrandPart.objects.create(strand=before, person=person, role=role)
    talk = Conversation.objects.create(strand=before, opened_at=timezone.now())
    suggest(write_down(talk, cast, LINES))
    talk.strand = before
    Conversation.objects.filter(pk=talk.pk).update(strand=before)
    told = words_of(ana.get(at(cast)))
    assert "This talk and the one before" in told
    assert re.search(r"Turns that challenge \d+ of 48 · \d+ of 12 ", told)


@pytest.mark.parametrize("more", ["reading/", "in-time/", "codes/"])
def test_it_costs_as_many_queries_for_four_hundred_turns(
    cast: Cast, ana: Client, open_talk: Conversation, more: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ana.get(at(cast, more)).status_code == 200
        return len(asked)

    suggest(write_down(open_talk, cast, LINES * 3))
    few = queries()
    Transcript.objects.all().delete()
    suggest(write_down(open_talk, cast, (LINES * 34)[:400]))
    assert queries() == few


@pytest.fixture
def film(cast: Cast) -> Recording:
    film = Recording.objects.create(
        strand=cast.strand, owner=cast.ana, state=Recording.State.READY, duration_ms=1_200_000
    )
    kept(film, Rendition.Role.FILM, b"film", "video/mp4")
    return film


def test_after_the_share_the_coachs_map_shows_times_and_words_but_no_picture(
    cast: Cast, ana: Client, ben: Client, written: Transcript, film: Recording
) -> None:
    Share.objects.create(recording=film, whole=True, opening=1)
    Conversation.objects.update(opened_at=timezone.now() - timedelta(hours=1))
    for deed, at_ms, film_ms in (("play", 10_000, 490_000), ("pause", 42_000, 522_000)):
        StimulusEvent.objects.create(
            conversation=written.conversation, recording=film, deed=deed, at_ms=at_ms, film_ms=film_ms
        )
    for client in (ana, ben):
        assert f"/film/{film.code}/" in client.get(at(cast, "in-time/")).content.decode()
    Share.objects.update(withdrawn_at=timezone.now())
    page = ben.get(at(cast, "in-time/"))
    assert str(film.code) not in page.content.decode()
    assert "8:10" in words_of(page)
    assert f"/film/{film.code}/" in ana.get(at(cast, "in-time/")).content.decode()


def test_the_map_says_which_of_the_lessons_films_was_on_screen(
    cast: Cast, ana: Client, ben: Client, written: Transcript
) -> None:
    film = Recording.objects.create(
        strand=cast.strand, owner=cast.ana, state=Recording.State.READY, duration_ms=1_800_000
    )
    Conversation.objects.update(
        opened_at=timezone.now() - timedelta(hours=1), ended_at=timezone.now() - timedelta(minutes=1)
    )
    for deed, at_ms, film_ms, angle in (
        ("play", 10_000, 490_000, 0),
        ("seek", 42_000, 522_000, 1),
        ("pause", 90_000, 570_000, 1),
    ):
        StimulusEvent.objects.create(
            conversation=written.conversation,
            recording=film,
            deed=deed,
            at_ms=at_ms,
            film_ms=film_ms,
            angle=angle,
        )
    for client in (ana, ben):
        page = client.get(at(cast, "in-time/")).content.decode()
        assert ">8:10</text>" in page
        assert ">8:42 film 2</text>" in page
        assert re.search(r"8:\d\d <small><bdi>film 2</bdi></small>", page)
    # A name is the film's: only for who may watch that one now.
    second = Recording.objects.create(
        strand=cast.strand, owner=cast.ana, angle=1, state=Recording.State.READY
    )
    second.called = "Window group"
    second.save(update_fields=["called"])
    for more in ("in-time/", ""):
        assert "Window group" in ana.get(at(cast, more)).content.decode()
        assert "Window group" not in ben.get(at(cast, more)).content.decode()
        assert "film 2" in ben.get(at(cast, more)).content.decode()


def test_the_sound_is_not_offered_while_a_voice_is_being_taken_out(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    track = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=600_000
    )
    written.conversation.tracks.create(by=cast.ana, number=0, recording=track, stopped_at=timezone.now())
    assert str(track.code) in ana.get(at(cast)).content.decode()
    VoiceOut.objects.create(conversation=written.conversation, person=cast.ben)
    assert str(track.code) not in ana.get(at(cast)).content.decode()


@pytest.mark.parametrize("is_out", [False, True])
def test_a_silencing_that_failed_can_be_asked_for_again_after_a_voice_out_too(
    cast: Cast, ana: Client, written: Transcript, *, is_out: bool
) -> None:
    film = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=600_000
    )
    track = written.conversation.tracks.create(
        by=cast.ana, number=0, recording=film, stopped_at=timezone.now(), silence_wanted=1
    )
    if is_out:
        VoiceOut.objects.create(conversation=written.conversation, person=cast.ben, applied_at=timezone.now())
    page = ana.get(at(cast, "written/"))
    assert "silence-again" not in page.content.decode()
    assert "comes back" in words_of(page)
    track.silence_failed = 1
    track.save()
    page = ana.get(at(cast, "written/"))
    assert "silence-again" in page.content.decode()
    assert "comes back" not in words_of(page)
    assert ana.post(at(cast, "written/silence-again/")).status_code == 302
    track.refresh_from_db()
    assert track.silence_wanted == 2


def test_suggestions_that_could_not_be_made_anew_can_be_asked_for_again(
    cast: Cast, ana: Client, written: Transcript
) -> None:
    assert "codes/again/" not in ana.get(at(cast)).content.decode()
    Suggestions.objects.update(wanted=2, failed=2)
    page = ana.get(at(cast))
    assert "could not be made anew" in words_of(page)
    assert at(cast, "codes/again/") in page.content.decode()
    assert ana.post(at(cast, "codes/again/")).status_code == 302
    assert Suggestions.objects.get().wanted == 3


# Taken away


def test_it_is_taken_away_as_data_as_a_table_and_on_paper(
    cast: Cast, ben: Client, written: Transcript
) -> None:
    told = json.loads(ben.get(at(cast, "reading/away/json/")).content)
    assert len(told["turns"]) == 48
    assert told["turns"][1]["speaker"] == "Ana"
    assert set(told) == {"file", "version", "turns", "elements", "spans", "indicators", "reading"}
    table = ben.get(at(cast, "reading/away/csv/"))
    assert (
        table.content.decode("utf-8-sig")
        .splitlines()[0]
        .startswith("turn,start,end,role,speaker,text,function,")
    )
    paper = ben.get(at(cast, "reading/away/pdf/"))
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="talk-reading.pdf"'
    assert ben.get(at(cast, "reading/away/exe/")).status_code == 404


def test_what_looks_like_a_command_on_paper_or_in_a_table_is_text(
    cast: Cast, ana: Client, open_talk: Conversation
) -> None:
    lines: Any = [("coachee", '=HYPERLINK("x") #panic("no") $ \\ @x *b* `raw`'), *LINES * 3]
    suggest(write_down(open_talk, cast, lines))
    assert ana.get(at(cast, "reading/away/pdf/")).content.startswith(b"%PDF")
    assert "'=HYPERLINK" in ana.get(at(cast, "reading/away/csv/")).content.decode()


def test_names_are_the_transcripts_pseudonyms(cast: Cast, ana: Client, written: Transcript) -> None:
    written.pseudonyms.create(by=cast.ana, name="Ben", pseudonym="Kit")
    for more in ("reading/", "in-time/", "codes/"):
        assert "Kit" in words_of(ana.get(at(cast, more)))
    told = json.loads(ana.get(at(cast, "reading/away/json/")).content)
    assert told["turns"][0]["speaker"] == "Kit"
    assert "Ben" not in ana.get(at(cast, "reading/away/csv/")).content.decode()
