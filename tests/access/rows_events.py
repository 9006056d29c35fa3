"""Events and posters: a programme's to its co-ordinator, an event to whom it is for, a draft to its author."""

from tests.access.model import Right as R
from tests.access.table import get, page

MADE = {"sort": "meet", "day": "2026-12-10", "time": "12:30", "minutes": "45"}
EVENTS = [
    get("events:together", "", R.SIGNED_IN),
    *page("events:events", "programme with events", R.RUN_PROGRAMME, body=MADE),
    *page("events:event", "carousel", R.SEE_EVENT, R.JOIN_GROUP, {"do": "yes", "moves": "0"}),
    *page("events:poster", "carousel", R.JOIN_GROUP, body={"title": "Waiting", "do": "keep"}),
    get("events:sheets", "posters of the carousel", R.JOIN_GROUP),
    get("events:sheets", "poster of ana", R.READ_ANAS_OWN_WORDS),
    get("events:picture", "picture on ana's poster", R.READ_ANAS_OWN_WORDS),
]
