"""Rows of the matrix for the theory of change."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R

BOX = {"do": "add", "place": "step", "words": "Meet each fortnight"}
MARK = {"layer": "mine", "do": "mark", "box": "1", "came": "elusive"}


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        *page("change:programme", "charted programme", R.READ_CHART, R.MAKE_CHARTS),
        *page("change:chart", "own chart", R.OWN_CHART, body=BOX),
        # Whoever reads a chart that is shown may lay over it what came of it.
        *page("change:chart", "shown chart", R.READ_CHART, body=MARK),
        *page("change:interview", "own chart", R.OWN_CHART, body={"do": "keep"}),
        *page("change:mine", "", R.OWN_SHELF, body={}),
        get("change:away", "own chart away", R.OWN_CHART),
        get("change:away", "shown chart away", R.READ_CHART),
    ]
