"""CSV and JSON."""

import csv
import io
import json

import pytest

from sidebyside.core.exchange import Code, ExchangeError, Kind, Mend, Transcript, Turn, read, sniff, write


def said(text: str) -> list[tuple[str | None, int | None, int | None, str]]:
    return [(turn.speaker, turn.start_ms, turn.end_ms, turn.text) for turn in read(text.encode()).turns]


TALK = [("Ana", 1500, 4000, "They waited, I think"), ("Ben", 4000, 5250, "Why?")]


@pytest.mark.parametrize(
    "text",
    [
        'speaker,start_ms,end_ms,text\nAna,1500,4000,"They waited, I think"\nBen,4000,5250,Why?\n',
        'role,text,start,end\nAna,"They waited, I think",1.5,4\nBen,Why?,4,5.25\n',
        "Start;End;Speaker;Words\n1,5;4,0;Ana;They waited, I think\n4;5,25;Ben;Why?\n",
        "Who\tFrom\tTo\tWhat\nAna\t0:01.5\t0:04\tThey waited, I think\nBen\t00:00:04.000\t00:00:05.250\tWhy?\n",
        'Name,Time,Utterance\nAna,00:00:01.500 --> 00:00:04.000,"They waited, I think"\nBen,0:04 - 0:05.25,Why?\n',
        'Begin time (s),Duration [ms],Participant,Transcript\n1.5,2500,Ana,"They waited, I think"\n4,1250,Ben,Why?\n',
        'Tier|Begin Time - msec|End Time - msec|Annotation\nAna|1500|4000|They waited, I think\nBen|4000|5250|Why?\n',
        '0:01.5,0:04,Ana,"They waited, I think"\n0:04,0:05.25,Ben,Why?\n',
    ],
)  # fmt: skip
def test_a_table_is_understood_whatever_its_separator_and_headings(text: str) -> None:
    turns = read(text.encode(), Kind.CSV).turns
    assert [(turn.speaker, turn.start_ms, turn.end_ms, turn.text) for turn in turns] == TALK


@pytest.mark.parametrize("heading", ["speaker,text", "Role;Words;Start", "who\twhat"])
def test_headings_tell_that_it_is_a_table(heading: str) -> None:
    assert sniff(f"{heading}\nAna,Yes;No\tSo\n".encode()) is Kind.CSV


def test_big_whole_numbers_without_a_unit_are_milliseconds_and_this_is_said() -> None:
    transcript = read(b"speaker,start,end,text\nAna,1000,2000,Yes\nBen,90000,91000,No\n")
    assert [(turn.start_ms, turn.end_ms) for turn in transcript.turns] == [(1000, 2000), (90_000, 91_000)]
    assert {note.mend for note in transcript.notes} == {Mend.MILLISECONDS}


def test_rows_without_a_time_or_a_name_stay() -> None:
    assert said("speaker,text,start,end\nAna,Yes,0,1\n,and no,,\nBen,So,-,-\n")[1:] == [
        (None, None, None, "and no"),
        ("Ben", None, None, "So"),
    ]


def test_every_row_is_kept_when_wanted() -> None:
    content = b"role,text\ncoach,Why?\ncoachee,\ncoach,Go on.\n"
    assert len(read(content, keep_rows=True).turns) == 3
    assert len(read(content).turns) == 2


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('speaker,text\nAna,Yes\nBen,"No\nand more\n', Code.CSV_BROKEN, "Line 3: "),
        ("speaker,text,start\nAna,Yes,1\nBen,No,later\n", Code.BAD_TIME, "Line 3: "),
        ('speaker,text,start\nAna,"Yes\nand no",1\nBen,No,later\n', Code.BAD_TIME, "Line 4: "),
        ("just one column\nof words\n", Code.CSV_COLUMNS, "Line 1: "),
        ("speaker,text\n" + "Ana," + "a" * 200_000 + "\n", Code.CSV_BROKEN, "Line 2: "),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, code: Code, place: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(text.encode(), Kind.CSV)
    assert refused.value.code is code
    assert refused.value.sentence.startswith(place)


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", "''=1", '"=1', "a;=1", 'a;"=1', "a,@b"]
)
def test_no_cell_that_we_write_begins_a_formula(start: str) -> None:
    talk = Transcript((Turn(start, start, 0, 900),))
    made = write(talk, Kind.CSV).decode("utf-8-sig")
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(made), delimiter=separator):
            assert not any(cell.lstrip('"').startswith(tuple("=+-@＝＋－＠")) for cell in row), row
    assert read(made.encode()).turns == talk.turns


