"""In the child: a film that no browser plays becomes H.264 and AAC in MP4.

Tracks that are already right are copied; the others are decoded and encoded anew. The MP4 writer writes its
index last and goes back only to correct a few bytes at the start, so what it writes is sent on in order
(APPEND) with small corrections (PATCH); the parent puts the index first when all is there.
"""

import time
from collections.abc import Iterator
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.filter import Graph
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from .clock import FORWARD_MS, Clock
from .errors import Code, MediaError
from .facts import Trial, decode, packet_span_ms
from .reading import AnyPacket, Chosen, SourceFile, choose, open_source, packets, set_threads
from .upright import Upright, pixel_aspect
from .wire import PATCH_BODY, ChildEnd, Say

SCREEN = (1920, 1080)
TICKS = Fraction(1, 90_000)
KEYFRAME_EACH_MS = 2_000
FASTEST_STEP_MS = 1000 / 61
USUAL_STEP_MS = 40.0
LONGEST_LAST_MS = 1_000.0
LIMITED_RANGE = 1
SOUND_RATE = 48_000
AAC_FRAME = 1024
OUT_BLOCK = 1024**2
TELL_EACH_S = 0.5
MOST_HELD = 20_000
MOST_UNTIMED = 64
X264 = {
    "preset": "veryfast",
    "crf": "23",
    "profile": "high",
    "maxrate": "6M",
    "bufsize": "12M",
    "bf": "0",
    "forced-idr": "1",
    "x264-params": "keyint=250:scenecut=40",
}
"""Of a lesson filmed in 1080p this makes about 1 GB an hour at most; veryfast keeps up with two old cores.
No picture waits for a later one (bf 0), so that uneven films keep their true length in every player."""


class FilmOut:
    """The file object that the MP4 writer writes to."""

    def __init__(self, end: ChildEnd, most_bytes: int) -> None:
        self._end = end
        self._most = most_bytes
        self._sent = 0
        self._waiting = bytearray()
        self._position = 0
        self.is_full = False

    @property
    def size(self) -> int:
        return self._sent + len(self._waiting)

    def write(self, block: bytes) -> int:
        if self._position < self._sent:
            self._patch(block)
        else:
            start = self._position - self._sent
            self._waiting[start : start + len(block)] = block
        self._position += len(block)
        if len(self._waiting) >= OUT_BLOCK:
            self.flush()
        if self.size > self._most:
            self.is_full = True
            raise OSError("no more room")
        return len(block)

    def _patch(self, block: bytes) -> None:
        inside = block[: self._sent - self._position]
        self._end.say(Say.PATCH, PATCH_BODY.pack(self._position) + inside)
        self._waiting[: len(block) - len(inside)] = block[len(inside) :]

    def flush(self) -> None:
        if self._waiting:
            self._end.say(Say.APPEND, bytes(self._waiting))
            self._sent += len(self._waiting)
            self._waiting = bytearray()

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = offset + (0, self._position, self.size)[whence]
        return self._position

    def tell(self) -> int:
        return self._position


class PictureTrack:
    """Decoded pictures, upright and in step with the clock, encoded."""

    def __init__(self, out: OutputContainer, source: VideoStream, threads: int) -> None:
        self._out, self._source, self._threads = out, source, threads
        self._upright = Upright(*SCREEN)
        self._track: VideoStream | None = None
        self._held: tuple[VideoFrame, float] | None = None
        self._step_ms = USUAL_STEP_MS
        self._first: tuple[VideoFrame, list[VideoFrame]] | None = None
        self._last_key_ms = float("-inf")

    def open(self, first: VideoFrame) -> None:
        """The track's size is only known from the first picture, and the header only waits for that."""
        self._first = first, list(self._upright.pictures(first, self._aspect))
        assert self._upright.size is not None
        guessed = self._source.guessed_rate
        rate = Fraction(guessed.numerator, guessed.denominator) if guessed else Fraction(30)
        track = self._out.add_stream("libx264", rate=rate if 1 <= rate <= 61 else Fraction(30))
        track.width, track.height = self._upright.size
        track.pix_fmt = "yuv420p"
        track.codec_context.time_base = TICKS
        track.codec_context.thread_count = self._threads
        track.codec_context.options = dict(X264)
        _tag_colours(track.codec_context, next(iter(self._first[1]), first))
        self._track = track

    @property
    def size(self) -> tuple[int, int]:
        assert self._track is not None
        return self._track.width, self._track.height

    @property
    def _aspect(self) -> float:
        return pixel_aspect(self._source.sample_aspect_ratio)

    def add(self, frame: VideoFrame) -> None:
        """The picture that `open` was given may be handed in again: it has been turned upright already."""
        known = self._first is not None and self._first[0] is frame
        turned = self._first[1] if known and self._first else self._upright.pictures(frame, self._aspect)
        self._first = None
        for picture in turned:
            self._take(picture)

    def finish(self) -> None:
        for picture in self._upright.rest():
            self._take(picture)
        assert self._track is not None
        if self._held is not None:
            picture, at_ms = self._held
            self._encode(picture, at_ms, next_ms=at_ms + min(self._step_ms, LONGEST_LAST_MS))
        self._out.mux(self._track.encode(None))

    def _take(self, picture: VideoFrame) -> None:
        """Holds each picture until the next is known: before a gap it must become the key picture."""
        if picture.pts is None:
            return
        at_ms = 1000 * float(picture.pts * picture.time_base)
        if self._held is not None:
            if at_ms < self._held[1] + FASTEST_STEP_MS:
                return
            self._encode(*self._held, next_ms=at_ms)
        self._held = picture, at_ms

    def _encode(self, picture: VideoFrame, at_ms: float, next_ms: float) -> None:
        is_key = next_ms - self._last_key_ms > KEYFRAME_EACH_MS
        self._last_key_ms = at_ms if is_key else self._last_key_ms
        picture.pict_type = PictureType.I if is_key else PictureType.NONE
        self._step_ms = next_ms - at_ms
        picture.pts, picture.time_base = round(at_ms * 90), TICKS
        picture.duration = round(next_ms * 90) - round(at_ms * 90)
        assert self._track is not None
        self._out.mux(self._track.encode(picture))


