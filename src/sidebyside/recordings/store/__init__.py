"""The one seam to stored bytes: append whole chunks, read any range, delete. Encrypted from the first byte.

A stored file is a row of records of nonce (12), ciphertext and tag (16). Every record but the last holds exactly one
chunk; the last holds less than one, maybe nothing, and is flagged as the last, so that a cut or a longer file
shows. Each record is bound to the format and chunk size, the recording, the rendition's role and name, the
attempt, its own index and the flag: moved anywhere else it does not open. Records lie on a shelf: a folder on this
machine, or a bucket of an S3 service. What lies on the shelf of before is found and deleted as well.
See docs/adr/0004-encrypted-store.md and docs/adr/0010-object-storage.md.
"""

import secrets
import weakref
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.core.files.storage import FileSystemStorage, Storage, storages

from sidebyside.recordings.store.folder import Folder
from sidebyside.recordings.store.moving import move
from sidebyside.recordings.store.reading import Reader
from sidebyside.recordings.store.sealing import (
    CHUNK_BYTES,
    SEAL,
    TALK_CHUNK_BYTES,
    Away,
    Block,
    Broken,
    Busy,
    Full,
    Missing,
    NotReady,
    Place,
    Seal,
    Shorter,
)
from sidebyside.recordings.store.shelf import Sealed, Shelf
from sidebyside.recordings.store.writing import Writer

__all__ = [
    "CHUNK_BYTES",
    "SEAL",
    "TALK_CHUNK_BYTES",
    "Away",
    "Block",
    "Broken",
    "Busy",
    "Full",
    "Missing",
    "NotReady",
    "Place",
    "Reader",
    "Shorter",
    "Writer",
    "append_to",
    "check",
    "create",
    "delete",
    "delete_all",
    "lies_earlier",
    "move_from_earlier",
    "names",
    "new_name",
    "read",
    "room_left",
    "shelves",
]

HERE, EARLIER = "recordings", "recordings_earlier"
# Where nobody can tell how much room is left, as much as any film wants.
ENDLESS = 2**60
_shelf_of: "weakref.WeakKeyDictionary[Storage, Shelf]" = weakref.WeakKeyDictionary()


def new_name(recording: UUID) -> str:
    """A random name in the recording's own folder, so that what is left of a recording can be counted."""
    return f"{recording.hex}/{secrets.token_hex(16)}"


def create(place: Place, chunk_bytes: int = CHUNK_BYTES) -> Writer:
    """A new, empty file. The recording's key must be there. Raises KeyGone, Full, Away."""
    Seal(place, chunk_bytes)
    return Writer(shelves()[0].create(place.name, chunk_bytes), place)


def append_to(
    place: Place, size: Callable[[], int] | None = None, still_mine: Callable[[], None] | None = None
) -> Writer:
    """Go on with an unsealed file: from its last whole chunk, or from `size()`, what was acknowledged of it; asking
    takes the file over where no lock can hold another writer off, and `still_mine()` raises once somebody else
    has asked later. Anything after `size()` is dropped. Raises Busy while another writer lives, Missing, Broken
    (Shorter, where a folder holds less than that), KeyGone, Away.
    """
    # Before anything is dropped.
    Seal(place, CHUNK_BYTES)
    for shelf in shelves():
        try:
            file = shelf.append_to(place.name, size, still_mine)
        except Missing:
            continue
        return Writer(file, place)
    raise Missing


def read(place: Place, *, may_have_grown: bool = False) -> Reader:
    """``may_have_grown``: it was sealed once already, and another process may have gone on with it since.

    Raises Missing, Broken, KeyGone, Away.
    """
    if may_have_grown:
        for shelf in shelves():
            shelf.forget(place.name)

    def find() -> Sealed:
        wrong: Exception = Missing()
        for shelf in shelves():
            try:
                return shelf.open(place.name)
            except Missing:
                continue
            except Broken as error:
                # Half of a copy that is under way: the whole still lies where it was before.
                wrong = error
        raise wrong

    try:
        return Reader(place, find)
    except Broken:
        if len(shelves()) == 1:
            raise
        earlier = shelves()[1]
        try:
            return Reader(place, lambda: earlier.open(place.name))
        except Missing:
            pass
        raise


def delete(name: str) -> None:
    """Safe to repeat. Raises Away."""
    for shelf in shelves():
        shelf.delete(name)


def delete_all(recording: UUID) -> None:
    """Everything that was ever stored for a recording, whatever the rows say; safe to repeat. Raises Away."""
    for shelf in shelves():
        shelf.delete_all(recording)


def names(recording: UUID) -> list[str]:
    """What is stored for a recording now, wherever it lies. Raises Away."""
    return sorted(set().union(*(shelf.names(recording) for shelf in shelves())))


def room_left() -> int:
    """Bytes that can still be stored."""
    found = shelves()[0].room_left()
    return ENDLESS if found is None else found


def lies_earlier(place: Place) -> bool:
    """Whether it lies, whole or not, where films were kept before. Raises Away."""
    return place.name in shelves()[1].names(place.recording)


def move_from_earlier(place: Place) -> bool:
    """Whether there was anything to move. Raises Broken, Full, Away, KeyGone; then the old file still lies there."""
    here, earlier = shelves()
    return move(place, earlier, here)


def check() -> None:
    """Raises NotReady where films could not be kept, Away where that cannot be seen now."""
    for shelf in shelves():
        shelf.check()


def shelves() -> list[Shelf]:
    """Where new files go, and after it where files of before may still lie."""
    found = [storages[HERE]]
    if EARLIER in storages.backends:
        found.append(storages[EARLIER])
    return [_shelf(storage) for storage in found]


def _shelf(storage: Storage) -> Shelf:
    found = _shelf_of.get(storage)
    if found is None:
        found = _shelf_of[storage] = _made(storage)
    return found


def _made(storage: Storage) -> Shelf:
    if isinstance(storage, FileSystemStorage):
        return Folder(Path(storage.path("")))
    # Its library takes time and memory that a school with a folder keeps.
    from sidebyside.recordings.store.s3 import Bucket

    return Bucket(storage)
