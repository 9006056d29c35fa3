"""What this room holds of people's own words."""

from sidebyside.shelf.models import Item, LessonPlan, OnTable
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "shelf",
    (
        Holding(Item, Way.OWN, "author", ("title", "link", "words", "made_at")),
        Holding(LessonPlan, Way.OWN, "owner", ("strand", "words", "changed_at")),
        Holding(
            OnTable, Way.PLACE, why_not="it says what lay on the table for which lesson, and has no words"
        ),
    ),
)
