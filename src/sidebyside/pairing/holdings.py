"""What this room holds of people's own words."""

from sidebyside.pairing.models import Wishes
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room("pairing", (Holding(Wishes, Way.OWN, "person", ("liked", "not_liked", "focus", "rests")),))
