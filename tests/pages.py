"""Reading our own pages as a browser's form would."""

import html
import re
from typing import Any

from django.http import HttpResponse


def words_of(response: Any) -> str:
    """The page as text, with its references resolved and its spaces made single."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response: Any, name: str, form_action: str = "") -> str:
    """A hidden field's value, in the form with this action where the page has several."""
    page = response.content.decode()
    if form_action:
        page = page.split(f'action="{form_action}"', 1)[1]
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden {name}"
    return found[1]


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found, "no heading"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())
