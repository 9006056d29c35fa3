"""The parent's side of hiding: `hide`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sidebyside.core.media.boxes import plan_index_first, read_layout, write_index_first
from sidebyside.core.media.chain import Chain
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.prepare import Written
from sidebyside.core.media.probe import probe_stream
from sidebyside.core.media.sandbox import run_child
from sidebyside.core.media.scratch import SealedScratch
from sidebyside.core.media.shapes import BinarySource, Limits, Probe, Progress, Scratch, Sink
from sidebyside.core.media.wire import Say

from .boxes import Held, pack
from .child import PROGRAM
from .search import bounds_for
from .shapes import How, Path


@dataclass(frozen=True)
class Hidden:
    """What was done: `pictures` in which something was hidden, `boxes` how often in all."""

    duration_ms: int
    width: int
    height: int
    film_bytes: int
    pictures: int
    boxes: int


def hide(
    source: BinarySource,
    sink: Sink,
    paths: Sequence[Path],
    shown: tuple[int, int],
    *,
    how: How = "blur",
    mute: Sequence[tuple[int, int]] = (),
    progress: Progress = lambda phase, share: None,
    limits: Limits | None = None,
    probe: Probe | None = None,
    open_scratch: Callable[[], Scratch] = SealedScratch,
) -> Hidden:
    """Writes the film anew as H.264 and AAC in MP4, index first, with each path's box and a margin hidden.

    `shown` is the size in px that the paths' boxes are given in (`Found.width`, `Found.height`). The picture is
    within 1080p; sound follows its own time stamps, and is silent in the stretches `mute`, (from, to) in ms. The sink
    is closed only when the film is whole. MediaError if the film cannot be used; what source, sink or scratch raise
    comes through.
    """
    limits = limits or Limits()
    probe = probe or probe_stream(source, limits=limits)
    scratch = open_scratch()
    try:
        written = Written(scratch)
        result = _convert(source, written, paths, shown, how, mute, progress, limits, probe)
        plan = plan_index_first(written, read_layout(written))
        film_bytes = write_index_first(written, plan, sink.write, lambda share: None)
        sink.close()
    finally:
        scratch.close()
    progress("hiding", 1.0)
    try:
        numbers = {
            name: int(result[name]) for name in ("duration_ms", "width", "height", "pictures", "boxes")
        }
    except (KeyError, TypeError, ValueError) as error:
        raise MediaError(Code.CRASHED, "strange result") from error
    return Hidden(film_bytes=film_bytes, **numbers)


def _convert(
    source: BinarySource,
    written: Written,
    paths: Sequence[Path],
    shown: tuple[int, int],
    how: How,
    mute: Sequence[tuple[int, int]],
    progress: Progress,
    limits: Limits,
    probe: Probe,
) -> dict[str, Any]:
    def tell(body: bytes) -> None:
        progress("hiding", min(1.0, max(0.0, float(json.loads(body).get("share", 0)))))

    job: dict[str, object] = {
        "do": "hide",
        "duration_ms": probe.duration_ms,
        "most_bytes": limits.output_bytes,
        "copy_picture": False,
        "copy_sound": False,
        "sound_only": False,
        "threads": limits.threads,
        "windows": [[0, source.size]],
        "boxes_at": source.size,
        "shown": list(shown),
        "how": how,
        "mute": [list(stretch) for stretch in mute],
    }
    receivers = {Say.APPEND: written.append, Say.PATCH: written.patch, Say.PROGRESS: tell}
    behind = Chain([source, Held(pack(paths))])
    return cast(dict[str, Any], run_child(job, behind, bounds_for(probe, limits), receivers, PROGRAM).result)
