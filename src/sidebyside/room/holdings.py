"""What this room holds of people's own words."""

from sidebyside.room.models import LineUp, LiveNote, Moment, Ready, Signal
from sidebyside.trust.holdings import Holding, Room, Way

ROOM = Room(
    "room",
    (
        Holding(
            Moment,
            Way.OWN,
            "author",
            ("recording__strand", "start_ms", "end_ms", "sort", "lens", "seen", "made_of_it"),
        ),
        Holding(LiveNote, Way.OWN, "author", ("strand", "noted_at", "words")),
        Holding(Signal, Way.OWN, "author", ("strand", "sounded_at")),
        Holding(LineUp, Way.FILM, why_not="where notes lie on a film: they carry their own times"),
        Holding(Ready, Way.PLACE, why_not="that somebody was ready"),
    ),
)
