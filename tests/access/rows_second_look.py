"""Rows of the second look at a blurred film, and of a class that was named wrongly."""

from tests.access.model import Right as R
from tests.access.table import NEW, Row, get, post

MARK = {"do": "mark", "start": "0:01", "end": "0:02"}

SECOND_LOOK: list[Row] = [
    get("recordings:second-look", "second look", R.LOOK_THROUGH),
    get("recordings:second-look-film", "second look", R.LOOK_THROUGH),
    post("recordings:second-look", "second look", R.LOOK_THROUGH, body=MARK),
    post("recordings:second-look", "second look", R.LOOK_THROUGH, body={"do": "done", "sure": "yes"}),
    post("recordings:ask-second-look", "filming", R.OWN_FILM, body={"email": "x@y.test"}),
    post("recordings:answer-second-look", "filming", R.OWN_FILM),
    get("recordings:class-changes", "", R.READ_REGISTER),
    post("recordings:class-changes", "", R.READ_REGISTER, body={"do": "confirm", "change": NEW}),
    post("recordings:name-class", "cycle", R.BRING_FILM, body={"do": "another", "which": NEW}),
]
