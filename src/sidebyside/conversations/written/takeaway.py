"""A transcript as a file: names as pseudonyms, a passage that is withheld or was taken out as a gap."""

from django.utils.translation import gettext as _

from sidebyside.conversations.models import Transcript
from sidebyside.conversations.written.turns import Said, pseudonyms_of, said_in, speaker_name
from sidebyside.core import exchange
from sidebyside.core.exchange import ExchangeError, Kind

TYPES = {
    Kind.VTT: "text/vtt; charset=utf-8",
    Kind.EAF: "application/xml; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.JSON: "application/json",
}
# A name that says what it is and nothing of whom or what it is about.
NAME = "talk"

__all__ = ["NAME", "TYPES", "ExchangeError", "Kind", "as_file", "handed_on"]


def as_file(transcript: Transcript, kind: Kind) -> bytes:
    """Raises ExchangeError where this kind needs times that are not there."""
    return exchange.write(handed_on(transcript), kind)


def handed_on(transcript: Transcript) -> exchange.Transcript:
    """What may leave here, on people's clock."""
    pseudonyms = pseudonyms_of(transcript)
    turns: list[exchange.Turn] = []
    gap = _("[left out]")
    for said in said_in(transcript):
        if not said.is_gap:
            turns.append(_turn(said, speaker_name(said, pseudonyms), said.text))
        elif turns and turns[-1].text == gap and turns[-1].speaker is None:
            turns[-1] = _longer(turns[-1], said)
        else:
            turns.append(_turn(said, None, gap))
    return exchange.Transcript(tuple(turns))


def _turn(said: Said, speaker: str | None, text: str) -> exchange.Turn:
    start, end = said.at_ms, said.until_ms
    if start is None or end is None:
        return exchange.Turn(speaker, text)
    words = tuple(
        exchange.Word(
            max(0, word.start_ms - said.zero_ms), max(0, word.end_ms - said.zero_ms), word.text, word.p
        )
        for word in said.words
    )
    return exchange.Turn(speaker, text, start, max(end, start + 1), words)


def _longer(gap: exchange.Turn, said: Said) -> exchange.Turn:
    """One gap a passage: how many turns it had is nobody's matter either."""
    if gap.end_ms is None or said.until_ms is None:
        return gap
    return exchange.Turn(None, gap.text, gap.start_ms, max(gap.end_ms, said.until_ms))
