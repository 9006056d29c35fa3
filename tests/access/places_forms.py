"""What Ana has on her own shelf in every scene, where it lies, and who may read a word of it."""

from typing import Any

from django.test import Client

from sidebyside.instruments.answering import as_text, form_of
from sidebyside.instruments.models import Sheet
from sidebyside.instruments.versions import current_version
from sidebyside.library.models import Addition, Interest, Tried
from sidebyside.programme.models import Strand
from sidebyside.reflection.models import Brought, DiaryEntry, Pulse
from tests.access import places_events, places_voice, places_walks
from tests.access.model import Right as R
from tests.cast import Cast
from tests.pages import hidden

FORM, LATER, MODULE, GUIDE = "interview-first", "interview-last", "listening", "assessment-for-learning"
WITNESSES = {
    "Quillsheet": (R.READ_ANAS_OWN_WORDS,),
    "Quilldiary": (R.READ_ANAS_OWN_WORDS,),
    "Quillbrought": (R.READ_BROUGHT, R.READ_ANAS_OWN_WORDS),
    "Quillpulse": (R.READ_ANAS_OWN_WORDS,),
    "Quilltried": (R.READ_ANAS_OWN_WORDS,),
    "Quilladdition": (R.READ_ANAS_OWN_WORDS,),
    "Quillinterest": (R.READ_ANAS_OWN_WORDS,),
}
# No state of Ana's and Ben's cycle changes what these answer.
STILL = ("form", "later form", "diary entry", "module", "guide", "piece to read")
# Everybody's own: what is asked of content there is asked for the asker alone, or is shown by colleagues. Each such
# statement is looked at by itself in test_shelves.
OWN_SHELVES = {
    "yours",
    "take-away",
    "leave-for-good",
    "instruments:forms",
    "instruments:sheet",
    "instruments:beside",
    "reflection:diary",
    "reflection:diary-entry",
    # Whether somebody has laid anything over a chart, and what.
    "library:training",
    "change:mine",
    "library:module",
    "library:guide",
    "library:interests",
    *places_events.SHELVES,
    *places_walks.OWN_SHELVES,
    *places_voice.OWN_SHELVES,
}


def made(cast: Cast) -> dict[str, dict[str, Any]]:
    """Ana's shelf; the answer is what the addresses need."""
    ana, strand = cast.ana, Strand.objects.get(pk=cast.strand.pk)
    version = current_version(cast.school, FORM)
    sheet = Sheet(person=ana, version=version, key=FORM)
    first = next(form_of(sheet).questions())
    sheet.answers = as_text({first.key: "Quillsheet"})
    sheet.save()
    entry = DiaryEntry.objects.create(author=ana, layer="beliefs", words="Quilldiary", asked="Why?")
    shown = DiaryEntry.objects.create(author=ana, layer="behaviour", words="Quillbrought")
    Brought.objects.create(entry=shown, strand=strand)
    Pulse.objects.create(strand=strand, person=ana, safe="yes", challenged="Quillpulse")
    Tried.objects.create(person=ana, module=MODULE, words="Quilltried")
    Addition.objects.create(author=ana, guide=GUIDE, version=1, words="Quilladdition")
    Interest.objects.create(person=ana, words="Quillinterest")
    return {
        "form": {"key": FORM},
        "later form": {"key": LATER},
        "diary entry": {"code": entry.code},
        "module": {"key": MODULE},
        "guide": {"key": GUIDE},
        "piece to read": {"key": "improvement-path"},
    }


def fill(ana: Client, word: str, at: str) -> None:
    """The word into every field of Ana's shelf, by the product's own addresses; what can be shown is not."""
    sheet = f"/forms/{FORM}/"
    page = ana.get(sheet)
    told = {"seen": hidden(page, "seen"), "form": hidden(page, "form"), "do": "finish", "q-career": word}
    assert ana.post(sheet, told).status_code == 302
    assert ana.post("/diary/", {"words": word, "thread": word, "layer": "beliefs"}).status_code == 302
    # A prompt and a tap are ours: no word of a person's gets there but by hand.
    entry = DiaryEntry.objects.select_related("author").get()
    entry.asked = word
    entry.save()
    assert ana.post(f"{at}/brought/", {"entry": str(entry.code)}).status_code == 302
    assert ana.post(f"{at}/pulse/", {"safe": "yes"}).status_code == 302
    pulse = Pulse.objects.select_related("person").get()
    pulse.safe = pulse.challenged = pulse.will_try = word
    pulse.save()
    module = f"/training/{MODULE}/"
    told = {"words": word, "do": "finish", "seen": hidden(ana.get(module), "seen")}
    assert ana.post(module, told).status_code == 302
    assert ana.post(f"/guides/{GUIDE}/", {"words": word}).status_code == 302
    told = {"words": word, "do": "keep", "seen": hidden(ana.get("/interests/"), "seen")}
    assert ana.post("/interests/", told).status_code == 302
    places_events.fill(ana, word)
    places_voice.fill(ana, word)
