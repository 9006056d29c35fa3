"""The rooms around the pair, whose places and words each stand in a file of their own."""

from tests.access import places_change, places_events, places_forms
from tests.access.model import Right
from tests.cast import Cast

ROOMS = (places_forms, places_change, places_events)
WITNESSES: dict[str, tuple[Right, ...]] = {
    word: who for room in ROOMS for word, who in room.WITNESSES.items()
}
STILL = {place for room in ROOMS for place in room.STILL}


def made(cast: Cast) -> dict[str, dict[str, object]]:
    return {place: parts for room in ROOMS for place, parts in room.made(cast).items()}
