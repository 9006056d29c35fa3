"""What this room holds of people's own words."""

from sidebyside.reflection.models import Brought, DiaryEntry, LookBack, NextStep, Pulse, Takeaway
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "reflection",
    (
        Holding(LookBack, Way.OWN, "author", ("strand", "words")),
        Holding(NextStep, Way.OWN, "owner", ("strand", "what", "by_when", "how_we_know", "came_of_it")),
        Holding(Takeaway, Way.OWN, "author", ("strand", "words")),
        Holding(Pulse, Way.OWN, "person", ("strand", "safe", "challenged", "will_try", "changed_at")),
        Holding(DiaryEntry, Way.OWN, "author", ("code", "layer", "asked", "words", "thread", "written_at")),
        Holding(Brought, Way.PLACE, why_not="it says which of one's own entries was shown, and has no words"),
    ),
)
