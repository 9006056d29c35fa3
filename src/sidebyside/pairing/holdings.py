"""What this room holds of people's own words."""

from django.db.models import Q

from sidebyside.pairing.models import Asked, Joined, Wishes
from sidebyside.people.models import Person
from sidebyside.trust.holdings import Holding, Room, Way


def _forget(person: Person) -> None:
    """What they showed, and whom they asked, goes with what they wrote in private."""
    Asked.objects.filter(Q(by=person) | Q(about=person)).delete()
    Joined.objects.filter(person=person).delete()


ROOM = Room(
    "pairing",
    (
        Holding(
            Wishes, Way.OWN, "person", ("would_like", "would_not", "liked", "not_liked", "focus", "rests")
        ),
    ),
    erase=_forget,
)
