"""What the player is told of a film: addresses, lengths, and nothing of what may not be seen."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from sidebyside.recordings.access import best_film
from sidebyside.recordings.models import Extract, Recording
from sidebyside.recordings.words import name_of
from sidebyside.room.access import Showing


@dataclass(frozen=True)
class Piece:
    """One file the player can play, and where it lies on the film."""

    src: str
    # Where seconds that were played are reported to, counted from the piece's own beginning.
    seen: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Angle:
    """Another recording of the same lesson. A moment ``t`` of the film is ``(t - on_film_ms) * (1 + drift_ppm / 1e6)``
    of it."""

    code: str
    number: int
    name: str
    src: str
    seen: str
    has_picture: bool
    has_sound: bool
    duration_ms: int
    on_film_ms: int
    drift_ppm: int


@dataclass(frozen=True)
class Film:
    code: str
    # Names this visit, so that the owner sees one viewing and not one for each range of bytes.
    viewing: str
    pieces: tuple[Piece, ...]
    poster: str
    peaks: str
    is_whole: bool
    name: str = ""
    angles: tuple[Angle, ...] = ()

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    def for_script(self) -> dict[str, Any]:
        return asdict(self)


def film_for_page(showing: Showing, angles: Iterable[Recording] = ()) -> Film | None:
    """None while there is nothing that this person could play. ``angles`` are further films to switch to."""
    recording = showing.recording
    if recording is None or not showing.is_open:
        return None
    viewing = str(uuid.uuid4())
    if not showing.whole:
        return Film(str(recording.code), viewing, _clips(recording, showing.clips, viewing), "", "", False)
    rendition = best_film(recording)
    if rendition is None:
        return None
    src = f"{_part(recording, 'film')}?r={rendition.code}&v={viewing}"
    seen = reverse("recordings:seen", args=[recording.code])
    return Film(
        code=str(recording.code),
        viewing=viewing,
        pieces=(Piece(src, seen, 0, recording.duration_ms),),
        # Pictures that come before the film are of the same visit: one viewing, one line for its owner.
        poster=f"{_part(recording, 'poster')}?v={viewing}"
        if recording.state == Recording.State.READY
        else "",
        peaks=f"{_part(recording, 'peaks')}?v={viewing}" if recording.has_sound else "",
        is_whole=True,
        name=name_of(recording),
        angles=tuple(_angle(angle, viewing) for angle in angles),
    )


def _angle(angle: Recording, viewing: str) -> Angle:
    return Angle(
        code=str(angle.code),
        number=angle.angle,
        name=name_of(angle),
        src=f"{_part(angle, 'film')}?v={viewing}",
        seen=reverse("recordings:seen", args=[angle.code]),
        has_picture=angle.width_px > 0,
        has_sound=angle.has_sound,
        duration_ms=angle.duration_ms,
        on_film_ms=angle.on_film_ms,
        drift_ppm=angle.drift_ppm,
    )


def _clips(recording: Recording, clips: Iterable[Extract], viewing: str) -> tuple[Piece, ...]:
    in_order = sorted(clips, key=lambda clip: (clip.position, clip.start_ms))
    return tuple(
        Piece(
            f"{reverse('recordings:clip', args=[recording.code, clip.code])}?v={viewing}",
            reverse("recordings:clip-seen", args=[recording.code, clip.code]),
            clip.start_ms,
            clip.end_ms,
        )
        for clip in in_order
    )


def _part(recording: Recording, role: str) -> str:
    return reverse("recordings:part", args=[recording.code, role])
