"""Addresses of the pairing room: one's own page, what is private on it, and the co-ordinator's."""

from typing import Any

from tests.access.model import Right as R
from tests.access.scenes import Scene


def _of_ben(scene: Scene) -> dict[str, str]:
    return {"person": str(scene.cast.ben.code), "do": "would_like"}


def _ask_cleo(scene: Scene) -> dict[str, str]:
    return {"person": str(scene.cast.cleo.code), "do": "ask"}


SHOWN = {"subject": "Maths", "experience": "2"}


def rows(get: Any, post: Any) -> list[Any]:
    """``get`` and ``post`` make the table's rows."""
    return [
        get("pairing:mine", "group", R.JOIN_GROUP),
        post("pairing:mine", "group", R.JOIN_GROUP, body=SHOWN),
        # Only Ana has joined: for whoever has not, there is nothing private to write on.
        post("pairing:private", "group", R.WRITE_WISHES, body=_of_ben),
        post("pairing:ask", "group", R.JOIN_GROUP, body=_ask_cleo),
        get("pairing:group", "group", R.RUN_PROGRAMME),
        post("pairing:group", "group", R.RUN_PROGRAMME, body={"do": "weights", "rank": "4"}),
        post("pairing:round", "group", R.RUN_PROGRAMME, body={"do": "ask"}),
    ]
