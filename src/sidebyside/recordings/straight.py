"""The body of an upload, straight from its socket: a server's own reader copies each byte several times."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, UnreadablePostError

Read = Callable[[int], bytes | memoryview]


def reader_of(request: HttpRequest, piece: int) -> Read:
    """Reads at most ``piece`` bytes at a time; what it gives is good until it is asked again. Nothing means the end.

    Raises UnreadablePostError when the other side is gone. The whole body must have a length.
    """
    connection, body = request.META.get("gunicorn.socket"), request.META.get("wsgi.input")
    counted = getattr(body, "reader", None)
    if connection is None or not hasattr(counted, "length") or not hasattr(counted, "unreader"):
        return request.read
    return _Straight(connection, body, counted, piece).read


class _Straight:
    """Keeps gunicorn's count of what is left true, so that it throws away the rest of a refused body itself."""

    def __init__(self, connection: Any, body: Any, counted: Any, piece: int) -> None:
        self._connection, self._body, self._counted = connection, body, counted
        self._room = memoryview(bytearray(piece))
        self._early: memoryview | None = None

    def read(self, size: int) -> memoryview:
        if self._early is None:
            self._early = self._came_with_the_head()
        if self._early:
            part, self._early = self._early[:size], self._early[size:]
            return part
        return self._room[: self._receive(min(size, self._counted.length, len(self._room)))]

    def _came_with_the_head(self) -> memoryview:
        came = self._counted.unreader.take_buffered()
        ours = came[: self._counted.length]
        self._counted.unreader.unread(came[len(ours) :])
        self._counted.length -= len(ours)
        return memoryview(ours)

    def _receive(self, size: int) -> int:
        try:
            received = int(self._connection.recv_into(self._room[:size])) if size else 0
        except OSError as error:
            # Where the next request would begin is not known any more.
            self._body.failed = True
            raise UnreadablePostError(*error.args) from error
        self._counted.length -= received
        return received
