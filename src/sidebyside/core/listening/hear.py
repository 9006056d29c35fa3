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

from .heard import Hearing, ManyWritten, Speakers, Stretch, Written
from .quality import RATE, Heard
from .sound import Sound

type Progress = Callable[[str, float], None]
"""Called with a phase ("quality", "plan", "words", "speakers") and a share of all the work, 0 to 1."""

__all__ = ["RATE", "hear", "judge_sounds", "plan", "put_together", "who_speaks", "write_down"]


def plan(sound: Sound) -> tuple[Stretch, ...]:
    """Stretches of at most five minutes, in order, that hold all speech; what lies between them is silent. None in a
    sound without a voice. A caller that keeps results keeps these too, or plans again: the same come out."""
    raise NotImplementedError


def write_down(sound: Sound, stretch: Stretch, model_folder: Path, language: str) -> Written:
    """The words of one stretch. `language` is a code of Whisper's, such as "en". ModelError where the folder holds no
    model that is usable, or one that does not know the language."""
    raise NotImplementedError


def who_speaks(
    sounds: Sequence[Sound], voices_wanted: int | None, progress: Progress | None = None
) -> Speakers:
    """Who speaks when. `voices_wanted`: how many people speak, 1 or more; None lets it be found, modestly. With
    several sounds each is one person and `voices_wanted` means nothing."""
    raise NotImplementedError


def judge_sounds(sounds: Sequence[Sound]) -> Heard:
    """The quality of the worst of them."""
    raise NotImplementedError


def put_together(
    written: ManyWritten, speakers: Speakers, sound: Heard, *, duration_ms: int, language: str
) -> Hearing:
    """Words given to speakers, and turns formed. `written`: for each sound the results of its stretches."""
    raise NotImplementedError


def hear(
    sounds: Sequence[Sound],
    model_folder: Path,
    *,
    voices_wanted: int | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Hearing:
    """All of it at once. Errors as `write_down`."""
    raise NotImplementedError
