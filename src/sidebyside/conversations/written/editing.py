"""Correcting what was written down: words, where turns begin and end, and who speaks."""

import json
import uuid

from django.db import transaction
from django.db.models import F, Q

from sidebyside.conversations.models import Edit, Transcript, Voice, WrittenTurn
from sidebyside.conversations.written import timed
from sidebyside.conversations.written.changing import (
    CannotNow,
    Clash,
    Now,
    change,
    locked,
    put_back,
    raise_revision,
    said_of,
    state_of,
    undone,
)
from sidebyside.core.exchange.shapes import tidy
from sidebyside.people.models import Person

LONGEST_TURN = 20_000
MOST_TURNS = 20_000
SHORTEST_MS = 1
# These are taken back by other means, or by nobody.
NOT_UNDONE = (
    Edit.Kind.VOICES,
    Edit.Kind.WITHHOLD,
    Edit.Kind.BRING_BACK,
    Edit.Kind.VOICE_OUT,
    Edit.Kind.PSEUDONYM,
)


def checked_text(text: str) -> str:
    words = tidy(text)
    if not words:
        raise CannotNow("no words")
    if len(words) > LONGEST_TURN:
        raise CannotNow("too long")
    return words


def correct(transcript: Transcript, person: Person, code: uuid.UUID, revision: int, text: str) -> Now:
    """New words for a turn. Raises Clash, CannotNow."""
    words = checked_text(text)
    with change(transcript, person, Edit.Kind.TEXT) as now:
        turn = now.turn(code, revision)
        if turn.text == words:
            now.before.clear()
            return now
        turn.words = timed.to_json(timed.aligned(words, timed.from_json(turn.words)))
        turn.text = words
        now.keep(turn)
    return now


def split(transcript: Transcript, person: Person, code: uuid.UUID, revision: int, place: int) -> Now:
    """A turn becomes two, the second beginning with word number ``place``. Raises Clash, CannotNow."""
    with change(transcript, person, Edit.Kind.SPLIT) as now:
        turn = now.turn(code, revision)
        tokens = turn.text.split()
        if not 0 < place < len(tokens):
            raise CannotNow("no such word")
        if transcript.turns.count() >= MOST_TURNS:
            raise CannotNow("too many")
        now.add(_second_part(now, turn, place, tokens))
        now.keep(turn)
    return now


def _second_part(now: Now, turn: WrittenTurn, place: int, tokens: list[str]) -> WrittenTurn:
    words = timed.from_json(turn.words)
    second = WrittenTurn(
        transcript=now.transcript,
        order=now.order_after(turn),
        voice_id=turn.voice_id,
        track_id=turn.track_id,
        text=" ".join(tokens[place:]),
        is_backchannel=turn.is_backchannel,
        is_overlapped=turn.is_overlapped,
    )
    if turn.start_ms is not None and turn.end_ms is not None:
        cut = timed.cut_at(turn.text, place, turn.start_ms, turn.end_ms, words)
        cut = min(max(cut, turn.start_ms + SHORTEST_MS), max(turn.end_ms - SHORTEST_MS, turn.start_ms + 1))
        second.start_ms, second.end_ms = cut, max(turn.end_ms, cut + SHORTEST_MS)
        turn.end_ms = cut
    if len(words) == len(tokens):
        second.words, turn.words = timed.to_json(words[place:]), timed.to_json(words[:place])
    else:
        second.words = turn.words = ""
    turn.text = " ".join(tokens[:place])
    return second


def join_next(transcript: Transcript, person: Person, code: uuid.UUID, revision: int) -> Now:
    """A turn and the one below, of the same voice, become one. Raises Clash, CannotNow."""
    with change(transcript, person, Edit.Kind.MERGE) as now:
        turn = now.turn(code, revision)
        following = now.after_it(turn)
        if following is None:
            raise CannotNow("last turn")
        following = now.turn(following.code, None)
        if turn.voice_id != following.voice_id:
            # Whose words they are must be known when somebody takes their own out.
            raise CannotNow("two voices")
        words, more = timed.from_json(turn.words), timed.from_json(following.words)
        turn.text = checked_text(f"{turn.text} {following.text}")
        turn.words = timed.to_json([*words, *more]) if words and more else ""
        if turn.start_ms is None or turn.end_ms is None:
            # What has no place in the sound cannot be withheld in it.
            turn.start_ms, turn.end_ms, turn.track_id = (
                following.start_ms,
                following.end_ms,
                following.track_id,
            )
        elif following.end_ms is not None:
            turn.end_ms = max(turn.end_ms, following.end_ms)
        turn.is_backchannel = turn.is_backchannel and following.is_backchannel
        turn.is_overlapped = turn.is_overlapped or following.is_overlapped
        now.remove(following)
        now.keep(turn)
    return now


def give_to(
    transcript: Transcript, person: Person, code: uuid.UUID, revision: int, voice: uuid.UUID | None
) -> Now:
    """Another voice said it. Raises Clash, CannotNow."""
    with change(transcript, person, Edit.Kind.SPEAKER) as now:
        turn = now.turn(code, revision)
        found = transcript.voices.filter(code=voice).first() if voice is not None else None
        if voice is not None and found is None:
            raise CannotNow("no such voice")
        turn.voice = found
        now.keep(turn)
    return now


