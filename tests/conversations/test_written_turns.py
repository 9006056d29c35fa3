"""Correcting what was written down, together or apart, and what belongs to all of it."""

import uuid

import pytest
from django.test import Client

from sidebyside.conversations.models import Conversation, Edit, SignOff
from sidebyside.conversations.written import timed, when_changed
from sidebyside.trust.models import Deed
from tests.cast import Cast
from tests.conversations.writing import as_vtt, at, brought, page, press, texts, turns, written

PART = {"X-Talk": "part"}


@pytest.fixture
def transcript(cast: Cast, ana: Client, open_talk: Conversation) -> None:
    brought(ana, cast)


pytestmark = pytest.mark.usefixtures("transcript")


def test_words_are_corrected_and_both_see_it(cast: Cast, ana: Client, ben: Client) -> None:
    answer = press(ana, cast, turns(cast)[4], "text", text="  What if you\ncounted to five? ")
    assert answer.status_code == 302
    assert "#turn-" in answer.headers["Location"]
    assert "What if you counted to five?" in page(ben, cast)


def test_an_empty_turn_is_told_and_the_words_stay(cast: Cast, ana: Client) -> None:
    answer = press(ana, cast, turns(cast)[0], "text", text="   ")
    assert answer.status_code == 422
    assert "Write at least one word" in answer.content.decode()
    assert texts(cast)[0].startswith("So what")


def test_two_who_edit_the_same_turn_see_both_texts_and_lose_none(
    cast: Cast, ana: Client, ben: Client
) -> None:
    seen = turns(cast)[0]
    assert press(ana, cast, seen, "text", text="What did you see Kofi do?").status_code == 302
    answer = press(ben, cast, seen, "text", text="So what about Kofi?")
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "What did you see Kofi do?" in told
    assert "So what about Kofi?" in told
    assert texts(cast)[0] == "What did you see Kofi do?"
    # The form that came back is over the newer words: pressed again, it lands.
    newer = turns(cast)[0]
    assert f'name="revision" value="{newer.revision}"' in told
    assert press(ben, cast, newer, "text", text="So what about Kofi?").status_code == 302
    assert texts(cast)[0] == "So what about Kofi?"


def test_two_who_edit_different_turns_do_not_disturb_each_other(cast: Cast, ana: Client, ben: Client) -> None:
    one, other = turns(cast)[:2]
    press(ana, cast, one, "text", text="One")
    assert press(ben, cast, other, "text", text="Other").status_code == 302
    assert texts(cast)[:2] == ["One", "Other"]


def test_a_turn_is_split_at_a_word_and_its_code_stays_with_the_first(cast: Cast, ana: Client) -> None:
    turn = turns(cast)[1]
    press(ana, cast, turn, "split", place="3")
    first, second = turns(cast)[1:3]
    assert (first.text, second.text) == ("I asked Kofi,", "and I answered for him before he could think.")
    assert first.code == turn.code
    assert turn.start_ms is not None
    assert first.start_ms == turn.start_ms
    assert first.end_ms == second.start_ms
    assert second.end_ms == turn.end_ms
    assert first.voice_id == second.voice_id


@pytest.mark.parametrize("place", ["0", "99", "", "x"])
def test_it_is_not_split_where_there_is_no_word(cast: Cast, ana: Client, place: str) -> None:
    assert press(ana, cast, turns(cast)[1], "split", place=place).status_code == 422
    assert len(turns(cast)) == 6


def test_words_typed_beside_another_button_are_kept(cast: Cast, ana: Client) -> None:
    press(ana, cast, turns(cast)[1], "split", text="I asked. Then I answered for him.", place="2")
    assert texts(cast)[1:3] == ["I asked.", "Then I answered for him."]


def test_twenty_five_splits_in_one_place_keep_the_order(cast: Cast, ana: Client) -> None:
    press(ana, cast, turns(cast)[0], "text", text=" ".join(f"w{n}" for n in range(30)))
    for _count in range(25):
        press(ana, cast, turns(cast)[0], "split", place="1", text=turns(cast)[0].text)
        if len(turns(cast)[0].text.split()) == 1:
            press(ana, cast, turns(cast)[0], "join")
    assert " ".join(texts(cast)).startswith(" ".join(f"w{n}" for n in range(30)))


