"""Plain bytes in, sealed records on a shelf."""

from typing import Self

from sidebyside.recordings.store.sealing import SEAL, Block, Place, Seal
from sidebyside.recordings.store.shelf import Unsealed


class Writer:
    """Appends to one stored file and is the only one to do so. What is not a whole chunk is kept in memory
    until `seal()`; leaving without it drops that tail, and whole chunks that `sync()` has not spoken for."""

    def __init__(self, file: Unsealed, place: Place) -> None:
        self._file = file
        self._seal = Seal(place, file.chunk_bytes)
        self._chunk = file.chunk_bytes
        # One room for what is not a whole chunk yet: growing and freeing it for each chunk costs more than sealing.
        self._room = memoryview(bytearray(self._chunk))
        self._held = 0
        self._record = memoryview(bytearray(self._chunk + SEAL))
        self._sealed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def stored(self) -> int:
        """Plain bytes that lie in whole chunks (all of them once sealed)."""
        return self._file.whole * self._chunk + (self._held if self._sealed else 0)

    @property
    def size(self) -> int:
        return self._file.whole * self._chunk + self._held

    def append(self, block: Block) -> None:
        """Raises Full, Away; then everything stored before still stands."""
        assert not self._sealed
        view = memoryview(block)
        while view:
            if not self._held and len(view) >= self._chunk:
                self._lay_whole(view[: self._chunk])
                view = view[self._chunk :]
                continue
            taken = min(self._chunk - self._held, len(view))
            self._room[self._held : self._held + taken] = view[:taken]
            self._held += taken
            view = view[taken:]
            if self._held == self._chunk:
                self._lay_whole(self._room)
                self._held = 0

    def sync(self) -> int:
        """Everything `stored` outlives a power cut when this returns it. Raises Full, Away."""
        self._file.sync()
        return self.stored

    def seal(self) -> int:
        """Write the rest as the last record; the file is whole and can be read from now on."""
        index = self._file.whole
        self._file.lay(index, self._seal.close(index, True, self._room[: self._held], self._record), True)
        self._file.sync()
        self._sealed = True
        return self.stored

    def fall_back(self, size: int) -> None:
        """Forget everything from `size` (a whole number of chunks) on."""
        whole, rest = divmod(size, self._chunk)
        assert rest == 0
        assert whole <= self._file.whole
        self._file.cut(whole)
        self._held = 0

    def close(self) -> None:
        self._file.close()
        self._held = 0

    def _lay_whole(self, chunk: Block) -> None:
        index = self._file.whole
        self._file.lay(index, self._seal.close(index, False, chunk, self._record), False)
