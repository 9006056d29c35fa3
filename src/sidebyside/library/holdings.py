"""What this room holds of people's own words."""

from sidebyside.library.models import Addition, Interest, Tried
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "library",
    (
        Holding(Tried, Way.OWN, "person", ("module", "words", "changed_at")),
        Holding(Addition, Way.OWN, "author", ("guide", "version", "words", "written_at", "shown_at")),
        Holding(Interest, Way.OWN, "person", ("words", "changed_at", "shown_at")),
    ),
)
