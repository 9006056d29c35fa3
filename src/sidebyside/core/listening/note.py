"""A voice note heard: a few minutes of one person, or of one who asks and one who answers, as one text."""

from pathlib import Path

from .hear import RATE, judge_sounds, plan, put_together, write_down
from .heard import Reason, Speakers, Spoken
from .sound import Sound
from .together import UNDERSTOOD


def hear_note(sound: Sound, model_folder: Path, language: str) -> tuple[str, Reason | None]:
    """The words, and None; or no words, and why it cannot be told what was said. Nobody is told apart.

    Errors and `language` as `hear.write_down`.
    """
    length_ms = 1000 * sound.count // RATE
    written = [write_down(sound, stretch, model_folder, language) for stretch in plan(sound)]
    heard = put_together(
        [written],
        Speakers((Spoken(0, length_ms, 0),), 1),
        judge_sounds([sound]),
        duration_ms=length_ms,
        language=language,
    )
    if heard.quality.what is not None:
        return "", heard.quality.what
    words = [word for turn in heard.turns for word in turn.words]
    # Of a whole talk a few unsure words are worth reading; a note of nothing else says what nobody said.
    if sum(word.p for word in words) / len(words) < UNDERSTOOD:
        return "", Reason.UNCLEAR
    return " ".join(word.text for word in words), None
