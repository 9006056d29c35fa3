"""What was heard in a talk: words, speakers, turns, silences. Times are whole milliseconds from the first moment on.

Everything here becomes JSON and comes back from it, so that work can be kept a piece at a time and go on after a kill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sidebyside.core.saying import _

from .quality import Heard, Verdict

VERSION = 1

type Json = dict[str, Any]


class Reason(StrEnum):
    """Why something cannot be told, or only with care."""

    SILENT = "silent"
    NO_VOICE = "no voice"
    TOO_SHORT = "too short"
    POOR_SOUND = "poor sound"
    VOICES_ALIKE = "voices alike"
    OTHER_LANGUAGE = "other language"
    UNCLEAR = "unclear"


SENTENCES: dict[Reason, str] = {
    Reason.SILENT: _("The recording is silent. See whether the microphone was muted, and record again."),
    Reason.NO_VOICE: _("No voice was heard. See whether this is the right recording."),
    Reason.TOO_SHORT: _("Too little is said to tell the voices apart. Say by hand who speaks."),
    Reason.POOR_SOUND: _(
        "The sound is too poor to tell the voices apart. Say by hand who speaks, or record nearer."
    ),
    Reason.VOICES_ALIKE: _("The voices are too much alike to tell them apart. Say by hand who speaks."),
    Reason.OTHER_LANGUAGE: _(
        "Another language than the chosen one seems to be spoken. Choose it and listen again."
    ),
    Reason.UNCLEAR: _(
        "Most words could not be understood. Read them with care, or record nearer to the speakers."
    ),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a sound to be written down at once; it begins and ends where nobody speaks, where it can.
    `speech` are the (start_ms, end_ms) in it with a voice, in order and apart."""

    start_ms: int
    end_ms: int
    speech: tuple[tuple[int, int], ...]

    def to_json(self) -> Json:
        speech = [list(one) for one in self.speech]
        return {"start_ms": self.start_ms, "end_ms": self.end_ms, "speech": speech}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Stretch":
        return cls(given["start_ms"], given["end_ms"], tuple((start, end) for start, end in given["speech"]))


