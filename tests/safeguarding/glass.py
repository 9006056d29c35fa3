"""The two, their second factors, and everything that they must do before one recording opens."""

import time
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sidebyside.consent.models import Charge
from sidebyside.conversations.models import Conversation, Track, Transcript, Voice
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.safeguarding.models import Period
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.room.conftest import FILM_MS, kept

PERIOD_S = 30
REASON = "A pupil said in tutor time that somebody hurt them in this lesson."
RANGE = {"range": "bytes=0-"}
LEAD, SECOND = Charge.What.SAFEGUARDING_LEAD, Charge.What.SAFEGUARDING_SECOND


def charge(person: Person, what: Charge.What) -> None:
    Charge.objects.create(school=person.school, person=person, what=what)


def set_up(person: Person, days_ago: float = 30) -> Authenticator:
    """A codes app that was set up so long ago."""
    made: Authenticator = TOTP.activate(person, generate_totp_secret()).instance
    Authenticator.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return made


def code_of(person: Person) -> str:
    """The code that the app shows now, as if the last one were half a minute ago."""
    made = Authenticator.objects.get(user=person.pk, type=Authenticator.Type.TOTP)
    made.data.pop("used_step", None)
    made.save(update_fields=["data"])
    cache.clear()
    return format_hotp_value(hotp_value(decrypt(made.data["secret"]), int(time.time()) // PERIOD_S))


def name_the_two(cast: Cast) -> None:
    """Tim leads, Omar is the other; both have had a codes app for long."""
    charge(cast.tim, LEAD)
    charge(cast.omar, SECOND)
    for one in (cast.tim, cast.omar):
        set_up(one)


def switched_on(cast: Cast, days_ago: float = 3) -> Period:
    at = timezone.now() - timedelta(days=days_ago)
    return Period.objects.create(school=cast.school, on_by=cast.dora, on_at=at)


def ask_at(strand: Strand, what: str = "lesson") -> str:
    return f"/safeguarding/ask/{strand.code}/{what}/"


def ask(browser: Client, person: Person, strand: Strand, what: str = "lesson", **more: Any) -> Any:
    told = {"reason": REASON, "not_the_owner": "on", "again-code": code_of(person)} | more
    given = {name: value for name, value in told.items() if value is not None}
    return browser.post(ask_at(strand, what), given)


def talk_with(cast: Cast, body: bytes = b"the sound") -> Conversation:
    """A talk of Ana's and Ben's that was held and recorded, with two turns of which one is withheld."""
    now = timezone.now()
    talk = Conversation.objects.create(strand=cast.strand, opened_at=now, recording_since=now, ended_at=now)
    sound = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=FILM_MS
    )
    keystore.make(f"recording:{sound.code}")
    kept(sound, Rendition.Role.FILM, body, "audio/mp4")
    Track.objects.create(conversation=talk, by=cast.ana, recording=sound, number=1, stopped_at=now)
    written = Transcript.objects.create(conversation=talk, source="typed", state="ready", made_by=cast.ana)
    voice = Voice.objects.create(transcript=written, number=1, person=cast.ana, role="coachee")
    written.turns.create(order=10, voice=voice, start_ms=0, end_ms=500, text="So I waited.", words="[]")
    gone = {"withheld_by": cast.ana, "withheld_at": now}
    written.turns.create(
        order=20, voice=voice, start_ms=500, end_ms=900, text="Quillhush", words="[]", **gone
    )
    return talk
