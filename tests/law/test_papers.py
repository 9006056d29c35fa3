"""The papers say what is true of this server, as a page, for Word and as a PDF."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from sidebyside.consent.models import Charge
from sidebyside.law.papers import BY_HAND, PAPERS, Paper, Part, paper, records
from sidebyside.law.writing import as_docx, as_pdf
from sidebyside.trust.holdings import rooms
from tests.cast import Cast

_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_STYLE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pStyle"


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ana)
    return client


def words_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    return "\n".join(one.text or "" for one in tree.iter(_TEXT))


@pytest.mark.parametrize("kind", PAPERS)
def test_each_paper_is_one_text_in_three_forms(ana: Client, cast: Cast, kind: str) -> None:
    made = paper(kind, cast.ana.school)
    page = ana.get(f"/papers/{kind}/")
    assert page.status_code == 200
    word = ana.get(f"/papers/{kind}/docx/")
    assert word.headers["Content-Disposition"] == f'attachment; filename="sidebyside-{kind}.docx"'
    said = words_of(word.content)
    shown = page.content.decode().replace("&#x27;", "'")
    for part in made.parts:
        for line in (part.heading, *part.lines, *(cell for row in part.table for cell in row)):
            assert line in said
            assert line in shown
    assert ana.get(f"/papers/{kind}/pdf/").content.startswith(b"%PDF-")
    assert cast.ana.school.name in said


def test_what_the_school_must_write_itself_is_a_dotted_line(cast: Cast) -> None:
    for kind in PAPERS:
        made = paper(kind, cast.ana.school)
        everything = [*(line for part in made.parts for line in part.lines)]
        everything += [cell for part in made.parts for row in part.table for cell in row]
        assert any(BY_HAND in line for line in everything), kind


def test_the_records_speak_of_every_room_that_holds_something(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "exception_at", lambda _school: "It is on.")
    monkeypatch.setattr(records, "is_in_one", lambda _school: True)
    told = {room for one in records.records_of(cast.school) for room in one.rooms}
    assert told == set(rooms())


def test_processors_are_those_of_the_settings(cast: Cast, settings: Settings) -> None:
    def named() -> str:
        return str(paper("processors", cast.ana.school).parts)

    assert "storage service" not in named()
    assert "The key service" not in named()
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"KEY_SERVICE": "/usr/bin/keys"}
    settings.STORAGES = settings.STORAGES | {"recordings": {"BACKEND": "storages.backends.s3.S3Storage"}}
    assert "storage service" in named()
    assert "The key service" in named()


def test_no_https_is_said_where_there_is_none(cast: Cast, settings: Settings) -> None:
    assert "do not come over https" in str(paper("assessment", cast.ana.school).parts)
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"PUBLIC_URL": "https://coaching.school.uk"}
    assert "Every page comes over https" in str(paper("assessment", cast.ana.school).parts)


def test_words_cannot_be_markup_or_a_command(cast: Cast) -> None:
    made = paper("notice", cast.ana.school)
    wild = '#read("/etc/passwd") <w:p> & ]] *bold*'
    made = Paper("notice", wild, wild, made.made_at, (Part(wild, (wild,), ((wild, wild), (wild, wild))),))
    assert words_of(as_docx(made)).count(wild) == 8
    assert as_pdf(made).startswith(b"%PDF-")


@pytest.mark.parametrize("address", ["/papers/nothing/", "/papers/notice/exe/", "/papers/nothing/pdf/"])
def test_a_paper_that_is_not_there_looks_like_anything_else(ana: Client, address: str) -> None:
    assert ana.get(address).status_code == 404


def test_the_register_and_the_seating_plans_are_in_the_papers(cast: Cast) -> None:
    whats = [row[0] for part in paper("records", cast.school).parts for row in part.table]
    assert any("Register of who may be filmed" in one for one in whats)
    assert "Seating plans" in whats
    risks = str(paper("assessment", cast.school).parts)
    assert "keeps the register" in risks
    assert "consent is the school’s to keep" not in risks


def test_the_records_say_that_counts_go_and_shares_stay(cast: Cast) -> None:
    rows = [row for part in paper("records", cast.school).parts for row in part.table]
    (counts,) = [row for row in rows if row[0].startswith("How many gave which answer")]
    assert "counts encrypted" in counts[4]
    assert "counts are deleted" in counts[5]
    assert "shares are kept" in counts[5]


def test_the_notice_names_the_data_protection_lead_where_there_is_one(cast: Cast) -> None:
    def first() -> str:
        return paper("notice", cast.school).parts[0].lines[0]

    assert first().endswith(BY_HAND)
    Charge.objects.create(school=cast.school, person=cast.nina, what=Charge.What.DATA_LEAD)
    Charge.objects.create(school=cast.school, person=cast.omar, what=Charge.What.PUBLISHER)
    assert first().endswith(f": {cast.nina.name}")
    assert BY_HAND not in first()
