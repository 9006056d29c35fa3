"""Cover and hours: a cycle's to its pair, a programme's to its co-ordinator, sums to leaders."""

from tests.access.model import Right as R
from tests.access.table import get, page

COVER = [
    *page("cover:cycle", "cycle", R.CHANGE_STAGES, body={"do": "film"}),
    *page("cover:cover", "covered programme", R.RUN_PROGRAMME, body={"do": "rule"}),
    get("cover:table", "covered programme", R.RUN_PROGRAMME),
    get("cover:sums", "", R.READ_SUMS),
]
