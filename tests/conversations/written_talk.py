"""A talk written down and coded, made in a moment: lines of a conversation, each a turn with times."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from sidebyside.conversations.codes import suggesting
from sidebyside.conversations.models import Conversation, Suggestions, Transcript, Voice, WrittenTurn
from sidebyside.conversations.written import changed
from sidebyside.conversations.written.changing import GAP
from sidebyside.jobs import Owed
from sidebyside.jobs.running import run_here
from tests.cast import Cast

LINES = [
    ("coach", "What did you want them to do with that silence after your question?"),
    ("coachee", "I wanted them to think. They first wrote alone, then compared with the person beside them."),
    ("coach", "That start was far calmer than last week's."),
    ("coachee", "You're right, it was calmer. It's the group that lost its teacher in March."),
    ("coach", "Look at the film, eight minutes ten. Were they thinking, or waiting for you to?"),
    ("coachee", "Oh. I'd have sworn I waited longer. On the film it's not even two seconds."),
    ("coach", "So what would happen if you counted to five?"),
    ("coachee", "Suppose the questions came from them, and I only counted."),
    ("coach", "And they write first, before anyone speaks?"),
    ("coachee", "Yes, and they compare, and then one of them asks the next question."),
    ("coach", "We could mark on the film who asks."),
    ("coachee", "Next time, in Thursday's lesson, I'll have them write before anyone speaks."),
]  # fmt: skip


def write_down(
    talk: Conversation, cast: Cast, lines: Sequence[tuple[str, str]] = tuple(LINES * 4), step_ms: int = 9_000
) -> Transcript:
    """``lines`` are (part, words). Every turn begins where the one before ends, but for a pause at each tenth."""
    if talk.opened_at is None:
        talk.opened_at = timezone.now() - timedelta(hours=1)
        talk.save(update_fields=["opened_at"])
    talk.strand = cast.strand
    made = Transcript.objects.create(
        conversation=talk, source=Transcript.Source.BROUGHT, state=Transcript.State.READY, made_by=cast.ana
    )
    people = {"coachee": cast.ana, "coach": cast.ben}
    voices = {
        part: Voice.objects.create(transcript=made, number=number, person=person, role=part)
        for number, (part, person) in enumerate(people.items(), 1)
    }
    at, rows = 0, []
    for place, (part, text) in enumerate(lines, 1):
        long = max(1_500, min(step_ms * 3, len(text) * 90))
        rows.append(
            WrittenTurn(
                transcript=made,
                order=place * GAP,
                voice=voices[part],
                start_ms=at,
                end_ms=at + long,
                text=text,
            )
        )
        at += long + (4_000 if place % 10 == 0 else 200)
    WrittenTurn.objects.bulk_create(rows)
    changed(made)
    return made


def suggest(transcript: Transcript) -> Suggestions:
    """As the worker does it."""
    row = Suggestions.objects.get(transcript=transcript)
    run_here(suggesting.SUGGEST, Owed(str(transcript.code), row.wanted))
    row.refresh_from_db()
    row.transcript = transcript
    return row


def turn(transcript: Transcript, number: int) -> uuid.UUID:
    """The code of the turn that people call by this number."""
    codes = list(transcript.turns.values_list("code", flat=True))
    return codes[number - 1]
