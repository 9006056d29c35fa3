"""What this room holds: typed reasons. What was done with them is in the chain of whose recording it was."""

from sidebyside.safeguarding.models import Reason
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room("safeguarding", (Holding(Reason, Way.OWN, "author", ("ask", "words")),))
