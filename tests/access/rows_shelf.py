"""A pair's shelf: read by both while they are together, each thing changed by its author; a lesson's plan by both."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R

ITEM = {"title": "A task", "link": "https://example.org/task", "words": "With counters", "seen": ""}


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        *page("shelf:shelf", "pair", R.COME_BACK_TO_SHELF, R.BE_PARTNER, ITEM),
        *page("shelf:item", "thing of ana", R.CHANGE_ANAS_THING, body=ITEM),
        get("shelf:file", "thing of ana", R.COME_BACK_TO_SHELF, R.ENTER_CYCLE),
        *page("shelf:plan", "cycle", R.ENTER_CYCLE, body={"words": "First, then, last", "seen": ""}),
    ]
