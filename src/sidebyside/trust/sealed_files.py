"""A whole file sealed under one key, as backups need it: 1 MiB at a time, so that size does not matter.

A row of records of length (4 bytes), nonce (12) and ciphertext with its tag (16), each bound to the file's name, its
place and whether it is the last: cut, lengthened, swapped or renamed, the file does not open.
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK_BYTES = 1024 * 1024
_HEAD = b"SBF1"
_NONCE, _TAG = 12, 16


class NotWhole(Exception):
    """The file was changed or cut, or belongs elsewhere."""


def seal(source: BinaryIO, target: BinaryIO, key: bytes, name: str) -> None:
    cipher, index = AESGCM(key), 0
    target.write(_HEAD)
    chunk = source.read(CHUNK_BYTES)
    while True:
        following = source.read(CHUNK_BYTES) if chunk else b""
        nonce = secrets.token_bytes(_NONCE)
        record = nonce + cipher.encrypt(nonce, chunk, _bound(name, index, not following))
        target.write(len(record).to_bytes(4) + record)
        if not following:
            return
        chunk, index = following, index + 1


def unseal(source: BinaryIO, key: bytes, name: str) -> Iterator[bytes]:
    """Raises NotWhole, where it may be after the first pieces."""
    cipher, index = AESGCM(key), 0
    if source.read(4) != _HEAD:
        raise NotWhole(name)
    length = source.read(4)
    while True:
        size = int.from_bytes(length)
        if len(length) != 4 or not _NONCE + _TAG <= size <= CHUNK_BYTES + _NONCE + _TAG:
            raise NotWhole(name)
        record = source.read(size)
        length = source.read(4)
        try:
            yield cipher.decrypt(record[:_NONCE], record[_NONCE:], _bound(name, index, not length))
        except (InvalidTag, ValueError):
            raise NotWhole(name) from None
        if not length:
            return
        index += 1


def _bound(name: str, index: int, last: bool) -> bytes:
    return f"{name}:{index}:{'last' if last else 'more'}".encode()
