"""The school's year and lists are whoever runs the school's; a week is its own person's."""

from tests.access.model import Right as R
from tests.access.table import page

YEAR = {"weeks": "1"}
TIMETABLE = [
    *page("timetable:week", "", R.SIGNED_IN, body={"c00-0": "teaching"}),
    *page("timetable:year", "", R.RUN_OWN_SCHOOL, body=YEAR),
    *page("timetable:bring", "", R.RUN_OWN_SCHOOL, body={"content": "none"}),
    *page("timetable:staff", "", R.RUN_OWN_SCHOOL, body={"content": "none"}),
    *page("programme:kept", "pair", R.CHANGE_STAGES, body={"do": "keep", "place": "none"}),
]