def mark_backchannel(
    transcript: Transcript, person: Person, code: uuid.UUID, revision: int, is_one: bool
) -> Now:
    with change(transcript, person, Edit.Kind.BACKCHANNEL) as now:
        turn = now.turn(code, revision)
        turn.is_backchannel = is_one
        now.keep(turn)
    return now


def add(
    transcript: Transcript, person: Person, after: uuid.UUID | None, voice: uuid.UUID | None, text: str
) -> WrittenTurn:
    """A turn typed by hand, below another or at the end. It has no times. Raises Clash, CannotNow."""
    words = checked_text(text)
    with change(transcript, person, Edit.Kind.ADD) as now:
        above = now.transcript.turns.filter(code=after).first() if after is not None else None
        if after is not None and above is None:
            raise Clash(None)
        if now.transcript.turns.count() >= MOST_TURNS:
            raise CannotNow("too many")
        made = WrittenTurn(
            transcript=now.transcript,
            order=now.order_after(above),
            voice=now.transcript.voices.filter(code=voice).first() if voice else None,
            text=words,
        )
        now.add(made)
    return made


def remove(transcript: Transcript, person: Person, code: uuid.UUID, revision: int) -> Now:
    with change(transcript, person, Edit.Kind.REMOVE) as now:
        now.remove(now.turn(code, revision))
    return now


def swap_voices(transcript: Transcript, person: Person) -> None:
    """Each of two voices is the other person's, in the whole talk. Raises CannotNow."""
    with change(transcript, person, Edit.Kind.SWAP) as now:
        voices = two_voices(now.transcript)
        if len(voices) != 2:
            raise CannotNow("not two voices")
        one, other = voices
        one.person, other.person = other.person, one.person
        one.role, other.role = other.role, one.role
        for voice in voices:
            voice.save(update_fields=["person", "role"])
        now.count = _touch(now.transcript)


def two_voices(transcript: Transcript) -> list[Voice]:
    """The voices of partners; swapping means something only where there are two."""
    return list(transcript.voices.select_related("person").exclude(role=Voice.Role.OTHER))


def _touch(transcript: Transcript) -> int:
    return int(transcript.turns.update(revision=F("revision") + 1))


def say_whose(
    transcript: Transcript, person: Person, whose: dict[uuid.UUID, tuple[Person | None, str]]
) -> None:
    """Which voice is whose: for each voice its person and part. Raises CannotNow."""
    with change(transcript, person, Edit.Kind.VOICES) as now:
        found = {voice.code: voice for voice in now.transcript.voices.all()}
        if not whose or set(whose) - set(found):
            raise CannotNow("no such voice")
        for code, (speaker, role) in whose.items():
            voice = found[code]
            voice.person, voice.role = speaker, role
            voice.save(update_fields=["person", "role"])
        now.count = max(1, _touch(now.transcript))


def last_own(transcript: Transcript, person: Person) -> Edit | None:
    """The newest of this person's changes that can still be undone, whatever the other one did since."""
    # Without a turn there is nothing to put back: its words were wiped.
    can_be = Q(turn_code__isnull=False) | Q(kind=Edit.Kind.SWAP)
    rows = transcript.edits.filter(can_be, by=person, undone_at__isnull=True).exclude(kind__in=NOT_UNDONE)
    return rows.order_by("-pk").first()


def undo(transcript: Transcript, person: Person) -> Edit:
    """Take back this person's last change. Raises CannotNow where the other has changed the same since."""
    with transaction.atomic():
        held = locked(transcript)
        edit = last_own(held, person)
        if edit is None:
            raise CannotNow("nothing to undo")
        if edit.kind == Edit.Kind.SWAP:
            undone(edit)
            _swap_back(held)
        else:
            _put_all_back(held, edit)
            undone(edit)
        raise_revision(held)
        transcript.revision = held.revision
        return edit


def _swap_back(held: Transcript) -> None:
    voices = two_voices(held)
    if len(voices) != 2:
        raise CannotNow("changed since")
    one, other = voices
    one.person, other.person, one.role, other.role = other.person, one.person, other.role, one.role
    for voice in voices:
        voice.save(update_fields=["person", "role"])
    _touch(held)


def _put_all_back(held: Transcript, edit: Edit) -> None:
    if not edit.states:
        # Its words are wiped.
        raise CannotNow("cannot be undone")
    states = json.loads(edit.states)
    before, after = states["before"], states["after"]
    there = {str(turn.code): turn for turn in held.turns.filter(code__in=[*before, *after])}
    for code, state in after.items():
        turn = there.get(code)
        if turn is not None and turn.is_gap:
            may_come_back = turn.withheld_by_id == edit.by_id and turn.blanked_at is None
            raise CannotNow("bring back first" if may_come_back else "gap")
        # By what it says, not by its revision: what is undone in between raises that too.
        if said_of(state_of(turn) if turn else None) != said_of(state):
            raise CannotNow("changed since")
    for code, state in before.items():
        put_back(held, code, state, after.get(code))
