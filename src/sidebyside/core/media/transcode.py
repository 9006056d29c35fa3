"""In the child: a film that no browser plays becomes H.264 and AAC in MP4.

Tracks that are already right are copied; the others are decoded and encoded anew. The MP4 writer writes its
index last and goes back only to correct a few bytes at the start, so what it writes is sent on in order
(APPEND) with small corrections (PATCH); the parent puts the index first when all is there.
"""

import time
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from .errors import Code, MediaError
from .facts import Trial, decode
from .joining import Joined, files_of
from .reading import AnyPacket, packets
from .sound_graph import sound_graph
from .upright import WIDE_TRANSFERS, Upright, pixel_aspect
from .wire import PATCH_BODY, ChildEnd, Say

SCREEN = (1920, 1080)
TICKS = Fraction(1, 90_000)
KEYFRAME_EACH_MS = 2_000
FASTEST_STEP_MS = 1000 / 61
UNEVEN_MS = 200.0
"""Pictures of an uneven film may come in bunches: only what is faster than that for longer is thinned out."""
USUAL_STEP_MS = 40.0
LONGEST_LAST_MS = 1_000.0
LIMITED_RANGE = 1
BT709, UNSAID, RGB = 1, 2, 0
"""Colour primaries, transfers and matrices by their numbers in ITU-T H.273."""
SOUND_RATE = 48_000
KEPT_IN_STEP = "async=96:min_comp=0.005:min_hard_comp=0.1"
"""Sound follows its own time stamps: a sound card's clock runs up to 0.2 % (96 of 48,000) off the picture's, which
over a lesson would be seconds. Up to 5 ms are left alone, more than 100 ms is a hole and becomes silence."""
AAC_FRAME = 1024
OUT_BLOCK = 1024**2
TELL_EACH_S = 0.5
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

    def __init__(self, out: OutputContainer, threads: int) -> None:
        self._out, self._threads = out, threads
        self._upright = Upright(*SCREEN)
        self._track: VideoStream | None = None
        self._held: tuple[VideoFrame, float] | None = None
        self._step_ms = USUAL_STEP_MS
        self._due_ms = float("-inf")
        self._last_key_ms = float("-inf")

    def open(self, first: VideoFrame, source: VideoStream) -> None:
        """The header only waits for the first picture's size. The picture itself is to be added like the others."""
        guessed = source.guessed_rate
        rate = Fraction(guessed.numerator, guessed.denominator) if guessed else Fraction(30)
        track = self._out.add_stream("libx264", rate=rate if 1 <= rate <= 61 else Fraction(30))
        track.width, track.height = self._upright.settle(first, pixel_aspect(source.sample_aspect_ratio))
        track.pix_fmt = "yuv420p"
        track.codec_context.time_base = TICKS
        track.codec_context.thread_count = self._threads
        track.codec_context.options = dict(X264)
        _tag_colours(track.codec_context, first)
        self._track = track

    @property
    def size(self) -> tuple[int, int]:
        assert self._track is not None
        return self._track.width, self._track.height

    def add(self, frame: VideoFrame, source: VideoStream) -> None:
        for picture in self._upright.pictures(frame, pixel_aspect(source.sample_aspect_ratio)):
            self.take(picture)

    def finish(self) -> None:
        for picture in self._upright.rest():
            self.take(picture)
        assert self._track is not None
        if self._held is not None:
            picture, at_ms = self._held
            self._encode(picture, at_ms, next_ms=at_ms + min(self._step_ms, LONGEST_LAST_MS))
        self._out.mux(self._track.encode(None))

    def take(self, picture: VideoFrame) -> None:
        """Holds each picture until the next is known: before a gap it must become the key picture."""
        if picture.pts is None:
            return
        at_ms = 1000 * float(picture.pts * picture.time_base)
        if self._held is not None:
            if at_ms <= self._held[1] or at_ms < self._due_ms - UNEVEN_MS:
                return
            self._encode(*self._held, next_ms=at_ms)
        self._held = picture, at_ms
        self._due_ms = max(self._due_ms, at_ms) + FASTEST_STEP_MS

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
    """Without these a browser guesses from the size, and faces change their colour. See `Upright` for wide ones."""
    encoder.color_range = LIMITED_RANGE
    is_wide = picture.color_trc in WIDE_TRANSFERS
    encoder.color_primaries = BT709 if is_wide else picture.color_primaries
    encoder.color_trc = BT709 if is_wide else picture.color_trc
    matrix = UNSAID if picture.colorspace == RGB else picture.colorspace
    encoder.colorspace = BT709 if is_wide else matrix


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

    def end_of_part(self) -> None:
        """What comes next begins where it says and not where this has ended."""
        self._drain()
        self._shape = ()

    def finish(self) -> None:
        self._drain()
        self._out.mux(self._track.encode(None))

    def _drain(self) -> None:
        if self._graph is not None:
            self._graph.push(None)
            self._pull()
            self._graph = None

    def _build(self, frame: AudioFrame) -> Graph:
        resample = f"{SOUND_RATE}:{KEPT_IN_STEP}:first_pts={self._samples}"
        return sound_graph(frame, resample, "sample_fmts=fltp:channel_layouts=stereo", AAC_FRAME)

    def _pull(self) -> None:
        assert self._graph is not None
        while True:
            try:
                sound = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(sound, AudioFrame)
            sound = self.passed(sound, self._samples)
            sound.pts, sound.time_base = self._samples, Fraction(1, SOUND_RATE)
            self._samples += sound.samples
            self._out.mux(self._track.encode(sound))

    def passed(self, sound: AudioFrame, first: int) -> AudioFrame:
        """What is encoded of these samples, of which `first` is the number of the first in the film."""
        return sound


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


