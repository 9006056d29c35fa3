"""A talk described, counted and read, for one person; nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sidebyside.conversations.codes.coded import CodedTalk, coded_talk
from sidebyside.conversations.models import Conversation, Transcript
from sidebyside.conversations.reading import playing
from sidebyside.conversations.written.turns import Said
from sidebyside.core.talk import moments, reading
from sidebyside.core.talk.indicators import indicators
from sidebyside.core.talk.shapes import Description, Further, Indicators, Reading
from sidebyside.core.talk.stimulus import Stretch
from sidebyside.people.models import Person


@dataclass
class ReadTalk:
    coded: CodedTalk
    watched: list[Stretch]

    @property
    def transcript(self) -> Transcript:
        return self.coded.transcript

    @property
    def conversation(self) -> Conversation:
        return self.transcript.conversation

    @property
    def turns(self) -> list[Said]:
        return self.coded.turns

    @property
    def description(self) -> Description:
        return self.coded.description

    @cached_property
    def indicators(self) -> Indicators:
        return indicators(self.description, self.watched or None, self.left_out)

    @property
    def left_out(self) -> list[tuple[int, int]]:
        """Where something was said that is a gap now, from and to in ms: it is neither talk nor silence."""
        rows = [one.row for one in self.coded.said if one.is_gap]
        return [
            (row.start_ms, row.end_ms) for row in rows if row.start_ms is not None and row.end_ms is not None
        ]

    @cached_property
    def reading(self) -> Reading:
        return reading.read(self.description)

    @cached_property
    def further(self) -> tuple[Further, ...]:
        return moments.further(self.description, self.reading)

    def said(self, places: Sequence[int]) -> list[Said]:
        return [self.turns[place] for place in places if place < len(self.turns)]


def read_talk(transcript: Transcript, person: Person | None) -> ReadTalk:
    """In a number of queries that does not grow with the turns."""
    return ReadTalk(coded_talk(transcript, person), playing.watched(transcript.conversation))
