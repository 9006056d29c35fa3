"""One stretch of a film as a file of its own. See `cut_stream`."""

from collections.abc import Callable
from typing import Protocol

from .boxes import plan_index_first, read_layout, write_index_first
from .errors import Code, MediaError
from .prepare import Written
from .sandbox import Bounds, run_child
from .scratch import SealedScratch
from .shapes import BinarySource, Limits, Scratch, Sink
from .wire import Say


class OpenClip(Protocol):
    def __call__(self, name: str, /) -> Sink: ...


def cut_stream(
    source: BinarySource,
    start_ms: int,
    end_ms: int,
    open_sink: OpenClip,
    *,
    limits: Limits | None = None,
    open_scratch: Callable[[], Scratch] = SealedScratch,
) -> int:
    """Writes the stretch [start_ms, end_ms) of a playable film to the sink "clip"; returns its size in bytes.

    Every picture and sample is encoded anew, so that nothing from before or after is in the file.
    MediaError if there is nothing to be shown in the stretch; what source, sink or scratch raises comes through.
    """
    if not 0 <= start_ms < end_ms:
        raise MediaError(Code.NO_PICTURE, "empty stretch")
    limits = limits or Limits()
    scratch = open_scratch()
    try:
        written = Written(scratch)
        receivers = {Say.APPEND: written.append, Say.PATCH: written.patch}
        job: dict[str, object] = {
            "do": "cut",
            "start_ms": start_ms,
            "end_ms": end_ms,
            "threads": limits.threads,
            "most_bytes": limits.output_bytes,
        }
        run_child(job, source, _bounds(limits, (end_ms - start_ms) / 1000), receivers)
        plan = plan_index_first(written, read_layout(written))
        sink = open_sink("clip")
        size = write_index_first(written, plan, sink.write)
        sink.close()
        return size
    finally:
        scratch.close()


def _bounds(limits: Limits, length_s: float) -> Bounds:
    return Bounds(
        limits.memory_bytes,
        limits.look_cpu_s + int(limits.cpu_s_per_film_s * length_s),
        limits.look_wall_s + limits.wall_s_per_film_s * length_s,
        limits.silence_s,
    )
