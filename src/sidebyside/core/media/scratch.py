"""Room for a film on its way, on disk but never plain.

The file has no name (it is unlinked before the first byte) and is sealed with a key that lives only in this
process: after a kill nothing is left, and what the disk may remember cannot be read.
"""

import os
import struct
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 1024**2
TAG = 16


class SealedScratch:
    """Append, read back, close. AES-256-GCM in 1 MiB chunks; the nonce is the chunk's number, used once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._seal = AESGCM(AESGCM.generate_key(bit_length=256))
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - lives as long as this does
        self._tail = bytearray()
        self._chunks = 0
        self._opened: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        return self._chunks * CHUNK + len(self._tail)

    def append(self, block: bytes, /) -> None:
        left = memoryview(block)
        while left:
            taken = left[: CHUNK - len(self._tail)]
            self._tail += taken
            left = left[len(taken) :]
            if len(self._tail) == CHUNK:
                _write_all(
                    self._file.fileno(), self._seal.encrypt(self._nonce(self._chunks), self._tail, None)
                )
                self._tail.clear()
                self._chunks += 1

    def read_at(self, offset: int, length: int) -> bytes:
        parts: list[bytes] = []
        end = min(offset + length, self.size)
        while offset < end:
            number, start = divmod(offset, CHUNK)
            chunk = self._chunk(number)
            part = chunk[start : start + end - offset]
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        self._file.close()
        self._tail.clear()
        self._opened = (-1, b"")

    def _chunk(self, number: int) -> bytes:
        if number == self._chunks:
            return bytes(self._tail)
        if self._opened[0] != number:
            sealed = os.pread(self._file.fileno(), CHUNK + TAG, number * (CHUNK + TAG))
            self._opened = (number, self._seal.decrypt(self._nonce(number), sealed, None))
        return self._opened[1]

    @staticmethod
    def _nonce(number: int) -> bytes:
        return struct.pack(">4xQ", number)


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]
