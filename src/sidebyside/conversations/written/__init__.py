"""The talk written down: made or brought, corrected, signed off, taken away.

What reads a transcript (codes, a reading) says here that it wants to know when it is not what it was.
"""

import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidebyside.conversations.models import Transcript

type Changed = Callable[["Transcript"], None]

type Wiped = Callable[["Transcript", Collection[uuid.UUID]], None]

_told: list[Changed] = []
_told_wiped: list[Wiped] = []


def when_changed(tell: Changed) -> None:
    """``tell(transcript)`` is called in the transaction of each change, after the revision has been raised."""
    if tell not in _told:
        _told.append(tell)


def changed(transcript: "Transcript") -> None:
    """Words, turns, voices, or what is withheld are not what they were: what was made of them is out of date."""
    for tell in _told:
        tell(transcript)


def when_wiped(tell: Wiped) -> None:
    """``tell(transcript, turns)`` is called in the transaction in which the words of these turns go for good."""
    if tell not in _told_wiped:
        _told_wiped.append(tell)


def wiped(transcript: "Transcript", turns: Collection[uuid.UUID]) -> None:
    for tell in _told_wiped:
        tell(transcript, turns)
