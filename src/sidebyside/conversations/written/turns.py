"""Turns as people and programs may have them: gaps where something is withheld, names as pseudonyms.

Everything that shows or hands on what was said reads it here. The columns of ``WrittenTurn`` still hold what is
withheld while it may come back.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sidebyside.conversations import clock
from sidebyside.conversations.models import Transcript, Voice, WrittenTurn
from sidebyside.conversations.written import names, timed
from sidebyside.conversations.written.timed import TimedWord
from sidebyside.people.models import Person

# Below this the hearing says itself that it is not sure of a word.
UNSURE = 0.5


@dataclass(frozen=True)
class Part:
    """A stretch of a turn's text: as it was said, a name that stands for another, or a word that is not sure."""

    text: str
    kind: str = ""  # or "name", "unsure"


@dataclass(frozen=True)
class Said:
    """One turn as it may be read. ``start_ms`` and ``end_ms`` on the conversation's clock, ``at_ms`` on people's."""

    row: WrittenTurn
    number: int
    zero_ms: int
    pseudonyms: Mapping[str, str]

    @property
    def code(self) -> uuid.UUID:
        return self.row.code

    @property
    def voice(self) -> Voice | None:
        return self.row.voice

    @property
    def speaker(self) -> Person | None:
        return self.row.voice.person if self.row.voice is not None else None

    @property
    def role(self) -> str:
        return self.row.role

    @property
    def is_gap(self) -> bool:
        return self.row.is_gap

    @property
    def at_ms(self) -> int | None:
        return None if self.row.start_ms is None else max(0, self.row.start_ms - self.zero_ms)

    @property
    def until_ms(self) -> int | None:
        return None if self.row.end_ms is None else max(0, self.row.end_ms - self.zero_ms)

    @cached_property
    def text(self) -> str:
        """With pseudonyms; nothing where it is withheld or was taken out."""
        return "".join(part.text for part in self.parts)

    @cached_property
    def words(self) -> list[TimedWord]:
        """The words that carry times of their own, as they may be read."""
        if self.is_gap:
            return []
        found = timed.from_json(self.row.words)
        if not self._has_names:
            return found
        return timed.aligned(self.text, found)

    @cached_property
    def _has_names(self) -> bool:
        return any(piece.is_other for piece in names.pieces(self.row.text, self.pseudonyms))

    @cached_property
    def parts(self) -> list[Part]:
        if self.is_gap:
            return []
        if self._has_names:
            found = names.pieces(self.row.text, self.pseudonyms)
            return [Part(piece.text, "name" if piece.is_other else "") for piece in found]
        return _with_unsure(self.row.text, timed.from_json(self.row.words))

    @property
    def starts(self) -> str:
        """Where each word begins, on the conversation's clock, for the page's module."""
        return json.dumps([word.start_ms for word in self.words]) if self.words else ""


def _with_unsure(text: str, words: list[TimedWord]) -> list[Part]:
    tokens = text.split()
    if len(tokens) != len(words) or not any(_is_unsure(word) for word in words):
        return [Part(text)] if text else []
    parts: list[Part] = []
    plain: list[str] = []
    for token, word in zip(tokens, words, strict=True):
        if not _is_unsure(word):
            plain.append(token)
            continue
        if plain or parts:
            parts.append(Part((" " if parts else "") + " ".join(plain) + (" " if plain else "")))
        parts.append(Part(token, "unsure"))
        plain = []
    if plain:
        parts.append(Part(" " + " ".join(plain)))
    return parts


def _is_unsure(word: TimedWord) -> bool:
    return word.p is not None and word.p < UNSURE


def pseudonyms_of(transcript: Transcript) -> dict[str, str]:
    return {row.name: row.pseudonym for row in transcript.pseudonyms.all()}


def said_in(transcript: Transcript) -> list[Said]:
    """Every turn of a transcript in order, in a number of queries that does not grow with them."""
    pseudonyms = pseudonyms_of(transcript)
    zero = clock.zero_ms(transcript.conversation)
    rows = rows_of(transcript)
    return [Said(row, number, zero, pseudonyms) for number, row in enumerate(rows, 1)]


def rows_of(transcript: Transcript) -> list[WrittenTurn]:
    """The turns in order, each with its voice, and each voice with what its label needs."""
    voices = {voice.pk: voice for voice in transcript.voices.select_related("person")}
    rows = list(transcript.turns.select_related("withheld_by"))
    for row in rows:
        row.voice = voices.get(row.voice_id) if row.voice_id is not None else None
    return rows


def speaker_name(said: Said, pseudonyms: Mapping[str, str]) -> str | None:
    """Who speaks, for what is taken away; None where nobody has said it."""
    return voice_name(said.voice, pseudonyms) if said.voice is not None else None


def voice_name(voice: Voice, pseudonyms: Mapping[str, str]) -> str:
    name = voice.person.name if voice.person is not None else voice.label
    return names.replaced(name, pseudonyms) if name else f"Voice {voice.number}"
