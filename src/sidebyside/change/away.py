"""The picture as a file: the SVG that the page shows, and the same on paper."""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from sidebyside.core.theory import chart as theory
from sidebyside.core.theory.drawing import Labels, layout, svg

TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}
# A name that says what it is and nothing of whom or what it is about.
NAME = "theory-of-change"
SHEET = Path(__file__).parent / "sheet.typ"
PAPER_FONT = "Libertinus Serif"
# A drawing that is taller than this would have words too small to read on A4.
TALL_PX = 760


def as_svg(chart: theory.Chart, labels: Labels, layer: theory.Layer | None) -> bytes:
    return svg(chart, labels, layer).encode()


def as_pdf(chart: theory.Chart, labels: Labels, layer: theory.Layer | None, know: str, whose: str) -> bytes:
    told = {
        "title": labels.title,
        "whose": whose,
        "picture": svg(chart, labels, layer, PAPER_FONT),
        "paper": "a3" if layout(chart, labels, layer).height > TALL_PX else "a4",
        "know": know,
        "knowTitle": _("How we will know"),
    }
    # Letters of other scripts come from the machine's own fonts, where it has them.
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made
