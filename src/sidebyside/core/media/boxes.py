"""MP4 boxes (ISO/IEC 14496-12): where they lie, and the index (`moov`) moved to the front.

Everything here is plain Python over bytes that may be hostile: sizes are checked before they are used,
nothing is opened, and the pictures and sound (`mdat`) are never looked into.
"""

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import Code, MediaError
from .shapes import BinarySource

MAX_INDEX_BYTES = 128 * 1024**2
MAX_TOP_BOXES = 100_000
MAX_DEPTH = 8
BLOCK = 1024**2
"""Reads start on this boundary and end on the next, the chunk of the encrypted store: none is opened twice."""

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
LOCKED_ENTRIES = frozenset({b"encv", b"enca", b"drmi", b"drms"})
PHOTO_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
TELLING = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of the index in which cameras write where, when and with what was filmed. Players need none of them."""
FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid", b"styp"})
UINT32 = 2**32


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    header: int
    size: int

    @property
    def end(self) -> int:
        return self.start + self.size


@dataclass(frozen=True)
class Layout:
    """The top of an MP4. `complete` is false where the last box claims more bytes than there are."""

    boxes: tuple[Box, ...]
    brand: bytes
    complete: bool
    fragmented: bool
    index: bytes
    rest: int
    """Bytes after the last box that are no box."""

    def first(self, kind: bytes) -> Box | None:
        return next((box for box in self.boxes if box.kind == kind), None)

    @property
    def index_first(self) -> bool:
        moov, mdat = self.first(b"moov"), self.first(b"mdat")
        return moov is not None and mdat is not None and moov.start < mdat.start


def looks_like_mp4(head: bytes) -> bool:
    return len(head) >= 8 and head[4:8] in FIRST_BOXES


def read_layout(source: BinarySource) -> Layout:
    """Walks the top boxes and reads the index into memory.

    Raises MediaError where there is no index or it is larger than any film of a lesson needs.
    """
    boxes, complete, rest = _top_boxes(source)
    ftyp = next((box for box in boxes if box.kind == b"ftyp"), None)
    brand = source.read_at(ftyp.start + ftyp.header, 4) if ftyp else b"qt  "
    moov = next((box for box in boxes if box.kind == b"moov"), None)
    if moov is None or moov.end > source.size:
        raise MediaError(Code.PHOTO if brand in PHOTO_BRANDS else Code.INTERRUPTED)
    if moov.size > MAX_INDEX_BYTES:
        raise MediaError(Code.UNREADABLE, "index too large")
    index = source.read_at(moov.start, moov.size)
    fragmented = any(box.kind in (b"moof", b"sidx") for box in boxes) or b"mvex" in _kinds(index, moov.header)
    return Layout(tuple(boxes), brand, complete, fragmented, index, rest)


def _top_boxes(source: BinarySource) -> tuple[list[Box], bool, int]:
    boxes: list[Box] = []
    offset = 0
    while offset + 8 <= source.size and len(boxes) < MAX_TOP_BOXES:
        size, kind = struct.unpack(">I4s", source.read_at(offset, 8))
        header = 8
        if size == 1:
            extended = source.read_at(offset + 8, 8)
            size, header = (struct.unpack(">Q", extended)[0] if len(extended) == 8 else 0), 16
        elif size == 0:
            size = source.size - offset
        if size < header or not _is_kind(kind):
            return boxes, True, source.size - offset
        boxes.append(Box(kind, offset, header, size))
        offset += size
    return boxes, offset <= source.size, max(0, source.size - offset)


def _is_kind(kind: bytes) -> bool:
    return all(32 <= byte < 127 or byte == 0xA9 for byte in kind)


def children(index: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yields (kind, start, payload start, end) of the boxes in `index[start:end]`; stops at the first bad one."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", index, start)
        header = 8
        if size == 1 and start + 16 <= end:
            size, header = struct.unpack_from(">Q", index, start + 8)[0], 16
        elif size == 0:
            size = end - start
        if size < header or start + size > end:
            return
        yield kind, start, start + header, start + size
        start += size


def _kinds(index: bytes, header: int) -> set[bytes]:
    return {kind for kind, *_ in children(index, header, len(index))}


def walk(index: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int, int]]:
    for kind, at, payload, stop in children(index, start, end):
        yield kind, at, payload, stop
        if kind in CONTAINERS and depth < MAX_DEPTH:
            yield from walk(index, payload, stop, depth + 1)


def tells_more(layout: Layout) -> bool:
    """The index holds notes of the camera, maybe the place: they are not for whoever is shown the film."""
    return any(kind in TELLING for kind, *_ in walk(layout.index, 0, len(layout.index)))


@dataclass(frozen=True)
class IndexFacts:
    """What the index itself claims, read without any decoder."""

    movie_ms: int
    tracks_ms: int
    longest_sample_ms: int
    locked: bool
    external: bool
    """A track points to another file. Nothing here ever follows it."""


def read_index(layout: Layout) -> IndexFacts:
    movie_ms = tracks_ms = longest_ms = 0
    locked = external = False
    timescale = 1
    for kind, _, payload, end in walk(layout.index, 0, len(layout.index)):
        body = layout.index[payload:end] if end - payload < 4096 or kind == b"stts" else b""
        if kind == b"mvhd":
            movie_ms = _duration_ms(body)[0]
        elif kind == b"mdhd":
            duration_ms, timescale = _duration_ms(body)
            tracks_ms = max(tracks_ms, duration_ms)
        elif kind == b"stts":
            longest_ms = max(longest_ms, _longest_step(body) * 1000 // timescale)
        elif kind == b"stsd":
            locked = locked or any(entry in LOCKED_ENTRIES for entry in _entries(body))
        elif kind == b"dref":
            external = external or _points_elsewhere(body)
    return IndexFacts(movie_ms, tracks_ms, longest_ms, locked, external)


def _duration_ms(body: bytes) -> tuple[int, int]:
    """(duration in ms, timescale) of an mvhd or mdhd; an unknown duration (all ones) counts as 0."""
    try:
        if body[0] == 1:
            timescale, duration = struct.unpack_from(">IQ", body, 20)
            unknown = 2**64 - 1
        else:
            timescale, duration = struct.unpack_from(">II", body, 12)
            unknown = UINT32 - 1
    except (struct.error, IndexError):
        return 0, 1
    if not timescale or duration == unknown:
        return 0, max(1, timescale)
    return duration * 1000 // timescale, timescale


def _longest_step(body: bytes) -> int:
    """The longest sample of an stts, the last entry left out: a closing still picture is no jump."""
    steps = _numbers(body[8:], "I")[1::2]
    return max(steps[:-1], default=0)


def _entries(body: bytes) -> Iterator[bytes]:
    return (kind for kind, *_ in children(body, 8, len(body)))


def _points_elsewhere(body: bytes) -> bool:
    for _kind, _at, payload, end in children(body, 8, len(body)):
        if end - payload >= 4 and not body[payload + 3] & 1:
            return True
    return False


def _numbers(raw: bytes, code: str) -> "array[int]":
    numbers = array(code)
    numbers.frombytes(raw[: len(raw) // numbers.itemsize * numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _raw(numbers: "array[int]") -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


class _Shift:
    """Where a byte of the old file lies in the new one."""

    def __init__(self, kept: list[Box], first: int) -> None:
        position = first
        self._starts: list[int] = []
        self._shifts: list[int] = []
        for box in kept:
            self._starts.append(box.start)
            self._shifts.append(position - box.start)
            position += box.size
        self.end = position

    def __call__(self, offset: int) -> int:
        return offset + self._shifts[max(0, bisect_right(self._starts, offset) - 1)]

    def of_all(self, offsets: "array[int]") -> list[int]:
        if len(set(self._shifts)) == 1:
            shift = self._shifts[0]
            return [offset + shift for offset in offsets]
        return [self(offset) for offset in offsets]


@dataclass(frozen=True)
class IndexFirst:
    """A plan for the rewritten file: `head` (ftyp and index), then the `kept` boxes as they are."""

    head: bytes
    kept: tuple[Box, ...]

    @property
    def size(self) -> int:
        return len(self.head) + sum(box.size for box in self.kept)


def plan_index_first(source: BinarySource, layout: Layout) -> IndexFirst:
    """Moves the index before the pictures; chunk offsets follow, and become 64-bit where they must.

    Boxes other than `ftyp`, `moov` and `mdat` are left behind: players need none of them. What a camera noted
    in the index, where it stood for instance, is wiped.
    """
    ftyp = layout.first(b"ftyp")
    opening = source.read_at(ftyp.start, ftyp.size) if ftyp and ftyp.size <= 4096 else _default_ftyp()
    kept = [box for box in layout.boxes if box.kind == b"mdat"]
    kept = [Box(box.kind, box.start, box.header, min(box.size, source.size - box.start)) for box in kept]
    if not kept:
        raise MediaError(Code.INTERRUPTED)
    index_size = len(layout.index)
    for _attempt in range(4):
        shift = _Shift(kept, len(opening) + index_size)
        index = _moved(layout.index, shift)
        if len(index) == index_size:
            return IndexFirst(opening + index, tuple(kept))
        index_size = len(index)
    raise MediaError(Code.UNREADABLE, "index does not settle")


def _default_ftyp() -> bytes:
    return struct.pack(">I4s4sI4s4s4s", 28, b"ftyp", b"isom", 512, b"isom", b"avc1", b"mp41")


def _moved(index: bytes, shift: _Shift) -> bytes:
    def rebuild(start: int, end: int, depth: int) -> bytes:
        parts: list[bytes] = []
        position = start
        for kind, at, payload, stop in children(index, start, end):
            if kind == b"stco":
                parts.append(_moved_offsets(index[payload:stop], "I", shift))
            elif kind == b"co64":
                parts.append(_moved_offsets(index[payload:stop], "Q", shift))
            elif kind in CONTAINERS and depth < MAX_DEPTH:
                parts.append(_box(kind, rebuild(payload, stop, depth + 1)))
            elif kind in TELLING:
                parts.append(_box(b"free", bytes(stop - at - 8)))
            else:
                parts.append(index[at:stop])
            position = stop
        parts.append(index[position:end])
        return b"".join(parts)

    return rebuild(0, len(index), 0)


def _box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def _moved_offsets(body: bytes, code: str, shift: _Shift) -> bytes:
    """A whole stco or co64 box with every offset moved; stco grows to co64 past 4 GiB."""
    if len(body) < 8:
        raise MediaError(Code.UNREADABLE, "short chunk table")
    count = struct.unpack_from(">I", body, 4)[0]
    offsets = _numbers(body[8:], code)[:count]
    moved = shift.of_all(offsets)
    wide = code == "Q" or max(moved, default=0) >= UINT32
    try:
        table = _raw(array("Q" if wide else "I", moved))
    except OverflowError as error:
        raise MediaError(Code.UNREADABLE, "chunk offset out of range") from error
    return _box(b"co64" if wide else b"stco", body[:4] + struct.pack(">I", len(moved)) + table)


def write_index_first(
    source: BinarySource,
    plan: IndexFirst,
    write: Callable[[bytes], object],
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Writes the planned file in order, in large blocks. Returns its size in bytes."""
    write(plan.head)
    written = len(plan.head)
    for box in plan.kept:
        offset = box.start
        while offset < box.end:
            stop = min(box.end, (offset // BLOCK + 1) * BLOCK)
            block = source.read_at(offset, stop - offset)
            if len(block) != stop - offset:
                raise EOFError("the source ended before its size")
            write(block)
            offset = stop
            written += len(block)
            progress(written / plan.size)
    return written
