"""In the child: every picture upright, in square pixels, 8-bit 4:2:0, and no larger than the screen."""

from collections.abc import Iterator

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from .facts import display_matrix

TURNS = {
    (1, 0, 0, 1): [],
    (-1, 0, 0, -1): ["hflip", "vflip"],
    (-1, 0, 0, 1): ["hflip"],
    (1, 0, 0, -1): ["vflip"],
    (0, 1, 1, 0): ["transpose=cclock_flip"],
    (0, 1, -1, 0): ["transpose=clock"],
    (0, -1, 1, 0): ["transpose=cclock"],
    (0, -1, -1, 0): ["transpose=clock_flip"],
}
WIDE_TRANSFERS = (16, 18)
"""PQ and HLG (ITU-T H.273): phones film in them, browsers expect BT.709."""


def fit(width: int, height: int, long_side: int, short_side: int) -> tuple[int, int]:
    """The largest even size of the same shape within the frame, which may stand or lie; never enlarged."""
    frame = (long_side, short_side) if width >= height else (short_side, long_side)
    scale = min(1.0, frame[0] / width, frame[1] / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _turned(frame: VideoFrame, matrix: tuple[int, int, int, int], aspect: float) -> tuple[int, int]:
    width, height = max(2, round(frame.width * aspect)), max(2, frame.height)
    return (height, width) if matrix[0] == 0 else (width, height)


def _within(shape: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """The same shape as large as `size` holds it: a phone that was turned on the way is not squeezed."""
    scale = min(size[0] / shape[0], size[1] / shape[1])
    width, height = (max(2, round(side * scale / 2) * 2) for side in shape)
    nearly = abs(width - size[0]) <= 2 and abs(height - size[1]) <= 2
    return size if nearly else (min(width, size[0]), min(height, size[1]))


def pixel_aspect(aspect: object) -> float:
    """Width over height of one pixel; 1 where unknown or absurd."""
    try:
        ratio = float(aspect)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return 1.0
    return ratio if 0.1 <= ratio <= 10 else 1.0


class Upright:
    """Turns frames as they come. The filter is made anew when size, format or turn changes on the way;
    the size of what comes out never does."""

    def __init__(self, long_side: int, short_side: int) -> None:
        self._frame = (long_side, short_side)
        self._graph: Graph | None = None
        self._shape: tuple[object, ...] = ()
        self.size: tuple[int, int] | None = None

    def settle(self, frame: VideoFrame, aspect: float = 1.0) -> tuple[int, int]:
        """Decides the size of all that will come out, from a picture that need not be the first to go in."""
        width, height = _turned(frame, display_matrix(frame), aspect)
        self.size = self.size or fit(width, height, *self._frame)
        return self.size

    def pictures(self, frame: VideoFrame, aspect: float = 1.0) -> Iterator[VideoFrame]:
        """`aspect` is the width of one pixel over its height."""
        matrix = display_matrix(frame)
        shape = (frame.width, frame.height, frame.format.name, matrix, frame.interlaced_frame)
        if shape != self._shape:
            yield from self.rest()
            self._graph, self._shape = self._build(frame, matrix, aspect), shape
        assert self._graph is not None
        self._graph.vpush(frame)
        yield from self._pull()

    def rest(self) -> Iterator[VideoFrame]:
        """What the filter still holds: ask for it once, at the end."""
        if self._graph is not None:
            self._graph.vpush(None)
            yield from self._pull()
            self._graph = None
            self._shape = ()

    def _pull(self) -> Iterator[VideoFrame]:
        assert self._graph is not None
        while True:
            try:
                yield self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return

    def _build(self, frame: VideoFrame, matrix: tuple[int, int, int, int], aspect: float) -> Graph:
        size = self.settle(frame, aspect)
        inside = _within(_turned(frame, matrix, aspect), size)
        steps = ["bwdif=mode=send_frame:deint=interlaced"] if frame.interlaced_frame else []
        scale = f"scale={inside[0]}:{inside[1]}:flags=bicubic"
        if frame.color_trc in WIDE_TRANSFERS:
            scale += ":out_transfer=bt709:out_primaries=bt709:out_color_matrix=bt709"
        steps += [*TURNS[matrix], scale + ":out_range=limited", "setsar=1", "format=yuv420p"]
        if inside != size:
            steps.append(f"pad={size[0]}:{size[1]}:(ow-iw)/2:(oh-ih)/2")
        graph = Graph()
        graph.threads = 1
        nodes = [graph.add_buffer(template=frame, time_base=frame.time_base)]
        for step in steps:
            name, _, arguments = step.partition("=")
            nodes.append(graph.add(name, arguments or None))
        nodes.append(graph.add("buffersink"))
        graph.link_nodes(*nodes).configure()
        return graph
