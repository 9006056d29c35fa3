"""Two tabs, one form: what was on the page when it was written, so that a late save never wins silently."""

import json
from collections.abc import Sequence

from django.utils.crypto import constant_time_compare, salted_hmac


class Changed(Exception):
    """The saved words are no longer those that the page showed; show both."""


class AtRest(Exception):
    """The cycle is closed, paused or skipped: nothing in it changes now."""


def stamp(words: Sequence[str]) -> str:
    """A short mark of the saved words that a form carries along; it tells nothing of them."""
    return salted_hmac("sidebyside.seen", json.dumps(list(words)), algorithm="sha256").hexdigest()[:32]


def insist_unchanged(saved: Sequence[str], wanted: Sequence[str], seen: str) -> bool:
    """True where the wanted words should be written; False where they already stand (a second click).

    Raises Changed if somebody saved other words since the page was made.
    """
    if list(saved) == list(wanted):
        return False
    if not constant_time_compare(stamp(saved), seen):
        raise Changed
    return True