type Track = CopiedTrack | PictureTrack | SoundTrack


class Conversion:
    """One film from start to end. `copy_*` says which tracks go over as they are."""

    def __init__(self, end: ChildEnd, job: dict[str, object]) -> None:
        self._end = end
        self._joined = Joined(
            files_of(end, job), sound_only=bool(job["sound_only"]), threads=int(str(job["threads"]))
        )
        self._duration_ms = max(1, int(str(job["duration_ms"])))
        self._copy_picture, self._copy_sound = bool(job["copy_picture"]), bool(job["copy_sound"])
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
        out = av.open(self._out_file, "w", format="mp4", buffer_size=OUT_BLOCK)
        with out:
            self._convert(out)
        self._out_file.flush()
        joined, until_ms = self._joined, self._until_ms
        now_ms = round(joined.now_ms)
        return {
            "duration_ms": now_ms if until_ms is None else min(now_ms, until_ms),
            "parts": joined.spans,
            "jumps": joined.jumps,
            "errors": self._trial.errors,
            "width": self._size[0],
            "height": self._size[1],
            "bytes": self._out_file.size,
        }

    def _convert(self, out: OutputContainer) -> None:
        tracks = self._tracks(out)
        for packet in self._joined.packets():
            if self._is_over(packet):
                continue
            self._hand_on(packet, tracks.get(packet.stream.type))
            self._tell()
        for track in tracks.values():
            track.finish()

    def _is_over(self, packet: AnyPacket) -> bool:
        start = packet.dts if packet.dts is not None else packet.pts
        if self._until_ms is None or start is None:
            return False
        return 1000 * float(start * packet.time_base) >= self._until_ms

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_EACH_S:
            self._told = now
            share = min(1.0, self._joined.now_ms / self._duration_ms)
            self._end.tell(Say.PROGRESS, {"phase": "film", "share": share})

    def _tracks(self, out: OutputContainer) -> dict[str, Track]:
        """Made from the first part that has such a track; the picture first, as players expect it."""
        tracks: dict[str, Track] = {}
        has_picture = False
        for container, chosen in self._joined.openings():
            if chosen.video is not None:
                has_picture = True
                picture = self._picture_track(out, container, chosen.video)
                if picture is not None:
                    tracks["video"] = picture
                    break
        if has_picture and not tracks:
            raise MediaError(Code.NO_PICTURE)
        for _, chosen in self._joined.openings():
            if chosen.audio is not None:
                tracks["audio"] = (
                    CopiedTrack(out, chosen.audio) if self._copy_sound else self.new_sound_track(out)
                )
                break
        return tracks

    def _picture_track(
        self, out: OutputContainer, container: InputContainer, video: VideoStream
    ) -> CopiedTrack | PictureTrack | None:
        if self._copy_picture:
            self._size = (video.width, video.height)
            return CopiedTrack(out, video)
        first = self._first_picture(container, video)
        if first is None:
            return None
        picture = self.new_picture_track(out)
        picture.open(first, video)
        self._size = picture.size
        return picture

    def new_picture_track(self, out: OutputContainer) -> PictureTrack:
        return PictureTrack(out, self._threads)

    def new_sound_track(self, out: OutputContainer) -> SoundTrack:
        return SoundTrack(out)

    def _first_picture(self, container: InputContainer, video: VideoStream) -> VideoFrame | None:
        for packet in packets(container, [video]):
            for frame in decode(packet, Trial()):
                if isinstance(frame, VideoFrame):
                    return frame
        return None

    def _hand_on(self, packet: AnyPacket, track: Track | None) -> None:
        if track is None:
            return
        if isinstance(track, CopiedTrack):
            track.add(packet)
            return
        for decoded in decode(packet, self._trial):
            match track, decoded:
                case PictureTrack(), VideoFrame():
                    assert isinstance(packet.stream, VideoStream)
                    track.add(decoded, packet.stream)
                case SoundTrack(), AudioFrame():
                    track.add(decoded)
        if not packet.size and isinstance(track, SoundTrack):
            track.end_of_part()


def convert(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    return carry_out(Conversion(end, job))


def carry_out(conversion: Conversion) -> dict[str, object]:
    try:
        return conversion.run()
    except (OSError, av.error.FFmpegError) as error:
        if conversion.is_full:
            raise MediaError(Code.TOO_LARGE) from error
        raise
