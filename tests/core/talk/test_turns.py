import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.core.exchange import Transcript, Turn
from sidebyside.core.talk.codes import Role
from sidebyside.core.talk.shapes import Row
from sidebyside.core.talk.turns import BACKCHANNEL_WORDS, form, is_listening, roles_of, rows_of


def rows(*said: str) -> list[Row]:
    """ "A: words" a row."""
    return [Row(text.strip(), speaker) for speaker, _, text in (one.partition(":") for one in said)]


def test_rows_of_one_voice_are_one_turn() -> None:
    turns = form(rows("A: I asked them", "A: to wait.", "B: And did they?"))
    assert [turn.text for turn in turns] == ["I asked them to wait.", "And did they?"]
    assert [turn.rows for turn in turns] == [(0, 1), (2, 2)]


def test_a_hum_does_not_split_a_turn() -> None:
    turns = form(rows("A: I asked them", "B: mm", "A: to wait.", "B: And did they?"))
    assert [(turn.text, turn.backchannel) for turn in turns] == [
        ("I asked them to wait.", False),
        ("mm", True),
        ("And did they?", False),
    ]
    assert turns[0].rows == (0, 2)


def test_yes_to_a_question_is_a_turn() -> None:
    turns = form(rows("A: Did you plan that?", "B: Yes.", "A: And when did you change it?"))
    assert [turn.backchannel for turn in turns] == [False, False, False]


def test_where_all_only_listen_all_are_backchannels() -> None:
    assert all(turn.backchannel for turn in form(rows("A: mm", "B: yeah", "A: right", "B: mm")))


def test_four_words_are_no_backchannel() -> None:
    turns = form(rows("A: I asked them to", "B: yeah yeah yeah right", "A: wait a bit."))
    assert not any(turn.backchannel for turn in turns)


def test_kept_rows_stay_rows_and_empty_ones_too() -> None:
    turns = form(rows("A: I asked", "B: mm", "A: them", "A:"), keep_rows=True)
    assert [turn.rows[0] for turn in turns] == [0, 1, 2, 3]
    assert [turn.backchannel for turn in turns] == [False, True, False, False]


def test_times_of_a_turn_reach_from_first_to_last_row() -> None:
    made = form(
        [Row("One", "A", None, 0, 900), Row("two", "A", None, 1000, 1900), Row("yes", "B", None, 2000, 2100)]
    )
    assert (made[0].start_ms, made[0].end_ms) == (0, 1900)


@pytest.mark.parametrize("text", ["mm", "Yeah.", "right, okay", "mm-hm", "I see"])
def test_listening(text: str) -> None:
    assert is_listening(text)


@pytest.mark.parametrize("text", ["", "no", "Thursday", "right?", "yeah because", "mm mm mm mm"])
def test_more_than_listening(text: str) -> None:
    assert not is_listening(text)


def test_roles_from_the_names_in_the_file() -> None:
    assert roles_of(["Coach", "Ana"]) == {"Coach": Role.COACH, "Ana": Role.COACHEE}
    assert roles_of(["coach", "coachee", "coach2"])["coach2"] is Role.COACH2
    assert roles_of(["Ben", "Ana"]) == {}


def test_the_one_who_coaches_is_named() -> None:
    assert roles_of(["Ben", "Ana"], "ben") == {"Ben": Role.COACH, "Ana": Role.COACHEE}
    assert roles_of(["Ben", "Ana", "Cleo"], "Ben") == {"Ben": Role.COACH}


def test_a_name_that_nobody_has_is_said() -> None:
    transcript = Transcript((Turn("Ana", "Hello"),))
    with pytest.raises(ValueError, match="Nobody called Zed speaks"):
        rows_of(transcript, "Zed")


WORDS = st.sampled_from(
    ["mm", "yeah", "I asked them to write", "and then?", "", "right", "because it was late"]
)


@given(st.lists(st.tuples(st.sampled_from("AB"), WORDS), max_size=30))
def test_no_word_is_lost_or_told_twice(said: list[tuple[str, str]]) -> None:
    made = form([Row(text, speaker) for speaker, text in said])
    assert sorted(" ".join(turn.text for turn in made).split()) == sorted(
        " ".join(text for _, text in said).split()
    )
    for one in made:
        assert not one.backchannel or one.words <= BACKCHANNEL_WORDS
    kept = [turn for turn in made if not turn.backchannel]
    assert all(one.voice != two.voice for one, two in itertools.pairwise(kept))


@given(st.lists(st.tuples(st.sampled_from("AB"), WORDS), max_size=30))
def test_kept_rows_are_as_many_as_came(said: list[tuple[str, str]]) -> None:
    assert len(form([Row(text, speaker) for speaker, text in said], keep_rows=True)) == len(said)
