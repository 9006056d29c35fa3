"""Files that other programs wrote. They lie beside the repository and are never copied into it."""

from pathlib import Path

import pytest

from sidebyside.core.exchange import WRITERS, Code, ExchangeError, Kind, Mend, read, write

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"no real files beside the repository ({DATA})")


def content(name: str) -> bytes:
    return (DATA / name).read_bytes()


def test_an_elan_file_of_its_makers() -> None:
    transcript = read(content("interchange/sample_2.8.eaf"))
    assert len(transcript.turns) == 399
    assert transcript.speakers == ("text",)
    assert (transcript.turns[0].start_ms, transcript.turns[0].end_ms) == (2000, 5000)
    assert [word.text for word in transcript.turns[0].words] == ["The", "quick", "brown", "fox", "001"]
    assert {note.mend for note in transcript.notes} == {Mend.TIERS, Mend.SLOTS}
    for kind in WRITERS:
        back = read(write(transcript, kind)).turns
        assert [(turn.start_ms, turn.end_ms, turn.text) for turn in back] == [
            (turn.start_ms, turn.end_ms, turn.text) for turn in transcript.turns
        ]


def test_an_interview_with_names_in_brackets() -> None:
    transcript = read(content("interchange/qualcoder_transcript.txt"))
    assert [turn.speaker for turn in transcript.turns] == ["id1", "id2", "id3", "id1", "id3", "id1", "id2"]


def test_a_word_document_that_names_nobody() -> None:
    transcript = read(content("interchange/qualcoder_ID1.docx"))
    assert len(transcript.turns) == 3
    assert {note.mend for note in transcript.notes} == {Mend.NO_TIMES, Mend.NO_SPEAKERS}


@pytest.mark.parametrize(
    ("name", "speakers"),
    [
        ("teams_style.vtt", ("Anna Visser (Guest)", "Bram de Boer")),
        ("zoom_style.vtt", ("Anna Visser", "Bram de Boer")),
        ("overlap_unsorted_endless.vtt", ("Pupil 1", "Pupil 2", "Ms. O'Neil")),
        ("bom_crlf.srt", ("Coach", "Teacher")),
        ("latin1.srt", ("Enseignant",)),
        ("utf16.srt", ("Élève",)),
        ("teams_style_2021.docx", ("Anna Visser", "Bram de Boer")),
    ],
)
def test_who_speaks_in_files_of_many_programs(name: str, speakers: tuple[str, ...]) -> None:
    transcript = read(content(f"media/made/{name}"))
    assert transcript.speakers == speakers
    assert all(turn.start_ms is not None for turn in transcript.turns)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("interchange/qualcoder_ID2.odt", Code.NOT_WORD),
        ("media/made/billion_laughs.eaf", Code.XML_ENTITIES),
        ("media/made/zip_bomb_200MB.docx", Code.ARCHIVE_BOMB),
        ("media/made/zip_slip.qdpx", Code.ARCHIVE_PATHS),
        ("media/made/zero_byte.mp4", Code.EMPTY),
        ("media/made/av1_lesson.mp4", Code.NOT_TEXT),
        ("media/made/script.svg", Code.NOT_TEXT),
        ("media/made/hls_ssrf.m3u8", Code.NOT_TEXT),
    ],
)
def test_what_is_no_transcript_or_means_harm_is_refused(name: str, code: Code) -> None:
    for kind in (None, Kind.DOCX if name.endswith("docx") else None):
        with pytest.raises(ExchangeError) as refused:
            read(content(name), kind)
        assert refused.value.code is code
