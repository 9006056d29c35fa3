"""In the child: the poster and the strip of thumbnails, from a film that has an index."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from .facts import Trial, decode
from .reading import SourceFile, choose, open_source, packets, set_threads
from .upright import Upright, pixel_aspect
from .wire import ChildEnd, Say

POSTER = (1280, 720)
TILE = (160, 90)
COLUMNS = 10
MOST_TILES = 120
SHORTEST_INTERVAL_MS = 2_000
POSTER_SHARES = (0.1, 0.3, 0.5, 0.7)
DULL = 12.0
"""Standard deviation of brightness below which a picture is too even to stand for a film: black, a lens cap."""
PACKETS_FOR_ONE_PICTURE = 400


def take(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    file = SourceFile(end, int(str(job["size"])))
    duration_ms = max(1, int(str(job["duration_ms"])))
    with open_source(file) as container:
        chosen = choose(container)
        set_threads(chosen.video, 1)
        poster = _poster(container, duration_ms)
        if poster is None:
            return {"poster": None, "strip": None}
        end.say(Say.POSTER, jpeg(poster, quality=4))
        strip, geometry = _strip(end, container, duration_ms)
    end.say(Say.STRIP, jpeg(strip, quality=6))
    return {"poster": [poster.width, poster.height], "strip": geometry}


def _poster(container: InputContainer, duration_ms: int) -> VideoFrame | None:
    """The first picture that is not all one shade, else the liveliest of those looked at."""
    best: tuple[float, VideoFrame] | None = None
    for share in POSTER_SHARES:
        picture = picture_at(container, int(duration_ms * share), POSTER)
        if picture is None:
            continue
        liveliness = float(np.std(_plane(picture, 0)))
        if best is None or liveliness > best[0]:
            best = (liveliness, picture)
        if liveliness >= DULL:
            break
    return best[1] if best else None


def _strip(end: ChildEnd, container: InputContainer, duration_ms: int) -> tuple[VideoFrame, dict[str, int]]:
    interval_ms = max(SHORTEST_INTERVAL_MS, -(-duration_ms // MOST_TILES))
    count = -(-duration_ms // interval_ms)
    tiles: list[VideoFrame | None] = []
    for number in range(count):
        tiles.append(picture_at(container, number * interval_ms, TILE))
        end.tell(Say.PROGRESS, {"phase": "pictures", "share": (number + 1) / count})
    width, height = next(((tile.width, tile.height) for tile in tiles if tile), TILE)
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    sheet = _sheet(tiles, columns, rows, width, height)
    return sheet, {
        "count": count,
        "columns": columns,
        "rows": rows,
        "tile_width": width,
        "tile_height": height,
        "interval_ms": interval_ms,
    }


def _sheet(tiles: list[VideoFrame | None], columns: int, rows: int, width: int, height: int) -> VideoFrame:
    """All tiles in one picture; where one could not be read, the one before it stands in."""
    luma = np.full((rows * height, columns * width), 16, np.uint8)
    chroma = [np.full((rows * height // 2, columns * width // 2), 128, np.uint8) for _ in range(2)]
    shown: VideoFrame | None = None
    for number, tile in enumerate(tiles):
        shown = tile if tile is not None and (tile.width, tile.height) == (width, height) else shown
        if shown is None:
            continue
        top, left = number // columns * height, number % columns * width
        luma[top : top + height, left : left + width] = _plane(shown, 0)
        for sheet, plane in zip(chroma, (1, 2), strict=True):
            sheet[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2] = _plane(shown, plane)
    stacked = np.concatenate([luma.reshape(-1), chroma[0].reshape(-1), chroma[1].reshape(-1)])
    return VideoFrame.from_ndarray(stacked.reshape(rows * height * 3 // 2, columns * width), format="yuv420p")


def _plane(frame: VideoFrame, number: int) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    plane = frame.planes[number]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def picture_at(container: InputContainer, time_ms: int, frame: tuple[int, int]) -> VideoFrame | None:
    """The key picture at or before `time_ms`, upright, within `frame`; None where nothing can be decoded."""
    video = choose(container).video
    assert video is not None
    try:
        container.seek(int(time_ms / 1000 / video.time_base), stream=video)
    except av.error.FFmpegError:
        return None
    for number, packet in enumerate(packets(container, [video])):
        for picture in decode(packet, Trial()):
            if isinstance(picture, VideoFrame):
                return next(_upright(picture, video.sample_aspect_ratio, frame), None)
        if number > PACKETS_FOR_ONE_PICTURE:
            break
    return None


def _upright(picture: VideoFrame, aspect: object, frame: tuple[int, int]) -> Iterator[VideoFrame]:
    turner = Upright(*frame)
    yield from turner.pictures(picture, pixel_aspect(aspect))
    yield from turner.rest()


def jpeg(picture: VideoFrame, quality: int) -> bytes:
    """`quality` is a JPEG quantiser from 2 (best) to 31."""
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, VideoCodecContext)
    full = picture.reformat(format="yuvj420p", dst_color_range="JPEG")
    encoder.width, encoder.height, encoder.pix_fmt = full.width, full.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"qmin": str(quality), "qmax": str(quality)}
    full.pts, full.pict_type = 0, 1
    return b"".join(bytes(packet) for packet in [*encoder.encode(full), *encoder.encode(None)])
