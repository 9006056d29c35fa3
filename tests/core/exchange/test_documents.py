"""Word documents: Teams, typed, tables; and documents that mean harm."""

import io
import struct
import zipfile

import pytest

from sidebyside.core.exchange import Code, ExchangeError, Kind, Mend, Transcript, Turn, read, sniff, write

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return made.getvalue()


def document(*paragraphs: str, name: str = "word/document.xml", head: str = "", **more: str) -> bytes:
    body = "".join(
        paragraph
        if paragraph.startswith("<")
        else f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>".replace("\n", "</w:t><w:br/><w:t>")
        for paragraph in paragraphs
    )
    return archive({name: f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', **more})


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def said(content: bytes) -> list[tuple[str | None, int | None, str]]:
    return [(turn.speaker, turn.start_ms, turn.text) for turn in read(content).turns]


TALK = [("Ana Ruiz", 5100, "It went quiet."), ("Ben", 8500, "Was that you: or them?")]


@pytest.mark.parametrize(
    "content",
    [
        document(
            "0:0:5.100 --&gt; 0:0:8.250\nAna Ruiz\nIt went quiet.",
            "0:0:8.500 --&gt; 0:0:10.300\nBen\nWas that you: or them?",
        ),
        document("[0:05.1] Ana Ruiz: It went quiet.", "[0:08.5] Ben: Was that you: or them?"),
        document(
            "Ana Ruiz started transcription",
            "Ana Ruiz   0:05.1\nIt went quiet.",
            "Ben   0:08.5\nWas that you: or them?",
        ),
        document(
            table(
                ("Who", "Time", "What"),
                ("Ana Ruiz", "0:05.1", "It went quiet."),
                ("Ben", "0:08.5", "Was that you: or them?"),
            )
        ),
        document(
            table(("0:05.1", "Ana Ruiz", "It went quiet."), ("0:08.5", "Ben", "Was that you: or them?")),
            "The end.",
        ),
    ],
    ids=["Teams before 2022", "typed", "Teams", "table with headings", "table without"],
)  # fmt: skip
def test_a_talk_is_read_however_the_document_lays_it_out(content: bytes) -> None:
    assert sniff(content) is Kind.DOCX
    assert said(content) == TALK


def test_a_small_table_of_facts_above_the_talk_is_not_the_talk() -> None:
    facts = table(("Date", "3 May"), ("Room", "12"))
    content = document(facts, "Ana: It went quiet, and nobody moved.", "Ben: For how long, would you say?")
    assert [speaker for speaker, _, _ in said(content)] == ["Ana", "Ben"]


def test_the_document_of_word_on_the_web_has_another_name() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>'
    )
    content = document("Ana: Yes.", name="word/document2.xml", **{"_rels/.rels": relations})
    assert said(content) == [("Ana", None, "Yes.")]


def test_what_was_deleted_with_tracking_is_not_read() -> None:
    content = document(
        "<w:p><w:r><w:t>Ana: Yes</w:t></w:r><w:del><w:r><w:delText> no</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> and then</w:t></w:r></w:ins></w:p>"
    )
    transcript = read(content)
    assert transcript.turns[0].text == "Yes and then"
    assert Mend.TRACKED in {note.mend for note in transcript.notes}


def test_a_time_that_cannot_be_read_names_its_row() -> None:
    content = document(table(("speaker", "start", "text"), ("Ana", "0:05", "Yes."), ("Ben", "soon", "No.")))
    with pytest.raises(ExchangeError) as refused:
        read(content)
    assert refused.value.sentence.startswith("Table row 3: ")


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FROM_A_FILE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document("&b;", head=ENTITIES), Code.XML_ENTITIES),
        (document("&a;", head=FROM_A_FILE), Code.XML_ENTITIES),
        (document("Ana: Yes.", head='<!DOCTYPE d SYSTEM "http://localhost/d.dtd">'), Code.XML_ENTITIES),
        (document("<w:p>" * 5000), Code.XML_DEEP),
        (document("Ana: Yes.</w:t>"), Code.BROKEN_XML),
        (document("Ana: Yes.", **{"../../over.txt": "x"}), Code.ARCHIVE_PATHS),
        (document("Ana: Yes.", **{"/etc/cron.d/x": "x"}), Code.ARCHIVE_PATHS),
        (document("Ana: Yes.", **{"..\\over.txt": "x"}), Code.ARCHIVE_PATHS),
        (document("Ana: Yes.", **{"C:\\over.txt": "x"}), Code.ARCHIVE_PATHS),
        (document("a" * (21 * 1024 * 1024)), Code.ARCHIVE_BOMB),
        (archive({f"part{number}": "" for number in range(2001)}), Code.ARCHIVE_BOMB),
        (archive({"content.xml": "<x/>"}), Code.NOT_WORD),
        (document("Ana: Yes.")[:200], Code.BROKEN_ARCHIVE),
        (document("Ana: Yes.").replace(b"document.xml", b"Document.xml", 1), Code.BROKEN_ARCHIVE),
        (document(""), Code.NO_WORDS),
    ],
)
def test_a_document_that_is_broken_or_means_harm_is_refused(content: bytes, code: Code) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(content)
    assert refused.value.code is code


def test_a_part_that_lies_about_its_size_is_stopped_while_it_unpacks() -> None:
    content = bytearray(document("a" * (25 * 1024 * 1024)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 100)
    with pytest.raises(ExchangeError) as refused:
        read(bytes(content))
    assert refused.value.code in {Code.ARCHIVE_BOMB, Code.BROKEN_ARCHIVE}


def test_a_locked_document_is_refused() -> None:
    content = bytearray(document("Ana: Yes."))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    content[6] |= 1
    with pytest.raises(ExchangeError) as refused:
        read(bytes(content))
    assert refused.value.code is Code.ARCHIVE_LOCKED


def test_no_sentence_holds_a_word_of_the_file() -> None:
    content = document(table(("speaker", "start", "text"), ("Zaphod", "wibble", "frobnicate")))
    with pytest.raises(ExchangeError) as refused:
        read(content)
    for word in ("Zaphod", "wibble", "frobnicate"):
        assert word not in refused.value.sentence


def test_one_talk_gives_one_file() -> None:
    transcript = Transcript((Turn("Ana", "Yes.", 0, 900),))
    assert write(transcript, Kind.DOCX) == write(transcript, Kind.DOCX)
    assert zipfile.ZipFile(io.BytesIO(write(transcript, Kind.DOCX))).testzip() is None
