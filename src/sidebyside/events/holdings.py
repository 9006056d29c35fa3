"""What this room holds of people's own words."""

from sidebyside.events.actions import forget
from sidebyside.events.models import Picture, Poster
from sidebyside.events.pictures import files_of
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "events",
    (
        Holding(Poster, Way.OWN, "author", ("title", "tried", "saw", "take", "changed_at", "shown_at")),
        Holding(Picture, Way.OWN, "poster__author", ("poster", "alt", "made_at")),
    ),
    erase=forget,
    files=files_of,
)
