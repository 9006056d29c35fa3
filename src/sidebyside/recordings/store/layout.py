"""Which objects of a bucket make up one file.

Objects cannot be appended to, so a file is a row of segments, each holding a few records. Nothing locks a bucket,
so two writers may be at work on one file; each run of a writer is a *turn* with a number above all that it found.
The segments of a later turn win, from the first record of that turn on: what an overtaken writer still puts down
is never read.

    <file>/-00100000                                      it exists, and the size of its chunks
    <file>/fffffffd.5e0ff1ce.-                            a turn has begun (kept until it ends)
    <file>/fffffffd.5e0ff1ce.00000008.0000000a.0004[z]    its records from 10 on, 4 of them; it began at record 8;
                                                          z: the last of them is the last of the file

Turns are written as their distance from the end, so that a listing begins with the latest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sidebyside.recordings.store.sealing import CHUNK_SIZES, SEAL, Broken, Missing

_LAST_TURN = 0xFFFFFFFF
_SEGMENT = re.compile(r"([0-9a-f]{8})\.([0-9a-f]{8})\.([0-9a-f]{8})\.([0-9a-f]{8})\.([0-9a-f]{4})(z?)")
_BEGUN = re.compile(r"([0-9a-f]{8})\.([0-9a-f]{8})\.-")
_HEAD = re.compile(r"-([0-9a-f]{8})")


@dataclass(frozen=True)
class Turn:
    """One run of one writer. ``token`` tells it from a run that began at the same moment and was refused."""

    number: int
    token: str

    @property
    def prefix(self) -> str:
        return f"{_LAST_TURN - self.number:08x}.{self.token}."

    @property
    def begun(self) -> str:
        return f"{self.prefix}-"


@dataclass(frozen=True)
class Segment:
    """Records ``first`` up to, not including, ``end``; ``size`` is that of the object."""

    key: str
    turn: Turn
    since: int
    first: int
    end: int
    is_last: bool
    size: int

    def reaches(self, chunk_bytes: int) -> int:
        """The end of its whole records."""
        return min(self.end - self.is_last, self.first + self.size // (chunk_bytes + SEAL))

    def rest(self, chunk_bytes: int) -> int:
        """Plain bytes in its last record, where that is the last of the file. Raises Broken."""
        rest = self.size - (self.end - self.first - 1) * (chunk_bytes + SEAL) - SEAL
        if not (self.is_last and 0 <= rest < chunk_bytes):
            raise Broken("no last record")
        return rest


@dataclass(frozen=True)
class Piece:
    """Records of a file and where they lie: ``first`` up to ``end``, out of a segment that begins at ``base``."""

    first: int
    end: int
    base: int
    key: str


def head(chunk_bytes: int) -> str:
    return f"-{chunk_bytes:08x}"


def segment_key(turn: Turn, since: int, first: int, count: int, is_last: bool) -> str:
    return f"{turn.prefix}{since:08x}.{first:08x}.{count:04x}{'z' if is_last else ''}"


class Listing:
    """The objects of one file as a bucket lists them, read no further than is asked for.

    ``found`` gives pairs of a key, without the file's name, and a size. Raises Missing where nothing is there.
    """

    def __init__(self, found: Iterable[tuple[str, int]]) -> None:
        self._found = iter(found)
        self.chunk_bytes = self._chunk_bytes()

    def _chunk_bytes(self) -> int:
        first = next(self._found, None)
        if first is None:
            raise Missing
        found = _HEAD.fullmatch(first[0])
        if found is None or int(found[1], 16) not in CHUNK_SIZES:
            raise Broken("header")
        return int(found[1], 16)

    def turns(self) -> Iterator[tuple[Turn, list[Segment]]]:
        """The latest first, each with its segments in order; none where it has not laid any yet."""
        for turn, found in groupby(self._found, lambda one: _turn_of(one[0])):
            named = [(_SEGMENT.fullmatch(key), key, size) for key, size in found]
            segments = [_segment(match, key, size) for match, key, size in named if match]
            # A turn that was cut back lays its records anew under the same numbers: the longer segment counts.
            yield turn, sorted(segments, key=lambda one: (one.first, -one.end))


def _turn_of(key: str) -> Turn:
    found = _SEGMENT.fullmatch(key) or _BEGUN.fullmatch(key)
    if found is None:
        raise Broken("a foreign object")
    return Turn(_LAST_TURN - int(found[1], 16), found[2])


def _segment(found: re.Match[str], key: str, size: int) -> Segment:
    turn = Turn(_LAST_TURN - int(found[1], 16), found[2])
    since, first, count = (int(found[number], 16) for number in (3, 4, 5))
    return Segment(key, turn, since, first, first + count, found[6] == "z", size)


def _reach(segments: list[Segment], since: int, chunk_bytes: int) -> int:
    """How far whole records go without a gap."""
    end = since
    for segment in segments:
        if segment.first > end:
            break
        end = max(end, segment.reaches(chunk_bytes))
    return end


@dataclass(frozen=True)
class Standing:
    """What a new turn must know of a file: the number it takes, and how many records are there."""

    next_turn: int
    whole: int


def standing(listing: Listing, known: int | None) -> Standing:
    """``known`` records were acknowledged: whoever laid the last of them must have laid it. Raises Broken."""
    number = 1
    for turn, segments in listing.turns():
        number = max(number, turn.number)
        if known == 0:
            break
        since = min((segment.since for segment in segments), default=None)
        if since is None or (known is not None and since >= known):
            continue
        reach = _reach(segments, since, listing.chunk_bytes)
        if known is not None and reach < known:
            break
        return Standing(number + 1, reach if known is None else known)
    if known:
        raise Broken("less is stored than was acknowledged")
    return Standing(number + 1, 0)


@dataclass(frozen=True)
class Layout:
    """A file that was sealed: its pieces in order, and how many plain bytes its last record holds."""

    chunk_bytes: int
    pieces: tuple[Piece, ...]
    last: int
    rest: int


def layout(listing: Listing) -> Layout:
    """Raises Broken where it was not sealed, or something of it is not there."""
    pieces: list[Piece] = []
    limit, last, rest = None, 0, 0
    for _turn, segments in listing.turns():
        if not segments:
            continue
        since = min(segment.since for segment in segments)
        if limit is None:
            end = max(segments, key=lambda one: one.end)
            limit, last, rest = end.end, end.end - 1, end.rest(listing.chunk_bytes)
        pieces = _pieces(segments, since, limit, listing.chunk_bytes) + pieces
        limit = min(limit, since)
        if limit == 0:
            break
    if limit != 0:
        raise Broken("no last record")
    return Layout(listing.chunk_bytes, tuple(pieces), last, rest)


def _pieces(segments: list[Segment], since: int, limit: int, chunk_bytes: int) -> list[Piece]:
    """The records from ``since`` up to ``limit``. Raises Broken where one is missing."""
    found: list[Piece] = []
    at = since
    for segment in segments:
        # The last record of the file was measured before; one of a turn that was overtaken does not count.
        reaches = segment.end if segment.is_last and segment.end == limit else segment.reaches(chunk_bytes)
        end = min(reaches, limit)
        if segment.first <= at < end:
            found.append(Piece(at, end, segment.first, segment.key))
            at = end
    if at < limit:
        raise Broken(f"record {at}")
    return found
