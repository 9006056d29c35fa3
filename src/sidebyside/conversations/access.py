"""The only way from a person and a strand's public id to its talk."""

import uuid
from typing import NoReturn

from django.utils import timezone

from sidebyside.conversations.models import HERE_FOR, Confirmation, Conversation, TalkNote, Track
from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def talk_strand(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    return strand_for(person, code, act, Kind.TALK)


def talk_of(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Conversation:
    """The talk of a strand, made where there is none yet."""
    strand = talk_strand(person, code, act)
    conversation, _new = Conversation.objects.get_or_create(strand=strand)
    conversation.strand = strand
    return conversation


def talk_seen_by(person: Person, strand: Strand) -> Conversation | None:
    """The talk of a strand that somebody has come into already; None where they have not talked."""
    doors.check(person, Act.SEE, Kind.TALK, strand)
    conversation = Conversation.objects.filter(strand=strand).first()
    if conversation is not None:
        conversation.strand = strand
    return conversation


def own_track(person: Person, code: uuid.UUID, track: uuid.UUID) -> Track:
    """A track whose sound this person's device holds, or held."""
    strand = talk_strand(person, code, Act.BRING)
    found = Track.objects.filter(code=track, conversation__strand=strand, by=person).first()
    return found if found is not None else _nothing()


def own_note(person: Person, conversation: Conversation, note: uuid.UUID) -> TalkNote:
    found = conversation.notes.select_related("author").filter(code=note, author=person).first()
    return found if found is not None else _nothing()


def talks_that_wait_for(person: Person) -> list[Conversation]:
    """Talks that this person could come into now and has not yet: a partner sits at a screen and waits."""
    # Who is in no cycle waits for no talk, and causes no look at one.
    if not person.strand_parts.exists():
        return []
    waiting = (
        Conversation.objects.filter(strand__parts__person=person, opened_at__isnull=True)
        .exclude(pk__in=_already_in(person))
        .order_by("pk")
    )
    found = {conversation.strand_id: conversation for conversation in waiting}
    open_to = [one for one in strands().filter(pk__in=found) if doors.may(person, Act.JOIN, Kind.TALK, one)]
    for strand in open_to:
        found[strand.pk].strand = strand
    return [found[strand.pk] for strand in open_to]


def _already_in(person: Person) -> list[int]:
    here = Confirmation.objects.filter(person=person, at__gt=timezone.now() - HERE_FOR)
    return list(here.values_list("conversation_id", flat=True))


def _nothing() -> NoReturn:
    doors.nothing_here()
