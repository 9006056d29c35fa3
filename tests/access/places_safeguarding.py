"""The exception for safeguarding in the scenes: once it was on for a while, and in one state it is on and open."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sidebyside.consent.models import Charge
from sidebyside.people.models import hashed
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.safeguarding.models import Ask, Opening, Period, Reason
from tests.access.model import Right
from tests.room.conftest import brought_film
from tests.safeguarding import glass

TWO = ("tim", "omar")
OPEN = "glass open"
# Where its addresses are asked about at all: what a pair's state cannot change is the same in every other.
STATES = {"meeting open", OPEN}
WITNESSES = {"Quillreason": (Right.OWN_REASON,), "Quillnotasked": (Right.OWN_OTHER_FILM,)}


def once(scene: Any) -> None:
    """In every state: it was on long ago, Cleo asked for something, and it was switched off."""
    now = timezone.now()
    then = {"on_at": now - timedelta(days=90), "off_at": now - timedelta(days=60)}
    before = Period.objects.create(school=scene.cast.school, on_by=scene.cast.dora, **then)
    opening = _asked_for(scene, before, "cleo")
    if scene.name not in STATES:
        return
    at = {"code": scene.cast.strand.code}
    code, thing = uuid.uuid4(), uuid.uuid4()
    scene.places |= {
        "safeguarding": {},
        "lesson to ask for": at | {"what": "lesson"},
        "talk to ask for": at | {"what": "talk"},
        "opening": {"code": code},
        "opening of before": {"code": opening.code},
        "opened film": {"code": code, "recording": thing},
        "opened track": {"code": code, "recording": thing},
        "opened other film": {"code": code, "recording": thing},
    }


def _asked_for(scene: Any, period: Period, *names: str) -> Opening:
    opening = Opening.objects.create(period=period, strand=scene.cast.strand, what=Opening.What.LESSON)
    for name in names:
        person = scene.person(name)
        session = hashed(scene.sessions[name])
        asked = Ask.objects.create(opening=opening, person=person, session=session)
        Reason.objects.create(ask=asked, author=person, words="Quillreason")
    return opening


def open_glass(scene: Any) -> None:
    """On for three days; Tim and Omar have both asked for Ana's film, a moment ago."""
    cast, film = scene.cast, scene.film
    for name, what in zip(TWO, ("sg lead", "sg second"), strict=True):
        Charge.objects.create(school=cast.school, person=scene.person(name), what=what)
    since = timezone.now() - timedelta(days=3)
    period = Period.objects.create(school=cast.school, on_by=cast.dora, on_at=since)
    opening = _asked_for(scene, period, *TWO)
    opening.thing, opening.opened_at = film.code, timezone.now()
    opening.save(update_fields=["thing", "opened_at"])
    other = brought_film(cast.other_strand, b"Quillnotasked")
    track = Recording.objects.get(sort=Recording.Sort.TALK, renditions__role=Rendition.Role.FILM)
    for place, thing in (("film", film), ("track", track), ("other film", other)):
        scene.places[f"opened {place}"] = {"code": opening.code, "recording": thing.code}
    scene.places["opening"] = {"code": opening.code}
    scene.world.glass = set(TWO)


def write_a_reason(scene: Any, word: str) -> None:
    """For the canary: switched on, and Tim asks for Ana's film by the form."""
    glass.name_the_two(scene.cast)
    glass.switched_on(scene.cast)
    answer = glass.ask(scene.browsers["tim"], scene.cast.tim, scene.cast.strand, reason=f"{word} was said.")
    assert answer.status_code == 302, answer.content


def is_own_reason(who: str, route: str) -> bool:
    """Tim wrote it: it is his to take away, and Omar's to read before he asks as well."""
    return who in TWO and (route == "take-away" or route.startswith("safeguarding:"))
