"""The one seam to stored bytes: append whole chunks, read any range, delete. Encrypted from the first byte.

A stored file is a 16-byte header and then records of nonce (12), ciphertext and tag (16). Every record but the
last holds exactly one chunk; the last holds less than one, maybe nothing, and is flagged as the last, so that a
cut or a longer file shows. Each record is bound to the format and chunk size, the recording, the rendition's
role and name, the attempt, its own index and the flag: moved anywhere else it does not open.
See docs/adr/0004-encrypted-store.md.
"""

import errno
import fcntl
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.storage import FileSystemStorage, storages

from sidebyside.trust import keystore

CHUNK_BYTES = 1024 * 1024
TALK_CHUNK_BYTES = 64 * 1024
FORMAT = b"SBS1"
NONCE = 12
TAG = 16
SEAL = NONCE + TAG
_HEADER = struct.Struct(">4sI8x")
_CHUNK_SIZES = range(1024, 16 * 1024 * 1024 + 1)
Block = bytes | bytearray | memoryview
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Missing(Exception):
    """There are no such bytes."""


class Broken(Exception):
    """The stored bytes were changed, moved, cut or lengthened; nothing of them is handed out."""


class Full(Exception):
    """No room is left. Whole chunks from before are kept."""


class Busy(Exception):
    """Another writer has this file and is alive."""


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


def new_name(recording: UUID) -> str:
    """A random name in the recording's own folder, so that what is left of a recording can be counted."""
    return f"{recording.hex}/{secrets.token_hex(16)}"


class _Seal:
    """The data key at work for one place."""

    def __init__(self, place: Place, chunk_bytes: int) -> None:
        self._cipher = AESGCM(keystore.key(place.key_name))
        words = (str(place.recording), place.role, place.name, str(place.attempt))
        self._bound = _HEADER.pack(FORMAT, chunk_bytes) + "\n".join(words).encode()

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


class Writer:
    """Appends to one stored file and is the only one to do so. What is not a whole chunk is kept in memory
    until `seal()`; leaving without it drops that tail."""

    def __init__(self, file: int, seal: _Seal, chunk_bytes: int, whole: int) -> None:
        self._file = file
        self._seal = seal
        self._chunk = chunk_bytes
        self._whole = whole
        self._tail = bytearray()
        self._record = memoryview(bytearray(chunk_bytes + SEAL))
        self._sealed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def stored(self) -> int:
        """Plain bytes that lie in whole chunks (all of them once sealed)."""
        return self._whole * self._chunk + (len(self._tail) if self._sealed else 0)

    @property
    def size(self) -> int:
        return self._whole * self._chunk + len(self._tail)

    def append(self, block: Block) -> None:
        """Raises Full; then everything stored before still stands."""
        assert not self._sealed
        view = memoryview(block)
        if self._tail:
            missing = self._chunk - len(self._tail)
            self._tail += view[:missing]
            view = view[missing:]
            if len(self._tail) == self._chunk:
                self._lay_whole(self._tail)
                self._tail.clear()
        while len(view) >= self._chunk:
            self._lay_whole(view[: self._chunk])
            view = view[self._chunk :]
        self._tail += view

    def sync(self) -> int:
        """Everything `stored` has reached the disk when this returns it."""
        with _no_room_is_full():
            os.fsync(self._file)
        return self.stored

    def seal(self) -> int:
        """Write the rest as the last record; the file is whole and can be read from now on."""
        self._lay(self._seal.close(self._whole, True, bytes(self._tail), self._record))
        with _no_room_is_full():
            os.fsync(self._file)
        self._sealed = True
        return self.stored

    def fall_back(self, size: int) -> None:
        """Forget everything from `size` (a whole number of chunks) on."""
        whole, rest = divmod(size, self._chunk)
        assert rest == 0
        assert whole <= self._whole
        os.ftruncate(self._file, _start(self._chunk, whole))
        os.fsync(self._file)
        self._whole = whole
        self._tail.clear()

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._tail.clear()

    def _lay_whole(self, chunk: Block) -> None:
        self._lay(self._seal.close(self._whole, False, chunk, self._record))
        self._whole += 1

    def _lay(self, record: memoryview) -> None:
        start = _start(self._chunk, self._whole)
        try:
            with _no_room_is_full():
                done = 0
                while done < len(record):
                    done += os.pwrite(self._file, record[done:], start + done)
        except Full:
            os.ftruncate(self._file, start)
            raise


