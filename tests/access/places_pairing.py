"""What the pairing room holds in every scene: Ana has joined, and wrote in private."""

import json
from typing import Any

from sidebyside.pairing import actions
from sidebyside.pairing.access import wishes_for
from sidebyside.pairing.models import Setting, Wishes
from tests.access.model import Right as R

# A word in each private column, and who may read it: Ana, and nobody else in any state.
WITNESSES: dict[str, tuple[R, ...]] = {
    "Quillwouldlike": (R.WRITE_WISHES,),
    "Quillwouldnot": (R.WRITE_WISHES,),
    "Quillkeptfocus": (R.WRITE_WISHES,),
    # A yes and no more: a page shows nothing else that would stand there; her own archive has what is stored.
    "Quillrests": (R.WRITE_WISHES,),
}
NOTHING = dict.fromkeys(("subject", "phase", "site", "focus", "interests"), "")


def look_for_partners(scene: Any) -> None:
    cast = scene.cast
    Setting.objects.create(programme=cast.programme)
    actions.join(cast.programme, cast.ana, NOTHING | {"experience": 2, "rank": None, "subject": "Maths"})
    row = wishes_for(cast.ana, cast.programme)
    row.would_like = json.dumps([[str(cast.tim.code), "Quillwouldlike"]])
    row.would_not = json.dumps([[str(cast.cleo.code), "Quillwouldnot"]])
    row.focus, row.rests = "Quillkeptfocus", "Quillrests"
    row.save()
    scene.places["group"] = {"code": cast.programme.code}


def write_in_private(scene: Any, word: str) -> None:
    """For the canary: through the page what a form takes, and by hand what a form takes no word for."""
    cast, ana = scene.cast, scene.browsers["ana"]
    at = f"/programme/{cast.programme.code}/partner/"
    assert (
        scene.browsers["dora"].post(f"/programme/{cast.programme.code}/pairing/", {"do": "open"}).status_code
        == 302
    )
    assert ana.post(at, {"subject": "Maths"}).status_code == 302
    assert ana.post(f"{at}private/", {"focus": word, "rests": "on"}).status_code == 302
    assert ana.post(f"{at}private/", {"person": str(cast.ben.code), "do": "would_not"}).status_code == 302
    row = Wishes.objects.select_related("person", "joined").get()
    assert word in row.focus
    row.would_like = row.would_not = json.dumps([[str(cast.ben.code), word]])
    row.rests = word
    row.save()
    scene.places["group"] = {"code": cast.programme.code}
