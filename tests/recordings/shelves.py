"""What lies on a shelf as whoever keeps the disk or the bucket could see and change it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sidebyside.recordings.store import SEAL, Place
from sidebyside.recordings.store.layout import Turn, head, segment_key

CHUNK = 4096
STEP = CHUNK + SEAL


class Shelf(Protocol):
    def records(self, place: Place) -> list[bytes]: ...

    def put_records(self, place: Place, parts: list[bytes]) -> None: ...

    def cut(self, place: Place, count: int) -> None:
        """The last bytes go."""

    def copy(self, source: Place, target: Place) -> None: ...

    def set_chunk_bytes(self, place: Place, chunk_bytes: int) -> None: ...

    def everything(self) -> bytes: ...


def split(raw: bytes) -> list[bytes]:
    return [raw[at : at + STEP] for at in range(0, len(raw), STEP)]


@dataclass
class InFolder:
    folder: Path

    def path(self, place: Place) -> Path:
        return self.folder / place.name

    def records(self, place: Place) -> list[bytes]:
        return split(self.path(place).read_bytes()[16:])

    def put_records(self, place: Place, parts: list[bytes]) -> None:
        path = self.path(place)
        path.write_bytes(path.read_bytes()[:16] + b"".join(parts))

    def cut(self, place: Place, count: int) -> None:
        os.truncate(self.path(place), self.path(place).stat().st_size - count)

    def copy(self, source: Place, target: Place) -> None:
        self.path(target).write_bytes(self.path(source).read_bytes())

    def set_chunk_bytes(self, place: Place, chunk_bytes: int) -> None:
        raw = self.path(place).read_bytes()
        self.path(place).write_bytes(raw[:4] + chunk_bytes.to_bytes(4, "big") + raw[8:])

    def everything(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@dataclass
class InBucket:
    client: Any
    bucket: str
    prefix: str

    def keys(self, place: Place | None = None) -> list[str]:
        under = f"{self.prefix}/{place.name}/" if place else f"{self.prefix}/"
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=under)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def get(self, key: str) -> bytes:
        found: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return found

    def put(self, key: str, body: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body)

    def segments(self, place: Place) -> list[str]:
        """In the order of their records, where one turn has laid them all."""
        return [key for key in self.keys(place) if key.rsplit("/", 1)[1].count(".") == 4]

    def records(self, place: Place) -> list[bytes]:
        return split(b"".join(map(self.get, self.segments(place))))

    def put_records(self, place: Place, parts: list[bytes]) -> None:
        for key in self.segments(place):
            self.client.delete_object(Bucket=self.bucket, Key=key)
        name = segment_key(Turn(1, "0" * 8), 0, 0, len(parts), is_last=True)
        self.put(f"{self.prefix}/{place.name}/{name}", b"".join(parts))

    def cut(self, place: Place, count: int) -> None:
        key = self.segments(place)[-1]
        self.put(key, self.get(key)[:-count])

    def copy(self, source: Place, target: Place) -> None:
        for key in self.keys(target):
            self.client.delete_object(Bucket=self.bucket, Key=key)
        for key in self.keys(source):
            self.put(key.replace(source.name, target.name), self.get(key))

    def set_chunk_bytes(self, place: Place, chunk_bytes: int) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}/{place.name}/{head(CHUNK)}")
        self.put(f"{self.prefix}/{place.name}/{head(chunk_bytes)}", b"")

    def everything(self) -> bytes:
        return b"".join(map(self.get, self.keys()))
