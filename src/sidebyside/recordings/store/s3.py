"""A bucket of an S3 service. It gets sealed records and random names only.

Segments are put down whole and are there when the service says so (S3 reads what was written since 2020), so that
what was acknowledged to a sender outlives us. See layout.py for how they make a file.
"""

import contextlib
import logging
import os
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import Storage
from urllib3.exceptions import HTTPError

from sidebyside.recordings.store.checking import checked
from sidebyside.recordings.store.layout import (
    Layout,
    Listing,
    Piece,
    Turn,
    head,
    layout,
    segment_key,
    standing,
)
from sidebyside.recordings.store.sealing import FORMAT, HEADER, SEAL, Away, Broken, Full, Missing
from sidebyside.recordings.store.shelf import Claim, Known, Sealed, Unsealed

logger = logging.getLogger(__name__)

# One object; and how much is asked for at once. Two are on their way beside the one that is being filled or read.
SEGMENT_BYTES = 4 * 1024 * 1024
IN_FLIGHT = 2
# A request names at most so many keys.
KEYS_AT_ONCE = 1000
KEPT_LAYOUTS = 64
_GONE = {"NoSuchKey", "404", "NotFound"}
_NO_ROOM = {
    "QuotaExceeded",
    "InsufficientStorage",
    "InsufficientCapacity",
    "StorageFull",
    "XMinioStorageFull",
}
_NO_ROOM |= {"XMinioAdminBucketQuotaExceeded", "ServiceQuotaExceeded"}


class Bucket:
    """``storage`` is Django's S3 storage: it brings the settings and the client."""

    def __init__(self, storage: Storage) -> None:
        self._storage: Any = storage
        self._lock = threading.Lock()
        self._made_in = 0
        self._layouts: OrderedDict[str, Layout] = OrderedDict()

    def create(self, name: str, chunk_bytes: int) -> Unsealed:
        self.put(f"{name}/{head(chunk_bytes)}", HEADER.pack(FORMAT, chunk_bytes))
        return _Unsealed(self, name, chunk_bytes, Turn(1, secrets.token_hex(4)), 0)

    def append_to(self, name: str, known: Known | None, claim: Claim | None) -> Unsealed:
        acknowledged = None if known is None else known()
        listing = Listing(self.objects(name))
        records, rest = (None, 0) if acknowledged is None else divmod(acknowledged, listing.chunk_bytes)
        if rest:
            raise Broken("half a chunk was acknowledged")
        found = standing(listing, records)
        turn = Turn(found.next_turn, secrets.token_hex(4))
        # Said before anything is laid: who takes the file over after this sees our turn and takes a later one. Who
        # took it over before this may not have seen it, so we ask, and lay nothing.
        self.put(f"{name}/{turn.begun}", b"")
        if claim is not None:
            try:
                claim()
            except BaseException:
                self._drop([f"{name}/{turn.begun}"])
                raise
        self.forget(name)
        return _Unsealed(self, name, listing.chunk_bytes, turn, found.whole)

    def open(self, name: str) -> Sealed:
        with self._lock:
            kept = self._layouts.get(name)
        if kept is None:
            return _Sealed(self, name, layout(Listing(self.objects(name))), was_whole=False)
        return _Sealed(self, name, kept, was_whole=True)

    def delete(self, name: str) -> None:
        self.forget(name)
        self._delete_under(f"{name}/")

    def delete_all(self, recording: UUID) -> None:
        self._delete_under(f"{recording.hex}/")

    def names(self, recording: UUID) -> set[str]:
        # Every object is looked at: some services go on showing a folder from which all were deleted.
        found = {key.split("/", 1)[0] for key, _size in self.objects(recording.hex)}
        return {f"{recording.hex}/{file}" for file in found}

    def room_left(self) -> int | None:
        return None

    def check(self) -> None:
        with asked():
            checked(self.client, self._storage.bucket_name, self._key("check"))

    def remember(self, name: str, found: Layout) -> None:
        """A sealed file does not change any more; who opens it again need not list it. What may have been gone on with
        after all, a part that was kept early, is forgotten before it is read."""
        with self._lock:
            self._layouts[name] = found
            while len(self._layouts) > KEPT_LAYOUTS:
                self._layouts.popitem(last=False)

    def forget(self, name: str) -> None:
        with self._lock:
            self._layouts.pop(name, None)

    def objects(self, name: str) -> Iterator[tuple[str, int]]:
        prefix = self._key(f"{name}/")
        for page in self._pages(Prefix=prefix):
            for one in page.get("Contents", ()):
                yield one["Key"].removeprefix(prefix), one["Size"]

    def put(self, key: str, body: bytes | bytearray) -> None:
        with asked():
            self.client.put_object(Bucket=self._storage.bucket_name, Key=self._key(key), Body=body)

    def get(self, key: str, start: int, length: int) -> bytes:
        """Raises Missing, Broken where less is there, Away."""
        span = f"bytes={start}-{start + length - 1}"
        with asked():
            answer = self.client.get_object(Bucket=self._storage.bucket_name, Key=self._key(key), Range=span)
            found: bytes = answer["Body"].read()
        if len(found) != length:
            raise Broken("a segment is shorter than it was")
        return found

    def drop(self, keys: list[str]) -> None:
        with asked():
            for at in range(0, len(keys), KEYS_AT_ONCE):
                named = [{"Key": self._key(key)} for key in keys[at : at + KEYS_AT_ONCE]]
                answer = self.client.delete_objects(
                    Bucket=self._storage.bucket_name, Delete={"Objects": named, "Quiet": True}
                )
                if answer.get("Errors"):
                    raise Away(str(answer["Errors"][0].get("Code")))

    def _drop(self, keys: list[str]) -> None:
        """What would only lie in the way; whoever deletes the file takes it along."""
        with contextlib.suppress(Away):
            self.drop(keys)

    @property
    def client(self) -> Any:
        """One for all threads, made in the process that uses it: its connections must not cross a fork."""
        if self._made_in != os.getpid():
            with self._lock:
                if self._made_in != os.getpid():
                    self._client = self._storage.connection.meta.client
                    self._workers = ThreadPoolExecutor(16, thread_name_prefix="s3")
                    self._made_in = os.getpid()
        return self._client

    def in_background(self, work: Any, *arguments: Any) -> "Future[Any]":
        assert self.client
        return self._workers.submit(work, *arguments)

    def _key(self, name: str) -> str:
        folder = str(self._storage.location).strip("/")
        return f"{folder}/{name}" if folder else name

    def _pages(self, **options: str) -> Iterator[dict[str, Any]]:
        more: dict[str, str] = {}
        while True:
            with asked():
                page = self.client.list_objects_v2(Bucket=self._storage.bucket_name, **options, **more)
            yield page
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _delete_under(self, prefix: str) -> None:
        # The listing's own folder, so that keys come out as `drop` takes them.
        self.drop([f"{prefix}{key}" for key, _size in self.objects(prefix.rstrip("/"))])


