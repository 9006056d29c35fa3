"""A lesson that Ana has opened, a reading that she asked for, and kit that she booked, in every scene."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from sidebyside.kit.models import Booking, Item, Piece
from sidebyside.library.models import ReadingAnswer, ReadingRequest
from sidebyside.walks.models import Offer, OfferWords, Visit
from tests.access.model import Right as R
from tests.cast import Cast

WITNESSES = {
    # Everybody's who works at the school, and nobody's elsewhere.
    "Quillwalkclass": (R.SEE_WALK, R.READ_ANAS_OWN_WORDS),
    "Quillwalksee": (R.SEE_WALK, R.READ_ANAS_OWN_WORDS),
    # Asked of whoever answers: the co-ordinator.
    "Quillreading": (R.ANSWER_ANA, R.READ_ANAS_OWN_WORDS),
    "Quillanswertitle": (R.ANSWER_ANA, R.READ_ANAS_OWN_WORDS),
    "Quillanswerwords": (R.ANSWER_ANA, R.READ_ANAS_OWN_WORDS),
    "Quillanswerlink": (R.ANSWER_ANA, R.READ_ANAS_OWN_WORDS),
    # A place that a technician reads.
    "Quillkitplace": (R.RUN_KIT_HERE, R.OWN_KIT, R.CHANGE_STAGES),
}
STILL = ("walk",)
OWN_SHELVES = {"walks:walks", "library:reading"}
# What colleagues are shown is asked for by their school, and by a column that says that it is shown.
SHOWN: dict[Any, str] = {
    OfferWords: "cancelled_at",
    ReadingRequest: "shown_at",
    ReadingAnswer: "shown_at",
}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    ana, soon = cast.ana, timezone.now() + timedelta(days=2)
    offer = Offer.objects.create(
        host=ana, school=cast.school, starts_at=soon, minutes=60, place="Room 4", seats=3
    )
    OfferWords.objects.create(offer=offer, classes="Quillwalkclass", to_see="Quillwalksee")
    Visit.objects.create(offer=offer, visitor=cast.cleo)
    asked = ReadingRequest.objects.create(person=ana, words="Quillreading", shown_at=timezone.now())
    ReadingAnswer.objects.create(
        request=asked,
        author=cast.dora,
        title="Quillanswertitle",
        words="Quillanswerwords",
        link="https://example.org/Quillanswerlink",
    )
    item = Item.objects.create(school=cast.school, name="Tripod", pieces=2)
    booking = Booking.objects.create(
        school=cast.school,
        borrower=ana,
        strand=cast.strand,
        starts_at=soon,
        minutes=60,
        place="Quillkitplace",
    )
    Piece.objects.create(booking=booking, item=item, count=1)
    return {"walk": {"code": offer.code}}


def fill(ana: Client, ben: Client, word: str) -> None:
    """The word into every field, by the product's own addresses; then it is taken back from colleagues."""
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = {"day": day, "time": "10:00", "minutes": "60", "classes": word, "place": "Room 4"}
    assert ana.post("/walks/", told | {"seats": "2", "to_see": word}).status_code == 302
    offer = Offer.objects.get()
    assert ana.post(f"/walks/{offer.code}/", {"do": "cancel"}).status_code == 302
    assert ana.post("/reading/", {"do": "ask", "words": word, "to_all": "yes"}).status_code == 302
    asked = str(ReadingRequest.objects.get().code)
    answer = {"title": word, "words": word, "link": f"https://example.org/{word}"}
    assert ben.post("/reading/", answer | {"do": "answer", "request": asked}).status_code == 302
    assert ana.post("/reading/", {"do": "hide", "request": asked}).status_code == 302
