"""Rows of the matrix for forms, diary, pulse, training, guides and interests."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R

# A form's mark is asked for; without it nothing is kept, and the page says so.
ANSWER = {"do": "keep", "seen": "", "form": ""}


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        get("instruments:forms", "", R.SIGNED_IN),
        *page("instruments:sheet", "form", R.OWN_SHELF, body=ANSWER),
        get("instruments:beside", "later form", R.OWN_SHELF),
        *page("instruments:words", "form", R.RUN_OWN_SCHOOL, body={"do": "ours"}),
        *page("reflection:diary", "", R.OWN_SHELF, body={"words": "Slower"}),
        *page("reflection:diary-entry", "diary entry", R.READ_ANAS_OWN_WORDS, body={"words": "x"}),
        *page("reflection:brought", "cycle", R.ENTER_CYCLE),
        *page("reflection:pulse", "cycle", R.ENTER_CYCLE, body={"safe": "yes"}),
        get("library:training", "", R.SIGNED_IN),
        get("library:who", "", R.RUN_OWN_SCHOOL),
        *page("library:module", "module", R.SIGNED_IN, R.OWN_SHELF, {"do": "finish", "seen": ""}),
        *page("library:guide", "guide", R.SIGNED_IN, R.OWN_SHELF, {"words": "Ask three pupils"}),
        get("library:read", "piece to read", R.SIGNED_IN),
        *page("library:interests", "", R.OWN_SHELF, body={"words": "Reading aloud"}),
    ]
