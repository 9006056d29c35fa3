"""How bytes are closed and opened: the key at work for one place, and the names of what can go wrong."""

import secrets
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sidebyside.trust import keystore

CHUNK_BYTES = 1024 * 1024
TALK_CHUNK_BYTES = 64 * 1024
FORMAT = b"SBS1"
NONCE = 12
TAG = 16
SEAL = NONCE + TAG
HEADER = struct.Struct(">4sI8x")
CHUNK_SIZES = range(1024, 16 * 1024 * 1024 + 1)
Block = bytes | bytearray | memoryview


class Missing(Exception):
    """There are no such bytes."""


class Broken(Exception):
    """The stored bytes were changed, moved, cut or lengthened; nothing of them is handed out."""


class Shorter(Broken):
    """Less is stored than was acknowledged, as after a folder was put back that is older than the database."""

    def __init__(self, there: int) -> None:
        super().__init__("less is stored than was acknowledged")
        self.there = there
        """Plain bytes in whole chunks that can be gone on from."""


class Full(Exception):
    """No room is left. Whole chunks from before are kept."""


class Busy(Exception):
    """Another writer has this file and is alive."""


class Away(Exception):
    """The service that keeps the films does not answer, or does not let us in. What it holds is not touched by that:
    whole chunks from before are kept, and later it goes on."""


class NotReady(Exception):
    """Nothing can be kept with these settings; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Place:
    """Which bytes: everything that a record is bound to, and where it lies."""

    recording: UUID
    role: str
    name: str
    attempt: int

    @property
    def key_name(self) -> str:
        return f"recording:{self.recording}"


class Seal:
    """The data key at work for one place. Raises KeyGone."""

    def __init__(self, place: Place, chunk_bytes: int) -> None:
        self._cipher = AESGCM(keystore.key(place.key_name))
        words = (str(place.recording), place.role, place.name, str(place.attempt))
        self._bound = HEADER.pack(FORMAT, chunk_bytes) + "\n".join(words).encode()

    def close(self, index: int, last: bool, chunk: Block, record: memoryview) -> memoryview:
        """Seal ``chunk`` into the front of ``record``; the answer is that front."""
        nonce = secrets.token_bytes(NONCE)
        length = len(chunk) + SEAL
        record[:NONCE] = nonce
        self._cipher.encrypt_into(nonce, chunk, self._associated(index, last), record[NONCE:length])
        return record[:length]

    def open(self, index: int, last: bool, record: memoryview, chunk: memoryview) -> None:
        """Open ``record`` into ``chunk``, which has just its room. Raises Broken."""
        try:
            nonce = bytes(record[:NONCE])
            self._cipher.decrypt_into(nonce, record[NONCE:], self._associated(index, last), chunk)
        except (InvalidTag, ValueError):
            raise Broken(f"record {index}") from None

    def _associated(self, index: int, last: bool) -> bytes:
        return self._bound + struct.pack(">Q?", index, last)


def checked_chunk_size(header: bytes) -> int:
    """Raises Broken."""
    if len(header) != HEADER.size:
        raise Broken("no header")
    form, chunk_bytes = HEADER.unpack(header)
    if form != FORMAT or chunk_bytes not in CHUNK_SIZES:
        raise Broken("header")
    return int(chunk_bytes)