class Reader:
    """A sealed file: `size` and `read_at` as core.media wants them, `iter_range` for a player."""

    def __init__(self, file: int, place: Place) -> None:
        self._file = file
        header = os.pread(file, _HEADER.size, 0)
        self._chunk = _chunk_size(header)
        self._seal = _Seal(place, self._chunk)
        self._kept: dict[int, memoryview] = {}
        self._record = memoryview(bytearray(self._chunk + SEAL))
        whole, rest = divmod(os.fstat(file).st_size - _HEADER.size, self._chunk + SEAL)
        if rest < SEAL:
            raise Broken("no last record")
        self._last = whole
        self._size = whole * self._chunk + rest - SEAL
        # The flag on the last record is what tells a whole file from a cut or a longer one.
        self._opened(whole)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        return self._size

    def read_at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, fewer only at the end."""
        end = min(offset + length, self._size)
        found = bytearray(max(0, end - offset))
        view = memoryview(found)
        at = offset
        while at < end:
            index, within = divmod(at, self._chunk)
            room = view[at - offset :]
            if within == 0 and len(room) >= self._length(index) and index not in self._kept:
                at += self._open(index, room[: self._length(index)])
                continue
            part = self._opened(index)[within : within + len(room)]
            room[: len(part)] = part
            at += len(part)
        return bytes(found)

    def iter_range(self, start: int, end: int, piece: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in pieces of at most `piece`."""
        end = min(end, self._size)
        room = memoryview(bytearray(self._chunk))
        while start < end:
            index, within = divmod(start, self._chunk)
            length = self._open(index, room[: self._length(index)])
            stop = min(length, within + end - start)
            for at in range(within, stop, piece):
                yield bytes(room[at : min(at + piece, stop)])
            start += stop - within

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._kept.clear()

    def _length(self, index: int) -> int:
        return self._chunk if index < self._last else self._size - index * self._chunk

    def _opened(self, index: int) -> memoryview:
        """Small reads come in bursts around a few places: the last few chunks stay open."""
        if index not in self._kept:
            while len(self._kept) >= 4:
                del self._kept[next(iter(self._kept))]
            room = memoryview(bytearray(self._length(index)))
            self._open(index, room)
            self._kept[index] = room
        return self._kept[index]

    def _open(self, index: int, room: memoryview) -> int:
        """Open a whole chunk into just its room; the answer is its length."""
        record = self._record[: len(room) + SEAL]
        if os.preadv(self._file, [record], _start(self._chunk, index)) != len(record):
            raise Broken(f"record {index}")
        self._seal.open(index, index == self._last, record, room)
        return len(room)


def create(place: Place, chunk_bytes: int = CHUNK_BYTES) -> Writer:
    """A new, empty file. The recording's key must be there. Raises KeyGone, Full."""
    seal = _Seal(place, chunk_bytes)
    path = _path(place.name)
    with _no_room_is_full():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with _no_room_is_full():
            os.write(file, _HEADER.pack(FORMAT, chunk_bytes))
            os.fsync(file)
            _sync_folder(path.parent)
    except BaseException:
        os.close(file)
        path.unlink(missing_ok=True)
        raise
    return Writer(file, seal, chunk_bytes, 0)


def append_to(place: Place, size: Callable[[], int] | None = None) -> Writer:
    """Go on with an unsealed file: from its last whole chunk, or from `size()`, what is known to be on the disk;
    it is asked once no other writer can be at work. Anything after that is dropped.
    Raises Busy while another writer lives, Missing, Broken, KeyGone.
    """
    file = _open(place.name, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        chunk_bytes = _chunk_size(os.pread(file, _HEADER.size, 0))
        seal = _Seal(place, chunk_bytes)
        there = (os.fstat(file).st_size - _HEADER.size) // (chunk_bytes + SEAL)
        whole, rest = (there, 0) if size is None else divmod(size(), chunk_bytes)
        if whole > there or rest:
            raise Broken("less is stored than was acknowledged")
        os.ftruncate(file, _start(chunk_bytes, whole))
        return Writer(file, seal, chunk_bytes, whole)
    except BaseException as error:
        os.close(file)
        if isinstance(error, BlockingIOError):
            raise Busy from None
        raise


def read(place: Place) -> Reader:
    """Raises Missing, Broken, KeyGone."""
    file = _open(place.name, os.O_RDONLY)
    try:
        return Reader(file, place)
    except BaseException:
        os.close(file)
        raise


def delete(name: str) -> None:
    """Safe to repeat."""
    _path(name).unlink(missing_ok=True)


def delete_all(recording: UUID) -> None:
    """Everything that was ever stored for a recording, whatever the rows say; safe to repeat."""
    folder = _path(recording.hex)
    for name in names(recording):
        delete(name)
    try:
        folder.rmdir()
    except FileNotFoundError:
        pass
    except OSError as error:
        # A file that was made between the two lines keeps its folder, and the count of what is left says so.
        if error.errno != errno.ENOTEMPTY:
            raise


def names(recording: UUID) -> list[str]:
    """What is on the disk for a recording now."""
    try:
        return sorted(f"{recording.hex}/{path.name}" for path in _path(recording.hex).iterdir())
    except FileNotFoundError:
        return []


def room_left() -> int:
    """Bytes that can still be stored."""
    folder = _path("")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _path(name: str) -> Path:
    storage = storages["recordings"]
    if not isinstance(storage, FileSystemStorage):
        raise NotImplementedError("Only a folder on this machine can hold recordings so far.")
    return Path(storage.path(name))


def _open(name: str, flags: int) -> int:
    try:
        return os.open(_path(name), flags | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Missing from None


def _chunk_size(header: bytes) -> int:
    if len(header) != _HEADER.size:
        raise Broken("no header")
    form, chunk_bytes = _HEADER.unpack(header)
    if form != FORMAT or chunk_bytes not in _CHUNK_SIZES:
        raise Broken("header")
    return int(chunk_bytes)


def _start(chunk_bytes: int, index: int) -> int:
    return _HEADER.size + index * (chunk_bytes + SEAL)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _no_room_is_full:
    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise Full from None
