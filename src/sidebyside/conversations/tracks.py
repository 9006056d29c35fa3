"""Tracks of a talk: begun when both want it, filled from a device, and what their arrival means."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.conversations import clock, deleting
from sidebyside.conversations.actions import NotNow, both_want_recording, locked
from sidebyside.conversations.models import Conversation, Track
from sidebyside.conversations.written import silence
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.keeping.limits import default_day_of_talk
from sidebyside.recordings.models import Recording
from sidebyside.recordings.sorts import Refused, Sort
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind

MOST_AT_ONCE = 2
MOST_IN_A_TALK = 40
# Sound is slow: a partner who stops after a few seconds should find nearly all of it on the server.
CHUNK_BYTES = 64 * 1024
# A device hears of a stop a moment after it was said, and may have told a little late when it began.
STOPS_WITHIN_MS = 5_000


def start(conversation: Conversation, person: Person, codes: list[uuid.UUID]) -> list[Track]:
    """Begin one track a microphone; the first ever is the zero of people's clock. The codes are the device's own:
    asked again for the same, it answers the same. Raises NotNow.
    """
    with transaction.atomic():
        held = locked(conversation)
        again = list(held.tracks.filter(code__in=codes, by=person, stopped_at__isnull=True))
        if codes and len(again) == len(codes):
            return again
        _check_start(held, codes)
        if held.recording_since is None:
            held.recording_since = timezone.now()
            held.save(update_fields=["recording_since"])
        audit.did("recorder started", "talk", held.code, person.code, tracks=len(codes))
        # Not their count: an empty one may have been let go of.
        last = held.tracks.aggregate(last=Max("number"))["last"] or 0
        now_ms = clock.at_ms(held)
        return [
            Track.objects.create(
                code=code, conversation=held, by=person, number=last + place, starts_ms=now_ms
            )
            for place, code in enumerate(codes, start=1)
        ]


def _check_start(held: Conversation, codes: list[uuid.UUID]) -> None:
    if held.opened_at is None or held.ended_at is not None:
        raise NotNow("not open")
    if not both_want_recording(held):
        raise NotNow("not both want it")
    if (
        not 1 <= len(set(codes)) == len(codes) <= MOST_AT_ONCE
        or Track.objects.filter(code__in=codes).exists()
    ):
        raise NotNow("strange microphones")
    if held.tracks.filter(stopped_at__isnull=True).exists():
        raise NotNow("recording elsewhere")
    if held.tracks.count() + len(codes) > MOST_IN_A_TALK:
        raise NotNow("enough tracks")


def stop_own(conversation: Conversation, person: Person, codes: Iterable[uuid.UUID]) -> None:
    """A device says that these tracks of its own have ended, maybe long after they did."""
    mine = conversation.tracks.filter(code__in=list(codes), by=person, stopped_at__isnull=True)
    if mine.update(stopped_at=timezone.now()):
        audit.did("recorder stopped", "talk", conversation.code, person.code)


def let_go_empty(conversation: Conversation, person: Person, codes: Iterable[uuid.UUID]) -> None:
    """Tracks that ended before their microphone had given anything: there is nothing to wait for."""
    conversation.tracks.filter(code__in=list(codes), by=person, recording__isnull=True).delete()


def take_up_what_was_given_up(track: Track) -> None:
    """An upload that was left too long before its first byte came has ended its recording, and nobody deleted
    anything: all of the sound lies on the device, which may begin anew.
    """
    if track.recording is None or track.recording.state != Recording.State.DELETED:
        return
    if not deleting.was_wanted(track.conversation, track.recording):
        Track.objects.filter(pk=track.pk, recording=track.recording).update(recording=None)
        track.recording = None


def begin(person: Person, strand: Strand, metadata: Mapping[str, str]) -> Recording:
    """The first bytes of a track are on their way: make the recording that they are kept under."""
    doors.check(person, Act.BRING, Kind.TALK, strand)
    track = (
        # The track alone: who deletes a talk holds the talk and waits for its tracks.
        Track.objects.select_for_update(of=("self",))
        .filter(code=_code(metadata.get("track", "")), conversation__strand=strand, by=person)
        .first()
    )
    if track is None:
        doors.nothing_here()
    if track.recording_id is not None:
        raise Refused(409, _("This part of your talk is on its way already."))
    track.recording = Recording.objects.create(
        strand=strand, sort=Recording.Sort.TALK, delete_on=default_day_of_talk(strand)
    )
    told = metadata.get("starts_ms", "")
    if told.isdecimal() and len(told) < 10:
        # The device knows better than we when its microphone began, but not by much.
        track.starts_ms = min(max(int(told), track.starts_ms), track.starts_ms + 10_000)
    if silence.leaves_out(track.conversation):
        # Not a sample of what arrives late is played before that is silent in it, too.
        track.silence_wanted += 1
    track.save(update_fields=["recording", "starts_ms", "silence_wanted"])
    return track.recording


def may(person: Person, act: Act, recording: Recording) -> bool:
    if recording.state == Recording.State.DELETED:
        return False
    if act != Act.SEE:
        return doors.may(person, act, Kind.TALK, recording.strand)
    # Who reads what was said hears it, too.
    return doors.may(person, act, Kind.WRITTEN, recording.strand) and silence.may_be_heard(recording)


def _code(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        doors.nothing_here()


def _whole(recording: Recording) -> None:
    """What can be heard is not being recorded any more, whether its device could say so or not."""
    Track.objects.filter(recording=recording, stopped_at__isnull=True).update(stopped_at=timezone.now())


def longest_ms(recording: Recording) -> int | None:
    """Sound from after a stop is cut off: a device that did not hear of it may have gone on."""
    track = Track.objects.select_related("conversation").filter(recording=recording).first()
    if track is None or track.stopped_at is None:
        return None
    return max(0, clock.at_ms(track.conversation, track.stopped_at) - track.starts_ms) + STOPS_WITHIN_MS


SORT = Sort(
    name=Recording.Sort.TALK,
    kind=Kind.TALK,
    begin=begin,
    may=may,
    watchable=_whole,
    chunk_bytes=CHUNK_BYTES,
    longest_ms=longest_ms,
)
