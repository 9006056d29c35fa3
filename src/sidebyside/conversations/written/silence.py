"""The sound of a talk without what is withheld or was taken out: a rendering of each track, made by a job.

``Track.silence_wanted`` rises when what is to be silent changes. Until the job has made that rendering
(``silence_made``), nobody is given a sample of the track. What was recorded is kept, never played, only while a
withheld passage may still come back (``Track.whole``); else it is destroyed with its key.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.conversations.models import Conversation, Track, Transcript, VoiceOut, WrittenTurn
from sidebyside.core.media.prepare import prepare_stream
from sidebyside.core.media.shapes import SinkName
from sidebyside.core.media.silencing import Silenced, all_but, merged
from sidebyside.jobs import Owed, StepFailed
from sidebyside.recordings import deleting, renditions
from sidebyside.recordings.hearing import heard_on
from sidebyside.recordings.jobs import in_our_words
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import audit

SILENCE = "silence_talk"
RATE = 48_000
# Before and after a withheld turn: the edges of a turn are where the hearing thought they were.
AROUND_MS = 150
# What a kill left behind is not of somebody who is at work at this moment.
LEFT_BEHIND = timedelta(hours=1)
TYPES = {"film": "audio/mp4", "peaks": "application/json"}

type Stretches = list[tuple[int, int]]


def wish(conversation: Conversation) -> None:
    """What is to be silent has changed: no sound of this talk is played until it is made so."""
    # Those, too, of which no byte has come: one may be coming at this moment.
    tracks = conversation.tracks.exclude(recording__state=Recording.State.DELETED)
    tracks.update(silence_wanted=F("silence_wanted") + 1)
    there = conversation.tracks.filter(recording__isnull=False)
    for code, wanted in there.values_list("code", "silence_wanted"):
        jobs.ask(SILENCE, Owed(str(code), wanted))


def leaves_out(conversation: Conversation) -> bool:
    """Whether anything of this talk is to be silent: a voice that was taken out, or a withheld passage."""
    withheld = WrittenTurn.objects.filter(transcript__conversation=conversation, withheld_at__isnull=False)
    return withheld.exists() or VoiceOut.objects.filter(conversation=conversation).exists()


def may_be_heard(recording: Recording) -> bool:
    """Whether any sample of a track may be given to anybody now."""
    track = Track.objects.filter(recording=recording).values("silence_wanted", "silence_made", "conversation")
    found = track.first()
    if found is None or found["silence_wanted"] != found["silence_made"]:
        return False
    return not is_held(found["conversation"])


def is_held(conversation: int) -> bool:
    """Whether nobody hears anything of a talk: a voice is still to be taken out of it, or what is withheld has no place
    in its sound.
    """
    held = VoiceOut.objects.filter(conversation=conversation, done_at__isnull=True)
    return held.exists() or is_unplaced(conversation)


def is_unplaced(conversation: int) -> bool:
    """Whether something is withheld of which nobody knows when it was said."""
    withheld = WrittenTurn.objects.filter(transcript__conversation=conversation, withheld_at__isnull=False)
    return withheld.filter(Q(start_ms__isnull=True) | Q(end_ms__isnull=True)).exists()


@dataclass(frozen=True)
class Wish:
    """Where a track is to be silent, on its own clock: for good, and as long as it is withheld."""

    for_good: Stretches
    withheld: Stretches


def wish_for(track: Track, duration_ms: int) -> Wish:
    turns = list(
        WrittenTurn.objects.filter(transcript__conversation=track.conversation_id, start_ms__isnull=False)
        .defer("text", "words")
        .select_related("voice")
    )
    applied = VoiceOut.objects.filter(conversation=track.conversation_id, applied_at__isnull=False)
    out = set(applied.values_list("person", flat=True))
    withheld = [turn for turn in turns if turn.withheld_at is not None]
    for_good = [_around(turn, track) for turn in withheld if turn.blanked_at is not None]
    if out:
        # Not what is theirs is silenced, but all that is not known to be somebody else's: breath, and what
        # nobody could tell apart, is a voice too.
        kept = [_within(turn, track) for turn in turns if _is_kept(turn, out)]
        for_good += all_but(kept, duration_ms)
        # Turns reach into one another: where any other speaks as well, the one who stays goes silent there too.
        for_good += [_around(turn, track) for turn in turns if not _is_kept(turn, out)]
    back = [_around(turn, track) for turn in withheld if turn.blanked_at is None]
    return Wish(_within_sound(for_good, duration_ms), _within_sound(back, duration_ms))


def _is_kept(turn: WrittenTurn, out: set[int]) -> bool:
    if turn.blanked_at is not None or turn.is_overlapped or turn.voice is None:
        return False
    return turn.voice.person_id is not None and turn.voice.person_id not in out


def _within(turn: WrittenTurn, track: Track) -> tuple[int, int]:
    return (turn.start_ms or 0) - track.starts_ms, (turn.end_ms or 0) - track.starts_ms


def _around(turn: WrittenTurn, track: Track) -> tuple[int, int]:
    start, end = _within(turn, track)
    return start - AROUND_MS, end + AROUND_MS


def _within_sound(stretches: Stretches, duration_ms: int) -> Stretches:
    clipped = [(max(0, start), min(duration_ms, end)) for start, end in stretches]
    return merged([(start, end) for start, end in clipped if end > start])


# The job


def _owed(code: str, attempt: int) -> QuerySet[Track]:
    return Track.objects.filter(code=code, silence_wanted=attempt).exclude(silence_made=attempt)


def _to_silence() -> Iterable[Owed]:
    ready = Q(recording__state=Recording.State.READY)
    rows = Track.objects.filter(ready).exclude(silence_made=F("silence_wanted"))
    rows = rows.exclude(silence_failed=F("silence_wanted"))
    return [Owed(str(code), wanted) for code, wanted in rows.values_list("code", "silence_wanted")]


def _failed(owed: Owed, _word: str) -> None:
    _owed(owed.code, owed.attempt).update(silence_failed=owed.attempt)


def _raise_attempt(owed: Owed) -> Owed | None:
    raised = _owed(owed.code, owed.attempt).update(silence_wanted=F("silence_wanted") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def try_again(track: Track) -> None:
    """After a failure: ask for the same anew."""
    rows = Track.objects.filter(pk=track.pk, silence_failed=F("silence_wanted"))
    if rows.update(silence_wanted=F("silence_wanted") + 1):
        track.refresh_from_db(fields=["silence_wanted"])
        jobs.ask(SILENCE, Owed(str(track.code), track.silence_wanted))


def silence(code: str, attempt: int) -> None:
    in_our_words(lambda: _silence(code, attempt))


def _silence(code: str, attempt: int) -> None:
    talk = Conversation.objects.filter(tracks__code=code).first()
    if talk is not None:
        # Whatever is still owed: what a kill left behind holds the sound as it was.
        _drop_left_behind(talk)
    track = _owed(code, attempt).select_related("recording", "whole", "conversation__strand").first()
    if track is None or track.recording is None or track.recording.state != Recording.State.READY:
        return
    source = track.whole or track.recording
    wanted = wish_for(track, source.duration_ms)
    made: list[Recording] = []
    try:
        whole = source
        if wanted.for_good:
            whole = _rendering(track, source, wanted.for_good, made)
        heard = whole
        if wanted.withheld:
            heard = _rendering(track, source, merged([*wanted.for_good, *wanted.withheld]), made)
        replaced = _take(track, attempt, heard, whole if heard is not whole else None)
    except BaseException:
        for recording in made:
            deleting.destroy(recording.code)
        raise
    # Outside of that: what was made is the track from here on. What a fault leaves behind here is dropped later.
    for recording in replaced:
        deleting.destroy(recording.code)
        audit.did("replaced by silence", "talk", recording.code)


def _rendering(track: Track, source: Recording, stretches: Stretches, made: list[Recording]) -> Recording:
    """A recording of its own, under a key of its own: the one before can be destroyed with its key."""
    recording = Recording.objects.create(
        strand=track.conversation.strand,
        sort=Recording.Sort.TALK,
        state=Recording.State.SENDING,
        delete_on=source.delete_on,
    )
    made.append(recording)
    owed = Recording.objects.filter(pk=recording.pk, state=Recording.State.SENDING)
    sinks: list[renditions.Sink] = []

    def open_sink(name: SinkName) -> renditions.Sink:
        rendition = renditions.begin(recording, Rendition.Role(name), 1, TYPES[name], owed)
        sinks.append(renditions.Sink(rendition, owed))
        return sinks[-1]

    try:
        with heard_on(source, RATE) as sound:
            prepared = prepare_stream(Silenced(sound, stretches), open_sink, kind="talk")
    finally:
        for sink in sinks:
            sink.abandon()
    shape = {"ms_per_peak": prepared.ms_per_peak, "count": prepared.peak_count}
    recording.renditions.filter(role=Rendition.Role.PEAKS).update(shape=shape)
    if not recording.renditions.filter(role=Rendition.Role.FILM, published_at__isnull=False).exists():
        raise StepFailed("not_silenced")
    recording.duration_ms = prepared.duration_ms
    recording.sound, recording.sound_measures = source.sound, source.sound_measures
    recording.state = Recording.State.READY
    recording.save(update_fields=["duration_ms", "sound", "sound_measures", "state"])
    return recording


def _take(track: Track, attempt: int, heard: Recording, whole: Recording | None) -> list[Recording]:
    """From now on this is the track. Answers what it was and is to be destroyed: all but what a passage may come
    back from.
    """
    before = [one for one in (track.recording, track.whole) if one is not None]
    with transaction.atomic():
        there = Recording.objects.select_for_update().filter(state=Recording.State.READY)
        if track.recording is None or not there.filter(pk=track.recording.pk).exists():
            # It was deleted meanwhile.
            raise renditions.Overtaken
        rows = _owed(str(track.code), attempt).filter(recording=track.recording, whole=track.whole)
        # Empty first: a recording is a track's sound or what that came from, never both at once.
        if not rows.update(whole=None):
            raise renditions.Overtaken
        Track.objects.filter(pk=track.pk).update(recording=heard, whole=whole, silence_made=attempt)
        _say_done(track.conversation)
    kept = {heard.pk, whole.pk if whole is not None else None}
    return [recording for recording in before if recording.pk not in kept]


def _say_done(conversation: Conversation) -> None:
    # What could not be prepared, or has not come yet, is held back by itself: it must not hold back the others.
    left = conversation.tracks.exclude(silence_made=F("silence_wanted"))
    if not left.filter(recording__state=Recording.State.READY).exists():
        applied = conversation.voices_out.filter(applied_at__isnull=False, done_at__isnull=True)
        applied.update(done_at=timezone.now())


NO_TRACK = Q(sort=Recording.Sort.TALK, track__isnull=True, silenced_track__isnull=True)


def _drop_left_behind(talk: Conversation) -> None:
    """Sound of this talk that is no track's: a rendering that none took, or what one replaced; a kill came between."""
    rows = Recording.objects.filter(NO_TRACK, strand=talk.strand_id, made_at__lt=timezone.now() - LEFT_BEHIND)
    for code in rows.exclude(state=Recording.State.DELETED).values_list("code", flat=True):
        deleting.destroy(code)


