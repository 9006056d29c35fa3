"""Films in the store, shares and browsers for the room."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import store
from sidebyside.recordings.models import Extract, Recording, Rendition, Share
from sidebyside.recordings.renditions import place
from sidebyside.trust import keystore
from tests.cast import Cast

FILM_MS = 60_000


def brought_film(strand: Strand, body: bytes = b"a film", duration_ms: int = FILM_MS) -> Recording:
    """A film as the worker leaves it, with whatever bytes a test wants to play."""
    film = Recording.objects.create(
        strand=strand, owner=strand.coachee, state=Recording.State.READY, duration_ms=duration_ms
    )
    keystore.make(f"recording:{film.code}")
    kept(film, Rendition.Role.FILM, body, "video/mp4")
    peaks = {"ms_per_peak": 100, "peaks": [(at * 37) % 200 + 20 for at in range(duration_ms // 100)]}
    kept(film, Rendition.Role.PEAKS, json.dumps(peaks).encode(), "application/json")
    return film


def kept(
    film: Recording, role: Rendition.Role, body: bytes, media_type: str, extract: Extract | None = None
) -> Rendition:
    rendition = Rendition.objects.create(
        recording=film,
        extract=extract,
        role=role,
        attempt=1,
        name=store.new_name(film.code),
        media_type=media_type,
        published_at=timezone.now(),
    )
    writer = store.create(place(rendition))
    writer.append(body)
    rendition.size = writer.seal()
    writer.close()
    rendition.save(update_fields=["size"])
    return rendition


def share(film: Recording, *, whole: bool = True) -> Share:
    return Share.objects.create(recording=film, whole=whole, opening=film.strand.cycle.opening)


def offered_extract(film: Recording, start_ms: int, end_ms: int, words: str = "") -> Extract:
    """An extract of the owner's, cut to a clip of its own and offered under a share of extracts."""
    extract = Extract.objects.create(
        recording=film,
        author=film.strand.coachee,
        start_ms=start_ms,
        end_ms=end_ms,
        words=words,
        is_offered=True,
        state=Extract.State.READY,
    )
    kept(film, Rendition.Role.CLIP, b"a clip", "video/mp4", extract)
    return extract


@pytest.fixture
def film(cast: Cast) -> Recording:
    return brought_film(cast.strand)


@pytest.fixture
def shared_film(film: Recording) -> Recording:
    share(film)
    return film


@pytest.fixture
def ana(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ana)


@pytest.fixture
def ben(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ben)
