"""WebVTT, as Teams, Zoom and YouTube write it, and as we do. https://www.w3.org/TR/webvtt1/"""

import html
from collections.abc import Iterator

from . import cues
from .decoding import text_of
from .errors import Code, ExchangeError
from .notes import Notebook
from .places import Place, Unit
from .shapes import Row, Transcript, Turn, tidy
from .times import written

# In a file of our own a text that looks like "Name: words" is what somebody said, not who said it.
_OWN = "WEBVTT Sidebyside"


def rows(content: bytes, notes: Notebook) -> Iterator[Row]:
    text = text_of(content, notes)
    return cues.rows(text, notes, own=text.split("\n", 1)[0].strip() == _OWN)


def write(transcript: Transcript) -> bytes:
    captions = (_caption(number, turn) for number, turn in enumerate(transcript.turns, 1))
    return ("\n\n".join([_OWN, *captions]) + "\n").encode()


def _caption(number: int, turn: Turn) -> str:
    if turn.start_ms is None or turn.end_ms is None:
        raise ExchangeError(Code.NEEDS_TIMES, Place(Unit.TURN, number))
    # A `{` with a backslash opens a mark of another format, which readers of captions (ours too) take out.
    said = html.escape(tidy(turn.text), quote=False).replace("{\\", "&#123;\\")
    if turn.speaker is not None:
        said = f"<v {html.escape(tidy(turn.speaker), quote=False)}>{said}</v>"
    return f"{number}\n{written(turn.start_ms)} --> {written(turn.end_ms)}\n{said}"
