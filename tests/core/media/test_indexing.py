"""A recorder's file gets an index, a length and a faithful clock; sound stays with the picture to the end."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.media.boxes import read_layout
from sidebyside.core.media.prepare import prepare_parts, prepare_stream
from tests.core.media.films import Held, Shelf
from tests.core.media.recorders import SOUND_RATE, numbers_in, recording

MINUTES = 100
CARD_IS_OFF = 80e-6
"""How much slower the sound card of this device runs than the clock its pictures are stamped with."""
PACKET_MS = 20
FLASH_MS = 500


@pytest.mark.parametrize(("picture", "sound"), [("libvpx", "libopus"), ("libvpx-vp9", None)])
def test_a_recorders_film_can_be_watched_with_its_length_before_it_is_converted(
    picture: str, sound: str | None
) -> None:
    parts = [recording("webm", picture, sound, numbers=range(at, at + 60)) for at in (0, 60)]
    with av.open(io.BytesIO(parts[0])) as container:
        assert container.duration is None
    shelf, told = Shelf(), []
    prepared = prepare_parts(
        list(map(Held, parts)), shelf, progress=lambda phase, share: told.append((phase, share))
    )
    assert shelf.closed[:2] == ["indexed", "film"]
    assert told.index(("indexed", 1.0)) < min(at for at, (phase, _) in enumerate(told) if phase == "film")
    assert prepared.indexed_bytes == len(shelf["indexed"])
    assert numbers_in(shelf["indexed"])[0] == list(range(120))
    with av.open(io.BytesIO(shelf["indexed"])) as container:
        assert container.format.name.startswith("matroska")
        assert abs((container.duration or 0) / 1000 - prepared.duration_ms) < 60
        container.seek(3_500_000)
        frame = next(container.decode(video=0))
        assert 2400 <= 1000 * float(frame.time) <= 3500
    assert b"\x1c\x53\xbb\x6b" in shelf["indexed"]


def test_a_webm_that_was_brought_as_a_file_is_watchable_early_too() -> None:
    shelf = Shelf()
    prepare_stream(Held(recording()), shelf)
    assert shelf.closed[:2] == ["indexed", "film"]


@pytest.mark.parametrize(
    ("form", "picture", "sound"),
    [("mp4", "libx264", "aac"), ("matroska", "libx264", "libopus"), ("webm", None, "libopus")],
)
def test_what_is_ready_soon_needs_no_early_film(form: str, picture: str | None, sound: str) -> None:
    shelf = Shelf()
    prepare_parts([Held(recording(form, picture, sound, seconds=2))], shelf)
    assert "indexed" not in shelf.closed
    assert read_layout(Held(shelf["film"])).index_first


def lesson() -> bytes:
    """A bright picture and a beep begin together once a minute, for as long as a lesson. The sound card's clock is
    off: as browsers do, packets are stamped by the system's clock, to the millisecond, and not by counting."""
    held = io.BytesIO()
    with av.open(held, "w", format="webm", options={"live": "1"}) as out:
        video: Any = out.add_stream("libvpx", rate=30)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        video.codec_context.time_base = Fraction(1, 1000)
        video.codec_context.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
        audio: Any = out.add_stream("libopus", rate=SOUND_RATE, layout="mono")
        minute = _minute_of_sound(audio)
        bodies = [bytes(packet) for packet in minute]
        for turn in range(MINUTES):
            first = turn * len(bodies)
            starts = [round((first + at) * PACKET_MS * (1 + CARD_IS_OFF)) for at in range(len(bodies))]
            waiting = list(_minute_of_pictures(video, starts[0]))
            for body, start in zip(bodies, starts, strict=True):
                while waiting and waiting[0].pts * waiting[0].time_base * 1000 <= start:
                    out.mux(waiting.pop(0))
                packet = av.Packet(body)
                packet.stream, packet.time_base = audio, Fraction(1, 1000)
                packet.pts = packet.dts = start
                packet.duration = PACKET_MS
                packet.is_keyframe = True
                out.mux(packet)
            for picture in waiting:
                out.mux(picture)
    return held.getvalue()


def _minute_of_sound(audio: Any) -> list[Any]:
    wave = np.zeros(60 * SOUND_RATE, np.float32)
    beep = np.arange(SOUND_RATE // 4) / SOUND_RATE
    wave[SOUND_RATE : SOUND_RATE + len(beep)] = 0.6 * np.sin(2 * np.pi * 1000 * beep)
    packets: list[Any] = []
    for start in range(0, len(wave), 960):
        block = (wave[start : start + 960] * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(block, "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        packets += audio.encode(frame)
    return packets[: len(wave) // 960]


def _minute_of_pictures(video: Any, start_ms: int) -> list[Any]:
    """The beep begins in the 51st packet of a minute; so does the bright picture, by the same clock."""
    flash = start_ms + round(50 * PACKET_MS * (1 + CARD_IS_OFF))
    packets: list[Any] = []
    shades = [(start_ms + 500, 20), (flash, 230), (flash + FLASH_MS, 20)]
    shades += [(flash + at * 4000, 20) for at in range(1, 14)]
    for at_ms, shade in shades:
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), shade, np.uint8), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
        packets += video.encode(frame)
    return packets


def flashes(content: bytes) -> list[float]:
    with av.open(io.BytesIO(content)) as container:
        shades = [
            (1000 * float(f.time), f.to_ndarray(format="gray").mean()) for f in container.decode(video=0)
        ]
    return [at for (at, shade), (_, before) in zip(shades[1:], shades, strict=False) if shade > 120 > before]


class Enough(Exception):
    """The film is there; nobody asks for its small pictures."""


def until_the_film_is_there(phase: str, share: float) -> None:
    if phase == "pictures":
        raise Enough


def beep_near(content: bytes, at_ms: float) -> float:
    """Where the beep begins that is looked for from two seconds before `at_ms`."""
    with av.open(io.BytesIO(content)) as container:
        container.seek(int(1000 * (at_ms - 2000)))
        for frame in container.decode(audio=0):
            loud = np.abs(frame.to_ndarray().astype(np.float32)).mean(axis=0) > 0.05
            if loud.any() and 1000 * float(frame.time) > at_ms - 1500:
                return 1000 * (float(frame.time) + int(loud.argmax()) / SOUND_RATE)
    raise AssertionError("no beep")


def plays_without_a_hole(content: bytes) -> bool:
    """Each sound begins where the one before it ends: a player that only counts samples comes out right."""
    with av.open(io.BytesIO(content)) as container:
        starts = [packet.pts for packet in container.demux(audio=0) if packet.pts is not None]
    return set(np.diff(starts)) == {1024}


@pytest.mark.faults
def test_sound_is_with_the_picture_after_a_hundred_minutes(record_property: Any) -> None:
    """Uncorrected, the sound would be early by 480 ms at the end of what is made of this."""
    shelf = Shelf()
    with pytest.raises(Enough):
        prepare_parts([Held(lesson())], shelf, progress=until_the_film_is_there)
    assert plays_without_a_hole(shelf["film"])
    for name in ("indexed", "film"):
        seen = flashes(shelf[name])
        assert len(seen) == MINUTES
        assert abs(seen[-1] - (MINUTES - 1) * 60_000) < 2_000
        apart = [beep_near(shelf[name], at) - at for at in [*seen[::9], seen[-1]]]
        record_property(f"{name}_worst_ms", round(max(map(abs, apart)), 1))
        record_property(f"{name}_last_ms", round(apart[-1], 1))
        assert max(map(abs, apart)) < 40
