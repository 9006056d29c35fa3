"""A talk heard: what was said, by whom, when. The parts for whoever keeps each result and goes on after a kill, and
`hear`, which does them all.

    stretches = plan(sound)                                # for each sound; seconds of work for an hour
    written = write_down(sound, stretches[0], folder, "en")    # the long part: keep `written.to_json()` of each
    speakers = who_speaks(sounds, 2)                       # keep `speakers.to_json()`
    quality = judge_sounds(sounds)
    hearing = put_together([[written, ...]], speakers, quality, duration_ms=..., language="en")

Sounds are at `RATE`. One sound: a room in which everybody is heard. Several: one person each, on one clock.
The same sound gives the same result each time, on one machine.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from . import words
from .heard import Hearing, ManyWritten, Speakers, Stretch, Written
from .plan import stretches
from .quality import NOTHING, RATE, Ear, Heard, Verdict
from .sound import Sound
from .speakers import speakers_of
from .together import together
from .tracks import own_speech, speakers_of_tracks
from .voice_activity import speech_in

type Progress = Callable[[str, float], None]
"""Called with a phase ("quality", "speakers", "words") and a share of all the work, 0 to 1."""

__all__ = ["RATE", "hear", "judge_sounds", "plan", "plan_tracks", "put_together", "who_speaks", "write_down"]

BLOCK = 20 * RATE
LISTENED, TOLD = 0.05, 0.3
"""About how much of the work is done when the quality is judged, and when the speakers are told."""
WORST_FIRST = (
    Verdict.NONE,
    Verdict.SILENT,
    Verdict.CLIPPED,
    Verdict.PATCHY,
    Verdict.HUMMING,
    Verdict.NOISY,
    Verdict.FAR,
    Verdict.FAINT,
    Verdict.GOOD,
)


def plan(sound: Sound) -> tuple[Stretch, ...]:
    """Stretches of at most five minutes, in order, that hold all speech; what lies between them is silent. None in a
    sound without a voice. The same come out each time. ModelError where the libraries are not installed."""
    return stretches(speech_in(sound))


def plan_tracks(sounds: Sequence[Sound]) -> list[tuple[Stretch, ...]]:
    """As `plan` for each of several sounds, without what a microphone hears of the others."""
    return [stretches(own) for own in own_speech(sounds)]


def write_down(sound: Sound, stretch: Stretch, model_folder: Path, language: str) -> Written:
    """The words of one stretch. `language` is a code of Whisper's, such as "en". ModelError where the folder holds no
    model that is usable, or one that does not know the language."""
    return words.write_down(sound, stretch, model_folder, language)


def who_speaks(
    sounds: Sequence[Sound], voices_wanted: int | None, progress: Progress | None = None
) -> Speakers:
    """Who speaks when. `voices_wanted`: how many people speak, 1 or more; None lets it be found, modestly. With
    several sounds each is one person and `voices_wanted` means nothing."""
    if len(sounds) == 1:
        tell = progress or _nobody
        return speakers_of(sounds[0], voices_wanted, lambda share: tell("speakers", share))
    return speakers_of_tracks(own_speech(sounds))


def judge_sounds(sounds: Sequence[Sound]) -> Heard:
    """The quality of the worst of them."""
    found = []
    for sound in sounds:
        ear = Ear()
        for start in range(0, sound.count, BLOCK):
            ear.add(sound.read(start, min(BLOCK, sound.count - start)))
        found.append(ear.heard())
    return min(found, key=lambda heard: WORST_FIRST.index(heard.verdict), default=NOTHING)


def put_together(
    written: ManyWritten, speakers: Speakers, sound: Heard, *, duration_ms: int, language: str
) -> Hearing:
    """Words given to speakers, and turns formed. `written`: for each sound the results of its stretches."""
    return together(written, speakers, sound, duration_ms=duration_ms, language=language)


def hear(
    sounds: Sequence[Sound],
    model_folder: Path,
    *,
    voices_wanted: int | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Hearing:
    """All of it at once. Errors as `write_down`."""
    tell = progress or _nobody
    tell("quality", 0.0)
    quality = judge_sounds(sounds)
    speakers = who_speaks(
        sounds, voices_wanted, lambda phase, share: tell(phase, LISTENED + share * (TOLD - LISTENED))
    )
    planned = [plan(sounds[0])] if len(sounds) == 1 else plan_tracks(sounds)
    count = sum(len(one) for one in planned)
    written: list[list[Written]] = []
    for sound, its_stretches in zip(sounds, planned, strict=True):
        written.append([])
        for stretch in its_stretches:
            tell("words", TOLD + (1 - TOLD) * sum(map(len, written)) / count)
            written[-1].append(write_down(sound, stretch, model_folder, language))
    duration_ms = max((1000 * sound.count // RATE for sound in sounds), default=0)
    tell("words", 1.0)
    return put_together(written, speakers, quality, duration_ms=duration_ms, language=language)


def _nobody(phase: str, share: float) -> None:
    """Nobody waits for this."""
