"""Rows of the matrix for lessons on offer, kit, and requests for a reading."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        *page("walks:walks", "", R.OWN_SHELF, body={"minutes": "60"}),
        post("walks:offer", "walk", R.DROP_IN, body={"do": "book"}),
        post("walks:offer", "walk", R.CANCEL_WALK, body={"do": "cancel"}),
        *page("kit:mine", "", R.SIGNED_IN, R.OWN_SHELF, body={"minutes": "60"}),
        *page("kit:cycle", "cycle", R.CHANGE_STAGES, body={"place": "Room 4"}),
        *page("kit:queue", "", R.RUN_KIT, body={"do": "item", "new-name": "Tripod", "new-pieces": "2"}),
        *page("library:reading", "", R.OWN_SHELF, body={"words": "On questioning", "do": "ask"}),
    ]
