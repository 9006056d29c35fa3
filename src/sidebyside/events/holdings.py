"""What this room holds of people's own words."""

from sidebyside.events.actions import forget
from sidebyside.events.models import Poster
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "events",
    (Holding(Poster, Way.OWN, "author", ("title", "tried", "saw", "take", "changed_at", "shown_at")),),
    erase=forget,
)
