"""Signing off: each says that it may stand so, and any later change asks both again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sidebyside.conversations.models import SignOff, Transcript
from sidebyside.conversations.written.changing import CannotNow, locked
from sidebyside.people.models import Person
from sidebyside.trust import audit

# So long may a withheld passage be brought back after both have signed off; then its words are destroyed.
BROUGHT_BACK_WITHIN = timedelta(days=7)


def sign_off(transcript: Transcript, person: Person, revision: int) -> None:
    """Raises CannotNow where it has changed since this person read it."""
    with transaction.atomic():
        held = locked(transcript)
        if held.revision != revision:
            raise CannotNow("changed meanwhile")
        if not held.turns.exists():
            raise CannotNow("nothing written")
        _row, is_new = SignOff.objects.get_or_create(
            transcript=held, person=person, defaults={"revision": revision}
        )
        if is_new:
            audit.did("signed off", "written", held.code, person.code)


def take_back(transcript: Transcript, person: Person) -> None:
    gone, _rows = SignOff.objects.filter(transcript=transcript, person=person).delete()
    if gone:
        audit.did("took the sign-off back", "written", transcript.code, person.code)


def signed_by(transcript: Transcript) -> list[SignOff]:
    return list(transcript.sign_offs.select_related("person").order_by("at"))


def signed_at(transcript: Transcript) -> datetime | None:
    """When the last of the partners signed it as it stands; None while one has not."""
    partners = {part.person_id for part in transcript.conversation.strand.parts.all()}
    signed = {one.person_id: one.at for one in transcript.sign_offs.all()}
    if not partners or not partners <= set(signed):
        return None
    return max(signed[person] for person in partners)


def is_signed_off(transcript: Transcript) -> bool:
    return signed_at(transcript) is not None


def is_final(transcript: Transcript) -> bool:
    """What is withheld now stays withheld."""
    at = signed_at(transcript)
    return at is not None and timezone.now() - at > BROUGHT_BACK_WITHIN
