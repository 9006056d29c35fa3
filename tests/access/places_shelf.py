"""What lies on Ana's and Ben's shelf in every scene, and the plan of her lesson."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sidebyside.shelf import files
from sidebyside.shelf.models import Item, LessonPlan, OnTable
from tests.access.model import Right as R
from tests.cast import Cast
from tests.pages import hidden

# Each reads the other's while they are together, and keeps their own.
_ANAS = (R.ENTER_CYCLE, R.READ_ANAS_OWN_WORDS)
WITNESSES = {
    "Quillthing": _ANAS,
    "quillthinglink": _ANAS,
    "Quillthingwords": _ANAS,
    "Quillthingname": _ANAS,
    "Quillthingbytes": _ANAS,
    "Quillbensthing": (R.READ_BENS_THING, R.READ_BENS_OWN_WORDS),
    "Quillplan": (R.ENTER_CYCLE,),
}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    """One thing of each, Ana's on the table, and a plan. The answer is what the addresses need."""
    pair = cast.pair
    thing = Item.objects.create(
        partnership=pair,
        author=cast.ana,
        title="Quillthing",
        link="https://example.org/quillthinglink",
        words="Quillthingwords",
    )
    files.keep(thing, files.brought("Quillthingname.txt", b"Quillthingbytes"))
    Item.objects.create(partnership=pair, author=cast.ben, title="Quillbensthing")
    LessonPlan.objects.create(strand=cast.strand, owner=cast.ana, words="Quillplan", changed_by=cast.ben)
    OnTable.objects.create(item=thing, strand=cast.strand)
    return {"thing of ana": {"code": pair.code, "item": thing.code}}


def fill(ana: Client, word: str, pair: str, cycle: str) -> None:
    """The word into every field, by the product's own addresses."""
    link = f"https://example.org/{word}"
    sheet = SimpleUploadedFile(f"{word}.txt", word.encode(), "text/plain")
    said = {"title": word, "link": link, "words": word, "file": sheet}
    assert ana.post(f"{pair}/shelf/", said).status_code == 302
    told = {"words": word, "seen": hidden(ana.get(f"{cycle}/plan/"), "seen")}
    assert ana.post(f"{cycle}/plan/", told).status_code == 302
    thing = Item.objects.get()
    assert ana.get(f"{pair}/shelf/{thing.code}/file/").content == word.encode()
    assert ana.post(f"{cycle}/plan/", {"do": "table", "item": str(thing.code)}).status_code == 302
