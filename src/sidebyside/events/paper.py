"""Posters on paper, A3 and lying. The words go to typst as data, never as markup."""

import json
from collections.abc import Iterable
from pathlib import Path

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.events.models import Event, Poster

SHEET = Path(__file__).parent / "poster.typ"
TYPE = "application/pdf"


def names_on(poster: Poster) -> str:
    people = [poster.author, *((one.person for one in poster.beside.all()) if poster.pk else ())]
    return _(" and ").join(one.name for one in people)


def as_pdf(event: Event, posters: Iterable[Poster]) -> bytes:
    """One page a poster, or one that says that none hangs. Fonts of the server's help out for scripts that the
    built-in ones do not have."""
    told = json.dumps(_told(event, posters), ensure_ascii=False)
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": told}, ignore_system_fonts=False)
    assert isinstance(made, bytes)
    return made


def _told(event: Event, posters: Iterable[Poster]) -> dict[str, object]:
    pages = [
        {
            "title": one.title,
            "names": names_on(one),
            "parts": [
                {"heading": heading, "paragraphs": [line for line in words.split("\n") if line.strip()]}
                for heading, words in (
                    (_("What we tried"), one.tried),
                    (_("What we saw"), one.saw),
                    (_("What we take with us"), one.take),
                )
                if words.strip()
            ],
        }
        for one in posters
    ]
    day = date_format(event.starts_at, "j F Y")
    return {
        "title": _("Posters"),
        "pages": pages,
        "none": _("No poster hangs yet."),
        "foot": f"{event.programme.name} · {day}",
    }
