"""A film made playable everywhere: index first, poster, thumbnails, peaks. See `prepare_stream`."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, cast

from sidebyside.core.listening.quality import NOTHING, Heard, Verdict

from .boxes import BLOCK, plan_index_first, read_layout, write_index_first
from .chain import Chain
from .errors import Code, MediaError
from .probe import probe_parts, probe_stream
from .sandbox import Bounds, Outcome, Receivers, run_child
from .scratch import SealedScratch
from .shapes import (
    BinarySource,
    Kind,
    Limits,
    Method,
    Prepared,
    Probe,
    Progress,
    Scratch,
    Sink,
    SinkName,
    Sound,
    Strip,
)
from .wire import PATCH_BODY, Say, pack_json

log = logging.getLogger(__name__)

MOST_PATCHES = 64
MOST_PATCH_BYTES = 4096
PHASES = ("looking", "film", "pictures", "peaks")
SIDEWAYS = (90, 270)
JPEG_START = b"\xff\xd8\xff"
DAMAGED = "Parts of the film are damaged; they are shown as well as can be."
NO_PICTURES = "No small pictures of the film could be made."
NO_WAVE = "No sound wave of the film could be drawn."


class OpenSink(Protocol):
    def __call__(self, name: SinkName, /) -> Sink: ...


class Written:
    """A film as the writer left it in the scratch, with its late corrections laid over."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._patches: list[tuple[int, bytes]] = []

    @property
    def size(self) -> int:
        return self._scratch.size

    def append(self, body: bytes) -> None:
        self._scratch.append(body)

    def patch(self, body: bytes) -> None:
        offset, block = PATCH_BODY.unpack_from(body)[0], body[PATCH_BODY.size :]
        if len(self._patches) >= MOST_PATCHES or len(block) > MOST_PATCH_BYTES:
            raise MediaError(Code.CRASHED, "too many corrections")
        self._patches.append((offset, block))

    def read_at(self, offset: int, length: int) -> bytes:
        block = self._scratch.read_at(offset, length)
        for start, patch in self._patches:
            first, last = max(start, offset), min(start + len(patch), offset + len(block))
            if first < last:
                block = block[: first - offset] + patch[first - start : last - start] + block[last - offset :]
        return block


