"""The rooms around the pair, whose places and words each stand in a file of their own."""

from typing import Any

from tests.access import (
    places_change,
    places_events,
    places_federation,
    places_figures,
    places_forms,
    places_groups,
    places_interviews,
    places_shelf,
    places_voice,
    places_walks,
)
from tests.access.model import Right
from tests.cast import Cast

WITH_WORDS = (
    places_forms,
    places_change,
    places_events,
    places_walks,
    places_shelf,
    places_federation,
    places_voice,
    places_interviews,
    places_figures,
)
WITH_MADE = (*WITH_WORDS, places_groups)
STILL = {
    place
    for room in (
        places_forms,
        places_change,
        places_events,
        places_walks,
        places_groups,
        places_federation,
        places_voice,
        places_interviews,
    )
    for place in room.STILL
}
WITNESSES: dict[str, tuple[Right, ...]] = {
    word: who for room in WITH_WORDS for word, who in room.WITNESSES.items()
}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    return {place: parts for room in WITH_MADE for place, parts in room.made(cast).items()}
