"""Opening a person's file inside the child: one file object, one demuxer, nothing else reachable."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import av
import av.logging
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.rational import AVRational
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from .errors import Code, MediaError
from .formats import AUDIO_DECODERS, HEAD_BYTES, VIDEO_DECODERS, demuxer_for
from .wire import ChildEnd

BLOCK = 1024**2
BLOCKS_KEPT = 8
IO_BYTES = 128 * 1024
MAX_PIXELS = 8192 * 8192

type AnyPacket = Packet[Stream]

av.logging.set_level(None)
av.logging.set_libav_level(av.logging.PANIC)


class SourceFile:
    """The file as PyAV wants it, over READ frames, in whole blocks of the encrypted store.

    `begins` is its first byte in the source, where that holds several parts of a film.
    """

    def __init__(self, end: ChildEnd, size: int, begins: int = 0) -> None:
        self._end = end
        self._begins = begins
        self.size = size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def read(self, length: int) -> bytes:
        length = min(length, self.size - self._position)
        if length <= 0:
            return b""
        number, start = divmod(self._position, BLOCK)
        part = self._block(number)[start : start + length]
        self._position += len(part)
        return part

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._position, self.size)[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            block = self._end.read(self._begins + number * BLOCK, min(BLOCK, self.size - number * BLOCK))
            self._blocks[number] = block
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a film may not open anything")


def open_source(file: SourceFile) -> InputContainer:
    """Raises MediaError if it is no film, or a damaged one."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return open_as(file, demuxer_for(head), VIDEO_DECODERS | AUDIO_DECODERS)


def open_as(file: SourceFile, demuxer: str, decoders: frozenset[str]) -> InputContainer:
    """With this one demuxer and these decoders only. Raises MediaError."""
    options = {
        "format_whitelist": av.format.ContainerFormat(demuxer, "r").name + "," + demuxer,
        "protocol_whitelist": "",
        "codec_whitelist": ",".join(sorted(decoders)),
        "max_pixels": str(MAX_PIXELS),
    }
    if demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        return av.open(file, "r", format=demuxer, options=options, io_open=_refuse, buffer_size=IO_BYTES)
    except av.error.MemoryError as error:
        raise MediaError(Code.TOO_HEAVY) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(Code.UNREADABLE, type(error).__name__) from error


@dataclass(frozen=True)
class Chosen:
    video: VideoStream | None
    audio: AudioStream | None

    @property
    def streams(self) -> list[Stream]:
        return [stream for stream in (self.video, self.audio) if stream is not None]


def is_film(stream: Stream) -> bool:
    """A moving picture: cover art and preview pictures are not."""
    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    return stream.type == "video" and not stream.disposition & covers


def choose(container: InputContainer) -> Chosen:
    """Of those that there are decoders for, the moving picture with the most frames, then the largest; and the
    default sound, or the first. A phone's second picture track is a handful of stills."""
    videos = [
        s for s in container.streams.video if is_film(s) and readable(s, VIDEO_DECODERS) and s.width > 0
    ]
    audios = [
        s for s in container.streams.audio if readable(s, AUDIO_DECODERS) and s.codec_context.channels > 0
    ]
    video = max(videos, key=lambda s: (s.frames, s.width * s.height), default=None)
    audio = max(audios, key=lambda s: bool(s.disposition & Disposition.default), default=None)
    return Chosen(video, audio)


def readable(stream: Stream, decoders: frozenset[str]) -> bool:
    return stream.codec_context is not None and stream.codec_context.name in decoders


def set_threads(stream: Stream | None, count: int) -> None:
    if stream is not None and stream.type == "video":
        stream.codec_context.thread_count = count
        stream.codec_context.thread_type = "AUTO" if count > 1 else "SLICE"


def milliseconds(ticks: int, base: AVRational) -> int:
    return round(ticks * base.numerator * 1000 / base.denominator)


def packets(container: InputContainer, streams: list[Stream]) -> Iterator[AnyPacket]:
    """Packets until the end or until the file is too damaged to go on: what is there is still shown.

    An empty packet a stream comes last, so that no decoder keeps the last pictures to itself.
    """
    try:
        yield from container.demux(streams)
    except av.error.MemoryError:
        raise
    except (av.error.FFmpegError, ValueError):
        for stream in streams:
            last: AnyPacket = Packet()
            last.stream = stream
            yield last
