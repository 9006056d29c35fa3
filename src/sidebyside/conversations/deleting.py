"""Deleting the recording of a talk: one partner proposes, the word of each other does it."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sidebyside.conversations.actions import NotNow, locked
from sidebyside.conversations.models import (
    Conversation,
    DeletionProposal,
    DeletionYes,
    Track,
    Transcript,
)
from sidebyside.conversations.written import silence
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import deleting
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit, doors, shredding
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.shredding import Shredder


def destroy(code: uuid.UUID) -> None:
    """Make all sound of a talk unreadable for good; what was on screen and the notes stay. Safe to repeat."""
    gone: set[uuid.UUID] = set()
    # Again until there are no more: a rendering may have become the track meanwhile.
    while more := set(silence.recordings_of(code)) - gone:
        for recording in more:
            deleting.destroy(recording)
        gone |= more


def empty(code: uuid.UUID) -> None:
    """The rows of all tracks together: a kill in between never leaves one voice of two."""
    for recording in silence.recordings_of(code):
        deleting.empty(recording)


def left(code: uuid.UUID) -> dict[str, int]:
    found: dict[str, int] = {}
    for recording in silence.recordings_of(code):
        for word, count in deleting.left(recording).items():
            found[word] = found.get(word, 0) + count
    return found


SHREDDER = Shredder(room="conversations", destroy=destroy, left=left, empty=empty)


What = DeletionProposal.What


def propose_or_do(
    conversation: Conversation, person: Person, what: DeletionProposal.What = What.SOUND
) -> bool:
    """True when it is done: the proposal was another partner's and for the same, and all others have said yes.

    Deleting the sound keeps what was written down and what was made of that, deleting the words keeps the sound;
    deleting all keeps nothing that was said. Raises NotNow while the recorder runs, and for the words while sound is
    still to be made without what they withhold.
    """
    with transaction.atomic():
        held = locked(conversation)
        if held.tracks.filter(stopped_at__isnull=True).exists():
            raise NotNow("still recording")
        proposal = DeletionProposal.objects.filter(conversation=held).first()
        if proposal is None or proposal.what != what:
            _propose(held, person, what)
            return False
        if proposal.by_id == person.pk:
            return False
        DeletionYes.objects.get_or_create(proposal=proposal, person=person)
        if missing(proposal, held.strand):
            return False
        if what != What.WORDS:
            _refuse_what_is_held(held)
        written = Transcript.objects.filter(conversation=held).first() if what != What.SOUND else None
        if written is not None and what == What.WORDS and silence.is_open(written):
            # Only the words say where it is to be silent.
            raise NotNow("being silenced")
        if written is not None and what == What.WORDS and is_kept(held) and silence.is_unplaced(held.pk):
            raise NotNow("not silenced")
        audit.did("agreed deleting", "talk", held.code, person.code, what=what.value)
    # The sound first: without the words nothing would say any more where it is to be silent.
    found = shredding.shred(Kind.TALK, conversation.code) if what != What.WORDS else {}
    if written is not None:
        found |= shredding.shred(Kind.WRITTEN, written.code)
    # The proposal stands until it is done: after a fault the same press does it.
    DeletionProposal.objects.filter(conversation=conversation).delete()
    audit.did("deleted", "talk", conversation.code, person.code, what=what.value, **found)
    return True


def _propose(held: Conversation, person: Person, what: DeletionProposal.What) -> None:
    """One proposal at a time: somebody who would rather delete more, or less, puts theirs in its place."""
    there = {What.SOUND: is_kept(held), What.WORDS: is_written(held)}
    if not there.get(what, any(there.values())):
        return
    said = {"by": person, "what": what, "at": timezone.now()}
    proposal, _is_new = DeletionProposal.objects.update_or_create(conversation=held, defaults=said)
    # A yes was to what was proposed before.
    proposal.yeses.all().delete()
    audit.did("proposed deleting", "talk", held.code, person.code, what=what.value)


def missing(proposal: DeletionProposal, strand: Strand) -> list[Person]:
    """The partners whose yes is still to come, in the strand's order: nobody deletes for somebody who could say no."""
    said = {one.person_id for one in proposal.yeses.all()} | {proposal.by_id}
    others = [part.person for part in strand.parts.all() if part.person_id not in said]
    return [person for person in others if doors.may(person, Act.CHANGE, Kind.TALK, strand)]


def _refuse_what_is_held(conversation: Conversation) -> None:
    """Tracks of which no byte has come are deleted too: their devices are told so when they ask."""
    for track in held_by_devices(conversation):
        track.recording = Recording.objects.create(
            strand=conversation.strand,
            sort=Recording.Sort.TALK,
            state=Recording.State.DELETED,
            deleted_at=timezone.now(),
        )
        track.save(update_fields=["recording"])


def held_by_devices(conversation: Conversation) -> QuerySet[Track]:
    """Locked, so that first bytes that arrive at this moment wait, and are refused."""
    return conversation.tracks.select_for_update().filter(recording__isnull=True)


def was_wanted(conversation: Conversation, recording: Recording) -> bool:
    """Whether a recording that is gone was deleted: by both, who speak of all there is then, or as its day had come."""
    by_both = any(
        deed.act == "agreed deleting" and deed.at >= recording.made_at
        for deed in audit.deeds(conversation.code)
    )
    return by_both or any(deed.act == "deleted" for deed in audit.deeds(recording.code))


def take_back(conversation: Conversation, person: Person) -> None:
    """Either partner may: deleting needs both, keeping needs one."""
    gone, _rows = DeletionProposal.objects.filter(conversation=conversation).delete()
    if gone:
        audit.did("kept", "talk", conversation.code, person.code)


def is_kept(conversation: Conversation) -> bool:
    """Whether any sound of this talk is there, or still to come from a device."""
    return conversation.tracks.exclude(recording__state=Recording.State.DELETED).exists()


def is_written(conversation: Conversation) -> bool:
    return Transcript.objects.filter(conversation=conversation).exists()
