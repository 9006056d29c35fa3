"""What the room of the talk keeps: the meeting and its sound, and what was written down of it."""

from .coding import BlindCoding, CoderReady, Suggestions, TurnCode
from .talk import (
    HERE_FOR,
    Confirmation,
    Conversation,
    DeletionProposal,
    JoinCode,
    StimulusEvent,
    TalkNote,
    Track,
)
from .written import (
    Edit,
    ListenerIn,
    Piece,
    Pseudonym,
    SignOff,
    Transcript,
    Voice,
    VoiceOut,
    Voices,
    WritingRefused,
    WrittenTurn,
    talk_key,
)

__all__ = [
    "HERE_FOR",
    "BlindCoding",
    "CoderReady",
    "Confirmation",
    "Conversation",
    "DeletionProposal",
    "Edit",
    "JoinCode",
    "ListenerIn",
    "Piece",
    "Pseudonym",
    "SignOff",
    "StimulusEvent",
    "Suggestions",
    "TalkNote",
    "Track",
    "Transcript",
    "TurnCode",
    "Voice",
    "VoiceOut",
    "Voices",
    "WritingRefused",
    "WrittenTurn",
    "talk_key",
]
