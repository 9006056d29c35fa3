"""Error pages beyond Django's own: which one a request that was not understood gets, and a server without room."""

import errno
import sqlite3
import sys
from collections.abc import Iterator

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request, server_error

from sidebyside.recordings import store, uploads
from sidebyside.trust import master

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return too_much() if isinstance(exception, TOO_MUCH) else bad_request(request, exception)


def too_much() -> HttpResponse:
    """Rendered without the request: its body is not to be read for a token or a person."""
    return HttpResponse(render_to_string("413.html"), status=413)


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What SQLite says where the disk takes nothing more; of PostgreSQL, "disk full".
_SQLITE_TAKES_NOTHING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_POSTGRESQL_DISK_FULL = "53100"


def broke(request: HttpRequest) -> HttpResponse:
    """A fault of ours; a disk that is full is told apart, because somebody can do something about it."""
    error = sys.exception()
    if error is not None and any(isinstance(one, master.ServiceAway) for one in _chain(error)):
        return _keys_away(request)
    if error is None or not takes_nothing(error):
        return server_error(request)
    if request.path.startswith("/upload/"):
        return HttpResponse(uploads.no_room(), status=507, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("507.html"), status=507)


def _keys_away(request: HttpRequest) -> HttpResponse:
    """The school's key service does not answer: nothing can be opened until it does, and nothing is lost."""
    if request.path.startswith("/upload/"):
        answer = HttpResponse(uploads.store_away(), status=503, content_type="text/plain; charset=utf-8")
    else:
        answer = HttpResponse(render_to_string("503.html"), status=503)
    answer.headers["Retry-After"] = "60"
    return answer


def takes_nothing(error: BaseException) -> bool:
    """Whether it arose because a disk of the server takes nothing more."""
    return any(_is_no_room(one) for one in _chain(error))


def _is_no_room(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind, what stands above it says where it arose.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_TAKES_NOTHING
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return isinstance(error, store.Full) or getattr(error, "sqlstate", "") == _POSTGRESQL_DISK_FULL


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
