"""The addresses of a trust of schools: rows for TABLE."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.access.model import Right as R


def _whom_to_ask(scene: Any) -> dict[str, str]:
    return {"person": str(scene.cast.tim.code)}


def rows(get: Callable[..., Any], post: Callable[..., Any]) -> Iterable[Any]:
    return (
        get("federation:schools", "", R.SEE_TRUST),
        post("federation:schools", "", R.NAME_LINK, body=_whom_to_ask),
        post("federation:link", "asked link", R.ANSWER_LINK, body={"do": "yes"}),
        post("federation:link", "asked link", R.TAKE_LINK_BACK, body={"do": "end"}),
        post("federation:link", "link", R.BE_LINK, body={"do": "lead"}),
        post("federation:link", "link", R.END_LINK, body={"do": "end"}),
    )
