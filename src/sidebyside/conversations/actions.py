"""Opening a talk, recording it, keeping what was on screen, and ending it: each checked, written and noted as one."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from sidebyside.conversations.models import Confirmation, Conversation, JoinCode, StimulusEvent, Track
from sidebyside.people.models import Person, hashed
from sidebyside.programme.stages import reach
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit, keystore

CODE_LIFE = timedelta(minutes=10)
MOST_WRONG_TRIES = 6
MOST_TRACKS = 2
# A talk of four hours is the longest that the clock is believed for.
LONGEST_MS = 4 * 3600 * 1000


class NotNow(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Stimulus:
    """One thing the player did, as the browser reports it; ``code`` is the browser's own."""

    code: uuid.UUID
    deed: StimulusEvent.Deed
    at_ms: int
    film_ms: int
    rate_percent: int


@transaction.atomic
def confirm(conversation: Conversation, person: Person, how: Confirmation.How, wants_recording: bool) -> None:
    """A partner says: I am here. When the last one has, the meeting is open and both sides show.

    Somebody who has confirmed may still change their mind about recording until the recorder runs.
    """
    held = _locked(conversation)
    found, new = Confirmation.objects.get_or_create(
        conversation=held, person=person, defaults={"how": how, "wants_recording": wants_recording}
    )
    if not new and held.recording_since is None and found.wants_recording != wants_recording:
        found.wants_recording = wants_recording
        found.save(update_fields=["wants_recording"])
    if held.opened_at is None and not missing(held):
        held.opened_at = timezone.now()
        held.save(update_fields=["opened_at"])
        audit.did("opened", "talk", held.code, person.code)
        reach(held.strand, "prepare")


def missing(conversation: Conversation) -> list[Person]:
    """Partners of the strand who have not confirmed yet."""
    here = set(conversation.confirmations.values_list("person_id", flat=True))
    return [part.person for part in conversation.strand.parts.all() if part.person_id not in here]


def both_want_recording(conversation: Conversation) -> bool:
    answers = list(conversation.confirmations.values_list("wants_recording", flat=True))
    return len(answers) == len(conversation.strand.parts.all()) and all(answers)


@transaction.atomic
def new_join_code(conversation: Conversation) -> str:
    """Six digits for the partner's own phone; the ones before stop working."""
    now = timezone.now()
    conversation.join_codes.filter(used_at__isnull=True).update(ends_at=now)
    digits = f"{secrets.randbelow(10**6):06d}"
    JoinCode.objects.create(
        conversation=conversation,
        digits_hash=_digits_hash(conversation, digits),
        ends_at=now + CODE_LIFE,
    )
    return digits


def confirm_by_code(conversation: Conversation, person: Person, digits: str, wants_recording: bool) -> None:
    """Raises NotNow("wrong code") or NotNow("code over")."""
    open_codes = conversation.join_codes.filter(
        used_at__isnull=True, ends_at__gt=timezone.now(), wrong_tries__lt=MOST_WRONG_TRIES
    )
    code = open_codes.order_by("-made_at").first()
    if code is None:
        raise NotNow("code over")
    if not secrets.compare_digest(code.digits_hash, _digits_hash(conversation, digits)):
        open_codes.filter(pk=code.pk).update(wrong_tries=models.F("wrong_tries") + 1)
        raise NotNow("wrong code")
    with transaction.atomic():
        if not open_codes.filter(pk=code.pk).update(used_at=timezone.now()):
            raise NotNow("code over")
        confirm(conversation, person, Confirmation.How.PHONE, wants_recording)


def start_recording(conversation: Conversation, person: Person, number: int, starts_ms: int) -> Track:
    """Begin one microphone's track; the first one starts the conversation's clock. Raises NotNow."""
    with transaction.atomic():
        held = _locked(conversation)
        if held.opened_at is None or held.ended_at is not None:
            raise NotNow("not open")
        if not both_want_recording(held):
            raise NotNow("not both want it")
        if number >= 20 or held.tracks.filter(stopped_at__isnull=True).count() >= MOST_TRACKS:
            raise NotNow("enough tracks")
        if held.recording_since is None:
            held.recording_since = timezone.now()
            held.save(update_fields=["recording_since"])
            audit.did("recorder started", "talk", held.code, person.code)
        recording = Recording(strand=held.strand, sort=Recording.Sort.TALK)
        keystore.make(recording.sealing_key())
        recording.save()
        return Track.objects.create(
            conversation=held, recording=recording, number=number, starts_ms=min(starts_ms, LONGEST_MS)
        )


def stop_recording(conversation: Conversation, person: Person) -> None:
    """Either partner stops every track; saying it twice changes nothing."""
    stopped = conversation.tracks.filter(stopped_at__isnull=True).update(stopped_at=timezone.now())
    if stopped:
        audit.did("recorder stopped", "talk", conversation.code, person.code)


@transaction.atomic
def keep_stimuli(conversation: Conversation, film: Recording, events: Iterable[Stimulus]) -> int:
    """Keep what was on screen; an event that arrives again is not kept again. Returns how many were new."""
    rows = [
        StimulusEvent(
            code=event.code,
            conversation=conversation,
            recording=film,
            deed=event.deed,
            at_ms=min(event.at_ms, LONGEST_MS),
            film_ms=event.film_ms,
            rate_percent=event.rate_percent,
        )
        for event in events
    ]
    before = conversation.stimuli.count()
    StimulusEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return conversation.stimuli.count() - before


def end(conversation: Conversation, person: Person) -> None:
    """The talk is over: recorders stop, the strand moves on. Saying it twice changes nothing."""
    with transaction.atomic():
        held = _locked(conversation)
        if held.opened_at is None:
            raise NotNow("not open")
        stop_recording(held, person)
        if held.ended_at is None:
            held.ended_at = timezone.now()
            held.save(update_fields=["ended_at"])
            audit.did("ended", "talk", held.code, person.code)
        reach(held.strand, "talk")


def _locked(conversation: Conversation) -> Conversation:
    held = Conversation.objects.select_for_update().get(pk=conversation.pk)
    held.strand = conversation.strand
    return held


def _digits_hash(conversation: Conversation, digits: str) -> str:
    return hashed(f"{conversation.code}:{digits.strip().replace(' ', '')}")
