"""In the child: what is in the file, and whether it can really be decoded here and there."""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import av
from av.audio.codeccontext import AudioCodecContext
from av.container import InputContainer
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from .clock import Clock
from .reading import (
    AnyPacket,
    Chosen,
    SourceFile,
    choose,
    is_film,
    milliseconds,
    open_source,
    packets,
    set_threads,
)
from .wire import ChildEnd, Say

PACKETS_LOOKED_AT = 400
FRAMES_WANTED = 4
WHOLLY_TRIED_MS = 15_000
MOST_PACKETS_TRIED = 3_000
STEP_TOLERANCE_MS = 4.0
SLOWEST_BYTES_PER_S = 250
"""Less than this is no lesson: black and silence still cost more. The length is then counted, not believed."""


@dataclass
class Trial:
    """What came of decoding a few stretches."""

    frames: int = 0
    sounds: int = 0
    errors: int = 0
    rotation: int = 0
    mirrored: bool = False
    interlaced: bool = False
    steps: list[float] = field(default_factory=list)
    keyframe_gap_ms: float = 0.0


def find(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    """With `count` the length is counted whatever the file says: a recorder knew it only until it was cut off."""
    file = SourceFile(end, int(str(job["size"])))
    with open_source(file) as container:
        chosen = choose(container)
        set_threads(chosen.video, 1)
        duration_ms = 0 if job.get("count") else _claimed_ms(container, chosen)
        trial = _try_out(container, chosen, duration_ms)
        counted = duration_ms <= 0 or file.size * 1000 < duration_ms * SLOWEST_BYTES_PER_S
        jumps = 0
        if counted:
            duration_ms, jumps = _counted_ms(end, file, chosen)
        return {
            "container": container.format.name,
            "duration_ms": duration_ms,
            "counted": counted,
            "jumps": jumps,
            "tracks": [_track(stream) for stream in container.streams],
            "films": sum(is_film(stream) for stream in container.streams),
            "sounds": len(container.streams.audio),
            "video": chosen.video.index if chosen.video else None,
            "audio": chosen.audio.index if chosen.audio else None,
            "avc_extradata": _has_avc_header(chosen),
            "likeness": _likeness(chosen),
            "frames_decoded": trial.frames,
            "sounds_decoded": trial.sounds,
            "errors": trial.errors,
            "rotation": trial.rotation,
            "mirrored": trial.mirrored,
            "variable_rate": _is_variable(trial.steps),
        }


def _track(stream: Stream) -> dict[str, object]:
    facts: dict[str, object] = {
        "kind": stream.type if stream.type in ("video", "audio") else "other",
        "codec": "unknown",
        "duration_ms": milliseconds(stream.duration, stream.time_base) if stream.duration else None,
    }
    context = stream.codec_context
    if context is None:
        return facts
    facts["codec"] = (
        context.codec.canonical_name if hasattr(context.codec, "canonical_name") else context.name
    )
    facts["profile"] = context.profile or ""
    if isinstance(context, VideoCodecContext):
        facts |= {
            "pixel_format": context.pix_fmt or "",
            "width": context.width,
            "height": context.height,
            "frame_rate": round(float(stream.average_rate or 0), 3),
        }
    elif isinstance(context, AudioCodecContext):
        facts |= {"sample_rate": context.sample_rate, "channels": context.channels}
    return facts


def _has_avc_header(chosen: Chosen) -> bool:
    """An `avcC` record, which MP4 can hold as it is, and not a bare byte stream."""
    return chosen.video is not None and (chosen.video.codec_context.extradata or b"")[:1] == b"\x01"


def _likeness(chosen: Chosen) -> str:
    """The same for two parts whose packets may follow each other in one track."""
    told: list[object] = []
    for stream in chosen.streams:
        context = stream.codec_context
        told += [stream.type, context.name, context.profile, stream.time_base, context.extradata]
        if isinstance(context, VideoCodecContext):
            told += [context.width, context.height, context.pix_fmt]
        elif isinstance(context, AudioCodecContext):
            told += [context.sample_rate, context.channels]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _claimed_ms(container: InputContainer, chosen: Chosen) -> int:
    """Where the last chosen track ends, if tracks know; else what the container says (microseconds).

    A player of MP4 counts from 0 even where the picture starts later; other containers start where they like.
    """
    origin_ms = 0 if container.format.name.startswith("mov") else (container.start_time or 0) // 1000
    known = [
        milliseconds((stream.start_time or 0) + stream.duration, stream.time_base) - origin_ms
        for stream in chosen.streams
        if stream.duration
    ]
    if known and len(known) == len(chosen.streams):
        return max(known)
    return (container.duration or 0) // 1000


def _counted_ms(end: ChildEnd, file: SourceFile, chosen: Chosen) -> tuple[int, int]:
    """Reads every packet once, without decoding: the only way to know a length that nobody wrote down."""
    file.seek(0)
    clock: Clock | None = None
    wanted = {stream.index for stream in chosen.streams}
    with open_source(file) as container:
        streams = [stream for stream in container.streams if stream.index in wanted]
        for number, packet in enumerate(packets(container, streams)):
            span = packet_span_ms(packet)
            if span is None:
                continue
            clock = clock or Clock(span[0])
            clock.shift_for(packet.stream.index, *span)
            if number % 2000 == 0:
                end.tell(
                    Say.PROGRESS, {"phase": "looking", "share": min(1.0, file.tell() / max(1, file.size))}
                )
    return (clock.now_ms, clock.jumps) if clock else (0, 0)


def packet_span_ms(packet: AnyPacket) -> tuple[float, float] | None:
    """When a packet is decoded, and how long after that its picture or sound has been shown."""
    start = packet.dts if packet.dts is not None else packet.pts
    if start is None:
        return None
    shown = packet.pts if packet.pts is not None else start
    one_ms = 1000 * float(packet.time_base)
    return start * one_ms, (shown - start + (packet.duration or 0)) * one_ms


def _try_out(container: InputContainer, chosen: Chosen, duration_ms: int) -> Trial:
    """A short film that might be kept as it is gets decoded whole; of others the start and two places more."""
    trial = Trial()
    if not chosen.streams:
        return trial
    is_h264 = chosen.video is not None and chosen.video.codec_context.name == "h264"
    if is_h264 and 0 < duration_ms <= WHOLLY_TRIED_MS:
        _try_stretch(container, chosen, trial, MOST_PACKETS_TRIED, MOST_PACKETS_TRIED)
        return trial
    _try_stretch(container, chosen, trial, PACKETS_LOOKED_AT)
    if container.format.name.startswith("mov") and container.duration:
        for share in (0.5, 0.9):
            try:
                container.seek((container.start_time or 0) + int(container.duration * share))
            except av.error.FFmpegError:
                trial.errors += 1
                continue
            _try_stretch(container, chosen, trial, 6 * FRAMES_WANTED)
    return trial


def _try_stretch(
    container: InputContainer, chosen: Chosen, trial: Trial, count: int, frames: int = FRAMES_WANTED
) -> None:
    decoded = {stream.index: 0 for stream in chosen.streams}
    times: list[float] = []
    for packet in _some(packets(container, chosen.streams), count):
        if packet.stream is chosen.video and packet.pts is not None:
            times.append(1000 * float(packet.pts * packet.time_base))
        if decoded[packet.stream.index] >= frames:
            continue
        for frame in decode(packet, trial):
            decoded[packet.stream.index] += 1
            _note(frame, trial)
    if not trial.steps:
        times.sort()
        trial.steps = [after - before for before, after in pairwise(times)]


def _some(stream_of_packets: Iterator[AnyPacket], count: int) -> Iterator[AnyPacket]:
    for number, packet in enumerate(stream_of_packets):
        if number >= count:
            return
        yield packet


def decode(packet: AnyPacket, trial: Trial) -> list[object]:
    try:
        return list(packet.decode())
    except av.error.EOFError:
        return []
    except av.error.MemoryError:
        raise
    except (av.error.FFmpegError, ValueError):
        trial.errors += 1
        return []


def _note(frame: object, trial: Trial) -> None:
    if not isinstance(frame, VideoFrame):
        trial.sounds += 1
        return
    if trial.frames == 0:
        matrix = display_matrix(frame)
        trial.rotation, trial.mirrored = turn_of(matrix)
        trial.interlaced = frame.interlaced_frame
    trial.frames += 1


def display_matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """(a, b, c, d) of x' = a x + c y, y' = b x + d y, each -1, 0 or 1; the identity where none is given."""
    raw = frame.side_data.get("DISPLAYMATRIX")
    if raw is None:
        return 1, 0, 0, 1
    numbers = struct.unpack("9i", bytes(raw)[:36])
    a, b, c, d = (round(numbers[at] / 65536) for at in (0, 1, 3, 4))
    return (a, b, c, d) if abs(a * d - b * c) == 1 and max(map(abs, (a, b, c, d))) == 1 else (1, 0, 0, 1)


def turn_of(matrix: tuple[int, int, int, int]) -> tuple[int, bool]:
    """(degrees clockwise, mirrored); a mirrored picture is mirrored left to right first, then turned."""
    a, b, c, d = matrix
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}.get((a, b), 0), mirrored


def _is_variable(steps: list[float]) -> bool:
    """True where pictures do not follow each other evenly; the coarse clock of WebM (1 ms) is forgiven."""
    if len(steps) < 3:
        return False
    middle = sorted(steps)[len(steps) // 2]
    return sum(abs(step - middle) > STEP_TOLERANCE_MS for step in steps) > len(steps) // 100
