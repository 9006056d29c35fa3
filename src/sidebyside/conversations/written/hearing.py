"""The durable steps that write a talk down: plan, hear piece by piece, tell the voices apart, form turns.

Each piece that was heard is kept, sealed, as soon as it is done; after a kill the next worker goes on with the one
that was under way. Who was heard when is kept too. What is written is written under the attempt that owes it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.conversations.models import Piece, Track, Transcript, Voice, Voices
from sidebyside.conversations.written import changed, making, speech
from sidebyside.conversations.written.forming import Formed, with_sounds_marked
from sidebyside.conversations.written.timed import TimedWord
from sidebyside.core.listening import hear
from sidebyside.core.listening.heard import (
    HeardTurn,
    HeardWord,
    Hearing,
    Speakers,
    Stretch,
    Written,
)
from sidebyside.core.listening.quality import Heard, Verdict
from sidebyside.core.listening.sound import Samples, Sound
from sidebyside.jobs import Owed, StepFailed
from sidebyside.recordings.hearing import heard_on
from sidebyside.recordings.jobs import in_our_words

HEAR = making.HEAR
# Shares of the whole, as the page shows it.
PLANNED, HEARD, TOLD = 0.05, 0.85, 0.97
# A piece that nobody spoke in.
NO_WORDS = json.dumps({"words": [], "sounds_like": None})

type Microphones = list[list[Track]]


class NotWanted(Exception):
    """Stopped, refused, deleted or tried again meanwhile."""


class OnOneClock:
    """Sounds one after another, each at its place: what one microphone heard of a whole talk."""

    def __init__(self, sounds: Sequence[tuple[int, Sound]]) -> None:
        self.rate = hear.RATE
        self._sounds = [(start_ms * self.rate // 1000, sound) for start_ms, sound in sounds]

    @property
    def count(self) -> int:
        return max((start + sound.count for start, sound in self._sounds), default=0)

    def read(self, start: int, count: int) -> Samples:
        found = np.zeros(count, dtype=np.float32)
        for begins, sound in self._sounds:
            if start < begins + sound.count and begins < start + count:
                found += sound.read(start - begins, count)
        return found


def microphones(tracks: Sequence[Track]) -> Microphones:
    """Two where two ran side by side all the time, and then each is one person; else one, which hears the room."""
    batches: list[list[Track]] = []
    for track in tracks:
        if batches and _runs_beside(batches[-1][-1], track):
            batches[-1].append(track)
        else:
            batches.append([track])
    if batches and all(len(batch) == 2 for batch in batches):
        return [[batch[0] for batch in batches], [batch[1] for batch in batches]]
    return [[batch[0] for batch in batches]]


def _runs_beside(one: Track, other: Track) -> bool:
    assert one.recording is not None
    return other.starts_ms < one.starts_ms + one.recording.duration_ms // 2


# The steps


def plan(code: str, attempt: int) -> None:
    _step(code, attempt, _plan)


def hear_pieces(code: str, attempt: int) -> None:
    _step(code, attempt, _hear_pieces)


def tell_voices(code: str, attempt: int) -> None:
    _step(code, attempt, _tell_voices)


def form_turns(code: str, attempt: int) -> None:
    _step(code, attempt, _form_turns)


def _step(code: str, attempt: int, work: Callable[[Transcript], None]) -> None:
    def do() -> None:
        transcript = _owed(code, attempt).select_related("conversation__strand").first()
        if transcript is not None:
            work(transcript)

    try:
        in_our_words(do)
    except NotWanted:
        return
    except NotImplementedError:
        raise StepFailed("no_listening") from None


def _owed(code: str, attempt: int) -> QuerySet[Transcript]:
    return Transcript.objects.filter(code=code, attempt=attempt, state=Transcript.State.GROWING)


def _still_owed(transcript: Transcript) -> None:
    if not _owed(str(transcript.code), transcript.attempt).exists():
        raise NotWanted


def _report(transcript: Transcript, share: float, phase: str) -> None:
    jobs.report(HEAR, str(transcript.code), transcript.attempt, share, phase)


def _plan(transcript: Transcript) -> None:
    if not speech.is_installed():
        raise StepFailed("no_model")
    mics = microphones(making.tracks_to_hear(transcript.conversation))
    planned = set(transcript.pieces.values_list("track", flat=True))
    for track in (track for mic in mics for track in mic):
        if track.pk in planned:
            continue
        assert track.recording is not None
        with heard_on(track.recording, hear.RATE) as sound:
            stretches = hear.plan(sound)
        _still_owed(transcript)
        with transaction.atomic():
            # A track without a voice has one empty piece, so that it is known to be done.
            for number, stretch in enumerate(stretches or [Stretch(0, 0)]):
                _keep_piece(transcript, track, number, stretch)
    _report(transcript, PLANNED, "hearing")


def _keep_piece(transcript: Transcript, track: Track, number: int, stretch: Stretch) -> None:
    is_empty = stretch.end_ms <= stretch.start_ms
    Piece.objects.get_or_create(
        transcript=transcript,
        track=track,
        number=number,
        defaults={
            "start_ms": stretch.start_ms,
            "end_ms": stretch.end_ms,
            "heard_at": timezone.now() if is_empty else None,
            "words": NO_WORDS if is_empty else "",
        },
    )


def _hear_pieces(transcript: Transcript) -> None:
    all_ms = sum(piece.end_ms - piece.start_ms for piece in transcript.pieces.all())
    left = list(transcript.pieces.filter(heard_at__isnull=True).select_related("track__recording"))
    left_ms = sum(piece.end_ms - piece.start_ms for piece in left)
    for track in dict.fromkeys(piece.track for piece in left):
        assert track.recording is not None
        with heard_on(track.recording, hear.RATE) as sound:
            for piece in (piece for piece in left if piece.track_id == track.pk):
                _still_owed(transcript)
                _hear_piece(transcript, piece, sound)
                left_ms -= piece.end_ms - piece.start_ms
                done = 1 - left_ms / all_ms if all_ms else 1.0
                _report(transcript, PLANNED + (HEARD - PLANNED) * done, "hearing")


def _hear_piece(transcript: Transcript, piece: Piece, sound: Sound) -> None:
    written = _heard(sound, Stretch(piece.start_ms, piece.end_ms), transcript.language)
    piece.transcript = transcript
    piece.words = json.dumps(written.to_json(), ensure_ascii=False)
    piece.heard_at = timezone.now()
    with transaction.atomic():
        # Stopped while it was heard: then nothing of it may be written any more.
        if not _owed(str(transcript.code), transcript.attempt).select_for_update().exists():
            raise NotWanted
        piece.save(update_fields=["words", "heard_at"])


def _heard(sound: Sound, stretch: Stretch, language: str) -> Written:
    try:
        return hear.write_down(sound, stretch, speech.folder(), language)
    except Exception as error:
        # core.listening's ModelError: told by its word, whatever its sentence.
        missing = getattr(error, "missing", None)
        if missing is None:
            raise
        raise StepFailed("no_language" if str(missing) == "language" else "no_model") from None


def _tell_voices(transcript: Transcript) -> None:
    if Voices.objects.filter(transcript=transcript).exists():
        return
    with opened(transcript) as sounds:
        partners = len(transcript.conversation.strand.parts.all())
        speakers = hear.who_speaks(sounds, partners, lambda _phase, share: _told(transcript, share))
        sound = hear.judge_sounds(sounds)
    _still_owed(transcript)
    Voices.objects.get_or_create(
        transcript=transcript,
        defaults={
            "speakers": json.dumps(speakers.to_json()),
            "sound": json.dumps({"verdict": sound.verdict, "measures": dict(sound.measures)}),
        },
    )
    _report(transcript, TOLD, "voices")


def _told(transcript: Transcript, share: float) -> None:
    _report(transcript, HEARD + (TOLD - HEARD) * share, "voices")


@contextmanager
def opened(transcript: Transcript) -> Iterator[list[OnOneClock]]:
    """What each microphone heard, all on one clock that begins with the first track."""
    mics = microphones(making.tracks_to_hear(transcript.conversation))
    base = _base_ms(mics)
    with ExitStack() as stack:
        sounds = []
        for mic in mics:
            parts: list[tuple[int, Sound]] = []
            for track in mic:
                assert track.recording is not None
                parts.append(
                    (track.starts_ms - base, stack.enter_context(heard_on(track.recording, hear.RATE)))
                )
            sounds.append(OnOneClock(parts))
        yield sounds


def _base_ms(mics: Microphones) -> int:
    return min((track.starts_ms for mic in mics for track in mic), default=0)


def _form_turns(transcript: Transcript) -> None:
    hearing, tracks, base = _put_together(transcript)
    turns = with_sounds_marked([_formed(turn) for turn in hearing.turns])
    with transaction.atomic():
        owed = _owed(str(transcript.code), transcript.attempt)
        if not owed.select_for_update().exists():
            raise NotWanted
        labels = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None))
        voices = {
            label: Voice.objects.create(transcript=transcript, number=int(label)) for label in sorted(labels)
        }
        making.store(transcript, turns, voices, base, tracks)
        transcript.pieces.all().delete()
        Voices.objects.filter(transcript=transcript).delete()
        why = hearing.quality.what or hearing.quality.who
        owed.update(
            state=Transcript.State.READY,
            revision=F("revision") + 1,
            quality=(why or "").replace(" ", "_"),
            quality_measures={name: int(figure) for name, figure in hearing.quality.sound.measures.items()},
        )
        transcript.refresh_from_db(fields=["state", "revision"])
        changed(transcript)
    _report(transcript, 1.0, "done")


def _put_together(transcript: Transcript) -> tuple[Hearing, list[Track], int]:
    tracks = making.tracks_to_hear(transcript.conversation)
    mics = microphones(tracks)
    base = _base_ms(mics)
    kept = Voices.objects.get(transcript=transcript)
    kept.transcript = transcript
    sound = json.loads(kept.sound)
    hearing = hear.put_together(
        [[one for track in mic for one in written_of(transcript, track, base)] for mic in mics],
        Speakers.from_json(json.loads(kept.speakers)),
        Heard(Verdict(sound["verdict"]), sound["measures"]),
        duration_ms=_end_ms(tracks, base),
        language=transcript.language,
    )
    return hearing, tracks, base


def _end_ms(tracks: Sequence[Track], base: int) -> int:
    ends = [track.starts_ms - base + track.recording.duration_ms for track in tracks if track.recording]
    return max(ends, default=0)


def written_of(transcript: Transcript, track: Track, base: int) -> list[Written]:
    """What was heard on a track so far, on the clock that begins with the first track."""
    found = []
    for piece in transcript.pieces.filter(track=track, heard_at__isnull=False):
        written = Written.from_json(json.loads(piece.words))
        shift = track.starts_ms - base
        words = [
            HeardWord(word.start_ms + shift, word.end_ms + shift, word.text, word.p) for word in written.words
        ]
        found.append(Written(tuple(words), written.sounds_like))
    return found


def _formed(turn: HeardTurn) -> Formed:
    words = tuple(TimedWord(word.start_ms, word.end_ms, word.text, word.p) for word in turn.words)
    speaker = None if turn.speaker is None else str(turn.speaker + 1)
    return Formed(speaker, turn.text, turn.start_ms, turn.end_ms, words, is_overlapped=turn.overlap)


# The job


def _to_hear() -> Iterable[Owed]:
    rows = Transcript.objects.filter(state=Transcript.State.GROWING)
    return [Owed(str(code), attempt) for code, attempt in rows.values_list("code", "attempt")]


def failed(owed: Owed, word: str) -> None:
    _owed(owed.code, owed.attempt).update(state=Transcript.State.FAILED, problem=word)


def raise_attempt(owed: Owed) -> Owed | None:
    raised = _owed(owed.code, owed.attempt).update(attempt=F("attempt") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def register() -> None:
    steps = (plan, hear_pieces, tell_voices, form_turns)
    jobs.register(jobs.Kind(HEAR, jobs.Queue.SLOW, steps, _to_hear, failed, raise_attempt))
