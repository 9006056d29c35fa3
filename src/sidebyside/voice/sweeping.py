"""Once an hour: a note whose row is gone and whose key is not."""

from sidebyside.people.lost_keys import LostKeys
from sidebyside.voice.models import KEYS, VoiceNote

END = "end_lost_voices"
LOST = LostKeys(END, KEYS, VoiceNote)


def end_lost_voices(code: str, attempt: int) -> None:
    LOST.end(code, attempt)


def register() -> None:
    LOST.register(end_lost_voices)
