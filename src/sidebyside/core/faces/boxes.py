"""Paths as bytes, so that those of a long film can lie behind the film and be read by the child that hides."""

import struct
from collections.abc import Sequence

from .shapes import Key, Path

COUNT = struct.Struct("<I")
KEY = struct.Struct("<i4f")


def pack(paths: Sequence[Path]) -> bytes:
    """For each path: how many keys, u32; then each key's time in ms, i32, and its four sides in px, f32."""
    parts = []
    for path in paths:
        parts.append(COUNT.pack(len(path.keys)))
        parts += [KEY.pack(*key[:5]) for key in path.keys]
    return b"".join(parts)


def unpack(packed: bytes) -> list[Path]:
    paths, at = [], 0
    while at < len(packed):
        (count,) = COUNT.unpack_from(packed, at)
        at += COUNT.size
        end = at + count * KEY.size
        paths.append(Path(tuple(Key(*found) for found in KEY.iter_unpack(packed[at:end]))))
        at = end
    return paths


class Held:
    """Bytes in memory as a source, to lie behind a film in a chain."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._content[offset : offset + length]
