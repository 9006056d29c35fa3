"""A small application for a real gunicorn behind the front: each path shows one thing."""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

HERE = Path(os.environ.get("BEHIND_NOTES", "."))


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    name = environ["PATH_INFO"].strip("/").rpartition("/")[2] or "plain"
    return SHOWS[name](environ, start_response)


def plain(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = os.environ["BEHIND_NAME"].encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def seen(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = {key: value for key, value in environ.items() if key.startswith(("HTTP_", "CONTENT_"))}
    body = json.dumps(headers | {"RAW": environ["RAW_URI"], "METHOD": environ["REQUEST_METHOD"]}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def hashing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    digest, left = hashlib.sha256(), int(environ["CONTENT_LENGTH"])
    while left and (piece := environ["wsgi.input"].read(min(left, 65536))):
        digest.update(piece)
        left -= len(piece)
    body = digest.hexdigest().encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def declines(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("409 Conflict", [("Content-Length", "8")])
    return [b"not now\n"]


def streams(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Notes how far it came and that it was closed."""
    start_response("200 OK", [])
    return noted(b"x" * 65536, 4096)


def noted(piece: bytes, times: int) -> Iterator[bytes]:
    try:
        for number in range(times):
            (HERE / "sent").write_text(str(number * len(piece)))
            yield piece
        (HERE / "whole").touch()
    finally:
        pass


def breaks(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "100")])
    yield b"only this"
    os._exit(1)


def waits(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])

    def drops() -> Iterator[bytes]:
        try:
            while True:
                (HERE / "waiting").touch()
                yield b"."
                time.sleep(0.02)
        finally:
            (HERE / "left").touch()

    return drops()


SHOWS = {show.__name__: show for show in (plain, seen, hashing, declines, streams, breaks, waits)}
