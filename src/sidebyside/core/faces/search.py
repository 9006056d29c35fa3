"""The parent's side of finding: `find_faces`."""

import importlib.util
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.probe import probe_stream
from sidebyside.core.media.sandbox import Bounds, run_child
from sidebyside.core.media.shapes import BinarySource, Limits, Probe, Progress
from sidebyside.core.media.wire import Say

from .child import PROGRAM
from .shapes import Found, Stretch
from .tracking import follow

LOOKING_CPU_S_PER_FILM_S = 20.0


class FacesNotInstalled(Exception):
    """The dependency group `faces` is missing."""

    sentence = "To find faces, install what it needs first: .venv/bin/pip install -r requirements/faces.txt"


def find_faces(
    source: BinarySource,
    *,
    every: int | None = None,
    done: Sequence[Stretch] = (),
    keep: Callable[[Stretch], None] = lambda stretch: None,
    progress: Progress = lambda phase, share: None,
    limits: Limits | None = None,
    probe: Probe | None = None,
) -> Found:
    """Looks for faces in one of `every` pictures (None: about six a second) and follows them through the film.

    `keep` is called with each stretch of about a minute as it is ready. After an interruption, give the kept ones
    as `done` (in order, from the first): their minutes are not looked at again. The same film and `every` give the
    same tracks with the same numbers. FacesNotInstalled, or MediaError if the film cannot be used.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise FacesNotInstalled
    limits = limits or Limits()
    probe = probe or probe_stream(source, limits=limits)
    return follow([*done, *_look(source, probe, every, done, keep, progress, limits)])


def _look(
    source: BinarySource,
    probe: Probe,
    every: int | None,
    done: Sequence[Stretch],
    keep: Callable[[Stretch], None],
    progress: Progress,
    limits: Limits,
) -> list[Stretch]:
    fresh: list[Stretch] = []
    last_ms = [stretch.times_ms[-1] for stretch in done if stretch.times_ms][-1:]

    def take(body: bytes) -> None:
        stretch = _checked(body, len(done) + len(fresh))
        fresh.append(stretch)
        keep(stretch)

    def tell(body: bytes) -> None:
        progress("faces", min(1.0, max(0.0, float(json.loads(body).get("share", 0)))))

    job: dict[str, object] = {
        "do": "find",
        "duration_ms": probe.duration_ms,
        "threads": limits.threads,
        "every": every,
        "number": len(done),
        "frame": sum(len(stretch.times_ms) for stretch in done),
    }
    job |= {"after_ms": last_ms[0]} if last_ms else {}
    run_child(job, source, bounds_for(probe, limits), {Say.FACES: take, Say.PROGRESS: tell}, PROGRAM)
    progress("faces", 1.0)
    return fresh


def bounds_for(probe: Probe, limits: Limits) -> Bounds:
    length_s = probe.duration_ms / 1000
    return Bounds(
        limits.memory_bytes,
        limits.look_cpu_s + int(LOOKING_CPU_S_PER_FILM_S * length_s),
        limits.look_wall_s + limits.wall_s_per_film_s * length_s,
        limits.silence_s,
    )


def _checked(body: bytes, number: int) -> Stretch:
    """The child has read hostile bytes: only numbers in the shape of a stretch are taken from it."""
    try:
        stretch = Stretch.from_json(cast(Any, json.loads(body)))
    except (KeyError, TypeError, ValueError) as error:
        raise MediaError(Code.CRASHED, "strange faces") from error
    if stretch.number != number or not stretch.times_ms:
        raise MediaError(Code.CRASHED, "strange stretch")
    return stretch
