"""The only way from a person and a strand's public id to its talk."""

import uuid

from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.trust.policy import Act, Kind


def talk_strand(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    return strand_for(person, code, act, Kind.TALK)


def talk_of(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Conversation:
    """The talk of a strand, made where there is none yet."""
    strand = talk_strand(person, code, act)
    conversation, _new = Conversation.objects.get_or_create(strand=strand)
    conversation.strand = strand
    return conversation
