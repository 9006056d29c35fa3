"""CenterFace: boxes of faces in one picture.

Xu et al. 2019 (arXiv:1911.03599): the network gives a heat map at a quarter of the picture's size; a face is
where it is hot, its height and width are 4 exp(scale), its centre is moved by the offset. Its landmarks are not
read, and nothing about a face is kept but its box.
"""

from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame

MODEL = Path(__file__).parent / "model" / "centerface.onnx"
STRIDE = 4
MULTIPLE = 32
SAME_FACE = 0.3
"""Intersection over union above which two boxes are one face (the published figure)."""
WEAKEST = 0.1
MOST = 600
SMALL_SIDE = 640
"""A picture whose longer side is shorter is enlarged to this: faces of 13 px in 480 x 270 then score 0.8, not 0.6."""

type Floats = np.ndarray[Any, np.dtype[np.float32]]


class CenterFace:
    """The network, loaded once. Raises ImportError where onnxruntime is not installed."""

    def __init__(self, model: bytes, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def boxes(self, picture: VideoFrame) -> Floats:
        """(n, 5): left, top, right, bottom as shares of the picture (0 to 1), score from `WEAKEST` to 1."""
        scale = enlargement(picture.width, picture.height)
        width, height = round(picture.width * scale), round(picture.height * scale)
        heat, sizes, offsets = self._session.run(
            ["537", "538", "539"], {"input.1": _canvas(picture, width, height)}
        )
        found = decode(heat[0, 0], sizes[0], offsets[0])
        found[:, [0, 2]] = np.clip(found[:, [0, 2]] / width, 0, 1)
        found[:, [1, 3]] = np.clip(found[:, [1, 3]] / height, 0, 1)
        return found[(found[:, 0] < found[:, 2]) & (found[:, 1] < found[:, 3])]


def enlargement(width: int, height: int) -> float:
    return max(1.0, SMALL_SIDE / max(width, height))


def _canvas(picture: VideoFrame, width: int, height: int) -> Floats:
    """(1, 3, h, w), red green blue from 0 to 255, black at the right and below up to a multiple of 32."""
    pixels = picture.reformat(width, height, "rgb24", interpolation="BILINEAR").to_ndarray()
    canvas = np.zeros((1, 3, -(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE), np.float32)
    canvas[0, :, :height, :width] = pixels.transpose(2, 0, 1)
    return canvas


def decode(heat: Floats, sizes: Floats, offsets: Floats) -> Floats:
    """`heat` (h, w), `sizes` and `offsets` (2, h, w), vertical first -> (n, 5) in px of the canvas, best first."""
    rows, columns = np.nonzero(heat > WEAKEST)
    scores = heat[rows, columns]
    best = np.argsort(-scores)[:MOST]
    rows, columns, scores = rows[best], columns[best], scores[best]
    high, wide = STRIDE * np.exp(np.minimum(sizes[:, rows, columns], 8))
    middle_y = (rows + offsets[0, rows, columns] + 0.5) * STRIDE
    middle_x = (columns + offsets[1, rows, columns] + 0.5) * STRIDE
    sides = (middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2, scores)
    found = np.stack(sides, axis=1).astype(np.float32)
    return found[one_each(found)]


def one_each(found: Floats) -> list[int]:
    """Of boxes (n, 5), best first, which stay when those that overlap a better one are left out."""
    kept: list[int] = []
    areas = (found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1])
    left = np.arange(len(found))
    while len(left):
        first, left = int(left[0]), left[1:]
        kept.append(first)
        over = np.minimum(found[left, 2:4], found[first, 2:4]) - np.maximum(found[left, :2], found[first, :2])
        shared = np.prod(np.clip(over, 0, None), axis=1)
        left = left[shared / (areas[left] + areas[first] - shared) < SAME_FACE]
    return kept
