"""Addresses of the exception for safeguarding. The co-ordinator's is always there; the two's only while it is on."""

from typing import Any

from tests.access.model import Right as R


def rows(get: Any, post: Any, page: Any) -> list[Any]:
    """Made with the table's own helpers, which this module cannot import."""
    return [
        *page("safeguarding:switch", "", R.RUN_OWN_SCHOOL, body={"do": "off"}),
        get("safeguarding:here", "safeguarding", R.BE_ONE_OF_TWO),
        *page("safeguarding:ask", "lesson to ask for", R.BE_ONE_OF_TWO),
        *page("safeguarding:ask", "talk to ask for", R.BE_ONE_OF_TWO),
        get("safeguarding:opening", "opening", R.LOOK_THROUGH_GLASS),
        get("safeguarding:opening", "opening of before", R.NEVER),
        post("safeguarding:end", "opening", R.LOOK_THROUGH_GLASS),
        get("safeguarding:play", "opened film", R.LOOK_THROUGH_GLASS, answers=(206,)),
        # What was not asked for, by the same address.
        get("safeguarding:play", "opened track", R.NEVER),
        get("safeguarding:play", "opened other film", R.NEVER),
    ]
