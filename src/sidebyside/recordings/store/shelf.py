"""What the store needs of the place that keeps its bytes. Records go in and come out as they are: sealed."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

Known = Callable[[], int]
Claim = Callable[[], None]


class Unsealed(Protocol):
    """A file that is being written: records 0 up to, not including, ``whole`` are there."""

    chunk_bytes: int
    whole: int

    def lay(self, index: int, record: memoryview, last: bool) -> None:
        """Put a record after the others; it is copied or written before this returns.

        Raises Full, Away; then ``whole`` says how many still stand, and nothing more is taken.
        """

    def sync(self) -> None:
        """Every record laid outlives a power cut when this returns. Raises as `lay` does."""

    def cut(self, whole: int) -> None:
        """Forget every record from this one on."""

    def close(self) -> None: ...


class Sealed(Protocol):
    """A file that may be whole: whether its last record is one is for the reader to see."""

    chunk_bytes: int
    # Index of the last record, and how many plain bytes it holds.
    last: int
    rest: int

    @property
    def was_whole(self) -> bool:
        """The last record was opened before, and nothing can have been cut from the file since."""

    def found_whole(self) -> None: ...

    def expect(self, first: int, end: int) -> None:
        """These records are asked for next, one after the other."""

    def read(self, index: int, room: memoryview) -> None:
        """A whole record into just its room. Raises Missing, Broken, Away."""

    def close(self) -> None: ...


class Shelf(Protocol):
    def create(self, name: str, chunk_bytes: int) -> Unsealed:
        """A new, empty file. Raises Full, Away."""

    def append_to(self, name: str, known: Known | None, claim: Claim | None) -> Unsealed:
        """Go on after ``known()`` plain bytes, or after the last whole record.

        ``known`` is asked once no other writer can be at work, or takes the file over from it; ``claim`` raises
        where somebody has taken it over since. Raises Missing, Busy, Broken, Away.
        """

    def open(self, name: str) -> Sealed:
        """Raises Missing, Broken, Away."""

    def forget(self, name: str) -> None:
        """What is remembered of a sealed file may not hold any more: look anew."""

    def delete(self, name: str) -> None:
        """Safe to repeat. Raises Away."""

    def delete_all(self, recording: UUID) -> None:
        """Safe to repeat. Raises Away."""

    def names(self, recording: UUID) -> set[str]:
        """What lies here for a recording now. Raises Away."""

    def room_left(self) -> int | None:
        """Bytes that can still be stored; None where nobody can tell."""

    def check(self) -> None:
        """Raises NotReady, Away."""
