"""Development groups: their names are the school's, what they do their members'; one cycle more is the pair's."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R

DAY = {"day": "2040-05-08", "time": "16:00", "place": "Library"}


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        *page("groups:groups", "", R.OWN_SHELF, body={"name": "Tuesday coaches"}),
        *page("groups:group", "development group", R.MEET_IN_GROUP, body=DAY),
        # Asked by Ana, and Ben has not said yes: nobody opens it. tests/groups opens one.
        get("groups:extract", "asked extract", R.NEVER),
        *page("groups:bring", "cycle", R.READ_TALK, body={"do": "end"}),
        *page("groups:once-more", "pair", R.BE_PARTNER),
    ]