class _Unsealed:
    """One turn at a file."""

    def __init__(self, bucket: Bucket, name: str, chunk_bytes: int, turn: Turn, whole: int) -> None:
        self._bucket, self._name, self._turn = bucket, name, turn
        self.chunk_bytes = chunk_bytes
        self.whole = whole
        self._since = whole
        self._laid: list[tuple[int, int, str]] = []
        self._in_flight: deque[tuple[int, int, str, Future[None]]] = deque()
        self._first = whole
        self._waiting = bytearray()
        self._failed: Exception | None = None

    def lay(self, index: int, record: memoryview, last: bool) -> None:
        if self._failed is not None:
            raise self._failed
        if not self._waiting:
            self._first = index
        self._waiting += record
        if not last:
            self.whole = index + 1
        if last or len(self._waiting) + self.chunk_bytes + SEAL > SEGMENT_BYTES + SEGMENT_BYTES // 8:
            self._send(index + 1, last)

    def sync(self) -> None:
        """After a failure: what stands, stands already, and `whole` says how much."""
        if self._waiting:
            self._send(self.whole, False)
        while self._in_flight:
            self._land()

    def cut(self, whole: int) -> None:
        self._waiting.clear()
        while self._in_flight:
            self._land()
        over = [laid for laid in self._laid if laid[1] > whole]
        for first, _end, key in over:
            if first < whole:
                self._shorten(first, whole, key)
        self._bucket.drop([key for _first, _end, key in over])
        self._laid = [laid for laid in self._laid if laid[1] <= whole]
        self._since = min(self._since, whole)
        self.whole = whole

    def close(self) -> None:
        self._waiting.clear()
        while self._in_flight:
            with contextlib.suppress(Away, Full):
                self._land()
        if self._turn.number > 1:
            self._bucket._drop([f"{self._name}/{self._turn.begun}"])
            self._turn = Turn(1, self._turn.token)

    def _send(self, end: int, last: bool) -> None:
        if len(self._in_flight) >= IN_FLIGHT:
            self._land()
        first, body = self._first, self._waiting
        self._waiting = bytearray()
        key = f"{self._name}/{segment_key(self._turn, self._since, first, end - first, last)}"
        done = self._bucket.in_background(self._bucket.put, key, body)
        self._in_flight.append((first, end, key, done))

    def _land(self) -> None:
        """Wait for the oldest segment. Where it failed, all that came after it does not count."""
        first, end, key, done = self._in_flight.popleft()
        try:
            done.result()
        except (Away, Full) as error:
            self._failed = error
            self.whole = first
            self._waiting.clear()
            for *_names, later in self._in_flight:
                later.exception()
            self._in_flight.clear()
            raise
        self._laid.append((first, end, key))

    def _shorten(self, first: int, end: int, key: str) -> None:
        kept = self._bucket.get(key, 0, (end - first) * (self.chunk_bytes + SEAL))
        shorter = f"{self._name}/{segment_key(self._turn, self._since, first, end - first, False)}"
        self._bucket.put(shorter, kept)
        self._laid.append((first, end, shorter))


