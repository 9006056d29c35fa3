"""Sealed records in, plain bytes of any range out."""

from collections.abc import Callable, Iterator
from typing import Self

from sidebyside.recordings.store.sealing import CHUNK_BYTES, SEAL, Broken, Missing, Place, Seal
from sidebyside.recordings.store.shelf import Sealed


class Reader:
    """A sealed file: `size` and `read_at` as core.media wants them, `iter_range` for a player.

    ``find`` opens the file where it lies; it is asked again where the file was moved to another shelf meanwhile.
    """

    def __init__(self, place: Place, find: Callable[[], Sealed]) -> None:
        self._place = place
        self._find = find
        self._file = find()
        try:
            self._seal = Seal(place, self._file.chunk_bytes)
            self._chunk = self._file.chunk_bytes
            self._last = self._file.last
            self._size = self._last * self._chunk + self._file.rest
            self._kept: dict[int, memoryview] = {}
            self._record = memoryview(bytearray(self._chunk + SEAL))
            if not self._file.was_whole:
                # The flag on the last record is what tells a whole file from a cut or a longer one.
                self._opened(self._last)
                self._file.found_whole()
        except BaseException:
            self._file.close()
            raise

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
        if end - at > self._chunk:
            self._expect(at, end)
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
        self._expect(start, end)
        while start < end:
            index, within = divmod(start, self._chunk)
            length = self._open(index, room[: self._length(index)])
            stop = min(length, within + end - start)
            for at in range(within, stop, piece):
                yield bytes(room[at : min(at + piece, stop)])
            start += stop - within

    def close(self) -> None:
        self._file.close()
        self._kept.clear()

    def _expect(self, start: int, end: int) -> None:
        if start < end:
            self._file.expect(start // self._chunk, (end - 1) // self._chunk + 1)

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
        try:
            self._file.read(index, record)
        except Missing:
            self._find_again()
            self._file.read(index, record)
        self._seal.open(index, index == self._last, record, room)
        return len(room)

    def _find_again(self) -> None:
        self._file.close()
        self._file = self._find()
        if (self._file.chunk_bytes, self._file.last) != (self._chunk, self._last):
            raise Broken("another file came in its place")
