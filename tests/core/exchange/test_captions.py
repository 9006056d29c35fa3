"""WebVTT and SRT: what Teams, Zoom, YouTube and people make of them."""

import pytest

from sidebyside.core.exchange import Code, ExchangeError, Kind, Mend, Transcript, Word, read, sniff


def heard(transcript: Transcript) -> list[tuple[str | None, int | None, int | None, str]]:
    return [(turn.speaker, turn.start_ms, turn.end_ms, turn.text) for turn in transcript.turns]


def mended(transcript: Transcript) -> set[Mend]:
    return {note.mend for note in transcript.notes}


TEAMS = """WEBVTT

6f1d2a3b-aaaa-bbbb-cccc-0123456789ab/4-0
00:00:03.200 --> 00:00:06.000
<v Ben Okafor>What did you notice at the back?</v>

6f1d2a3b-aaaa-bbbb-cccc-0123456789ab/9-0
00:00:06.400 --> 00:00:09.000
<v Ana Ruiz (Guest)>They had stopped &amp; were
waiting for me.</v>
"""


def test_teams_names_speakers_in_voice_tags() -> None:
    transcript = read(TEAMS.encode())
    assert heard(transcript) == [
        ("Ben Okafor", 3200, 6000, "What did you notice at the back?"),
        ("Ana Ruiz (Guest)", 6400, 9000, "They had stopped & were waiting for me."),
    ]
    assert transcript.notes == ()


def test_zoom_names_speakers_before_the_first_colon_only() -> None:
    zoom = "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nBen Okafor: One thing: the pace.\r\n"
    assert heard(read(zoom.encode())) == [("Ben Okafor", 1000, 2000, "One thing: the pace.")]


def test_notes_styles_regions_and_settings_are_no_talk() -> None:
    transcript = read(
        b"""WEBVTT - a title
Kind: captions
Language: en

STYLE
::cue(v) { color: red }

REGION
id:below

NOTE
00:00:01.000 --> 00:00:02.000
taken out by hand

00:01.000 --> 00:02.000 align:start position:0%
<v.loud Ana>Yes.</v>
"""
    )
    assert heard(transcript) == [("Ana", 1000, 2000, "Yes.")]


ROLLING = """WEBVTT
Kind: captions

00:00:00.000 --> 00:00:02.000 align:start position:0%
\x20
so<00:00:00.500><c> tell</c><00:00:01.000><c> me</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
so tell me
\x20

00:00:02.010 --> 00:00:04.000 align:start position:0%
so tell me
what<00:00:02.500><c> you</c><00:00:03.000><c> saw</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
what you saw
\x20
"""


def test_the_rolling_lines_of_youtube_are_said_once_with_times_of_words() -> None:
    transcript = read(ROLLING.encode())
    assert heard(transcript) == [(None, 0, 2000, "so tell me"), (None, 2010, 4000, "what you saw")]
    assert transcript.turns[1].words == (
        Word(2010, 2500, "what"),
        Word(2500, 3000, "you"),
        Word(3000, 4000, "saw"),
    )
    assert Mend.ROLLING in mended(transcript)


def test_who_says_the_same_again_is_heard_again() -> None:
    said = ["Mm.", "Mm.", "Thank you.", "Thank you.", "Thank you."]
    text = "WEBVTT\n" + "".join(f"\n00:0{n}.000 --> 00:0{n}.900\n<v Ana>{w}\n" for n, w in enumerate(said))
    assert [turn.text for turn in read(text.encode()).turns] == said


def test_two_voices_in_one_caption_share_its_time() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:03.000\n<v Ana>abcd efghi</v>\n<v Ben>abcde</v>\n"
    transcript = read(text.encode())
    assert heard(transcript) == [("Ana", 0, 2000, "abcd efghi"), ("Ben", 2000, 3000, "abcde")]
    assert mended(transcript) == {Mend.SHARED_CUE}


def test_a_caption_without_a_name_goes_on_with_who_spoke_and_this_is_said() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: First,\n\n2\n00:00:02,000 --> 00:00:03,000\nand then.\n"
    transcript = read(text.encode())
    assert [turn.speaker for turn in transcript.turns] == ["Ana", "Ana"]
    assert [note.sentence for note in transcript.notes] == [
        "Line 6: There is no name here. It was taken as the one who spoke before."
    ]


def test_arrows_and_dashes_say_that_somebody_else_speaks() -> None:
    text = """00:00:01,000 --> 00:00:03,000
>> ANA: Ready?
>> I am.

00:00:03,000 --> 00:00:05,000
- Go.
- Now?
"""
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == [
        ("ANA", "Ready?"),
        (None, "I am."),
        (None, "Go."),
        (None, "Now?"),
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_srt_is_read_in_any_encoding(encoding: str) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Élodie:</i> Déjà vu à l'école.\r\n"
    assert heard(read(text.encode(encoding))) == [("Élodie", 1000, 2500, "Déjà vu à l'école.")]


def test_windows_quotes_are_read_and_the_guess_is_said() -> None:
    transcript = read("1\n00:00:01,000 --> 00:00:02,000\nAna: “Wait” – why?\n".encode("cp1252"))
    assert transcript.turns[0].text == "“Wait” – why?"
    assert mended(transcript) == {Mend.ENCODING}


def test_a_damaged_letter_does_not_turn_the_whole_file_into_windows_text() -> None:
    transcript = read("1\n00:00:01,000 --> 00:00:02,000\nété à Créteil".encode() + b"\xc3\n")
    assert transcript.turns[0].text == "été à Créteil�"
    assert Mend.BROKEN_LETTERS in mended(transcript)


def test_a_missing_empty_line_and_a_counter_do_not_join_two_captions() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: One.\n2\n00:00:02,000 --> 00:00:03,000\nBen: Two.\n"
    assert heard(read(text.encode())) == [("Ana", 1000, 2000, "One."), ("Ben", 2000, 3000, "Two.")]


def test_words_behind_an_empty_line_are_not_lost() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: One\n\nand a half.\n\n2\n00:00:03,000 --> 00:00:04,000\nBen: Two.\n"
    transcript = read(text.encode())
    assert [turn.text for turn in transcript.turns] == ["One and a half.", "Two."]
    assert mended(transcript) == {Mend.ORPHAN}


def test_a_smaller_sign_that_opens_no_tag_stays() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>if 3 < 4 and 5 > 4</v>\n"
    assert read(text.encode()).turns[0].text == "if 3 < 4 and 5 > 4"


@pytest.mark.parametrize(
    "times", ["00:00:0x --> 00:00:02.000", "00:00:61.000 --> 00:02:00.000", "--> 00:00:02.000"]
)
def test_a_time_that_cannot_be_read_is_refused_with_its_line(times: str) -> None:
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nYes.\n\n{times}\nNo.\n"
    with pytest.raises(ExchangeError) as refused:
        read(text.encode())
    assert refused.value.code is Code.BAD_TIME
    assert refused.value.sentence.startswith("Line 6: ")


def test_captions_without_a_single_time_are_refused() -> None:
    with pytest.raises(ExchangeError) as refused:
        read(b"WEBVTT\n\njust words\n")
    assert refused.value.code is Code.NO_CUES


def test_the_content_tells_the_kind() -> None:
    assert sniff(TEAMS.encode()) is Kind.VTT
    assert sniff("1\n00:00:01,000 --> 00:00:02,000\nYes\n".encode("utf-16")) is Kind.SRT
