import os
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidebyside.web.settings.serve")
answer = get_wsgi_application()
# The first to ask for work would wait for a second until it is read, in each process anew; read before the processes
# part, it is there for all of them, and lies in memory once.
import_module("sidebyside.jobs.engine")


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The peer is whom the front saw: on a unix socket there is no other, and the front lets nobody say it."""
    environ["REMOTE_ADDR"] = environ.pop("HTTP_SIDEBYSIDE_PEER", environ.get("REMOTE_ADDR", ""))
    return answer(environ, start_response)
