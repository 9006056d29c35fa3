"""What the pages of a talk say beforehand: what codes mean, which language is known, of which day a sheet is."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.conversations.codes import glossary
from sidebyside.conversations.codes.dimensions import CHOICES, D
from sidebyside.conversations.models import Conversation
from sidebyside.conversations.reading import pdf
from sidebyside.conversations.reading.page import reading_page
from sidebyside.core.listening import here
from sidebyside.core.listening.speech_models import knows_only_english
from sidebyside.core.talk.codes import Function
from tests.cast import Cast
from tests.conversations.written_talk import write_down
from tests.pages import words_of


@pytest.fixture
def written(cast: Cast, talk: Conversation) -> Conversation:
    write_down(talk, cast)
    return talk


def test_every_code_has_its_sentence_on_the_page(cast: Cast, ana: Client, written: Conversation) -> None:
    assert set(glossary.MEANINGS) == set(Function)
    assert set(glossary.DIMENSIONS) == set(D) == set(CHOICES)
    page = words_of(ana.get(f"/cycle/{cast.strand.code}/talk/codes/"))
    for name, meaning in (*glossary.functions(), *glossary.dimensions()):
        assert name in page
        assert meaning in page


def test_the_sheet_says_of_which_day_it_is(cast: Cast, written: Conversation) -> None:
    today = timezone.localdate()
    sheet = pdf.told_of(reading_page(cast.ana, cast.strand))
    assert sheet["dated"].startswith("Talk of ")
    assert sheet["dated"].endswith(f"as it stands on {today.day} {today:%B %Y}")
    assert pdf.as_pdf(reading_page(cast.ana, cast.strand)).startswith(b"%PDF")


@pytest.mark.parametrize(("begins", "only"), [(50257, True), (50258, False), (None, False)])
def test_a_model_of_one_language_is_known_by_its_words(
    tmp_path: Path, begins: int | None, only: bool
) -> None:
    if begins is not None:
        words = [{"content": "<|startoftranscript|>", "id": begins}]
        (tmp_path / "tokenizer.json").write_text(json.dumps({"added_tokens": words}))
    assert knows_only_english(tmp_path) is only
    (tmp_path / "tokenizer.json").write_text("[]")
    assert not knows_only_english(tmp_path)


def test_whoever_speaks_another_language_is_warned_before(
    cast: Cast, ana: Client, open_talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sidebyside.conversations.written import page as written_page

    monkeypatch.setattr(written_page.Page, "is_kept", True)
    monkeypatch.setattr(here, "is_installed", lambda: True)
    at, warning = f"/cycle/{cast.strand.code}/talk/written/", "knows English only"
    monkeypatch.setattr(here, "knows_only_english", lambda: False)
    many = ana.get(at).content.decode()
    assert warning not in many
    assert '<option value="de">' in many
    monkeypatch.setattr(here, "knows_only_english", lambda: True)
    one = ana.get(at).content.decode()
    assert warning in one
    assert '<option value="en">' in one
    assert '<option value="de">' not in one
