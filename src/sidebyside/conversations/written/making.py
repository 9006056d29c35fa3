"""How a transcript begins: heard on this server, brought from a file, or typed; and either partner's no."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from sidebyside import jobs
from sidebyside.conversations import clock
from sidebyside.conversations.models import (
    Conversation,
    Track,
    Transcript,
    Voice,
    VoiceOut,
    WritingRefused,
    WrittenTurn,
)
from sidebyside.conversations.written import changed, timed
from sidebyside.conversations.written.changing import GAP, CannotNow
from sidebyside.conversations.written.forming import Formed, formed
from sidebyside.conversations.written.timed import TimedWord
from sidebyside.core.exchange import Transcript as Read
from sidebyside.core.listening.here import LANGUAGES
from sidebyside.jobs import Owed
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit, keystore

HEAR = "write_talk_down"
MOST_TURNS = 20_000


def refused_by(conversation: Conversation) -> list[Person]:
    """Who has said no to having this talk worked on: nothing new is made of it while one has."""
    return [one.person for one in conversation.refusals.select_related("person").order_by("at")]


def is_refused(conversation: Conversation) -> bool:
    return WritingRefused.objects.filter(conversation=conversation).exists()


@transaction.atomic
def answer(conversation: Conversation, person: Person, yes: bool) -> None:
    """A partner's own yes or no to new work on this talk. A no stops what runs. Raises CannotNow."""
    if yes:
        out = VoiceOut.objects.filter(conversation=conversation, person=person).first()
        if out is not None:
            raise CannotNow("voice is held" if out.applied_at is None else "voice is out")
        gone, _rows = WritingRefused.objects.filter(conversation=conversation, person=person).delete()
        if gone:
            audit.did("said yes to writing down", "talk", conversation.code, person.code)
        return
    _row, is_new = WritingRefused.objects.get_or_create(conversation=conversation, person=person)
    if is_new:
        audit.did("said no to writing down", "talk", conversation.code, person.code)
    growing = Transcript.objects.filter(conversation=conversation, state=Transcript.State.GROWING).first()
    if growing is not None:
        stop(growing)


def tracks_to_hear(conversation: Conversation) -> list[Track]:
    rows = conversation.tracks.filter(recording__state=Recording.State.READY).select_related("recording")
    return list(rows.order_by("starts_ms", "number"))


@transaction.atomic
def ask(conversation: Conversation, person: Person, language: str) -> Transcript:
    """Have the talk written down on this server. Raises CannotNow."""
    if language not in LANGUAGES:
        raise CannotNow("no such language")
    _may_begin(conversation, of_sound=True)
    made = Transcript.objects.create(
        conversation=conversation,
        source=Transcript.Source.HEARD,
        state=Transcript.State.GROWING,
        language=language,
        made_by=person,
    )
    audit.did("asked to write down", "talk", conversation.code, person.code)
    jobs.ask(HEAR, Owed(str(made.code), made.attempt))
    return made


def _may_begin(conversation: Conversation, *, of_sound: bool = False) -> None:
    """Raises CannotNow. What came to nothing before goes, when nothing speaks against beginning any more."""
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    if is_refused(conversation):
        raise CannotNow("refused")
    if of_sound and not tracks_to_hear(conversation):
        raise CannotNow("nothing to hear")
    before = Transcript.objects.filter(conversation=conversation).first()
    if before is None:
        return
    if before.state in (Transcript.State.GROWING, Transcript.State.READY):
        raise CannotNow("there already")
    give_up(before)


@transaction.atomic
def begin_by_hand(conversation: Conversation, person: Person) -> Transcript:
    """An empty transcript to type into, with a voice for each partner. Raises CannotNow."""
    _may_begin(conversation)
    made = Transcript.objects.create(
        conversation=conversation,
        source=Transcript.Source.TYPED,
        state=Transcript.State.READY,
        made_by=person,
    )
    for number, part in enumerate(conversation.strand.parts.all(), 1):
        Voice.objects.create(transcript=made, number=number, person=part.person, role=part.role)
    audit.did("began to type", "talk", conversation.code, person.code)
    return made


