"""Posters on paper, A3 and lying. The words go to typst as data, never as markup."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.events.models import Event, Picture, Poster
from sidebyside.events.pictures import content_of
from sidebyside.trust.keystore import KeyGone

SHEET = Path(__file__).parent / "poster.typ"
TYPE = "application/pdf"


def names_on(poster: Poster) -> str:
    people = [poster.author, *((one.person for one in poster.beside.all()) if poster.pk else ())]
    return _(" and ").join(one.name for one in people)


def as_pdf(event: Event, posters: Iterable[Poster]) -> bytes:
    """One page a poster, or one that says that none hangs. Fonts of the server's help out for scripts that the
    built-in ones do not have."""
    rows = [(one, _picture_of(one)) for one in posters]
    told = json.dumps(_told(event, rows), ensure_ascii=False)
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": told}, ignore_system_fonts=False)
    assert isinstance(made, bytes)
    return made


def _picture_of(poster: Poster) -> bytes:
    """Empty where there is none, or it is gone since the poster was read."""
    try:
        return content_of(poster.drawn) if poster.drawn else b""
    except (KeyGone, Picture.DoesNotExist):
        return b""


def _drawing(picture: Picture, content: bytes) -> str:
    """As a drawing that holds the picture: typst is told text and nothing else, and reads no file."""
    size = f'width="{picture.width}" height="{picture.height}"'
    held = base64.b64encode(content).decode()
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/jpeg;base64,{held}"/></svg>'


def _told(event: Event, posters: Iterable[tuple[Poster, bytes]]) -> dict[str, object]:
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
            "picture": {"drawing": _drawing(one.drawn, content), "alt": one.drawn.alt}
            if content and one.drawn
            else None,
        }
        for one, content in posters
    ]
    day = date_format(event.starts_at, "j F Y")
    return {
        "title": _("Posters"),
        "pages": pages,
        "none": _("No poster hangs yet."),
        "foot": f"{event.programme.name} · {day}",
    }