@dataclass(frozen=True)
class _Film:
    """The playable film, wherever it lies; `film_bytes` is 0 where that is the upload itself."""

    source: BinarySource
    method: Method
    duration_ms: int
    width: int
    height: int
    film_bytes: int
    problems: tuple[str, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()


def prepare_stream(
    source: BinarySource,
    open_sink: OpenSink,
    *,
    kind: Kind = "lesson",
    until_ms: int | None = None,
    progress: Progress = lambda phase, share: None,
    limits: Limits | None = None,
    open_scratch: Callable[[], Scratch] = SealedScratch,
) -> Prepared:
    """Writes "film" (unless the upload can stay as it is), then "poster", "strip" and "peaks".

    Before a film that takes long comes "indexed", where a browser can play that until then.
    The film's sink is closed as soon as it can be watched; the others follow. A talk gets no pictures.
    What begins at `until_ms` or later is in none of them.
    MediaError if no playable film comes of it; what a source, sink or scratch raises comes through.
    """
    limits = limits or Limits()
    clock = _Stopwatch()
    with clock.measuring("probe"):
        probe = probe_stream(source, kind=kind, limits=limits)
    desk = _Desk(source, probe, kind, until_ms, limits, open_sink, open_scratch, progress)
    return _prepare(desk, clock)


def prepare_parts(
    parts: Sequence[BinarySource],
    open_sink: OpenSink,
    *,
    kind: Kind = "filmed",
    progress: Progress = lambda phase, share: None,
    limits: Limits | None = None,
    open_scratch: Callable[[], Scratch] = SealedScratch,
) -> Prepared:
    """The parts of one film, in their order, as one. Always writes a "film"; `Prepared.parts` says where each
    lies in it. Where a later part has another size or codec, the first one's size holds for all.
    """
    limits = limits or Limits()
    clock = _Stopwatch()
    with clock.measuring("probe"):
        probe = probe_parts(parts, kind=kind, limits=limits)
    chain = Chain(parts)
    desk = _Desk(chain, probe, kind, None, limits, open_sink, open_scratch, progress, chain.windows)
    return _prepare(desk, clock)


def _prepare(desk: "_Desk", clock: "_Stopwatch") -> Prepared:
    probe = desk.probe
    with ExitStack() as stack:
        with clock.measuring("indexed"):
            indexed_bytes = desk.make_indexed()
        with clock.measuring("film"):
            film = desk.make_film(stack)
        extras = _Extras(film, desk)
        if desk.kind != "talk" and probe.has_picture:
            with clock.measuring("pictures"):
                extras.take_pictures()
        with clock.measuring("peaks"):
            extras.measure_peaks()
        if desk.kind != "talk":
            with clock.measuring("listening"):
                extras.listen()
    return Prepared(
        probe=probe,
        method=film.method,
        duration_ms=film.duration_ms,
        width=film.width,
        height=film.height,
        film_bytes=film.film_bytes,
        poster_size=extras.poster_size,
        strip=extras.strip,
        sound=extras.sound,
        ms_per_peak=extras.ms_per_peak,
        peak_count=extras.peak_count,
        problems=(*probe.problems, *film.problems, *extras.problems),
        confinement=probe.confinement,
        seconds=clock.seconds,
        parts=film.parts,
        indexed_bytes=indexed_bytes,
        heard=extras.heard,
    )


class _Stopwatch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measuring(self, phase: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.seconds[phase] = round(time.monotonic() - start, 3)


@dataclass(frozen=True)
class _Desk:
    """One film's work: where it comes from, where it goes, what it may cost."""

    source: BinarySource
    probe: Probe
    kind: Kind
    until_ms: int | None
    limits: Limits
    open_sink: OpenSink
    open_scratch: Callable[[], Scratch]
    progress: Progress
    windows: list[list[int]] | None = None
    """Where each part lies in the source; None where the source is one whole file."""

    def make_indexed(self) -> int:
        """The size of what was made to be watched until the film is ready; 0 where nothing was."""
        if not self.probe.indexable or self._is_too_long:
            return 0
        scratch = self.open_scratch()
        try:
            written = Written(scratch)
            receivers = {Say.APPEND: written.append, Say.PATCH: written.patch}
            self.run(self._job("index"), self.source, receivers, self.looking_bounds())
            size = written.size
            sink = self.open_sink("indexed")
            for offset in range(0, size, BLOCK):
                sink.write(written.read_at(offset, BLOCK))
            sink.close()
        except MediaError as error:
            _log_loss("early film", error)
            return 0
        finally:
            scratch.close()
        self.progress("indexed", 1.0)
        return size

    def _job(self, do: str) -> dict[str, object]:
        job = {"do": do, "duration_ms": self.probe.duration_ms, "most_bytes": self.limits.output_bytes}
        return job | ({"windows": self.windows} if self.windows else {})

    def make_film(self, stack: ExitStack) -> _Film:
        method = self.probe.method
        if method in ("as_is", "index_first") and self._is_too_long:
            method = "copied"
        if method in ("as_is", "index_first"):
            film_bytes = self.put_index_first(self.source) if method == "index_first" else 0
            width, height = _upright_size(self.probe)
            self.progress("film", 1.0)
            duration_ms = self.probe.duration_ms
            return _Film(
                self.source, method, duration_ms, width, height, film_bytes, parts=((0, duration_ms),)
            )
        if method == "transcoded":
            return self._convert(stack, method)
        try:
            return self._convert(stack, method)
        except MediaError as error:
            if error.code not in (Code.CRASHED, Code.UNREADABLE):
                raise
            return self._convert(stack, "transcoded")

    @property
    def _is_too_long(self) -> bool:
        return self.until_ms is not None and self.probe.duration_ms > self.until_ms

    def put_index_first(self, source: BinarySource) -> int:
        plan = plan_index_first(source, read_layout(source))
        sink = self.open_sink("film")
        written = write_index_first(source, plan, sink.write, lambda share: self.progress("film", share))
        sink.close()
        return written

    def _convert(self, stack: ExitStack, method: Method) -> _Film:
        scratch = self.open_scratch()
        stack.callback(scratch.close)
        written = Written(scratch)
        receivers = {Say.APPEND: written.append, Say.PATCH: written.patch}
        job = self._job("convert") | {
            "copy_picture": method in ("copied", "picture_copied"),
            "copy_sound": method == "copied",
            "sound_only": self.kind == "talk",
            "until_ms": self.until_ms,
            "threads": self.limits.threads,
        }
        result = self.run(job, self.source, receivers, self._conversion_bounds()).result
        try:
            duration_ms, errors = int(cast(Any, result["duration_ms"])), int(cast(Any, result["errors"]))
            width, height = int(cast(Any, result["width"])), int(cast(Any, result["height"]))
            parts = tuple((int(start), int(length)) for start, length in cast(Any, result["parts"]))
        except (KeyError, TypeError, ValueError) as error:
            raise MediaError(Code.CRASHED, "strange result") from error
        if method != "transcoded" and self.probe.rotation in SIDEWAYS:
            width, height = height, width
        film_bytes = self.put_index_first(written)
        damaged = errors and not any("damaged" in problem for problem in self.probe.problems)
        problems = (DAMAGED,) if damaged else ()
        return _Film(written, method, duration_ms, width, height, film_bytes, problems, parts)

    def run(
        self, job: dict[str, object], source: BinarySource, receivers: Receivers, bounds: Bounds
    ) -> Outcome:
        return run_child(job, source, bounds, {Say.PROGRESS: self._pass_on, **receivers})

    def _pass_on(self, body: bytes) -> None:
        told = json.loads(body)
        phase = str(told.get("phase"))
        if phase in PHASES:
            self.progress(phase, min(1.0, max(0.0, float(told.get("share", 0)))))

    def _conversion_bounds(self) -> Bounds:
        limits, length_s = self.limits, self.probe.duration_ms / 1000
        return Bounds(
            limits.memory_bytes,
            limits.look_cpu_s + int(limits.cpu_s_per_film_s * length_s),
            limits.look_wall_s + limits.wall_s_per_film_s * length_s,
            limits.silence_s,
        )

    def looking_bounds(self) -> Bounds:
        """Pictures and peaks cost a small part of the film's length."""
        limits, length_s = self.limits, self.probe.duration_ms / 1000
        return Bounds(
            limits.memory_bytes,
            limits.look_cpu_s + int(length_s / 4),
            limits.look_wall_s + length_s / 2,
            limits.silence_s,
        )


def _log_loss(what: str, error: Exception) -> None:
    detail = error.detail if isinstance(error, MediaError) else type(error).__name__
    log.warning("no %s for a film that plays: %s", what, detail)


def _upright_size(probe: Probe) -> tuple[int, int]:
    video = max(
        (track for track in probe.tracks if track.kind == "video"),
        key=lambda t: t.width * t.height,
        default=None,
    )
    if video is None:
        return 0, 0
    return (video.height, video.width) if probe.rotation in SIDEWAYS else (video.width, video.height)


class _Extras:
    """Poster, strip and peaks. A film that plays is not lost because one of these cannot be made."""

    def __init__(self, film: _Film, desk: _Desk) -> None:
        self._film, self._desk = film, desk
        self.poster_size: tuple[int, int] | None = None
        self.strip: Strip | None = None
        self.sound: Sound = "none"
        self.ms_per_peak = 0
        self.peak_count = 0
        self.heard: Heard | None = None
        self.problems: list[str] = []

    def take_pictures(self) -> None:
        images: dict[SinkName, bytes] = {}
        receivers: Receivers = {
            Say.POSTER: partial(images.__setitem__, "poster"),
            Say.STRIP: partial(images.__setitem__, "strip"),
        }
        try:
            found = cast(dict[str, Any], self._run("pictures", receivers))
            if all(images.get(name, b"").startswith(JPEG_START) for name in ("poster", "strip")):
                self.poster_size = (int(found["poster"][0]), int(found["poster"][1]))
                self.strip = Strip(**{name: int(number) for name, number in found["strip"].items()})
        except (MediaError, KeyError, TypeError, ValueError) as error:
            _log_loss("pictures", error)
            self.strip = None
        if self.strip is None:
            self.problems.append(NO_PICTURES)
            return
        for name, image in images.items():
            self._put(name, image)
        self._desk.progress("pictures", 1.0)

    def measure_peaks(self) -> None:
        bodies: list[bytes] = []
        try:
            found = cast(dict[str, Any], self._run("peaks", {Say.PEAKS: bodies.append}))
            self.sound = found["sound"] if found["sound"] in ("heard", "silent") else "none"
            values = [int(value) for value in json.loads(bodies[0])["peaks"]]
            self.ms_per_peak, self.peak_count = int(found["ms_per_peak"]), len(values)
        except (MediaError, KeyError, TypeError, ValueError, IndexError) as error:
            _log_loss("peaks", error)
            self.problems.append(NO_WAVE)
            return
        peaks = {"sound": self.sound, "ms_per_peak": self.ms_per_peak, "peaks": values}
        self._put("peaks", pack_json(peaks))
        self._desk.progress("peaks", 1.0)

    def listen(self) -> None:
        if self.sound == "none":
            self.heard = NOTHING
            return
        try:
            found = cast(dict[str, Any], self._run("listen", {}))
            measures = {str(name)[:40]: int(figure) for name, figure in found["measures"].items()}
            self.heard = Heard(Verdict(found["verdict"]), measures)
        except (MediaError, KeyError, TypeError, ValueError, AttributeError) as error:
            _log_loss("word on the sound", error)

    def _run(self, do: str, receivers: Receivers) -> dict[str, object]:
        job: dict[str, object] = {"do": do, "duration_ms": self._film.duration_ms}
        return self._desk.run(job, self._film.source, receivers, self._desk.looking_bounds()).result

    def _put(self, name: SinkName, body: bytes) -> None:
        sink = self._desk.open_sink(name)
        sink.write(body)
        sink.close()
