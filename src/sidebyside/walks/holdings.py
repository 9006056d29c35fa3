"""What this room holds: a host's words beforehand, and who means to come, until the day is over."""

from collections.abc import Iterable

from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way
from sidebyside.walks import actions
from sidebyside.walks.models import Offer, OfferWords, Visit


def _erase(person: Person) -> None:
    """Whoever meant to come hears that it is off."""
    for offer in Offer.objects.select_related("host", "school").filter(host=person):
        actions.cancel(offer)
        offer.delete()
    for visit in Visit.objects.select_related("offer__school").filter(visitor=person):
        actions.stay_away(visit.offer, person)


def _files(person: Person) -> Iterable[File]:
    rows = Visit.objects.filter(visitor=person).select_related("offer").order_by("offer__starts_at", "pk")
    lines = "".join(f"{one.offer.starts_at.isoformat()} {one.offer.place}\n" for one in rows)
    if lines:
        yield File("lessons-to-visit.txt", lambda: iter([lines.encode()]))


ROOM = Room(
    "walks",
    (Holding(OfferWords, Way.OWN, "offer__host", ("when", "classes", "to_see")),),
    erase=_erase,
    files=_files,
)
