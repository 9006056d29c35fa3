"""Moving a file from the shelf of before to the one where new films go: copied, opened record by record, then deleted.

Records are copied as they are: they are bound to the file and not to its shelf. A kill at any point leaves the whole
file on one shelf at least; run again, what was half copied is begun anew.
"""

import contextlib

from sidebyside.recordings.store.reading import Reader
from sidebyside.recordings.store.sealing import SEAL, Broken, Missing, Place
from sidebyside.recordings.store.shelf import Sealed, Shelf


def move(place: Place, source: Shelf, target: Shelf) -> bool:
    """Whether there was anything to move. Raises Broken, Full, Away, KeyGone; then the old file still lies there."""
    try:
        old = source.open(place.name)
    except Missing:
        return False
    with contextlib.closing(old):
        if not _is_whole(place, target, old):
            target.delete(place.name)
            _copy(old, target, place.name)
            if not _is_whole(place, target, old):
                raise Broken("the copy does not open")
    source.delete(place.name)
    return True


def _copy(old: Sealed, target: Shelf, name: str) -> None:
    step = old.chunk_bytes + SEAL
    record = memoryview(bytearray(step))
    with contextlib.closing(target.create(name, old.chunk_bytes)) as new:
        old.expect(0, old.last + 1)
        for index in range(old.last + 1):
            room = record if index < old.last else record[: old.rest + SEAL]
            old.read(index, room)
            new.lay(index, room, index == old.last)
        new.sync()


def _is_whole(place: Place, shelf: Shelf, old: Sealed) -> bool:
    """Every record is there and opens, as many as there were."""
    try:
        with Reader(place, lambda: shelf.open(place.name)) as reader:
            if reader.size != old.last * old.chunk_bytes + old.rest:
                return False
            for _piece in reader.iter_range(0, reader.size):
                pass
    except (Missing, Broken):
        return False
    return True
