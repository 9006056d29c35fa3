"""A stored rendition as an answer: decrypted as it streams, cut when the right to it ends, kept by nobody."""

import time
from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from sidebyside.core import ranges
from sidebyside.recordings import renditions, store
from sidebyside.recordings.models import Rendition
from sidebyside.trust.keystore import KeyGone

PIECE = 256 * 1024
# A whole film asked for at once by a slow line must not hold a thread for its whole length.
LONGEST_S = 120.0


class CutShort(Exception):
    """Ends an answer so that the other side cannot take it for a whole one."""


def send(
    request: HttpRequest,
    rendition: Rendition,
    still_allowed: Callable[[], None],
    *,
    whole: bool = True,
) -> HttpResponseBase:
    """``still_allowed`` is called between pieces and raises to end the stream.

    Where ``whole`` is False, only what asks for a stretch, as a player does, is answered: all at once is not there.
    """
    try:
        reader = store.read(renditions.place(rendition))
    except (store.Missing, KeyGone):
        raise Http404 from None
    except store.Away:
        away = HttpResponse(status=503)
        away.headers["Retry-After"] = "5"
        return _with_headers(away, rendition, _tag(rendition))
    size, tag = reader.size, _tag(rendition)
    try:
        span = ranges.asked(_range(request, tag), size)
    except ranges.Unsatisfiable:
        reader.close()
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return _with_headers(response, rendition, tag)
    if span is None and not whole:
        reader.close()
        raise Http404
    start, end = (span.start, span.end) if span else (0, size)
    if request.method == "HEAD":
        reader.close()
        response = HttpResponse(status=206 if span else 200)
    else:
        pieces = _pieces(reader, start, end, still_allowed)
        response = StreamingHttpResponse(pieces, status=206 if span else 200)
    response.headers["Content-Length"] = str(end - start)
    if span:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return _with_headers(response, rendition, tag)


def _range(request: HttpRequest, tag: str) -> str | None:
    """The Range that counts: none when it was meant for another version of the film."""
    wanted = request.headers.get("If-Range")
    return request.headers.get("Range") if wanted is None or wanted.strip() == tag else None


def _tag(rendition: Rendition) -> str:
    """Strong, and says nothing: neither a size nor a time nor an id."""
    return f'"{salted_hmac("recordings.tag", str(rendition.code), algorithm="sha256").hexdigest()[:32]}"'


def _with_headers(response: HttpResponseBase, rendition: Rendition, tag: str) -> HttpResponseBase:
    response.headers["Content-Type"] = rendition.media_type
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _pieces(reader: store.Reader, start: int, end: int, still_allowed: Callable[[], None]) -> Iterator[bytes]:
    began = time.monotonic()
    with reader:
        for piece in reader.iter_range(start, end, PIECE):
            yield piece
            still_allowed()
            if time.monotonic() - began > LONGEST_S:
                raise CutShort