class _Sealed:
    """Reads ahead: one span is read while the next is on its way."""

    def __init__(self, bucket: Bucket, name: str, found: Layout, *, was_whole: bool) -> None:
        self._bucket, self._name, self._layout = bucket, name, found
        self.chunk_bytes, self.last, self.rest = found.chunk_bytes, found.last, found.rest
        self.was_whole = was_whole
        self._expected = range(0)
        self._before = -2
        self._here = range(0)
        self._bytes = memoryview(b"")
        self._next: tuple[range, Future[bytes]] | None = None

    def found_whole(self) -> None:
        self._bucket.remember(self._name, self._layout)

    def expect(self, first: int, end: int) -> None:
        self._expected = range(first, end)

    def read(self, index: int, room: memoryview) -> None:
        if index not in self._here:
            try:
                self._fetch(index)
            except (Missing, Broken):
                # Deleted, or moved to another shelf; who opens it again looks anew.
                self._bucket.forget(self._name)
                raise
        self._before = index
        start = (index - self._here.start) * (self.chunk_bytes + SEAL)
        found = self._bytes[start : start + len(room)]
        if len(found) != len(room):
            raise Broken(f"record {index}")
        room[:] = found

    def close(self) -> None:
        self._bytes = memoryview(b"")
        self._here = range(0)
        self._next = None

    def _fetch(self, index: int) -> None:
        coming, self._next = self._next, None
        if coming is not None and index in coming[0]:
            self._here, self._bytes = coming[0], memoryview(coming[1].result())
        else:
            piece, span = self._span(index)
            self._bytes = memoryview(self._get(piece, span))
            self._here = span
        after = self._here.stop
        if after <= self.last and (after in self._expected or index == self._before + 1):
            piece, span = self._span(after)
            self._next = span, self._bucket.in_background(self._get, piece, span)

    def _span(self, index: int) -> tuple[Piece, range]:
        piece = next((one for one in self._layout.pieces if one.first <= index < one.end), None)
        if piece is None:
            raise Broken(f"record {index}")
        most = max(1, SEGMENT_BYTES // self.chunk_bytes)
        if index in self._expected:
            end = min(self._expected.stop, index + most)
        else:
            end = index + (most if index == self._before + 1 else 1)
        return piece, range(index, min(end, piece.end))

    def _get(self, piece: Piece, span: range) -> bytes:
        step = self.chunk_bytes + SEAL
        length = len(span) * step
        if span.stop > self.last:
            length += self.rest - self.chunk_bytes
        return self._bucket.get(f"{self._name}/{piece.key}", (span.start - piece.base) * step, length)


@contextlib.contextmanager
def asked() -> Iterator[None]:
    """What the service and the way to it say, in the store's own words. Names and keys of objects stay out of it."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _GONE:
            raise Missing from None
        logger.warning("The service that keeps the films answered %s %s", status, code)
        raise (Full if status == 507 or code in _NO_ROOM else Away)(code) from None
    except (BotoCoreError, HTTPError, OSError) as error:
        logger.warning("The service that keeps the films does not answer: %s", type(error).__name__)
        raise Away(type(error).__name__) from None
