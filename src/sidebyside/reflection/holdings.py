"""What this room holds of people's own words."""

from sidebyside.reflection.models import LookBack, NextStep, Takeaway
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "reflection",
    (
        Holding(LookBack, Way.OWN, "author", ("strand", "words")),
        Holding(NextStep, Way.OWN, "owner", ("strand", "what", "by_when", "how_we_know", "came_of_it")),
        Holding(Takeaway, Way.OWN, "author", ("strand", "words")),
    ),
)
