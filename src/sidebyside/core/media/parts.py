"""A part of a film as a browser seals it while filming, and how the server opens it.

A part is one run of the browser's recorder. Nothing on the device can open it again: its key comes from a key
pair made for this part alone (its private half is thrown away) and the server's public key.

    header  ``SBF1`` | server's key id, u32 | film, 16 bytes of its UUID | part, u16 | public key, 65 bytes (91 in all)
    record  length of what follows, u32 | AES-256-GCM ciphertext and tag

All numbers are big endian, the public key is an uncompressed point of P-256. The key is
HKDF-SHA256(ECDH, no salt, info ``sidebyside.filming/1/<film>/<part>``), the nonce the record's number in 12
bytes, the associated data one byte: 1 for the last record of a part that was stopped, else 0. What the records
hold, one after the other, is what the recorder gave. A part without a last record was cut off (battery, crash):
that is nothing wrong, and what a cut has torn at its end is left out.
"""

import struct
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .shapes import BinarySource

FORMAT = b"SBF1"
HEADER = struct.Struct(">4sI16sH65s")
LENGTH = struct.Struct(">I")
TAG = 16
MOST_RECORD = 32 * 1024**2
"""Plain bytes in one record: a recorder gives some hundred kB a second; a tab that slept gives more at once."""
MOST_RECORDS = 400_000
"""Far more than two hours at twenty records a second; it bounds the index in memory to 6 MB."""
MOST_TORN = 8
"""Records at the end that a power cut may have left as noise, because the disk had not written them yet."""
KEPT_BYTES = 8 * 1024**2
GOES_ON, IS_LAST = b"\x00", b"\x01"


class PartBroken(Exception):
    """This is no part, not this film's part, or not as the device wrote it. Says which, never what is inside."""


@dataclass(frozen=True)
class Header:
    key_id: int
    film: UUID
    number: int
    public: bytes


def read_header(sealed: BinarySource) -> Header:
    """Raises PartBroken. Needs no key, so that it can be looked at before one is fetched."""
    head = sealed.read_at(0, HEADER.size) if sealed.size >= HEADER.size else b""
    if len(head) != HEADER.size or not head.startswith(FORMAT):
        raise PartBroken("no header")
    _, key_id, film, number, public = HEADER.unpack(head)
    return Header(key_id, UUID(bytes=film), number, public)