@transaction.atomic
def bring(conversation: Conversation, person: Person, read: Read) -> Transcript:
    """A transcript from a file, whose time begins with the recorder. Raises CannotNow."""
    turns = formed(read.turns)
    if len(turns) > MOST_TURNS:
        raise CannotNow("too many")
    _may_begin(conversation)
    made = Transcript.objects.create(
        conversation=conversation,
        source=Transcript.Source.BROUGHT,
        state=Transcript.State.READY,
        made_by=person,
    )
    labels = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None))
    voices = {
        label: _voice(made, conversation.strand, number, label) for number, label in enumerate(labels, 1)
    }
    if not labels:
        voices = {}
        voices_for_partners(made, conversation.strand)
    store(made, turns, voices, clock.zero_ms(conversation), {})
    changed(made)
    audit.did("brought a transcript", "talk", conversation.code, person.code, turns=len(turns))
    return made


def voices_for_partners(made: Transcript, strand: Strand) -> None:
    """Where nobody is told apart, each turn is given to one of them by hand."""
    for number, part in enumerate(strand.parts.all(), 1):
        Voice.objects.create(transcript=made, number=number, person=part.person, role=part.role)


def _voice(made: Transcript, strand: Strand, number: int, label: str) -> Voice:
    part = part_named(strand, label)
    return Voice.objects.create(
        transcript=made,
        number=number,
        label=label,
        person=part.person if part else None,
        role=part.role if part else "",
    )


def part_named(strand: Strand, label: str) -> StrandPart | None:
    """The partner whom a file's label names, by whole name, first name or part; None where it is not one alone."""
    said = label.casefold().strip()
    parts = list(strand.parts.all())
    found = [
        part
        for part in parts
        if said in {part.person.name.casefold(), part.person.name.casefold().split(" ")[0], str(part.role)}
    ]
    return found[0] if len(found) == 1 else None


def store(
    made: Transcript,
    turns: Sequence[Formed],
    voices: dict[str, Voice],
    shift_ms: int,
    heard_on: Mapping[str | None, Sequence[Track]],
) -> None:
    """Turns become rows, in their order. ``shift_ms``: where their nought lies on the conversation's clock.
    ``heard_on``: the tracks of each speaker's microphone, and under None those of a room's.
    """
    rows = []
    for place, turn in enumerate(turns, 1):
        start, end = _moved(turn.start_ms, shift_ms), _moved(turn.end_ms, shift_ms)
        words = [
            TimedWord(word.start_ms + shift_ms, word.end_ms + shift_ms, word.text, word.p)
            for word in turn.words
        ]
        rows.append(
            WrittenTurn(
                transcript=made,
                order=place * GAP,
                voice=voices.get(turn.speaker) if turn.speaker is not None else None,
                track=_track_at(heard_on.get(turn.speaker, heard_on.get(None, ())), start),
                start_ms=start,
                end_ms=end,
                text=turn.text,
                words=timed.to_json(words),
                is_backchannel=turn.is_backchannel,
                is_overlapped=turn.is_overlapped,
            )
        )
    WrittenTurn.objects.bulk_create(rows, batch_size=200)


def _moved(ms: int | None, shift_ms: int) -> int | None:
    return None if ms is None else ms + shift_ms


def _track_at(tracks: Sequence[Track], ms: int | None) -> Track | None:
    before = [track for track in tracks if ms is not None and track.starts_ms <= ms]
    return before[-1] if before else None


def stop(transcript: Transcript) -> None:
    """Stop what runs, before its next piece. What was heard so far goes."""
    owed = Owed(str(transcript.code), transcript.attempt)
    stopped = Transcript.objects.filter(pk=transcript.pk, state=Transcript.State.GROWING)
    if stopped.update(state=Transcript.State.STOPPED):
        jobs.cancel(HEAR, owed)
        transcript.pieces.all().delete()


def try_again(transcript: Transcript) -> bool:
    """Go on with what failed; the pieces that were heard are kept. Raises CannotNow."""
    if is_refused(transcript.conversation):
        raise CannotNow("refused")
    again = Transcript.objects.filter(pk=transcript.pk, state=Transcript.State.FAILED)
    if not again.update(attempt=F("attempt") + 1, state=Transcript.State.GROWING, problem=""):
        return False
    transcript.refresh_from_db(fields=["attempt"])
    jobs.ask(HEAR, Owed(str(transcript.code), transcript.attempt))
    return True


def give_up(transcript: Transcript) -> None:
    """A transcript that came to nothing: its key goes, then its rows. Safe to repeat.

    After a kill in between, what is left cannot be read; whoever comes upon it next, a job or a partner, ends it.
    """
    if transcript.state == Transcript.State.GROWING:
        jobs.cancel(HEAR, Owed(str(transcript.code), transcript.attempt))
    keystore.destroy(transcript.key)
    transcript.delete()


def is_given_up(transcript: Transcript) -> bool:
    return keystore.is_destroyed(transcript.key)