def test_excel_is_told_that_it_is_utf8() -> None:
    assert write(Transcript((Turn("Élodie", "été"),)), Kind.CSV).startswith(b"\xef\xbb\xbf")


def test_json_says_what_was_mended() -> None:
    transcript = read(b"WEBVTT\n\n00:02.000 --> 00:01.000\n<v Ana>Yes</v>\n")
    made = json.loads(write(transcript, Kind.JSON))
    assert made["version"] == 1
    assert made["turns"][0] == {
        "speaker": "Ana",
        "start_ms": 2000,
        "end_ms": 2400,
        "text": "Yes",
        "words": [],
    }
    assert made["notes"][0]["what"] == "backwards"
    assert made["notes"][0]["where"] == "Line 3"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"turns": [\n{"text": "a"},\n}', Code.JSON_BROKEN, "Line 3: "),
        ('{"turns": [{"text": "a"}, {"text": 3}]}', Code.JSON_SHAPE, "Turn 2: "),
        ('{"turns": [{"text": "a", "start_ms": 1.5}]}', Code.JSON_SHAPE, "Turn 1: "),
        ('{"turns": [{"text": "a", "start_ms": true}]}', Code.JSON_SHAPE, "Turn 1: "),
        ('{"turns": [{"text": "a", "speaker": ["b"]}]}', Code.JSON_SHAPE, "Turn 1: "),
        ('{"turns": [{"text": "a", "words": [{"text": "a"}]}]}', Code.JSON_SHAPE, "Turn 1: "),
        ('{"turns": 3}', Code.JSON_SHAPE, "Line 1: "),
        ('{"version": 2, "turns": []}', Code.JSON_SHAPE, "Line 1: "),
        ('{"turns": []}', Code.NO_WORDS, ""),
        ('{"turns": ' + "[" * 100_000, Code.JSON_BROKEN, "Line 1: "),
        ('{"turns": [{"text": "a", "start_ms": ' + "9" * 5000 + "}]}", Code.JSON_BROKEN, "Line 1: "),
        ('{"turns": [' + "{}," * 500_001, Code.TOO_MANY, ""),
    ],
)
def test_json_that_is_not_a_transcript_is_refused_with_its_place(text: str, code: Code, place: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(text.encode(), Kind.JSON)
    assert refused.value.code is code
    assert refused.value.sentence.startswith(place)


@pytest.mark.parametrize("kind", [Kind.SRT, Kind.TEXT])
def test_kinds_that_are_only_read_say_so(kind: Kind) -> None:
    with pytest.raises(ExchangeError) as refused:
        write(Transcript((Turn("Ana", "a"),)), kind)
    assert refused.value.code is Code.READ_ONLY


def test_a_table_without_headings_is_known_by_the_same_few_speakers():
    turns = [("coach", "So, what happened?"), ("coachee", "I asked,\nand waited.")] * 3
    for separator in (",", ";", "\t"):
        rows = "".join(f'{role}{separator}"{said}"\r\n' for role, said in turns)
        found = read(("\ufeff" + rows).encode())
        assert found.speakers == ("coach", "coachee"), separator
        assert len(found.turns) == 6
        assert found.turns[1].text == "I asked, and waited."


def test_running_text_with_a_comma_in_each_line_is_no_table():
    said = ["Well, it went fine", "Yes, I think so", "And then, after a while", "Oh, really", "Hm, not sure"]
    found = read("\n".join(said).encode())
    assert found.speakers == ()
    assert found.turns[0].text == said[0]
