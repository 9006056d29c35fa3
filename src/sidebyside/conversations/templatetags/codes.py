from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from sidebyside.conversations.reading import words
from sidebyside.conversations.reading.page import ReadingPage, hue
from sidebyside.conversations.written.turns import Said
from sidebyside.recordings.words import clock_words

register = template.Library()
LONGEST_QUOTE = 140
SHORT_QUOTE = 60


@register.inclusion_tag("conversations/reading/turn.html")
def turn_link(page: ReadingPage, said: Said, *, is_quote: bool = False) -> dict[str, Any]:
    """A turn as a way to hear it: its words, or its place alone."""
    text = said.text if len(said.text) <= LONGEST_QUOTE else said.text[: LONGEST_QUOTE - 1].rstrip() + "…"
    return {
        "page": page,
        "said": said,
        "hue": hue(said),
        "name": page.speaker(said),
        "text": text if is_quote else "",
        "film_ms": page.film_ms(said),
    }


@register.filter
def is_in(value: object, values: object) -> bool:
    return isinstance(values, list | tuple | set) and value in values


@register.simple_tag
def place_words() -> SafeString:
    return json_script(words.for_scripts(), "talk-place-words")


@register.filter
def at(words: dict[str, str], key: str) -> str:
    return words.get(key, key)


@register.filter
def speaks(page: ReadingPage, said: Said) -> str:
    """A turn as a reader hears it: who, when, and how it begins."""
    when = clock_words(said.at_ms) if said.at_ms is not None else str(said.number)
    text = said.text if len(said.text) <= SHORT_QUOTE else said.text[: SHORT_QUOTE - 1].rstrip() + "…"
    return f"{page.speaker(said)}, {when}: {text}"
