"""The talk written down: made or brought, corrected, signed off, taken away.

What reads a transcript (codes, a reading) says here that it wants to know when it is not what it was.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidebyside.conversations.models import Transcript

type Changed = Callable[["Transcript"], None]

_told: list[Changed] = []


def when_changed(tell: Changed) -> None:
    """``tell(transcript)`` is called in the transaction of each change, after the revision has been raised."""
    if tell not in _told:
        _told.append(tell)


def changed(transcript: "Transcript") -> None:
    """Words, turns, voices, or what is withheld are not what they were: what was made of them is out of date."""
    for tell in _told:
        tell(transcript)