def test_a_turn_is_joined_with_the_next(cast: Cast, ana: Client) -> None:
    coach = written(cast).voices.get(person=cast.ben)
    press(ana, cast, turns(cast)[3], "give", voice=str(coach.code))
    first = turns(cast)[3]
    press(ana, cast, first, "join")
    joined = turns(cast)[3]
    assert joined.code == first.code
    assert joined.text == "Kofi's hand was up the whole time. What would happen if you counted to five?"
    assert joined.end_ms == 19_000
    assert len(turns(cast)) == 5


def test_two_people_are_not_joined_into_one_turn(cast: Cast, ana: Client) -> None:
    before = texts(cast)
    answer = press(ana, cast, turns(cast)[0], "join")
    assert answer.status_code == 422
    assert "Two people speak here" in answer.content.decode()
    assert texts(cast) == before


def test_the_last_turn_has_no_next(cast: Cast, ana: Client) -> None:
    assert press(ana, cast, turns(cast)[-1], "join").status_code == 422


def test_a_turn_is_given_to_the_other_voice_and_to_nobody(cast: Cast, ana: Client) -> None:
    other = written(cast).voices.get(person=cast.ana)
    press(ana, cast, turns(cast)[0], "give", voice=str(other.code))
    assert turns(cast)[0].voice == other
    press(ana, cast, turns(cast)[0], "give", voice="")
    assert turns(cast)[0].voice is None


def test_the_voices_are_swapped_in_all_of_it(cast: Cast, ana: Client) -> None:
    ana.post(at(cast, "swap/"))
    assert [turn.role for turn in turns(cast)[:2]] == ["coachee", "coach"]
    ana.post(at(cast, "undo/"))
    assert [turn.role for turn in turns(cast)[:2]] == ["coach", "coachee"]


def test_the_pair_says_once_whose_voice_is_whose(cast: Cast, ana: Client) -> None:
    written(cast).delete()
    brought(ana, cast, as_vtt([("Speaker 1", 0, 900, "So?"), ("Speaker 2", 1000, 1900, "Well.")]))
    assert "Say whose voice is whose" in page(ana, cast)
    one, other = written(cast).voices.all()
    ana.post(at(cast, "whose/"), {f"voice-{one.code}": str(cast.ben.code), f"voice-{other.code}": "other"})
    assert [turn.role for turn in turns(cast)] == ["coach", "other"]
    assert "Say whose voice is whose" not in page(ana, cast)


def test_a_listening_sound_is_marked_and_unmarked(cast: Cast, ana: Client) -> None:
    press(ana, cast, turns(cast)[2], "no-sound")
    assert not turns(cast)[2].is_backchannel
    press(ana, cast, turns(cast)[2], "sound")
    assert turns(cast)[2].is_backchannel


def test_a_turn_is_taken_away_and_brought_back_by_undo(cast: Cast, ana: Client) -> None:
    before = turns(cast)[2]
    press(ana, cast, before, "remove")
    assert len(turns(cast)) == 5
    ana.post(at(cast, "undo/"))
    again = turns(cast)[2]
    assert (again.code, again.text, again.start_ms) == (before.code, before.text, before.start_ms)


def test_undo_goes_back_step_by_step_and_takes_back_ones_own_only(
    cast: Cast, ana: Client, ben: Client
) -> None:
    before = texts(cast)
    press(ana, cast, turns(cast)[1], "split", place="3")
    press(ben, cast, turns(cast)[0], "text", text="Ben's words")
    press(ana, cast, turns(cast)[1], "text", text="I asked him,")
    press(ana, cast, turns(cast)[1], "join")
    for _step in range(3):
        assert ana.post(at(cast, "undo/")).status_code == 302
    assert texts(cast)[1:] == before[1:]
    assert texts(cast)[0] == "Ben's words"
    answer = ana.post(at(cast, "undo/"), headers=PART)
    assert answer.status_code == 422
    assert "nothing that can be undone" in answer.content.decode()


def test_what_the_other_has_changed_since_is_not_undone_over_them(
    cast: Cast, ana: Client, ben: Client
) -> None:
    press(ana, cast, turns(cast)[0], "text", text="Ana's words")
    press(ben, cast, turns(cast)[0], "text", text="Ben's words")
    assert ana.post(at(cast, "undo/"), headers=PART).status_code == 422
    assert texts(cast)[0] == "Ben's words"


