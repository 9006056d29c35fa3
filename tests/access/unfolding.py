"""Looking for a word in bytes as somebody with time would: through what it may be wrapped in."""

import base64
import binascii
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{16,}={0,2}")
_PDF = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
DEPTH = 3


def holds(blob: bytes, word: str) -> bool:
    """Whether ``word`` (plain ASCII) stands in the bytes, in any case, decoded up to three times over."""
    wanted = word.lower().encode()
    return any(wanted in one.lower() for one in unfolded(blob, DEPTH))


def unfolded(blob: bytes, depth: int) -> Iterator[bytes]:
    yield blob
    if depth == 0 or not blob:
        return
    for inner in _inside(blob):
        if inner and inner != blob:
            yield from unfolded(inner, depth - 1)


def _inside(blob: bytes) -> Iterator[bytes]:
    if b"\x00" in blob:
        # UTF-16 and UTF-32 of plain letters are those letters with noughts between.
        yield blob.replace(b"\x00", b"")
    if b"%" in blob:
        yield unquote_to_bytes(blob)
    if b"&" in blob:
        yield html.unescape(blob.decode("latin-1")).encode("latin-1", "ignore")
    if b"\\u" in blob:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)).encode(), blob)
    if b"=" in blob and (b"=\n" in blob or b"=\r\n" in blob or b"=3D" in blob):
        yield binascii.a2b_qp(blob)
    for run in _BASE64.findall(blob):
        yield from _from_base64(run)
    for found in _PDF.findall(blob):
        yield from _from_zlib(found)
    yield from _packed(blob)


def _from_base64(run: bytes) -> Iterator[bytes]:
    # A run may begin in the middle of something else: each of the four places it could start from.
    plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        part = plain[start:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        try:
            yield base64.b64decode(part + b"=" * (-len(part) % 4))
        except binascii.Error:
            continue


def _packed(blob: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"\x1f\x8b\x08", blob):
        try:
            yield gzip.GzipFile(fileobj=io.BytesIO(blob[found.start() :])).read()
        except (OSError, EOFError, zlib.error):
            continue
    for start in list(_ZLIB.finditer(blob))[:200]:
        yield from _from_zlib(blob[start.start() :])
    if b"PK\x03\x04" in blob:
        try:
            with zipfile.ZipFile(io.BytesIO(blob[blob.index(b"PK\x03\x04") :])) as packed:
                for name in packed.namelist():
                    yield name.encode()
                    yield packed.read(name)
        # A decoding that is not the right one leaves something that only looks like an archive.
        except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError):
            return


def _from_zlib(blob: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj().decompress(blob)
    except zlib.error:
        return