def _tag_colours(encoder: VideoCodecContext, picture: VideoFrame) -> None:
    """Without these a browser guesses from the size, and faces change their colour."""
    encoder.color_range = LIMITED_RANGE
    encoder.colorspace = picture.colorspace
    encoder.color_primaries = picture.color_primaries
    encoder.color_trc = picture.color_trc


class SoundTrack:
    """Decoded sound as stereo AAC at 48 kHz; holes become silence, so that it stays with the picture."""

    def __init__(self, out: OutputContainer) -> None:
        self._out = out
        self._track = out.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        self._track.codec_context.bit_rate = 128_000
        self._graph: Graph | None = None
        self._shape: tuple[object, ...] = ()
        self._samples = 0

    def add(self, frame: AudioFrame) -> None:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate, frame.time_base)
        if shape != self._shape:
            self._drain()
            self._graph, self._shape = self._build(frame), shape
        assert self._graph is not None
        self._graph.push(frame)
        self._pull()

    def finish(self) -> None:
        self._drain()
        self._out.mux(self._track.encode(None))

    def _drain(self) -> None:
        if self._graph is not None:
            self._graph.push(None)
            self._pull()

    def _build(self, frame: AudioFrame) -> Graph:
        graph = Graph()
        graph.threads = 1
        start = self._samples
        nodes = [
            graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format.name,
                layout=frame.layout.name,
                time_base=frame.time_base,
            ),
            graph.add("aresample", f"{SOUND_RATE}:async=1:min_hard_comp=0.1:first_pts={start}"),
            graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
            graph.add("asetnsamples", f"n={AAC_FRAME}:p=0"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        return graph

    def _pull(self) -> None:
        assert self._graph is not None
        while True:
            try:
                sound = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(sound, AudioFrame)
            sound.pts, sound.time_base = self._samples, Fraction(1, SOUND_RATE)
            self._samples += sound.samples
            self._out.mux(self._track.encode(sound))


class CopiedTrack:
    """Packets that go over as they are, with the decoding times that MP4 insists on.

    WebM gives none for the first pictures; they are counted back from the first that is known.
    """

    def __init__(self, out: OutputContainer, source: Stream) -> None:
        self._out = out
        self._track = out.add_stream_from_template(source)
        self._waiting: list[AnyPacket] = []
        self._last: int | None = None

    def add(self, packet: AnyPacket) -> None:
        if not packet.size or packet.is_corrupt:
            return
        self._waiting.append(packet)
        if packet.dts is not None or len(self._waiting) > MOST_UNTIMED:
            self.finish()

    def finish(self) -> None:
        known = [number for number, packet in enumerate(self._waiting) if packet.dts is not None]
        for number, packet in enumerate(self._waiting):
            if packet.dts is None and known:
                step = packet.duration or round(0.04 / float(packet.time_base))
                ahead = self._waiting[known[0]].dts
                assert ahead is not None
                packet.dts = ahead - (known[0] - number) * step
            self._put(packet)
        self._waiting.clear()

    def _put(self, packet: AnyPacket) -> None:
        start = packet.dts if packet.dts is not None else packet.pts
        if start is None:
            return
        if self._last is not None and start <= self._last:
            start = self._last + 1
        self._last = packet.dts = start
        packet.pts = start if packet.pts is None else max(packet.pts, start)
        packet.stream = self._track
        self._out.mux_one(packet)


class Conversion:
    """One film from start to end. `copy_*` says which tracks go over as they are."""

    def __init__(self, end: ChildEnd, job: dict[str, object]) -> None:
        self._end = end
        self._file = SourceFile(end, int(str(job["size"])))
        self._duration_ms = max(1, int(str(job["duration_ms"])))
        self._copy_picture, self._copy_sound = bool(job["copy_picture"]), bool(job["copy_sound"])
        self._sound_only = bool(job["sound_only"])
        until_ms = job.get("until_ms")
        self._until_ms = None if until_ms is None else int(str(until_ms))
        self._threads = int(str(job["threads"]))
        self._out_file = FilmOut(end, int(str(job["most_bytes"])))
        self._trial = Trial()
        self._size = (0, 0)
        self._told = 0.0

    @property
    def is_full(self) -> bool:
        return self._out_file.is_full

    def run(self) -> dict[str, object]:
        with open_source(self._file) as container:
            chosen = choose(container)
            if self._sound_only:
                chosen = Chosen(None, chosen.audio)
            set_threads(chosen.video, self._threads)
            clock = Clock(_start_ms(chosen))
            stamped = self._stamped(packets(container, chosen.streams), clock)
            out = av.open(self._out_file, "w", format="mp4", buffer_size=OUT_BLOCK)
            with out:
                self._convert(out, chosen, stamped)
        self._out_file.flush()
        return {
            "duration_ms": clock.now_ms if self._until_ms is None else min(clock.now_ms, self._until_ms),
            "jumps": clock.jumps,
            "errors": self._trial.errors,
            "width": self._size[0],
            "height": self._size[1],
            "bytes": self._out_file.size,
        }

    def _stamped(self, stream: Iterator[AnyPacket], clock: Clock) -> Iterator[AnyPacket]:
        """Every packet moved onto the film's own clock."""
        for packet in stream:
            span = packet_span_ms(packet)
            if span is not None:
                shift_ms = clock.shift_for(packet.stream.index, *span)
                if self._until_ms is not None and span[0] + shift_ms >= self._until_ms:
                    continue
                ticks = round(shift_ms / 1000 / float(packet.time_base))
                packet.dts = None if packet.dts is None else packet.dts + ticks
                packet.pts = None if packet.pts is None else packet.pts + ticks
                if (packet.duration or 0) * packet.time_base * 1000 > FORWARD_MS:
                    packet.duration = 0
                self._tell(clock.now_ms)
            yield packet

    def _tell(self, now_ms: int) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_EACH_S:
            self._told = now
            self._end.tell(Say.PROGRESS, {"phase": "film", "share": min(1.0, now_ms / self._duration_ms)})

    def _convert(self, out: OutputContainer, chosen: Chosen, stamped: Iterator[AnyPacket]) -> None:
        tracks: dict[int, CopiedTrack | PictureTrack | SoundTrack] = {}
        held: list[AnyPacket] = []
        first: list[VideoFrame] = []
        if chosen.video is not None and self._copy_picture:
            tracks[chosen.video.index] = CopiedTrack(out, chosen.video)
            self._size = (chosen.video.width, chosen.video.height)
        elif chosen.video is not None:
            picture = PictureTrack(out, chosen.video, self._threads)
            first = self._first_pictures(stamped, chosen.video, held)
            picture.open(first[0])
            tracks[chosen.video.index] = picture
            self._size = picture.size
        if chosen.audio is not None:
            tracks[chosen.audio.index] = (
                CopiedTrack(out, chosen.audio) if self._copy_sound else SoundTrack(out)
            )
        for frame in first:
            picture.add(frame)
        for packet in _chain(held, stamped):
            self._hand_on(packet, tracks[packet.stream.index])
        for track in tracks.values():
            track.finish()

    def _hand_on(self, packet: AnyPacket, track: "CopiedTrack | PictureTrack | SoundTrack") -> None:
        if isinstance(track, CopiedTrack):
            track.add(packet)
            return
        for decoded in decode(packet, self._trial):
            match track, decoded:
                case PictureTrack(), VideoFrame():
                    track.add(decoded)
                case SoundTrack(), AudioFrame():
                    track.add(decoded)

    def _first_pictures(
        self, stamped: Iterator[AnyPacket], video: Stream, held: list[AnyPacket]
    ) -> list[VideoFrame]:
        """Reads on until there is a picture, keeping the sound that comes before it."""
        for packet in stamped:
            if packet.stream.index != video.index:
                held.append(packet)
                if len(held) > MOST_HELD:
                    raise MediaError(Code.NO_PICTURE, "sound without end before the first picture")
                continue
            frames = [frame for frame in decode(packet, self._trial) if isinstance(frame, VideoFrame)]
            if frames:
                return frames
        raise MediaError(Code.NO_PICTURE)


def _chain(held: list[AnyPacket], stamped: Iterator[AnyPacket]) -> Iterator[AnyPacket]:
    yield from held
    held.clear()
    yield from stamped


def _start_ms(chosen: Chosen) -> float:
    starts = [1000 * float(s.start_time * s.time_base) for s in chosen.streams if s.start_time is not None]
    return min(starts, default=0.0)


def convert(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    conversion = Conversion(end, job)
    try:
        return conversion.run()
    except (OSError, av.error.FFmpegError) as error:
        if conversion.is_full:
            raise MediaError(Code.TOO_LARGE) from error
        raise
