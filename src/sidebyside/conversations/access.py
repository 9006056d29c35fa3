"""The only way from a person and a strand's public id to its talk."""

import uuid
from typing import NoReturn

from django.utils import timezone

from sidebyside.conversations.models import HERE_FOR, Confirmation, Conversation, TalkNote, Track
from sidebyside.conversations.standing import can_meet
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


def track_of(person: Person, code: uuid.UUID, track: uuid.UUID, act: Act) -> Track:
    """A track of a talk that is this person's too, whoever's device recorded it."""
    strand = talk_strand(person, code, act)
    tracks = Track.objects.select_related("recording", "conversation")
    found = tracks.filter(code=track, conversation__strand=strand).first()
    if found is None:
        _nothing()
    found.conversation.strand = strand
    return found


def own_note(person: Person, conversation: Conversation, note: uuid.UUID) -> TalkNote:
    found = conversation.notes.select_related("author").filter(code=note, author=person).first()
    return found if found is not None else _nothing()


def talks_that_wait_for(person: Person) -> list[Conversation]:
    """Talks that this person could come into now and has not yet: a partner sits at a screen and waits."""
    own = {one.pk: one for one in strands().filter(parts__person=person) if can_meet(person, one)}
    # Who can meet nobody causes no look at any talk.
    if not own:
        return []
    said = Confirmation.objects.filter(conversation__strand__in=own, at__gt=timezone.now() - HERE_FOR)
    waiting = Conversation.objects.filter(pk__in=said.values("conversation"), opened_at__isnull=True)
    found = list(waiting.exclude(pk__in=said.filter(person=person).values("conversation")).order_by("pk"))
    for conversation in found:
        conversation.strand = own[conversation.strand_id]
    return [one for one in found if doors.may(person, Act.JOIN, Kind.TALK, one.strand)]


def _nothing() -> NoReturn:
    doors.nothing_here()


def talks_of(person: Person) -> list[Conversation]:
    """Every talk that this person came to as a partner, in the order in which their cycles were."""
    mine = {one.pk: one for one in strands().filter(parts__person=person)}
    seen = {pk: one for pk, one in mine.items() if doors.may(person, Act.SEE, Kind.TALK, one)}
    found = list(Conversation.objects.filter(strand__in=seen, opened_at__isnull=False).order_by("opened_at"))
    for conversation in found:
        conversation.strand = seen[conversation.strand_id]
    return found
