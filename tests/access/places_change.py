"""Two charts of Dora's in every scene, one shown and one not, and what Ana laid over the one that is shown."""

import json
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from sidebyside.change import keeping
from sidebyside.change.models import Chart, Layer
from sidebyside.core.theory.chart import Box, Place
from sidebyside.core.theory.chart import Chart as Boxes
from tests.access.model import Right as R
from tests.access.model import may
from tests.cast import Cast

WITNESSES = {
    "Quillownchart": (R.OWN_CHART,),
    "Quillshownchart": (R.READ_CHART,),
    "Quilllayer": (R.READ_ANAS_OWN_WORDS,),
}
# No state of Ana's and Ben's cycle changes what these answer, but who has left or is held: asked in those.
STILL = ("charted programme", "own chart", "shown chart", "own chart away", "shown chart away")


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    own, shown = (_chart(cast, word) for word in ("Quillownchart", "Quillshownchart"))
    Chart.objects.filter(pk=shown.pk).update(shown_at=timezone.now(), layers_from=date(2026, 9, 1))
    marks = {"1": {"came": "came-true", "note": "Quilllayer"}}
    Layer.objects.create(chart=shown, author=cast.ana, body=json.dumps({"marks": marks}))
    return {
        "charted programme": {"code": cast.programme.code},
        "own chart": {"code": own.code},
        "shown chart": {"code": shown.code},
        "own chart away": {"code": own.code, "kind": "svg"},
        "shown chart away": {"code": shown.code, "kind": "svg"},
    }


def _chart(cast: Cast, word: str) -> Chart:
    boxes = Boxes((Box(1, Place.STEP, word),), last=1)
    return keeping.begin(cast.programme, cast.dora, keeping.Whole({"know": word}, boxes))


def is_let_in(world: Any, who: str, row: Any) -> bool:
    """A chart is its maker's, and those' whom they show it to: what such a page asks of content is what it is for."""
    return row.route.startswith("change:") and all(may(world, who, right) for right in row.needs)


def fill(cast: Cast, ana: Client, word: str) -> None:
    """The word into a chart of Ana's and into a layer of hers, by the product's own addresses; none is shown."""
    chart = keeping.begin(cast.programme, cast.ana)
    at = f"/change/{chart.code}/"
    told = {"do": "add", "place": "step", "words": word}
    assert ana.post(at, told).status_code == 302
    Chart.objects.filter(pk=chart.pk).update(shown_at=timezone.now(), layers_from=date(2026, 9, 1))
    told = {"layer": "mine", "do": "mark", "box": "1", "came": "elusive", "note": word}
    assert ana.post(at, told).status_code == 302
    for kind in ("svg", "pdf"):
        answer = ana.get(f"{at}away/{kind}/?layer=mine")
        assert answer.status_code == 200
        assert word not in repr(answer.headers)
    Chart.objects.filter(pk=chart.pk).update(shown_at=None)


def places(cast: Cast) -> dict[str, dict[str, Any]]:
    """Where the canary's chart lies."""
    code = Chart.objects.get().code
    return {
        "charted programme": {"code": cast.programme.code},
        "own chart": {"code": code},
        "shown chart": {"code": code},
        "own chart away": {"code": code, "kind": "svg"},
        "shown chart away": {"code": code, "kind": "pdf"},
    }
