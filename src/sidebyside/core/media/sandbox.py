"""The parent's side: starts a child for one job, answers its reads, and ends it when it costs too much.

The child gets two pipes and nothing else: no path, no environment of ours, no open file, no network. What it
returns is only believed as far as numbers and JPEGs can be.
"""

import fcntl
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import Code, MediaError
from .shapes import BinarySource
from .wire import FRAME_HEADER, MAX_FRAME, MAX_READ, READ_BODY, Gone, Say, pack_json

log = logging.getLogger(__name__)

SOURCE_ROOT = Path(__file__).resolve().parents[3]
CHILD = ("-m", "sidebyside.core.media.child")
PIPE_BYTES = 1024**2
ALL_MEASURES = frozenset(
    {
        "dies_with_parent",
        "memory",
        "address_space",
        "cpu_time",
        "file_size",
        "no_core_file",
        "open_files",
        "not_dumpable",
        "no_new_privileges",
        "system_calls",
    }
)

Job = Mapping[str, object]
Receivers = Mapping[Say, Callable[[bytes], None]]


@dataclass(frozen=True)
class Bounds:
    """For one job: memory in bytes, times in seconds. `silence_s` is how long the child may say nothing."""

    memory_bytes: int
    cpu_s: int
    wall_s: float
    silence_s: float


@dataclass(frozen=True)
class Outcome:
    """`confinement` names the measures that held; where the machine lacks one, the log says so."""

    result: dict[str, object]
    confinement: tuple[str, ...]


def run_child(
    job: Job,
    source: BinarySource,
    bounds: Bounds,
    receivers: Receivers | None = None,
    program: Sequence[str] = CHILD,
) -> Outcome:
    """Runs one job to its end. MediaError if the file is unusable, too costly, or kills the child;
    whatever the source or a receiver raises comes through as it is. The child is gone in every case."""
    child_in, our_out = os.pipe()
    our_in, child_out = os.pipe()
    try:
        try:
            process = _start(program, str(job["do"]), child_in, child_out, bounds)
        finally:
            os.close(child_in)
            os.close(child_out)
        try:
            return _serve(_ParentEnd(our_in, our_out, bounds), job, source, receivers or {})
        except Gone:
            raise MediaError(_why_gone(process), f"child ended with {process.returncode}") from None
        finally:
            process.kill()
            process.wait()
    finally:
        os.close(our_in)
        os.close(our_out)


def _start(
    program: Sequence[str], do: str, child_in: int, child_out: int, bounds: Bounds
) -> subprocess.Popen[bytes]:
    figures = (child_in, child_out, os.getpid(), bounds.memory_bytes, bounds.cpu_s)
    for pipe in (child_in, child_out):
        _widen(pipe)
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-s", "-P", *program, *map(str, figures), do],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(child_in, child_out),
        cwd="/",
        env=child_environment(),
        start_new_session=True,
    )


def child_environment() -> dict[str, str]:
    """Everything the child knows of the world: where our code lies, and to keep numpy to one thread."""
    return {
        "PYTHONPATH": str(SOURCE_ROOT),
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _widen(pipe: int) -> None:
    with suppress(OSError, AttributeError):  # a narrow pipe is only slower
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


class _ParentEnd:
    """Frames in and out, each under the wall clock and the limit on silence."""

    def __init__(self, incoming: int, outgoing: int, bounds: Bounds) -> None:
        self._in, self._out = incoming, outgoing
        self._silence_s = bounds.silence_s
        self._end = time.monotonic() + bounds.wall_s
        os.set_blocking(incoming, False)
        os.set_blocking(outgoing, False)
        self._can_read = select.poll()
        self._can_read.register(incoming, select.POLLIN)
        self._can_write = select.poll()
        self._can_write.register(outgoing, select.POLLOUT)

    def send(self, kind: Say, body: bytes) -> None:
        for block in (FRAME_HEADER.pack(kind, len(body)), body):
            view = memoryview(block)
            while view:
                self._wait(self._can_write)
                try:
                    view = view[os.write(self._out, view) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise Gone from None

    def receive(self) -> tuple[Say, bytes]:
        kind, length = FRAME_HEADER.unpack(self._exactly(FRAME_HEADER.size))
        if length > MAX_FRAME:
            raise Gone
        try:
            return Say(kind), self._exactly(length)
        except ValueError:
            raise Gone from None

    def _exactly(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            self._wait(self._can_read)
            try:
                part = os.read(self._in, length)
            except BlockingIOError:
                continue
            if not part:
                raise Gone
            parts.append(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _wait(self, ready: select.poll) -> None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise MediaError(Code.TOO_SLOW, "wall clock")
        if not ready.poll(1000 * min(left, self._silence_s)):
            raise MediaError(Code.STALLED if left > self._silence_s else Code.TOO_SLOW, "silent")


def _serve(link: _ParentEnd, job: Job, source: BinarySource, receivers: Receivers) -> Outcome:
    kind, body = link.receive()
    if kind != Say.READY:
        raise Gone
    confinement = tuple(str(measure) for measure in json.loads(body))
    missing = ALL_MEASURES - set(confinement)
    if missing:
        log.warning("a film is read without: %s", ", ".join(sorted(missing)))
    link.send(Say.JOB, pack_json({**job, "size": source.size}))
    while True:
        kind, body = link.receive()
        if kind == Say.READ:
            link.send(Say.BYTES, _read(source, body))
        elif kind == Say.DONE:
            return Outcome(_object(body), confinement)
        elif kind == Say.FAILED:
            raise _failure(_object(body))
        elif kind in receivers:
            receivers[kind](body)
        else:
            raise Gone


def _read(source: BinarySource, body: bytes) -> bytes:
    offset, length = READ_BODY.unpack(body)
    if length > MAX_READ:
        raise Gone
    return source.read_at(offset, length) if offset < source.size else b""


def _object(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(body)
    except ValueError:
        raise Gone from None
    if not isinstance(parsed, dict):
        raise Gone
    return parsed


def _failure(body: dict[str, object]) -> MediaError:
    try:
        return MediaError(Code(str(body.get("code"))), str(body.get("detail", ""))[:200])
    except ValueError:
        return MediaError(Code.CRASHED)


def _why_gone(process: subprocess.Popen[bytes]) -> Code:
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        return Code.CRASHED
    return Code.TOO_SLOW if process.returncode == -signal.SIGXCPU else Code.CRASHED
