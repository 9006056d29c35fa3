"""Talks of the made school, written down: one with its sound, one brought as a call's transcript and signed off."""

from sidebyside import jobs
from sidebyside.conversations.codes import suggesting
from sidebyside.conversations.models import Conversation, Suggestions, Transcript
from sidebyside.conversations.written import making, signing
from sidebyside.core import exchange
from sidebyside.web.demo import films

SECOND_TALK = films.MEDIA / "second-talk.vtt"


def with_sound(conversation: Conversation) -> Transcript:
    """What is said in the made talk, as its writers know it."""
    lines = films.cues()["talk"]["lines"]
    turns = [exchange.Turn(one["who"], one["text"], one["start_ms"], one["end_ms"]) for one in lines]
    names = {part.role: part.person.name for part in conversation.strand.parts.all()}
    # The two who speak are Ana and Ben wherever the same sound is used.
    shown = {"Ana": names["coachee"], "Ben": names["coach"]}
    said = [exchange.Turn(shown[one.speaker or ""], one.text, one.start_ms, one.end_ms) for one in turns]
    return _brought(conversation, exchange.Transcript(tuple(said)))


def from_a_call(conversation: Conversation) -> Transcript:
    """Long enough to be read; both have signed it off."""
    written = _brought(conversation, exchange.read(SECOND_TALK.read_bytes()))
    for part in conversation.strand.parts.all():
        signing.sign_off(written, part.person, written.revision)
    return written


def _brought(conversation: Conversation, read: exchange.Transcript) -> Transcript:
    written = making.bring(conversation, conversation.strand.coachee, read)
    wanted = Suggestions.objects.get(transcript=written).wanted
    jobs.run_here(suggesting.SUGGEST, jobs.Owed(str(written.code), wanted))
    return written
