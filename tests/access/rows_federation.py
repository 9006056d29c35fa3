"""The addresses of a trust of schools: rows for TABLE."""

from collections.abc import Callable, Iterable
from typing import Any

from sidebyside.federation.models import Visiting
from tests.access.model import Right as R

ASKED = {"address": "eve@hill.test", "agreed": "on"}


def _whom_to_ask(scene: Any) -> dict[str, str]:
    return {"person": str(scene.cast.tim.code)}


def _visit_of(name: str, **more: str) -> Callable[[Any], dict[str, str]]:
    return lambda scene: {"code": str(Visiting.objects.get(address=f"{name}@harbour.test").code)} | more


def rows(get: Callable[..., Any], post: Callable[..., Any]) -> Iterable[Any]:
    return (
        get("federation:schools", "", R.SEE_TRUST),
        post("federation:schools", "", R.NAME_LINK, body=_whom_to_ask),
        post("federation:link", "asked link", R.ANSWER_LINK, body={"do": "yes"}),
        post("federation:link", "asked link", R.TAKE_LINK_BACK, body={"do": "end"}),
        post("federation:link", "link", R.BE_LINK, body={"do": "lead"}),
        post("federation:link", "link", R.END_LINK, body={"do": "end"}),
        get("federation:visits", "", R.SEE_VISITS),
        post("federation:visits", "", R.ALLOW_VISIT, body=_visit_of("tim", do="allow", agreed="yes")),
        post("federation:visits", "", R.BE_VISITOR, body=_visit_of("omar", do="yes")),
        post("federation:visits", "", R.SEE_VISITS, body=_visit_of("omar", do="end")),
        get("programme:visits", "programme", R.RUN_PROGRAMME),
        post("programme:visits", "programme", R.RUN_PROGRAMME, body=ASKED),
    )
