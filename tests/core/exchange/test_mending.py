"""Times and words that do not fit together are mended and said, or refused."""

import pytest

from sidebyside.core.exchange import Code, ExchangeError, Mend, Transcript, Turn, read
from sidebyside.core.exchange.mending import settle
from sidebyside.core.exchange.notes import Notebook
from sidebyside.core.exchange.places import line
from sidebyside.core.exchange.shapes import LIMIT_ROWS, Row, Word


def mend(*rows: Row, keep_rows: bool = False) -> Transcript:
    return settle(rows, Notebook(), keep_rows=keep_rows)


def row(speaker: str | None, start: int | None, end: int | None, text: str = "So we wait") -> Row:
    return Row(line(1), speaker, text, start, end)


def times(transcript: Transcript) -> list[tuple[int | None, int | None]]:
    return [(turn.start_ms, turn.end_ms) for turn in transcript.turns]


def mended(transcript: Transcript) -> list[Mend]:
    return [note.mend for note in transcript.notes]


def test_two_people_who_speak_at_once_are_left_as_they_are() -> None:
    transcript = mend(row("Ana", 0, 5000), row("Ben", 4000, 6000))
    assert times(transcript) == [(0, 5000), (4000, 6000)]
    assert transcript.notes == ()


def test_one_who_speaks_twice_at_once_ends_where_the_next_begins() -> None:
    transcript = mend(row("Ana", 0, 5000), row("Ben", 1000, 2000), row("Ana", 4000, 6000))
    assert times(transcript) == [(0, 4000), (1000, 2000), (4000, 6000)]
    assert mended(transcript) == [Mend.SELF_OVERLAP]


def test_disorder_is_put_in_order_and_remembers_its_rows() -> None:
    transcript = mend(
        row("Ana", 3000, 4000), row("Ben", 1000, 2000), row("Ana", None, None), row("Ben", 5000, 6000)
    )
    assert [turn.row for turn in transcript.turns] == [1, 2, 0, 3]
    assert mended(transcript) == [Mend.DISORDERED, Mend.UNTIMED]


def test_an_end_before_its_beginning_is_set_anew() -> None:
    transcript = mend(row("Ana", 3000, 1000), row("Ben", 4500, 5000))
    assert times(transcript) == [(3000, 4500), (4500, 5000)]
    assert mended(transcript) == [Mend.BACKWARDS]


def test_a_missing_end_does_not_reach_over_a_long_silence() -> None:
    transcript = mend(row("Ana", 0, None, "Yes."), row("Ben", 300_000, None, "one two three four five"))
    assert times(transcript) == [(0, 1000), (300_000, 302_000)]
    assert mended(transcript) == [Mend.NO_END]


def test_a_missing_beginning_is_set_from_the_number_of_words() -> None:
    assert times(mend(row("Ana", None, 5000, "one two three"))) == [(3800, 5000)]


def test_a_time_before_the_recording_moves_to_its_beginning() -> None:
    transcript = mend(row("Ana", -500, 900), row("Ben", 1000, 2000))
    assert times(transcript) == [(0, 900), (1000, 2000)]
    assert mended(transcript) == [Mend.NEGATIVE]


def test_a_time_beyond_any_talk_is_refused_with_its_place() -> None:
    with pytest.raises(ExchangeError) as refused:
        read(b"WEBVTT\n\n9999:00:00.000 --> 9999:00:01.000\nYes.\n")
    assert refused.value.code is Code.FAR_TIME
    assert str(refused.value).startswith("Line 3: ")


def test_no_times_at_all_is_a_transcript_and_is_said() -> None:
    transcript = mend(row("Ana", None, None), row(None, None, None))
    assert times(transcript) == [(None, None), (None, None)]
    assert mended(transcript) == [Mend.NO_TIMES]


def test_rows_without_words_go_unless_every_row_is_wanted() -> None:
    rows = (row("Ana", 3000, 4000), row("Ben", 2000, 3000, " \x00 "), row("Ana", 1000, 1500))
    assert [turn.row for turn in mend(*rows).turns] == [2, 0]
    kept = mend(*rows, keep_rows=True)
    assert [turn.row for turn in kept.turns] == [0, 1, 2]
    assert kept.turns[1].text == ""


def test_only_empty_rows_are_no_transcript() -> None:
    with pytest.raises(ExchangeError) as refused:
        mend(row("Ana", 0, 1000, ""), row("Ben", 0, 1000, "\ufeff"))
    assert refused.value.code is Code.NO_WORDS


def test_times_of_words_outside_of_the_turn_are_dropped_and_the_words_stay() -> None:
    outside = Row(line(1), "Ana", "So we", 1000, 2000, (Word(1000, 1500, "So"), Word(1500, 2500, "we")))
    transcript = mend(outside)
    assert transcript.turns == (Turn("Ana", "So we", 1000, 2000),)
    assert mended(transcript) == [Mend.WORD_TIMES]


def test_notes_of_one_kind_are_one_sentence() -> None:
    transcript = settle([Row(line(n), "Ana", "Yes", -n, 10 * n) for n in range(1, 4)], Notebook())
    assert transcript.notes[0].sentence.startswith("Line 1 and 2 more: ")


def test_twenty_thousand_turns_are_taken_and_more_than_any_talk_has_are_not() -> None:
    transcript = settle((row("Ana", n * 1000, n * 1000 + 900) for n in range(20_000)), Notebook())
    assert len(transcript.turns) == 20_000
    with pytest.raises(ExchangeError) as refused:
        settle((row("Ana", None, None) for _ in range(LIMIT_ROWS + 1)), Notebook())
    assert refused.value.code is Code.TOO_MANY


@pytest.mark.parametrize("head", ["WEBVTT\n\n00:01.000 --> 00:02.000\n", ""])
def test_a_turn_that_nobody_could_speak_is_refused_with_its_place(head: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read((head + "so " * 200_000).encode())
    assert refused.value.code is Code.TOO_LONG
    assert refused.value.sentence.startswith("Line ")


@pytest.mark.parametrize(
    "content",
    [
        "Ana" + " " * 400_000 + "0:05",
        "[Ana]" + " " * 400_000,
        "\n" * 60_000 + "Ana: Yes.",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + " " * 400_000 + "Yes.",
    ],
    ids=["a name", "brackets", "lines", "a tag"],
)
def test_a_mile_of_spaces_is_walked_once(content: str) -> None:
    """Each of these takes hours where a pattern tries every way to part the spaces."""
    assert len(read(content.encode()).turns) == 1


@pytest.mark.parametrize(("start", "end"), [(None, 5), (5, None), (5, 5), (6, 5), (-1, 5)])
def test_a_turn_cannot_be_made_with_impossible_times(start: int | None, end: int | None) -> None:
    with pytest.raises(ValueError, match="a turn"):
        Turn("Ana", "Yes", start, end)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b" \n\t ", Code.EMPTY),
        (b"a" * (20 * 1024 * 1024 + 1), Code.TOO_LARGE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Code.NOT_TEXT),
        (b"\x00" * 5000, Code.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0 old Word", Code.OTHER_DOCUMENT),
        (b"{\\rtf1 rich}", Code.OTHER_DOCUMENT),
        (b"%PDF-1.7", Code.OTHER_DOCUMENT),
        (b"<!DOCTYPE html><p>no", Code.OTHER_DOCUMENT),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', Code.NOT_TEXT),
    ],
)
def test_what_is_no_transcript_ends_in_a_sentence(content: bytes, code: Code) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(content)
    assert refused.value.code is code
    assert refused.value.sentence.endswith(".")
