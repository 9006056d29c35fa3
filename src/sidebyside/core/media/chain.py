"""Several parts of one film as one source for a child, which is told where each of them lies."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from .shapes import BinarySource


class Chain:
    """The parts' bytes one after the other. `windows` are [first byte, size] of each."""

    def __init__(self, parts: Sequence[BinarySource]) -> None:
        self._parts = parts
        self._starts = list(accumulate((part.size for part in parts), initial=0))

    @property
    def size(self) -> int:
        return self._starts[-1]

    @property
    def windows(self) -> list[list[int]]:
        return [[start, part.size] for start, part in zip(self._starts, self._parts, strict=False)]

    def read_at(self, offset: int, length: int) -> bytes:
        found: list[bytes] = []
        end = min(offset + length, self.size)
        while offset < end:
            number = bisect_right(self._starts, offset) - 1
            piece = self._parts[number].read_at(
                offset - self._starts[number], min(end, self._starts[number + 1]) - offset
            )
            if not piece:
                raise EOFError("a part ended before its size")
            found.append(piece)
            offset += len(piece)
        return b"".join(found)
