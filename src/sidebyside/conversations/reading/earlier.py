"""The pair's own earlier talks with the same coachee, and nobody else's."""

from sidebyside.conversations.models import Transcript
from sidebyside.conversations.reading.read import ReadTalk, read_talk
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import part_of, strands

MOST = 2


def earlier_talks(person: Person, strand: Strand) -> list[ReadTalk]:
    """The last two before this cycle, the newest first, for who was a partner in each of them."""
    if part_of(person, strand) is None:
        return []
    same_coachee = {"parts__person": strand.coachee, "parts__role": StrandPart.Role.COACHEE}
    before = strands().filter(
        cycle__partnership=strand.cycle.partnership_id, cycle__number__lt=strand.cycle.number, **same_coachee
    )
    own = {one.pk: one for one in before if part_of(person, one) is not None}
    rows = Transcript.objects.filter(
        conversation__strand__in=own, state=Transcript.State.READY
    ).select_related("conversation")
    found = []
    for transcript in rows.order_by("-conversation__strand__cycle__number")[:MOST]:
        transcript.conversation.strand = own[transcript.conversation.strand_id]
        found.append(read_talk(transcript, None))
    return found
