"""The clock of a talk: kept since the meeting was opened, shown since the recorder began."""

from datetime import datetime

from django.utils import timezone

from sidebyside.conversations.models import Conversation

# A talk of four hours is the longest that the clock is believed for.
LONGEST_MS = 4 * 3600 * 1000


def at_ms(conversation: Conversation, when: datetime | None = None) -> int:
    """Milliseconds since the meeting was opened, 0 before that and at most LONGEST_MS."""
    if conversation.opened_at is None:
        return 0
    gone = (when or timezone.now()) - conversation.opened_at
    return max(0, min(LONGEST_MS, int(gone.total_seconds() * 1000)))


def zero_ms(conversation: Conversation) -> int:
    """Where people's clock begins: with the recorder, or with the meeting where nothing was recorded."""
    return at_ms(conversation, conversation.recording_since) if conversation.recording_since else 0


def ends_ms(conversation: Conversation) -> int:
    """The end of the talk, or this moment while it goes on."""
    return at_ms(conversation, conversation.ended_at)
