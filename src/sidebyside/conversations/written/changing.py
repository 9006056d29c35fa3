"""One change to a transcript as one act: checked, written, remembered so that it can be undone, and told.

with change(transcript, person, Edit.Kind.SPLIT) as now:
    turn = now.turn(code, revision)     # raises Clash where it is not what the person saw
    ...
    now.keep(turn)
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sidebyside.conversations.models import Edit, SignOff, Transcript, VoiceOut, WrittenTurn
from sidebyside.conversations.written import changed, silence
from sidebyside.conversations.written.wiping import wipe
from sidebyside.people.models import Person
from sidebyside.trust import audit

type State = dict[str, Any]

# Room between two turns, so that twenty splits in one place move no other turn.
GAP = 1 << 20


class Clash(Exception):
    """Somebody has changed the turn since this person saw it. ``turn`` is as it stands now, None where it is gone."""

    def __init__(self, turn: WrittenTurn | None) -> None:
        super().__init__()
        self.turn = turn


class CannotNow(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass
class Now:
    """A change under way, on a transcript that nobody else changes meanwhile."""

    transcript: Transcript
    before: dict[str, State | None] = field(default_factory=dict)
    after: dict[str, State | None] = field(default_factory=dict)
    first: uuid.UUID | None = None
    # For changes that touch turns without their words.
    count: int = 0
    had_sign_offs: bool = False

    def turn(self, code: uuid.UUID, revision: int | None) -> WrittenTurn:
        """A turn that may be changed. Raises Clash, or CannotNow where it is a gap."""
        found = self.transcript.turns.filter(code=code).first()
        if found is None:
            raise Clash(None)
        if found.is_gap:
            raise CannotNow("gap")
        if revision is not None and found.revision != revision:
            raise Clash(found)
        self._remember(found)
        return found

    def after_it(self, turn: WrittenTurn) -> WrittenTurn | None:
        return self.transcript.turns.filter(order__gt=turn.order).first()

    def _remember(self, turn: WrittenTurn) -> None:
        self.first = self.first or turn.code
        self.before.setdefault(str(turn.code), state_of(turn))

    def keep(self, turn: WrittenTurn) -> None:
        turn.revision += 1
        turn.save()
        self.after[str(turn.code)] = state_of(turn)

    def add(self, turn: WrittenTurn) -> None:
        turn.save()
        self.first = self.first or turn.code
        self.before.setdefault(str(turn.code), None)
        self.after[str(turn.code)] = state_of(turn)

    def remove(self, turn: WrittenTurn) -> None:
        self._remember(turn)
        self.after[str(turn.code)] = None
        turn.delete()

    def order_after(self, turn: WrittenTurn | None) -> int:
        """A place between a turn and the next one; at the very end without a turn."""
        turns = self.transcript.turns
        if turn is None:
            last = turns.order_by("-order").values_list("order", flat=True).first()
            return (last or 0) + GAP
        following = turns.filter(order__gt=turn.order).values_list("order", flat=True).first()
        if following is None:
            return int(turn.order) + GAP
        if following - turn.order < 2:
            self._make_room()
            turn.refresh_from_db(fields=["order"])
            return self.order_after(turn)
        return int(turn.order + following) // 2

    def _make_room(self) -> None:
        for place, pk in enumerate(self.transcript.turns.values_list("pk", flat=True), 1):
            WrittenTurn.objects.filter(pk=pk).update(order=place * GAP)


@contextmanager
def change(transcript: Transcript, person: Person, kind: Edit.Kind) -> Iterator[Now]:
    """Raises what is raised inside, and then nothing has changed."""
    with transaction.atomic():
        held = locked(transcript)
        now = Now(held)
        yield now
        touched = len(set(now.before) | set(now.after)) or now.count
        if not touched:
            return
        states = {"before": now.before, "after": now.after} if now.before or now.after else None
        Edit.objects.create(
            transcript=held,
            by=person,
            kind=kind,
            count=touched,
            turn_code=now.first,
            states=json.dumps(states, ensure_ascii=False) if states else "",
        )
        now.had_sign_offs = raise_revision(held)
        transcript.revision = held.revision


def locked(transcript: Transcript) -> Transcript:
    held = Transcript.objects.select_for_update().filter(pk=transcript.pk).first()
    if held is None:
        raise CannotNow("gone")
    if held.state == Transcript.State.GROWING:
        raise CannotNow("growing")
    held.conversation = transcript.conversation
    return held


def raise_revision(held: Transcript) -> bool:
    """It is not what it was: sign-offs go, and whoever reads it is told. True where a sign-off was taken away."""
    _keep_voices_out(held)
    Transcript.objects.filter(pk=held.pk).update(revision=F("revision") + 1)
    held.refresh_from_db(fields=["revision"])
    gone, _rows = SignOff.objects.filter(transcript=held).delete()
    if gone:
        audit.did("sign-off taken away by a change", "written", held.code)
    changed(held)
    return bool(gone)


def _keep_voices_out(held: Transcript) -> None:
    """What is said only now to be the words of somebody who has taken their voice out goes as well."""
    out = VoiceOut.objects.filter(conversation=held.conversation_id).values("person")
    theirs = held.turns.filter(blanked_at__isnull=True, voice__person__in=out)
    codes = list(theirs.values_list("code", flat=True))
    if codes:
        wipe(held, codes)
        silence.wish(held.conversation)


def state_of(turn: WrittenTurn) -> State:
    """All of a turn that a correction may change."""
    return {
        "order": turn.order,
        "voice": turn.voice_id,
        "track": turn.track_id,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "text": turn.text,
        "words": turn.words,
        "is_backchannel": turn.is_backchannel,
        "is_overlapped": turn.is_overlapped,
        "revision": turn.revision,
    }


def said_of(state: State | None) -> State | None:
    """A state without what changes by itself when others are changed."""
    if state is None:
        return None
    return {name: value for name, value in state.items() if name not in {"order", "revision"}}


def put_back(transcript: Transcript, code: str, state: State | None, now: State | None) -> None:
    """Make a turn what it was. Its revision never falls: another window must see that it has changed."""
    turn = transcript.turns.filter(code=code).first()
    if state is None:
        if turn is not None:
            turn.delete()
        return
    if turn is None:
        turn = WrittenTurn(transcript=transcript, code=uuid.UUID(code))
    last = max(state["revision"], now["revision"] if now else 0)
    for name in ("order", "start_ms", "end_ms", "text", "words", "is_backchannel", "is_overlapped"):
        setattr(turn, name, state[name])
    turn.voice = transcript.voices.filter(pk=state["voice"]).first()
    turn.track_id = state["track"] if _track_is_there(transcript, state["track"]) else None
    turn.revision = last + 1
    turn.save()


def _track_is_there(transcript: Transcript, track: int | None) -> bool:
    return track is not None and transcript.conversation.tracks.filter(pk=track).exists()


def undone(edit: Edit) -> None:
    edit.undone_at = timezone.now()
    edit.save(update_fields=["undone_at"])
