"""Opening a talk, the recorder's yes and no, and ending it: each checked, written and noted as one."""

import secrets
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from sidebyside.conversations.models import HERE_FOR, Confirmation, Conversation, JoinCode
from sidebyside.people.models import Person, hashed
from sidebyside.programme.stages import reach_together, take_back_together
from sidebyside.programme.standing import people_here
from sidebyside.trust import audit

CODE_LIFE = timedelta(minutes=10)
MOST_WRONG_TRIES = 6
# A slip of the finger is put right; the next day it is another meeting.
GO_ON_WITHIN = timedelta(minutes=10)


class NotNow(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@transaction.atomic
def confirm(conversation: Conversation, person: Person, how: Confirmation.How, wants_recording: bool) -> None:
    """A partner says: I am here. When the last one has, the meeting is open and both sides show.

    Said again before that, it counts from now, with the newer answer about recording.
    """
    held = locked(conversation)
    if held.opened_at is not None:
        return
    said = {"how": how, "wants_recording": wants_recording, "at": timezone.now()}
    Confirmation.objects.update_or_create(conversation=held, person=person, defaults=said)
    if not missing(held):
        held.opened_at = timezone.now()
        held.save(update_fields=["opened_at"])
        held.join_codes.filter(used_at__isnull=True).update(ends_at=timezone.now())
        audit.did("opened", "talk", held.code, person.code)
        reach_together(held.strand, "prepare")


@transaction.atomic
def not_here(conversation: Conversation, person: Person) -> None:
    """Take "I am here" back; once the meeting is open it has been said."""
    held = locked(conversation)
    if held.opened_at is None:
        held.confirmations.filter(person=person).delete()
        held.join_codes.filter(used_at__isnull=True).update(ends_at=timezone.now())


def here(conversation: Conversation) -> list[Confirmation]:
    """Who has said that they are here, and has not said it too long ago."""
    said = conversation.confirmations.select_related("person").order_by("at")
    if conversation.opened_at is None:
        said = said.filter(at__gt=timezone.now() - HERE_FOR)
    return list(said)


def missing(conversation: Conversation) -> list[Person]:
    """Partners of the strand who have not confirmed yet."""
    came = {confirmation.person_id for confirmation in here(conversation)}
    return [one for one in people_here(conversation.strand) if one.pk not in came]


def both_want_recording(conversation: Conversation) -> bool:
    answers = [confirmation.wants_recording for confirmation in here(conversation)]
    return len(answers) == len(people_here(conversation.strand)) and all(answers)


@transaction.atomic
def answer_recording(conversation: Conversation, person: Person, wants: bool) -> None:
    """A partner's own yes or no, given at any time until the end; a no stops what runs."""
    held = locked(conversation)
    if held.opened_at is None or held.ended_at is not None:
        raise NotNow("not open")
    changed = held.confirmations.filter(person=person).exclude(wants_recording=wants)
    if changed.update(wants_recording=wants):
        audit.did("said yes" if wants else "said no", "talk", held.code, person.code)
    if not wants:
        stop_recording(held, person)


def stop_recording(conversation: Conversation, person: Person) -> None:
    """Either partner stops every track; saying it twice changes nothing."""
    stopped = conversation.tracks.filter(stopped_at__isnull=True).update(stopped_at=timezone.now())
    if stopped:
        audit.did("recorder stopped", "talk", conversation.code, person.code)


@transaction.atomic
def new_join_code(conversation: Conversation) -> str:
    """Six digits for the partner's own phone; the ones before stop working."""
    now = timezone.now()
    conversation.join_codes.filter(used_at__isnull=True).update(ends_at=now)
    digits = f"{secrets.randbelow(10**6):06d}"
    JoinCode.objects.create(
        conversation=conversation, digits_hash=_digits_hash(conversation, digits), ends_at=now + CODE_LIFE
    )
    return digits


def open_codes(conversation: Conversation) -> models.QuerySet[JoinCode]:
    return conversation.join_codes.filter(
        used_at__isnull=True, ends_at__gt=timezone.now(), wrong_tries__lt=MOST_WRONG_TRIES
    )


def is_code(conversation: Conversation, code: JoinCode, digits: str) -> bool:
    return secrets.compare_digest(code.digits_hash, _digits_hash(conversation, digits))


def join_by_code(
    talks: list[Conversation], person: Person, digits: str, wants_recording: bool
) -> Conversation:
    """Come into the one of these talks whose screen shows the digits. A wrong try counts against each of them.

    Raises NotNow("wrong code") or, where no screen waits with a code, NotNow("code over").
    """
    waiting = [(talk, code) for talk in talks if (code := open_codes(talk).order_by("-made_at").first())]
    if not waiting:
        raise NotNow("code over")
    for talk, code in waiting:
        if is_code(talk, code, digits):
            with transaction.atomic():
                if not open_codes(talk).filter(pk=code.pk).update(used_at=timezone.now()):
                    raise NotNow("code over")
                confirm(talk, person, Confirmation.How.PHONE, wants_recording)
            return talk
    JoinCode.objects.filter(pk__in=[code.pk for _talk, code in waiting]).update(
        wrong_tries=models.F("wrong_tries") + 1
    )
    raise NotNow("wrong code")


def end(conversation: Conversation, person: Person) -> None:
    """The talk is over: recorders stop, the strand moves on. Saying it twice changes nothing."""
    with transaction.atomic():
        held = locked(conversation)
        if held.opened_at is None:
            raise NotNow("not open")
        stop_recording(held, person)
        if held.ended_at is None:
            held.ended_at = timezone.now()
            held.save(update_fields=["ended_at"])
            audit.did("ended", "talk", held.code, person.code)
        reach_together(held.strand, "talk")


def may_go_on(conversation: Conversation) -> bool:
    ended = conversation.ended_at
    return ended is not None and timezone.now() - ended < GO_ON_WITHIN


def go_on(conversation: Conversation, person: Person) -> None:
    """It was not over after all. Raises NotNow once it is too late for that."""
    with transaction.atomic():
        held = locked(conversation)
        if held.ended_at is None:
            return
        if not may_go_on(held):
            raise NotNow("too late")
        held.ended_at = None
        held.save(update_fields=["ended_at"])
        audit.did("went on", "talk", held.code, person.code)
        take_back_together(held.strand, "talk")


def locked(conversation: Conversation) -> Conversation:
    held = Conversation.objects.select_for_update().get(pk=conversation.pk)
    held.strand = conversation.strand
    return held


def _digits_hash(conversation: Conversation, digits: str) -> str:
    return hashed(f"{conversation.code}:{''.join(digits.split())}")
