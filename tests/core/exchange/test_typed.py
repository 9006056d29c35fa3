"""Typed transcripts: names, times in brackets or not, lines that go on."""

import pytest

from sidebyside.core.exchange import Kind, Mend, read, sniff


def said(text: str) -> list[tuple[str | None, int | None, str]]:
    return [(turn.speaker, turn.start_ms, turn.text) for turn in read(text.encode(), Kind.TEXT).turns]


def mended(text: str) -> set[Mend]:
    return {note.mend for note in read(text.encode()).notes}


def test_a_name_a_colon_and_words() -> None:
    text = "Ben: What did you see?\n\nAna: They waited.\nFor me, I think.\n\nIt was long.\n\nBen: How long: a minute?"
    assert said(text) == [
        ("Ben", None, "What did you see?"),
        ("Ana", None, "They waited. For me, I think. It was long."),
        ("Ben", None, "How long: a minute?"),
    ]
    assert mended(text) == {Mend.NO_TIMES}
    assert sniff(text.encode()) is Kind.TEXT


@pytest.mark.parametrize(
    "line",
    [
        "[00:01:02] Ana: They waited.",
        "[1:02] Ana: They waited.",
        "(00:01:02) Ana: They waited.",
        "00:01:02 Ana: They waited.",
        "1:02 - Ana: They waited.",
        "Ana: [00:01:02] They waited.",
        "Ana (1:02): They waited.",
        "Ana [00:01:02] They waited.",
        "Ana   1:02   They waited.",
        "Ana   1:02\nThey waited.",
        "Ana, 1:02\nThey waited.",
        "[00:01:02]\nAna: They waited.",
        "0:1:2.0 --> 0:1:4.0\nAna\nThey waited.",
    ],
)
def test_a_time_stands_where_people_put_it(line: str) -> None:
    assert said(f"Ben: [00:00:58] What then?\n{line}\n")[1:] == [("Ana", 62_000, "They waited.")]


def test_a_span_in_brackets_gives_the_end_too() -> None:
    turn = read(b"[00:00:01.250 - 00:00:03.500] Ana: Yes.").turns[0]
    assert (turn.start_ms, turn.end_ms) == (1250, 3500)


def test_a_time_of_day_in_a_sentence_is_no_time_stamp() -> None:
    text = "Ana: We begin at\n10:30 and we end late.\nBen: I see."
    assert said(text)[0] == ("Ana", None, "We begin at 10:30 and we end late.")


def test_a_colon_alone_makes_nobody_a_speaker() -> None:
    text = "Ana: I learnt a thing.\nWhat I noticed: they wait.\nNote: this too.\nSee https://example.org\nBen: Yes."
    assert [speaker for speaker, _, _ in said(text)] == ["Ana", "Ben"]


def test_small_letters_are_a_name_when_they_come_again() -> None:
    text = "coach: why?\nteacher: no time.\ncoach: ah.\nteacher: yes."
    assert [speaker for speaker, _, _ in said(text)] == ["coach", "teacher"] * 2


def test_names_in_square_brackets() -> None:
    assert said("[id1] hello\n\n[id2] good morning\n\n[id1] so") == [
        ("id1", None, "hello"),
        ("id2", None, "good morning"),
        ("id1", None, "so"),
    ]


def test_the_head_of_a_page_is_left_out_and_this_is_said() -> None:
    text = "Our second talk\nDate: 3 May\n\nAna: Hello.\nBen: Hello."
    assert [speaker for speaker, _, _ in said(text)] == ["Ana", "Ben"]
    note = next(note for note in read(text.encode()).notes if note.mend is Mend.PREAMBLE)
    assert note.sentence.startswith("Line 1 and 1 more: ")


def test_that_a_transcription_began_is_no_talk() -> None:
    text = (
        "Ana Ruiz started transcription\nAna Ruiz   0:03\nHello.\n"
        "Ben Okafor   0:07\nHello.\nAna Ruiz stopped transcription\n"
    )
    assert said(text) == [("Ana Ruiz", 3000, "Hello."), ("Ben Okafor", 7000, "Hello.")]
    assert Mend.SERVICE in mended(text)


def test_without_any_name_a_paragraph_is_a_turn() -> None:
    assert [text for _, _, text in said("one\ntwo\n\nthree\n")] == ["one two", "three"]
    assert [text for _, _, text in said("one\ntwo\nthree")] == ["one", "two", "three"]
    assert mended("one\n\ntwo") == {Mend.NO_TIMES, Mend.NO_SPEAKERS}


def test_a_time_within_a_turn_goes_on_with_the_same_speaker() -> None:
    text = "Ana: [0:01] We began.\n[0:30] Then we stopped.\nBen: [0:40] Why?"
    assert [speaker for speaker, _, _ in said(text)] == ["Ana", "Ana", "Ben"]
    assert Mend.CARRIED in mended(text)
