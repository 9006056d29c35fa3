"""Sound as a page sends it."""

import io
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from django.contrib.auth import get_user
from django.test import Client

TALK = Path(__file__).resolve().parents[2] / "src" / "sidebyside" / "web" / "demo" / "media" / "talk.m4a"
RATE = 48_000
WEBM = b"\x1a\x45\xdf\xa3"


def webm(sound: bytes = b"hello") -> bytes:
    return WEBM + sound


def speak(browser: Client, place: str, sound: bytes, once: str = "", length: str = "61000") -> Any:
    told = {"Voice-Place": place, "Voice-Once": once or str(uuid.uuid4()), "Voice-Length": length}
    return browser.post("/voice/", sound, content_type="audio/webm", headers=told | whose_page(browser))


def whose_page(browser: Client) -> dict[str, str]:
    """What a page says that was opened by whoever is signed in."""
    return {"Voice-Person": str(get_user(browser).code)}  # type: ignore[arg-type, union-attr]


@lru_cache(maxsize=2)
def spoken(seconds: int = 12) -> bytes:
    """The beginning of the demo's made talk, as a browser's recorder gives it."""
    with av.open(str(TALK)) as talk:
        mono = av.AudioResampler("flt", "mono", RATE)
        blocks = [one.to_ndarray() for frame in talk.decode(audio=0) for one in mono.resample(frame)]
    return recorded(np.concatenate(blocks, axis=1)[:, : seconds * RATE])


def recorded(samples: Any) -> bytes:
    """Mono samples at ``RATE``, shaped (1, count), as WebM with Opus."""
    held = io.BytesIO()
    with av.open(held, "w", format="webm") as out:
        stream: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), "flt", "mono")
        frame.sample_rate, frame.pts = RATE, 0
        back = av.AudioResampler("flt", "mono", RATE, frame_size=960)
        for piece in (*back.resample(frame), *back.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return held.getvalue()