class OpenedPart:
    """What the recorder gave, readable at any place: `size` and `read_at`, as core.media wants its sources.

    `is_whole` is False where the recorder was cut off; `torn_bytes` of what is stored were of no use then.
    Raises PartBroken where header, film, part or a record is not what it should be, also later while reading.
    """

    def __init__(
        self, sealed: BinarySource, private: ec.EllipticCurvePrivateKey, film: UUID, number: int
    ) -> None:
        header = read_header(sealed)
        if (header.film, header.number) != (film, number):
            raise PartBroken("another film or part")
        self._sealed = sealed
        self._cipher = _cipher(private, header.public, film, number)
        self._opened: OrderedDict[int, bytes] = OrderedDict()
        self._starts = array("Q", [0])
        """Where each record's plain bytes begin, and after them where the last one ends."""
        self._places = array("Q")
        end = self._scan()
        self.is_whole = False
        self._last_mark = GOES_ON
        end = self._find_end(end)
        self.torn_bytes = sealed.size - end

    @property
    def size(self) -> int:
        return self._starts[-1]

    def read_at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, fewer only at the end."""
        end = min(offset + length, self.size)
        found: list[bytes] = []
        while offset < end:
            number = bisect_right(self._starts, offset) - 1
            within = offset - self._starts[number]
            piece = self._record(number)[within : within + end - offset]
            found.append(piece)
            offset += len(piece)
        return b"".join(found)

    def _scan(self) -> int:
        """Notes where records lie, without opening them. Returns where the last whole one ends."""
        place = HEADER.size
        while place + LENGTH.size <= self._sealed.size:
            (length,) = LENGTH.unpack(self._sealed.read_at(place, LENGTH.size))
            if length == 0 and self._is_empty_from(place):
                break
            if not TAG <= length <= MOST_RECORD + TAG:
                raise PartBroken(f"record {len(self._places)}")
            end = place + LENGTH.size + length
            if end > self._sealed.size:
                break
            if len(self._places) >= MOST_RECORDS:
                raise PartBroken("too many records")
            self._places.append(place)
            self._starts.append(self._starts[-1] + length - TAG)
            place = end
        return place

    def _is_empty_from(self, place: int) -> bool:
        """Room that the device had taken and not yet written: zeros, and no more than one record of them."""
        left = self._sealed.size - place
        return left <= MOST_RECORD and not any(self._sealed.read_at(place, left))

    def _find_end(self, end: int) -> int:
        """Leaves out records at the end that nothing opens. Returns where what counts ends."""
        if not self._places:
            return end
        for _ in range(min(MOST_TORN, len(self._places))):
            last = len(self._places) - 1
            for mark in (IS_LAST, GOES_ON):
                try:
                    self._keep(last, self._open(last, mark))
                except PartBroken:
                    continue
                self.is_whole = mark == IS_LAST and end == self._sealed.size
                self._last_mark = mark
                return end
            end = self._places.pop()
            self._starts.pop()
        raise PartBroken("end")

    def _record(self, number: int) -> bytes:
        found = self._opened.get(number)
        if found is None:
            is_end = number == len(self._places) - 1
            found = self._open(number, self._last_mark if is_end else GOES_ON)
            self._keep(number, found)
        else:
            self._opened.move_to_end(number)
        return found

    def _keep(self, number: int, plain: bytes) -> None:
        self._opened[number] = plain
        while len(self._opened) > 1 and sum(map(len, self._opened.values())) > KEPT_BYTES:
            self._opened.popitem(last=False)

    def _open(self, number: int, mark: bytes) -> bytes:
        length = self._starts[number + 1] - self._starts[number] + TAG
        sealed = self._sealed.read_at(self._places[number] + LENGTH.size, length)
        try:
            return self._cipher.decrypt(_nonce(number), sealed, mark)
        except InvalidTag:
            raise PartBroken(f"record {number}") from None


class PartSealer:
    """The writing side, as the filming page does it: for tests, benches and whoever films without a browser."""

    def __init__(self, server: ec.EllipticCurvePublicKey, key_id: int, film: UUID, number: int) -> None:
        own = ec.generate_private_key(ec.SECP256R1())
        public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.header = HEADER.pack(FORMAT, key_id, film.bytes, number, public)
        self._cipher = AESGCM(_derive(own.exchange(ec.ECDH(), server), film, number))
        self._count = 0

    def record(self, plain: bytes, *, last: bool = False) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._count), plain, IS_LAST if last else GOES_ON)
        self._count += 1
        return LENGTH.pack(len(sealed)) + sealed


def seal_part(
    pieces: Iterable[bytes],
    server: ec.EllipticCurvePublicKey,
    film: UUID,
    number: int,
    *,
    key_id: int = 1,
    stopped: bool = True,
) -> Iterator[bytes]:
    """The stream of one part, header first. `stopped`: it ends as after "stop", with an empty last record."""
    sealer = PartSealer(server, key_id, film, number)
    yield sealer.header
    for piece in pieces:
        yield sealer.record(piece)
    if stopped:
        yield sealer.record(b"", last=True)


def _cipher(private: ec.EllipticCurvePrivateKey, public: bytes, film: UUID, number: int) -> AESGCM:
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except ValueError:
        raise PartBroken("public key") from None
    return AESGCM(_derive(private.exchange(ec.ECDH(), other), film, number))


def _derive(shared: bytes, film: UUID, number: int) -> bytes:
    about = f"sidebyside.filming/1/{film}/{number}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=about).derive(shared)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
