"""Films that the suite makes itself, and a way to bring one."""

import base64
import io
import uuid
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import films
from sidebyside.recordings.models import Recording, Rendition
from tests.cast import Cast

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
BODY = "application/offset+octet-stream"


def made_film(
    seconds: float = 2.0, *, sound: bool = True, codec: str = "libx264", form: str = "mp4"
) -> bytes:
    """A small film with its index at the end, as a camera writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        picture = container.add_stream(codec, rate=12)
        picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
        voice = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        for number in range(int(seconds * 12)):
            shade = np.full((90, 160, 3), (number * 9) % 256, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 12)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if voice is not None:
            for number in range(int(seconds * 48000) // 1024):
                wave = np.sin(np.arange(1024) / 20 + number).astype(np.float32)[None] * 0.3
                tone = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
                tone.sample_rate, tone.pts, tone.time_base = 48000, number * 1024, Fraction(1, 48000)
                container.mux(voice.encode(tone))
            container.mux(voice.encode(None))
    return out.getvalue()


@pytest.fixture(scope="session")
def film_bytes() -> bytes:
    return made_film()


@pytest.fixture
def ana(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ana)


@pytest.fixture
def ben(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.ben)


def metadata(**words: str) -> str:
    return ",".join(f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in words.items())


def begin_upload(client: Client, strand: uuid.UUID, length: int, name: str = "lesson.mp4") -> str:
    """The address of a new upload."""
    response = client.post(
        "/upload/",
        headers={
            "tus-resumable": "1.0.0",
            "upload-length": str(length),
            "upload-metadata": metadata(strand=str(strand), filename=name),
        },
    )
    assert response.status_code == 201, response.content
    return response.headers["Location"]


def send(client: Client, address: str, offset: int, body: bytes, **headers: str) -> int:
    """One PATCH; its status."""
    return client.patch(
        address,
        data=body,
        content_type=BODY,
        headers={"tus-resumable": "1.0.0", "upload-offset": str(offset)} | headers,
    ).status_code


def bring(client: Client, strand: uuid.UUID, film: bytes, name: str = "lesson.mp4") -> Recording:
    """Send a whole film; background work is not done by this."""
    address = begin_upload(client, strand, len(film), name)
    assert send(client, address, 0, film) == 204
    return Recording.objects.get(uploads__code=address.rsplit("/", 1)[1])


def put(recording: Recording, role: Rendition.Role, plain: bytes, attempt: int = 1) -> Rendition:
    """A published rendition as a worker would have left it."""
    rendition = Rendition.objects.create(
        recording=recording,
        role=role,
        attempt=attempt,
        name=store.new_name(recording.code),
        media_type="video/mp4",
        size=len(plain),
        published_at=timezone.now(),
    )
    with store.create(renditions.place(rendition)) as writer:
        writer.append(plain)
        writer.seal()
    return rendition


def ready_film(cast: Cast, plain: bytes, name: str = "lesson.mp4") -> Recording:
    """Ana's film, ready to be watched; no child process was asked."""
    recording = Recording.objects.create(
        strand=cast.strand,
        owner=cast.ana,
        state=Recording.State.READY,
        duration_ms=2000,
        delete_on=cast.programme.ends_on,
        file_name=name,
    )
    put(recording, Rendition.Role.FILM, plain)
    return films().get(pk=recording.pk)
