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
from sidebyside.conversations.written import changed, making
from sidebyside.conversations.written.forming import Formed, with_sounds_marked
from sidebyside.conversations.written.timed import TimedWord
from sidebyside.core.listening import hear, here
from sidebyside.core.listening.errors import Missing, ModelError
from sidebyside.core.listening.heard import (
    HeardTurn,
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
# The number of a piece that only says that its track is one of those that are heard.
THE_TRACK = 0
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
    return [[batch[0] for batch in batches]] if batches else []


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
        if transcript is not None and making.is_given_up(transcript):
            making.give_up(transcript)
        elif transcript is not None:
            work(transcript)

    try:
        in_our_words(do)
    except NotWanted:
        return
    except ModelError as error:
        raise StepFailed("no_language" if error.missing == Missing.LANGUAGE else "no_model") from None


def _owed(code: str, attempt: int) -> QuerySet[Transcript]:
    return Transcript.objects.filter(code=code, attempt=attempt, state=Transcript.State.GROWING)


def _still_owed(transcript: Transcript) -> None:
    if not _owed(str(transcript.code), transcript.attempt).exists():
        raise NotWanted


def _report(transcript: Transcript, share: float, phase: str) -> None:
    jobs.report(HEAR, str(transcript.code), transcript.attempt, share, phase)


def _plan(transcript: Transcript) -> None:
    if not here.is_installed():
        raise StepFailed("no_model")
    if transcript.pieces.exists():
        return
    # What arrives later is not heard in this one: the steps after this must all speak of the same tracks.
    tracks = making.tracks_to_hear(transcript.conversation)
    mics = microphones(tracks)
    if not mics:
        raise StepFailed("sound_gone")
    with opened(mics) as sounds:
        planned = [hear.plan(sounds[0])] if len(sounds) == 1 else hear.plan_tracks(sounds)
    _still_owed(transcript)
    with transaction.atomic():
        for track in tracks:
            Piece.objects.get_or_create(
                transcript=transcript,
                track=track,
                number=THE_TRACK,
                defaults={"start_ms": 0, "end_ms": 0, "heard_at": timezone.now(), "words": NO_WORDS},
            )
        for mic, stretches in zip(mics, planned, strict=True):
            for number, stretch in enumerate(stretches, 1):
                Piece.objects.get_or_create(
                    transcript=transcript,
                    track=mic[0],
                    number=number,
                    defaults={
                        "start_ms": stretch.start_ms,
                        "end_ms": stretch.end_ms,
                        "plan": json.dumps(stretch.to_json()),
                    },
                )
    _report(transcript, PLANNED, "hearing")


def planned_mics(transcript: Transcript) -> Microphones:
    """The microphones as they were when it was planned."""
    planned = transcript.pieces.filter(number=THE_TRACK).values("track")
    rows = Track.objects.filter(pk__in=planned).select_related("recording").order_by("starts_ms", "number")
    return microphones(list(rows))


def _hear_pieces(transcript: Transcript) -> None:
    all_ms = sum(piece.end_ms - piece.start_ms for piece in transcript.pieces.all())
    left = list(transcript.pieces.filter(heard_at__isnull=True))
    left_ms = sum(piece.end_ms - piece.start_ms for piece in left)
    if not left:
        return
    mics = planned_mics(transcript)
    with opened(mics) as sounds:
        sound_of = {mic[0].pk: sound for mic, sound in zip(mics, sounds, strict=True)}
        for piece in left:
            _still_owed(transcript)
            _hear_piece(transcript, piece, sound_of[piece.track_id])
            left_ms -= piece.end_ms - piece.start_ms
            done = 1 - left_ms / all_ms if all_ms else 1.0
            _report(transcript, PLANNED + (HEARD - PLANNED) * done, "hearing")


def _hear_piece(transcript: Transcript, piece: Piece, sound: Sound) -> None:
    piece.transcript = transcript
    stretch = Stretch.from_json(json.loads(piece.plan))
    written = hear.write_down(sound, stretch, here.folder(), transcript.language)
    piece.words = json.dumps(written.to_json(), ensure_ascii=False)
    piece.heard_at = timezone.now()
    with transaction.atomic():
        # Stopped while it was heard: then nothing of it may be written any more.
        if not _owed(str(transcript.code), transcript.attempt).select_for_update().exists():
            raise NotWanted
        piece.save(update_fields=["words", "heard_at"])


def _tell_voices(transcript: Transcript) -> None:
    if Voices.objects.filter(transcript=transcript).exists():
        return
    with opened(planned_mics(transcript)) as sounds:
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
def opened(mics: Microphones) -> Iterator[list[OnOneClock]]:
    """What each microphone heard, all on one clock that begins with the first track."""
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
    mics = planned_mics(transcript)
    base = _base_ms(mics)
    hearing = _put_together(transcript, mics, base)
    turns = with_sounds_marked([_formed(turn) for turn in hearing.turns])
    with transaction.atomic():
        owed = _owed(str(transcript.code), transcript.attempt)
        if not owed.select_for_update().exists():
            raise NotWanted
        labels = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None))
        voices = {
            label: Voice.objects.create(transcript=transcript, number=int(label)) for label in sorted(labels)
        }
        if not voices:
            making.voices_for_partners(transcript, transcript.conversation.strand)
        making.store(transcript, turns, voices, base, _heard_on(mics))
        heard = transcript.pieces.filter(number=THE_TRACK).values_list("track__code", flat=True)
        tracks_heard = [str(code) for code in heard]
        transcript.pieces.all().delete()
        Voices.objects.filter(transcript=transcript).delete()
        why = hearing.quality.what or hearing.quality.who
        owed.update(
            state=Transcript.State.READY,
            revision=F("revision") + 1,
            tracks_heard=tracks_heard,
            quality=(why or "").replace(" ", "_"),
            quality_measures={name: int(figure) for name, figure in hearing.quality.sound.measures.items()},
        )
        transcript.refresh_from_db(fields=["state", "revision"])
        changed(transcript)
    _report(transcript, 1.0, "done")


