"""What this room holds of people's own words."""

from sidebyside.programme.models import Aim, Criterion, PairPart, Question, StrandContent
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "programme",
    (
        Holding(StrandContent, Way.OWN, "owner", ("strand", "lesson", "focus", "why", "would_see")),
        Holding(Criterion, Way.OWN, "owner", ("strand", "words")),
        Holding(Question, Way.OWN, "author", ("strand", "words")),
        Holding(Aim, Way.OWN, "person", ("partnership", "words")),
        Holding(PairPart, Way.PAIR, why_not="the agreement's page prints it, for both"),
    ),
)
