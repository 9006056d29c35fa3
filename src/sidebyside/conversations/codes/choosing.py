"""Choosing a code, taking it back, and coding blind. Two at once do not overwrite each other."""

import json
import uuid

from django.db import transaction
from django.utils import timezone

from sidebyside.conversations.codes.access import turn_to_code
from sidebyside.conversations.codes.coded import Phase, codes_in
from sidebyside.conversations.codes.dimensions import D, Value
from sidebyside.conversations.models import BlindCoding, CoderReady, Transcript, TurnCode
from sidebyside.people.models import Person
from sidebyside.trust import audit


class Clash(Exception):
    """The other one has coded this since. ``row`` is as it stands now, None where it is open."""

    def __init__(self, row: TurnCode | None) -> None:
        super().__init__()
        self.row = row


class CannotNow(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def phase_of(blind: BlindCoding | None) -> Phase:
    if blind is None:
        return Phase.TOGETHER
    return Phase.COMPARED if blind.compared_at is not None else Phase.BLIND


@transaction.atomic
def choose(
    transcript: Transcript, person: Person, turn: uuid.UUID, dimension: D, seen: int, value: Value | None
) -> TurnCode:
    """``seen`` is the revision that this person saw, 0 where nothing was coded; None takes a code away.

    The same choice sent again changes nothing. Raises Clash.
    """
    coder, row = _held(transcript, person, turn, dimension)
    told = json.dumps(value, ensure_ascii=False) if value is not None else ""
    if row is None:
        if seen:
            raise Clash(None)
        return TurnCode.objects.create(
            transcript=transcript,
            turn_code=turn,
            dimension=dimension,
            coder=coder,
            set_by=person,
            value=told,
        )
    if row.value == told:
        # Said once more: what was agreed before each coded alone is agreed now.
        row.set_by, row.set_at = person, timezone.now()
        row.save(update_fields=["set_by", "set_at"])
        return row
    if row.revision != seen:
        raise Clash(row)
    return _put(row, person, told)


@transaction.atomic
def undo(transcript: Transcript, person: Person, turn: uuid.UUID, dimension: D, seen: int) -> TurnCode:
    """Put back what was there before the last change. Raises Clash."""
    _coder, row = _held(transcript, person, turn, dimension)
    if row is None or row.revision != seen:
        raise Clash(row)
    return _put(row, person, row.before)


def _put(row: TurnCode, person: Person, told: str) -> TurnCode:
    row.before, row.value = row.value, told
    row.set_by, row.set_at = person, timezone.now()
    row.revision += 1
    row.save()
    return row


def _held(
    transcript: Transcript, person: Person, turn: uuid.UUID, dimension: D
) -> tuple[Person | None, TurnCode | None]:
    """Looks at the turn again once the lock is held: it may have become a gap, or gone, in between."""
    Transcript.objects.select_for_update().get(pk=transcript.pk)
    turn_to_code(transcript, turn)
    phase = phase_of(BlindCoding.objects.filter(transcript=transcript).first())
    coder = person if phase is Phase.BLIND else None
    rows = TurnCode.objects.filter(transcript=transcript, turn_code=turn, dimension=dimension, coder=coder)
    row = rows.first()
    if row is not None:
        row.transcript = transcript
    return coder, row


def value_now(transcript: Transcript, person: Person, turn: uuid.UUID, dimension: D) -> Value | None:
    """What this person's choice would be put over."""
    phase = phase_of(BlindCoding.objects.filter(transcript=transcript).first())
    coder = person if phase is Phase.BLIND else None
    row = transcript.codes.filter(turn_code=turn, dimension=dimension, coder=coder).first()
    return json.loads(row.value) if row is not None and row.value else None


# Blind


@transaction.atomic
def begin_blind(transcript: Transcript, person: Person) -> None:
    """From now on each codes alone. Saying it twice changes nothing."""
    _blind, is_new = BlindCoding.objects.get_or_create(transcript=transcript, defaults={"begun_by": person})
    if is_new:
        audit.did("began to code blind", "written", transcript.code, person.code)


@transaction.atomic
def end_blind(transcript: Transcript, person: Person) -> None:
    """Go back to coding together before anybody has compared. What each coded stays unseen by the other."""
    gone, _rows = BlindCoding.objects.filter(transcript=transcript, compared_at__isnull=True).delete()
    if gone:
        audit.did("ended coding blind", "written", transcript.code, person.code)


@transaction.atomic
def say_ready(transcript: Transcript, person: Person) -> bool:
    """True when this was the last who was waited for. What all coders coded alike is agreed then. Raises CannotNow."""
    blind = BlindCoding.objects.select_for_update().filter(transcript=transcript).first()
    if blind is None:
        raise CannotNow("not blind")
    if blind.compared_at is not None:
        return True
    CoderReady.objects.get_or_create(blind=blind, person=person)
    if waited_for(transcript, blind):
        return False
    blind.compared_at = timezone.now()
    blind.save(update_fields=["compared_at"])
    _agree_on_what_is_alike(transcript)
    audit.did("compared codes", "written", transcript.code, person.code)
    return True


@transaction.atomic
def not_ready(transcript: Transcript, person: Person) -> None:
    blind = BlindCoding.objects.select_for_update().filter(transcript=transcript).first()
    if blind is not None and blind.compared_at is None:
        CoderReady.objects.filter(blind=blind, person=person).delete()


def coders(transcript: Transcript) -> list[Person]:
    return [part.person for part in transcript.conversation.strand.parts.all()]


def waited_for(transcript: Transcript, blind: BlindCoding) -> list[Person]:
    said = set(blind.ready.values_list("person", flat=True))
    return [person for person in coders(transcript) if person.pk not in said]


def _agree_on_what_is_alike(transcript: Transcript) -> None:
    by_coder = [codes_in(transcript, person) for person in coders(transcript)]
    agreed = codes_in(transcript, None)
    first, others = by_coder[0], by_coder[1:]
    for key, row in first.items():
        alike = row.value and all(key in one and one[key].value == row.value for one in others)
        if not alike:
            continue
        there = agreed.get(key)
        if there is None:
            TurnCode.objects.create(
                transcript=transcript, turn_code=key[0], dimension=key[1], value=row.value
            )
        elif there.value != row.value:
            there.before, there.value, there.set_by = there.value, row.value, None
            there.revision += 1
            there.save()
