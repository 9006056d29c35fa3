"""A device that records a talk, as the suite plays it."""

import io
import json
import uuid
from fractions import Fraction
from tempfile import NamedTemporaryFile
from typing import Any

import av
import numpy as np
from django.test import Client

from tests.recordings.conftest import metadata

TUS = {"tus-resumable": "1.0.0"}


def post(client: Client, address: str, told: object) -> Any:
    return client.post(address, json.dumps(told), content_type="application/json")


def start(client: Client, strand: uuid.UUID, *tracks: uuid.UUID) -> Any:
    return post(client, f"/cycle/{strand}/talk/recorder/start/", {"tracks": [str(one) for one in tracks]})


def begin_track(client: Client, strand: uuid.UUID, track: uuid.UUID, starts_ms: int = 0) -> Any:
    words = metadata(strand=str(strand), sort="talk", track=str(track), starts_ms=str(starts_ms))
    headers = TUS | {"upload-defer-length": "1", "upload-metadata": words}
    return client.post("/upload/", headers=headers)


def send_part(client: Client, address: str, offset: int, body: bytes, length: int | None = None) -> Any:
    headers = TUS | {"upload-offset": str(offset)}
    if length is not None:
        headers["upload-length"] = str(length)
    if not body:
        # The client drops the type of an empty body; a browser does not.
        headers |= {"content-type": "application/offset+octet-stream", "content-length": "0"}
    return client.patch(address, body, content_type="application/offset+octet-stream", headers=headers)


def send_track(client: Client, strand: uuid.UUID, track: uuid.UUID, sound: bytes) -> None:
    """A whole track from its first byte to its last."""
    address = begin_track(client, strand, track).headers["Location"]
    assert send_part(client, address, 0, sound, len(sound)).status_code == 204


def made_sound(seconds: float = 1.5) -> bytes:
    """Opus in WebM, as a browser's recorder writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        voice = container.add_stream("libopus", rate=48000, layout="mono")
        for number in range(int(seconds * 50)):
            wave = np.sin(np.arange(960) / 20 + number).astype(np.float32)[None] * 0.3
            tone = av.AudioFrame.from_ndarray(wave, format="flt", layout="mono")
            tone.sample_rate, tone.pts, tone.time_base = 48000, number * 960, Fraction(1, 48000)
            container.mux(voice.encode(tone))
        container.mux(voice.encode(None))
    return out.getvalue()


def as_m4a(sound: bytes) -> bytes:
    """The same as another browser writes it: AAC in MP4, which every player takes as it is."""
    options = {"movflags": "+faststart"}
    with NamedTemporaryFile(suffix=".m4a") as file:
        with (
            av.open(io.BytesIO(sound), "r") as source,
            av.open(file.name, "w", format="mp4", options=options) as container,
        ):
            voice = container.add_stream("aac", rate=48000, layout="mono")
            for frame in source.decode(audio=0):
                container.mux(voice.encode(frame))
            container.mux(voice.encode(None))
        return file.read()