@dataclass(frozen=True, slots=True)
class HeardWord:
    """`text` with its punctuation, no spaces around it; `p` is sureness, 0 to 1."""

    start_ms: int
    end_ms: int
    text: str
    p: float


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one stretch of one sound. `sounds_like` is a language other than the chosen one, as a code of two or
    three letters, where the model is nearly certain of it; else None. `repeated` counts words that were left out
    because they only said the same again and again."""

    words: tuple[HeardWord, ...]
    sounds_like: str | None = None
    repeated: int = 0

    def to_json(self) -> Json:
        words = [[word.start_ms, word.end_ms, word.text, word.p] for word in self.words]
        return {"words": words, "sounds_like": self.sounds_like, "repeated": self.repeated}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Written":
        words = tuple(HeardWord(*word) for word in given["words"])
        return cls(words, given["sounds_like"], given["repeated"])


@dataclass(frozen=True, slots=True)
class Spoken:
    """From `start_ms` to `end_ms` somebody speaks: `speaker` counts from 0 in the order of first speaking; None is
    "cannot tell". Those of different speakers overlap where they speak at once; those of one speaker do not."""

    start_ms: int
    end_ms: int
    speaker: int | None


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who speaks when, in order of time. `count` is the number of voices told apart, None where they cannot be told;
    then `why` says why not. `tracks`: each speaker is a sound of their own, in the order of the sounds."""

    spoken: tuple[Spoken, ...]
    count: int | None
    why: Reason | None = None
    tracks: bool = False

    def to_json(self) -> Json:
        spoken = [[one.start_ms, one.end_ms, one.speaker] for one in self.spoken]
        return {"spoken": spoken, "count": self.count, "why": self.why, "tracks": self.tracks}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Speakers":
        why = None if given["why"] is None else Reason(given["why"])
        spoken = tuple(Spoken(*one) for one in given["spoken"])
        return cls(spoken, given["count"], why, given["tracks"])


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody speaks."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """What one speaker says until another takes over. `speaker` as in `Spoken`. `overlap`: somebody else speaks during
    a part of it. `words` are in order of time; `text` is all of them."""

    speaker: int | None
    start_ms: int
    end_ms: int
    words: tuple[HeardWord, ...]
    overlap: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the sound is (`sound`, the worst of the sounds), and what therefore cannot be told.

    `who` says why the speakers cannot be told, `what` why the words are not to be relied on; None where they are."""

    sound: Heard
    who: Reason | None = None
    what: Reason | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to tell a person, most pressing first."""
        return tuple(dict.fromkeys(SENTENCES[reason] for reason in (self.what, self.who) if reason))

    def to_json(self) -> Json:
        return {
            "verdict": self.sound.verdict,
            "measures": dict(self.sound.measures),
            "who": "cannot tell" if self.who else "told",
            "who_because": self.who,
            "words": "cannot tell" if self.what else "told",
            "words_because": self.what,
            "sentences": list(self.sentences),
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Quality":
        who, what = given["who_because"], given["words_because"]
        sound = Heard(Verdict(given["verdict"]), dict(given["measures"]))
        return cls(sound, Reason(who) if who else None, Reason(what) if what else None)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A whole talk as it was heard. `speakers` is the number of voices told apart; None is "cannot tell". `spoken` says
    who speaks when, also where no word was understood; shares of the talk are counted from it."""

    turns: tuple[HeardTurn, ...]
    spoken: tuple[Spoken, ...]
    silences: tuple[Silence, ...]
    quality: Quality
    duration_ms: int
    speakers: int | None
    language: str

    def to_json(self) -> Json:
        return {
            "version": VERSION,
            "duration_ms": self.duration_ms,
            "language": self.language,
            "speakers": self.speakers,
            "quality": self.quality.to_json(),
            "turns": [_turn_to_json(turn) for turn in self.turns],
            "spoken": [
                {"speaker": label(one.speaker), "start_ms": one.start_ms, "end_ms": one.end_ms}
                for one in self.spoken
            ],
            "silences": [{"start_ms": one.start_ms, "end_ms": one.end_ms} for one in self.silences],
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Hearing":
        """ValueError where it was written by a later version."""
        if given["version"] != VERSION:
            raise ValueError(
                "This was heard by another version of Sidebyside. Listen to the recording again."
            )
        return cls(
            tuple(_turn_from_json(turn) for turn in given["turns"]),
            tuple(Spoken(one["start_ms"], one["end_ms"], _number(one["speaker"])) for one in given["spoken"]),
            tuple(Silence(one["start_ms"], one["end_ms"]) for one in given["silences"]),
            Quality.from_json(given["quality"]),
            given["duration_ms"],
            given["speakers"],
            given["language"],
        )


def label(speaker: int | None) -> str | None:
    """A speaker's name in what scripts read: "speaker 1" is who speaks first."""
    return None if speaker is None else f"speaker {speaker + 1}"


def _number(name: str | None) -> int | None:
    return None if name is None else int(name.removeprefix("speaker ")) - 1


def _turn_to_json(turn: HeardTurn) -> Json:
    return {
        "speaker": label(turn.speaker),
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "text": turn.text,
        "words": [
            {"start_ms": word.start_ms, "end_ms": word.end_ms, "text": word.text, "p": word.p}
            for word in turn.words
        ],
        "overlap": turn.overlap,
    }


def _turn_from_json(given: Mapping[str, Any]) -> HeardTurn:
    words = [HeardWord(word["start_ms"], word["end_ms"], word["text"], word["p"]) for word in given["words"]]
    return HeardTurn(
        _number(given["speaker"]), given["start_ms"], given["end_ms"], tuple(words), given["overlap"]
    )


type ManyWritten = Sequence[Sequence[Written]]
"""For each sound, its stretches in order."""
