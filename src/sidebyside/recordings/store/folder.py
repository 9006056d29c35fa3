"""A folder on this machine: one file each, under the recording's own folder.

A stored file is a 16-byte header and then its records, one after the other.
"""

import ctypes
import errno
import fcntl
import os
import sys
from pathlib import Path
from uuid import UUID

from sidebyside.recordings.store.sealing import (
    FORMAT,
    HEADER,
    SEAL,
    Broken,
    Busy,
    Full,
    Missing,
    NotReady,
    Shorter,
    checked_chunk_size,
)
from sidebyside.recordings.store.shelf import Claim, Known, Sealed, Unsealed

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_EARLY_BYTES = 4 * 1024 * 1024
_BEGIN_WRITING = 2  # SYNC_FILE_RANGE_WRITE
_C = ctypes.CDLL(None) if sys.platform == "linux" else None


class Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str, chunk_bytes: int) -> Unsealed:
        path = self._folder / name
        with _NoRoomIsFull():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with _NoRoomIsFull():
                os.write(file, HEADER.pack(FORMAT, chunk_bytes))
                os.fsync(file)
                _sync_folder(path.parent)
        except BaseException:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        return _Unsealed(file, chunk_bytes, 0)

    def append_to(self, name: str, known: Known | None, claim: Claim | None) -> Unsealed:
        file = self._opened(name, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            chunk_bytes = checked_chunk_size(os.pread(file, HEADER.size, 0))
            there = (os.fstat(file).st_size - HEADER.size) // (chunk_bytes + SEAL)
            whole, rest = (there, 0) if known is None else divmod(known(), chunk_bytes)
            if rest:
                raise Broken("half a chunk was acknowledged")
            if whole > there:
                raise Shorter(there * chunk_bytes)
            os.ftruncate(file, _start(chunk_bytes, whole))
            return _Unsealed(file, chunk_bytes, whole)
        except BaseException as error:
            os.close(file)
            if isinstance(error, BlockingIOError):
                raise Busy from None
            raise

    def open(self, name: str) -> Sealed:
        file = self._opened(name, os.O_RDONLY)
        try:
            return _Sealed(file)
        except BaseException:
            os.close(file)
            raise

    def forget(self, name: str) -> None:
        return None

    def delete(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def delete_all(self, recording: UUID) -> None:
        for name in self.names(recording):
            self.delete(name)
        try:
            (self._folder / recording.hex).rmdir()
        except FileNotFoundError:
            pass
        except OSError as error:
            # A file that was made between the two lines keeps its folder, and the count of what is left says so.
            if error.errno != errno.ENOTEMPTY:
                raise

    def names(self, recording: UUID) -> set[str]:
        try:
            return {f"{recording.hex}/{path.name}" for path in (self._folder / recording.hex).iterdir()}
        except FileNotFoundError:
            return set()

    def room_left(self) -> int | None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = os.statvfs(self._folder)
        return found.f_bavail * found.f_frsize

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NotReady(f"Films cannot be kept in {self._folder}: {error.strerror}.") from None
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise NotReady(f"Films cannot be kept in {self._folder}: this account may not write there.")

    def _opened(self, name: str, flags: int) -> int:
        try:
            return os.open(self._folder / name, flags | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Missing from None


class _Unsealed:
    def __init__(self, file: int, chunk_bytes: int, whole: int) -> None:
        self._file = file
        self.chunk_bytes = chunk_bytes
        self.whole = whole
        self._on_its_way = _start(chunk_bytes, whole)

    def lay(self, index: int, record: memoryview, last: bool) -> None:
        start = _start(self.chunk_bytes, index)
        try:
            with _NoRoomIsFull():
                done = 0
                while done < len(record):
                    done += os.pwrite(self._file, record[done:], start + done)
        except Full:
            os.ftruncate(self._file, start)
            raise
        if not last:
            self.whole = index + 1
        self._begin_writing(start + len(record))

    def _begin_writing(self, end: int) -> None:
        """The disk is given its work while more comes, so that the sync, which is waited for, finds little left."""
        if _C is not None and end - self._on_its_way >= _EARLY_BYTES:
            here, length = ctypes.c_int64(self._on_its_way), ctypes.c_int64(end - self._on_its_way)
            # A file system that cannot do it says so, and nothing is lost: the sync does all.
            _C.sync_file_range(self._file, here, length, _BEGIN_WRITING)
            self._on_its_way = end

    def sync(self) -> None:
        with _NoRoomIsFull():
            os.fsync(self._file)

    def cut(self, whole: int) -> None:
        os.ftruncate(self._file, _start(self.chunk_bytes, whole))
        os.fsync(self._file)
        self.whole = whole
        self._on_its_way = _start(self.chunk_bytes, whole)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class _Sealed:
    was_whole = False

    def __init__(self, file: int) -> None:
        self._file = file
        self.chunk_bytes = checked_chunk_size(os.pread(file, HEADER.size, 0))
        self.last, rest = divmod(os.fstat(file).st_size - HEADER.size, self.chunk_bytes + SEAL)
        if rest < SEAL:
            raise Broken("no last record")
        self.rest = rest - SEAL

    def found_whole(self) -> None:
        return None

    def expect(self, first: int, end: int) -> None:
        return None

    def read(self, index: int, room: memoryview) -> None:
        if os.preadv(self._file, [room], _start(self.chunk_bytes, index)) != len(room):
            raise Broken(f"record {index}")

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _start(chunk_bytes: int, index: int) -> int:
    return HEADER.size + index * (chunk_bytes + SEAL)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _NoRoomIsFull:
    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise Full from None
