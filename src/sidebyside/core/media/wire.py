"""The few words that parent and child exchange over two pipes.

A frame is one byte of kind, four bytes of length (big endian), and the body. The child asks and tells; the
parent answers only READ. Nothing in a frame is a path, an object or code.
"""

import json
import os
import struct
from enum import IntEnum

FRAME_HEADER = struct.Struct(">BI")
READ_BODY = struct.Struct(">QI")
PATCH_BODY = struct.Struct(">Q")
MAX_FRAME = 8 * 1024**2
MAX_READ = 4 * 1024**2


class Say(IntEnum):
    JOB = 1  # parent: what to do, JSON
    READY = 2  # child: how it is confined, JSON
    READ = 3  # child: offset and length in the source
    BYTES = 4  # parent: what READ asked for
    APPEND = 5  # child: the next bytes of the film being made
    PATCH = 6  # child: an offset in the film being made, and bytes to lay over it
    POSTER = 7  # child: a whole JPEG
    STRIP = 8  # child: a whole JPEG
    PEAKS = 9  # child: the whole peaks file
    PROGRESS = 10  # child: {"phase": ..., "share": ...}
    DONE = 11  # child: the result, JSON
    FAILED = 12  # child: {"code": ..., "detail": ...}
    SAMPLES = 13  # child: the next samples of a sound, 16-bit little-endian
    FACES = 14  # child: where faces are in a stretch of the film, JSON


class Gone(Exception):
    """The other side has closed its end."""


def pack_json(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


class ChildEnd:
    """The child's side: blocking, and the end of the process when the parent is gone."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def say(self, kind: Say, body: bytes | memoryview = b"") -> None:
        _write_all(self._outgoing, FRAME_HEADER.pack(kind, len(body)))
        _write_all(self._outgoing, body)

    def tell(self, kind: Say, body: object) -> None:
        self.say(kind, pack_json(body))

    def hear(self, expected: Say) -> bytes:
        kind, length = FRAME_HEADER.unpack(self._exactly(FRAME_HEADER.size))
        if kind != expected or length > MAX_FRAME:
            raise Gone
        return self._exactly(length)

    def read(self, offset: int, length: int) -> bytes:
        self.say(Say.READ, READ_BODY.pack(offset, length))
        return self.hear(Say.BYTES)

    def _exactly(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            part = os.read(self._incoming, length)
            if not part:
                raise Gone
            parts.append(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _write_all(descriptor: int, block: bytes | memoryview) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]