def _heard_on(mics: Microphones) -> dict[str | None, list[Track]]:
    """Each speaker's own microphone, where there are two; else the room's for everybody."""
    if len(mics) == 1:
        return {None: mics[0]}
    return {None: mics[0]} | {str(number): mic for number, mic in enumerate(mics, 1)}


def _put_together(transcript: Transcript, mics: Microphones, base: int) -> Hearing:
    kept = Voices.objects.get(transcript=transcript)
    kept.transcript = transcript
    sound = json.loads(kept.sound)
    return hear.put_together(
        [written_of(transcript, mic) for mic in mics],
        Speakers.from_json(json.loads(kept.speakers)),
        Heard(Verdict(sound["verdict"]), sound["measures"]),
        duration_ms=_end_ms(mics, base),
        language=transcript.language,
    )


def _end_ms(mics: Microphones, base: int) -> int:
    tracks = [track for mic in mics for track in mic]
    ends = [track.starts_ms - base + track.recording.duration_ms for track in tracks if track.recording]
    return max(ends, default=0)


def written_of(transcript: Transcript, mic: Sequence[Track]) -> list[Written]:
    """What was heard on a microphone so far, on the clock that begins with the first track."""
    pieces = transcript.pieces.filter(track=mic[0], heard_at__isnull=False, number__gt=THE_TRACK)
    return [Written.from_json(json.loads(piece.words)) for piece in pieces]


def heard_so_far(transcript: Transcript) -> list[tuple[int, str]]:
    """Each piece that was heard: where its first word lies on the conversation's clock, and its words.

    Nothing where it was given up, and a kill came before its rows had gone, too.
    """
    if making.is_given_up(transcript):
        return []
    mics = planned_mics(transcript)
    base = _base_ms(mics)
    found = [
        (written.words[0].start_ms + base, " ".join(word.text for word in written.words))
        for mic in mics
        for written in written_of(transcript, mic)
        if written.words
    ]
    return sorted(found)


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
