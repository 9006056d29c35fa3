"""Voice notes: taken for whoever spoke, played and erased by them alone."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        # A form brings no sound: whoever may speak is told so.
        post("voice:take", "", R.OWN_SHELF),
        *page("voice:note", "voice note", R.READ_ANAS_OWN_WORDS, body={"do": "erase"}),
        # What was said, in words; the page from which it is kept did not show how they stand.
        *page("voice:written", "voice note", R.READ_ANAS_OWN_WORDS, body={"do": "keep", "words": "Said"}),
        post("voice:written", "voice note", R.READ_ANAS_OWN_WORDS, body={"do": "write"}),
        post("voice:written", "voice note", R.READ_ANAS_OWN_WORDS, body={"do": "away"}),
    ]
