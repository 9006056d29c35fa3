"""Figures: published ones to leaders and whoever runs the school; a yes to being counted to its person."""

from tests.access.model import Right as R
from tests.access.table import get, page

FIGURES = [
    get("figures:figures", "", R.READ_FIGURES),
    get("figures:away", "", R.READ_FIGURES),
    get("figures:trust", "", R.READ_TRUST_FIGURES),
    *page("figures:counted", "", R.OWN_SHELF, body={"do": "agree"}),
]