def recordings_of(conversation: uuid.UUID) -> list[uuid.UUID]:
    """Every recording that holds sound of a talk: what is played, what that was made from, and what no track has
    taken or has any more.
    """
    rows = Recording.objects.filter(
        Q(track__conversation__code=conversation)
        | Q(silenced_track__conversation__code=conversation)
        | NO_TRACK & Q(strand__conversation__code=conversation)
    )
    return list(rows.values_list("code", flat=True).distinct())


def register() -> None:
    jobs.register(jobs.Kind(SILENCE, jobs.Queue.SLOW, (silence,), _to_silence, _failed, _raise_attempt))


def is_open(transcript: Transcript) -> bool:
    """Whether what is withheld still sounds in what is there or to come, though nobody is given it."""
    left = transcript.conversation.tracks.exclude(silence_made=F("silence_wanted"))
    return _withholds(transcript) and left.exclude(recording__state=Recording.State.DELETED).exists()


def _withholds(transcript: Transcript) -> bool:
    return transcript.turns.filter(withheld_at__isnull=False).exists()


def make_final(code: uuid.UUID) -> None:
    """Before a transcript goes, and with it all that says where it was silenced: what a withheld passage might have
    come back from goes first. Safe to repeat.
    """
    transcript = Transcript.objects.select_related("conversation").filter(code=code).first()
    if transcript is None or not _withholds(transcript):
        return
    made = transcript.conversation.tracks.filter(whole__isnull=False, silence_made=F("silence_wanted"))
    for track in made.select_related("whole"):
        if track.whole is not None:
            deleting.destroy(track.whole.code)
            Track.objects.filter(pk=track.pk, whole=track.whole).update(whole=None)


def is_owed(transcript: Transcript) -> bool:
    return transcript.conversation.tracks.exclude(silence_made=F("silence_wanted")).exists()
