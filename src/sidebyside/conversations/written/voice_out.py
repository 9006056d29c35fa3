"""Taking one's own voice out of a talk, at any time and without the other's yes.

The words go at once and for good: every turn of this person, and every turn of which nobody has said who speaks.
The sound follows by a job that leaves only what is known to be somebody else's (``silence``). Where that is not
known, because nothing was written down with times or nobody said whose voice is whose, nobody hears the sound any
more until it is; then, and only then, it can be taken back.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sidebyside.conversations.models import Conversation, Edit, SignOff, Transcript, VoiceOut, WritingRefused
from sidebyside.conversations.written import making, silence
from sidebyside.conversations.written.changing import CannotNow, change
from sidebyside.conversations.written.wiping import wipe
from sidebyside.people.models import Person
from sidebyside.trust import audit


def take_out(conversation: Conversation, person: Person) -> VoiceOut:
    """Saying it twice changes nothing."""
    with transaction.atomic():
        out, is_new = VoiceOut.objects.select_for_update().get_or_create(
            conversation=conversation, person=person
        )
        # Whose voice is out wants nothing more written down either.
        WritingRefused.objects.get_or_create(conversation=conversation, person=person)
        if is_new:
            audit.did("took the voice out", "talk", conversation.code, person.code)
        transcript = _transcript(conversation)
        if transcript is not None and transcript.state == Transcript.State.GROWING:
            making.give_up(transcript)
            transcript = None
        if out.applied_at is None and transcript is not None:
            _apply(transcript, out, person)
        elif conversation.tracks.exclude(recording__isnull=True).exists() is False:
            # No sound was ever here to be held back.
            _done(out)
    return out


def _transcript(conversation: Conversation) -> Transcript | None:
    found = Transcript.objects.filter(conversation=conversation).first()
    if found is not None:
        found.conversation = conversation
    return found


def _apply(transcript: Transcript, out: VoiceOut, person: Person) -> None:
    """The words go now. The sound only where it is known when somebody else speaks."""
    theirs = Q(voice__person=person) | Q(voice__isnull=True) | Q(voice__person__isnull=True, voice__role="")
    with change(transcript, person, Edit.Kind.VOICE_OUT) as now:
        # Not before: somebody may be correcting at this moment.
        codes = list(transcript.turns.filter(theirs).values_list("code", flat=True))
        now.count = max(1, len(codes))
        wipe(transcript, codes)
    SignOff.objects.filter(transcript=transcript).delete()
    if is_placed(transcript, person):
        out.applied_at = timezone.now()
        out.save(update_fields=["applied_at"])
        silence.wish(transcript.conversation)
        if not transcript.conversation.tracks.filter(recording__isnull=False).exists():
            _done(out)


def is_placed(transcript: Transcript, person: Person) -> bool:
    """Whether it is known when somebody else than this person speaks: that is what stays in the sound."""
    timed = transcript.turns.filter(
        blanked_at__isnull=True, start_ms__isnull=False, voice__person__isnull=False
    )
    return timed.exclude(voice__person=person).exists()


def _done(out: VoiceOut) -> None:
    out.applied_at = out.applied_at or timezone.now()
    out.done_at = timezone.now()
    out.save(update_fields=["applied_at", "done_at"])


def take_back(conversation: Conversation, person: Person) -> None:
    """Only while nothing has been done to the sound. Words that are gone stay gone. Raises CannotNow."""
    with transaction.atomic():
        out = VoiceOut.objects.select_for_update().filter(conversation=conversation, person=person).first()
        if out is None:
            return
        if out.applied_at is not None:
            raise CannotNow("voice is out")
        out.delete()
        audit.did("left the voice in", "talk", conversation.code, person.code)
