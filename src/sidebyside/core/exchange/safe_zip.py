"""One part out of a zip file, read in memory with a limit: nothing is unpacked to a disk."""

import io
import zipfile
import zlib

from .errors import Code, ExchangeError
from .shapes import LIMIT_BYTES

_MOST_PARTS = 2000
_ENTRY_MARK = b"PK\x01\x02"
_STEP = 1 << 16
_LOCKED = 0x1


class Archive:
    def __init__(self, content: bytes) -> None:
        # Counted before the list of parts is read, which takes memory for each.
        if content.count(_ENTRY_MARK) > _MOST_PARTS:
            raise ExchangeError(Code.ARCHIVE_BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
            raise ExchangeError(Code.BROKEN_ARCHIVE) from None
        self._parts = {part.filename: part for part in self._zip.infolist()}
        self._check(self._zip.infolist())

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        for part in parts:
            name = part.orig_filename.replace("\\", "/")
            if name.startswith("/") or ":" in name or "\x00" in name or ".." in name.split("/"):
                raise ExchangeError(Code.ARCHIVE_PATHS)
        if len(self._parts) != len(parts):
            # Two parts of one name: programs differ in which one they show.
            raise ExchangeError(Code.BROKEN_ARCHIVE)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """The part, unpacked. What a part says of its own size is not believed."""
        part = self._parts[name]
        if part.flag_bits & _LOCKED:
            raise ExchangeError(Code.ARCHIVE_LOCKED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ExchangeError(Code.BROKEN_ARCHIVE)
        try:
            return self._limited(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            raise ExchangeError(Code.BROKEN_ARCHIVE) from None

    def _limited(self, part: zipfile.ZipInfo) -> bytes:
        unpacked = bytearray()
        with self._zip.open(part) as stream:
            while piece := stream.read(_STEP):
                unpacked += piece
                if len(unpacked) > LIMIT_BYTES:
                    raise ExchangeError(Code.ARCHIVE_BOMB)
        return bytes(unpacked)