def test_what_was_withheld_since_is_undone_once_it_is_brought_back(cast: Cast, ana: Client) -> None:
    before = texts(cast)
    press(ana, cast, turns(cast)[3], "text", text="Ana's words")
    press(ana, cast, turns(cast)[3], "withhold", count="1")
    answer = ana.post(at(cast, "undo/"), headers=PART)
    assert answer.status_code == 422
    assert "Bring the passage back first, then undo." in answer.content.decode()
    ana.post(at(cast, f"turns/{turns(cast)[3].code}/back/"))
    assert ana.post(at(cast, "undo/"), headers=PART).status_code in (200, 204)
    assert texts(cast) == before


def test_what_the_other_has_changed_since_names_no_bringing_back(
    cast: Cast, ana: Client, ben: Client
) -> None:
    press(ana, cast, turns(cast)[3], "text", text="Ana's words")
    press(ben, cast, turns(cast)[3], "withhold", count="1")
    told = ana.post(at(cast, "undo/"), headers=PART)
    assert told.status_code == 422
    assert "It cannot be changed." in told.content.decode()


def test_what_changed_says_who_and_what_and_no_words(cast: Cast, ana: Client, ben: Client) -> None:
    press(ben, cast, turns(cast)[0], "text", text="Quite other words")
    told = ana.get(at(cast, "changes/")).content.decode()
    assert "words corrected" in told
    assert "Ben" in told
    assert "Quite other" not in told
    assert "So what did you notice" not in told


def test_names_are_shown_as_others_everywhere_and_shown_as_changed(
    cast: Cast, ana: Client, ben: Client
) -> None:
    ana.post(at(cast, "names/"), {"name": "Kofi", "pseudonym": "Adam"})
    shown = page(ben, cast)
    assert "Adam</mark>" in shown
    assert "notice about Kofi" not in shown
    assert "Adam</mark>&#x27;s hand" in shown
    body = ben.get(at(cast, "file/csv/")).content.decode()
    assert "Adam's hand" in body
    assert "Kofi" not in body
    name = written(cast).pseudonyms.get()
    ben.post(at(cast, f"names/{name.code}/away/"))
    assert "Kofi" in page(ana, cast)


def test_both_sign_it_off_and_any_later_change_takes_both_away(cast: Cast, ana: Client, ben: Client) -> None:
    for client in (ana, ben):
        assert client.post(at(cast, "sign/"), {"revision": str(written(cast).revision)}).status_code == 302
    assert "signed off by you both" in page(ana, cast)
    press(ben, cast, turns(cast)[0], "text", text="Other")
    assert "sign-offs are gone" in page(ben, cast)
    assert not SignOff.objects.exists()
    assert "signed off by you both" not in page(ana, cast)


def test_what_changed_meanwhile_is_not_signed_off_unseen(cast: Cast, ana: Client, ben: Client) -> None:
    seen = written(cast).revision
    press(ben, cast, turns(cast)[0], "text", text="Other")
    assert ana.post(at(cast, "sign/"), {"revision": str(seen)}, headers=PART).status_code == 422
    assert not SignOff.objects.exists()


def test_who_reads_it_is_told_of_each_change(cast: Cast, ana: Client) -> None:
    told: list[int] = []
    when_changed(lambda transcript: told.append(transcript.revision))
    press(ana, cast, turns(cast)[0], "text", text="Other")
    assert told[-1] == written(cast).revision


def test_a_turn_of_another_talk_is_not_there(cast: Cast, ana: Client) -> None:
    assert ana.get(at(cast, f"turns/{uuid.uuid4()}/")).status_code == 404


def test_no_deed_holds_a_word(cast: Cast, ana: Client) -> None:
    press(ana, cast, turns(cast)[0], "text", text="Heron")
    press(ana, cast, turns(cast)[0], "withhold")
    assert "Heron" not in str([(deed.act, deed.facts) for deed in Deed.objects.all()])
    assert Edit.objects.filter(kind="withhold").exists()


def test_times_of_words_outlive_a_correction() -> None:
    before = [
        timed.TimedWord(0, 100, "So", 0.9),
        timed.TimedWord(100, 300, "coffee", 0.3),
        timed.TimedWord(300, 500, "sat", 0.9),
    ]
    after = timed.aligned("So Kofi Mensah sat.", before)
    assert [(word.text, word.start_ms, word.end_ms, word.p) for word in after] == [
        ("So", 0, 100, 0.9),
        ("Kofi", 100, 180, None),
        ("Mensah", 180, 300, None),
        ("sat.", 300, 500, 0.9),
    ]
