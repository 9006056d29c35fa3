"""What can be heard and seen beside a place of the talk: its sound, and the film that was on screen."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse

from sidebyside.conversations import screen
from sidebyside.conversations.models import Conversation
from sidebyside.conversations.written import silence
from sidebyside.core.talk.stimulus import Stretch
from sidebyside.people.models import Person
from sidebyside.recordings.access import best_film, film_of
from sidebyside.recordings.models import Recording
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Sound:
    """One microphone's file; ``start_ms`` on the conversation's clock."""

    src: str
    start_ms: int
    length_ms: int


def sound_of(conversation: Conversation) -> list[Sound]:
    """Nothing while the sound is held back from everybody; what is being silenced is left out."""
    if silence.is_held(conversation.pk):
        return []
    tracks = conversation.tracks.filter(
        recording__state=Recording.State.READY, silence_made=F("silence_wanted")
    ).select_related("recording")
    return [
        Sound(_part(track.recording), track.starts_ms, track.recording.duration_ms)
        for track in tracks.order_by("starts_ms", "number")
        if track.recording is not None
    ]


def _part(recording: Recording) -> str:
    return reverse("recordings:part", args=[recording.code, "film"])


def film_src(person: Person, conversation: Conversation) -> str:
    """The film for who may see all of it now; nobody else is told that there is one."""
    film = film_of(conversation.strand)
    if film is None or not doors.may(person, Act.SEE, Kind.FILM, film):
        return ""
    rendition = best_film(film)
    if rendition is None:
        return ""
    return f"{_part(film)}?r={rendition.code}&v={uuid.uuid4()}"


def watched(conversation: Conversation) -> list[Stretch]:
    return screen.watched(conversation)


@dataclass(frozen=True)
class Shown:
    """What was on screen at a place of the talk: where the film stood, and which of the lesson's films it was."""

    film_ms: int
    angle: int


def shown_at(stretches: list[Stretch], at_ms: int | None) -> Shown | None:
    """None where nothing was on screen."""
    if at_ms is None:
        return None
    for stretch in stretches:
        if stretch.at_ms <= at_ms < stretch.until_ms:
            gone = (at_ms - stretch.at_ms) * stretch.rate_percent // 100
            return Shown(min(stretch.film_to_ms, stretch.film_from_ms + gone), stretch.angle)
    return None


def for_script(sounds: list[Sound], film: str) -> dict[str, Any]:
    return {
        "sound": [{"src": one.src, "start": one.start_ms, "length": one.length_ms} for one in sounds],
        "film": film,
    }
