"""Bringing the made film and the made talk into the demo's encrypted store, as an upload would."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sidebyside import jobs
from sidebyside.conversations.models import Conversation, Track
from sidebyside.programme.models import Strand
from sidebyside.recordings import jobs as recording_jobs
from sidebyside.recordings import lesson, renditions, store
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore

MEDIA = Path(__file__).parent / "media"
BLOCK = 1024 * 1024


@cache
def cues() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MEDIA / "cues.json").read_text())
    return found


def stretch(key: str) -> tuple[int, int]:
    """Start and end (ms) of a cue of the film."""
    cue = next(one for one in cues()["film"]["moments"] if one["key"] == key)
    return cue["start_ms"], cue["end_ms"]


def bring_film(strand: Strand, *, prepared: bool) -> Recording:
    """The coachee brings the lesson film; ``prepared`` does the worker's part at once."""
    film = lesson.begin(strand.coachee, strand, {"filename": "lesson.mp4"})
    return _arrive(film, MEDIA / cues()["film"]["file"], "video/mp4", prepared=prepared)


def bring_talk(conversation: Conversation) -> Track:
    recording = Recording(strand=conversation.strand, sort=Recording.Sort.TALK)
    keystore.make(recording.sealing_key())
    recording.save()
    _arrive(recording, MEDIA / cues()["talk"]["file"], "audio/mp4", prepared=False)
    return Track.objects.create(
        conversation=conversation, recording=recording, number=1, stopped_at=conversation.ended_at
    )


def _arrive(recording: Recording, file: Path, media_type: str, *, prepared: bool) -> Recording:
    sending = Recording.objects.filter(pk=recording.pk, state=Recording.State.SENDING)
    source = renditions.begin(recording, Rendition.Role.SOURCE, recording.attempt, media_type, sending)
    with store.create(renditions.place(source)) as writer, file.open("rb") as bytes_of_film:
        while block := bytes_of_film.read(BLOCK):
            writer.append(block)
        Rendition.objects.filter(pk=source.pk).update(size=writer.seal())
    sending.update(state=Recording.State.PREPARING)
    if prepared:
        owed = jobs.Owed(str(recording.code), recording.attempt)
        for kind in (recording_jobs.LOOK, recording_jobs.PREPARE):
            jobs.run_here(kind, owed)
    recording.refresh_from_db()
    return recording
