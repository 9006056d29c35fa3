"""Asking the real addresses as one of the cast, and reading the answer as a yes or a no."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.model import ANA, World, may
from tests.access.scenes import WITNESSES, Scene
from tests.access.table import Row

# What changes by the asking itself, or is the framework's own.
NOT_COMPARED = {
    "django_session",
    "people_signedin",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
}
YES, NO, SIGN_IN = "in", "refused", "sign in"
SIGN_IN_AT = "/sign-in/?next="


def allowed(world: World, who: str, row: Row) -> bool:
    return all(may(world, who, right) for right in row.needs)


def ask(scene: Scene, who: str, row: Row, method: str = "") -> HttpResponseBase:
    address = reverse(row.route, kwargs=scene.places["" if row.place == "send" else row.place])
    return ask_at(scene, who, row, address, method)


def ask_at(scene: Scene, who: str, row: Row, address: str, method: str = "") -> HttpResponseBase:
    browser, method = scene.browser(who), method or row.method
    body = row.body(scene) if callable(row.body) else dict(row.body or {})
    if "about" in body and who != ANA:
        body["about"] = str(scene.cast.ana.code)
    if row.kind == "tus":
        return _ask_tus(scene, who, row, address)
    if method == "POST" and row.kind == "json":
        return browser.post(address, json.dumps(body), content_type="application/json")
    if row.answers == (206,):
        # As a player asks: all of it at once is not there.
        return browser.generic(method, address, headers={"range": "bytes=0-"})
    return browser.generic(method, address) if method != "POST" else browser.post(address, body)


def _ask_tus(scene: Scene, who: str, row: Row, address: str) -> HttpResponseBase:
    headers = {"tus-resumable": "1.0.0"}
    if row.method == "POST":
        told = {"strand": str(scene.cast.strand.code), "filename": "again.mp4"}
        told |= row.body(scene) if callable(row.body) else dict(row.body or {})
        words = ",".join(f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in told.items())
        headers |= {"upload-length": "1000", "upload-metadata": words}
    if row.method == "PATCH":
        headers |= {"upload-offset": "0"}
    kind = "application/offset+octet-stream" if row.method in {"PATCH", "POST"} else ""
    body = b"Quill" if row.method == "PATCH" else b""
    return scene.browser(who).generic(row.method, address, body, content_type=kind, headers=headers)


def verdict(response: HttpResponseBase, row: Row) -> str:
    """Yes, no, or the way to the sign-in page; anything that is none of these says its status."""
    status = response.status_code
    if status == 404:
        return NO
    if status == 401 or (status == 302 and response.headers["Location"].startswith(SIGN_IN_AT)):
        return SIGN_IN
    return YES if status in row.answers else f"status {status}"


def bytes_of(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)  # type: ignore[attr-defined]


def told_too_much(scene: Scene, who: str, response: HttpResponseBase) -> list[str]:
    """Witness words in an answer that this person may not read."""
    body = bytes_of(response) + str(dict(response.headers.items())).encode()
    if response.headers.get("Location", "").startswith(SIGN_IN_AT):
        # The way back to what was asked for says no more than the asker did.
        body = body.replace(response.request["PATH_INFO"].encode(), b"")  # type: ignore[attr-defined]
    return [
        word
        for word, rights in (WITNESSES | scene.witnesses).items()
        if word.encode() in body and not any(may(scene.world, who, right) for right in rights)
    ]


def routes(urlconf: str) -> Iterator[tuple[str, str]]:
    """Every address of a resolver as its name and its pattern."""
    yield from _routes(get_resolver(urlconf), "", "")


def _routes(resolver: URLResolver, spaces: str, before: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{spaces}{entry.name}", pattern
        else:
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from _routes(entry, inner, pattern)


def everything_stored() -> dict[str, str]:
    """A fingerprint of every table, so that a refused request can be shown to have changed nothing."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in NOT_COMPARED or not model._meta.managed:
                continue
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            plain = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in rows]
            found[table] = hashlib.sha256(repr(plain).encode()).hexdigest()
    return found


_CODE = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOKEN = re.compile(rb'(nonce|content|value|data-[a-z-]+)="[^"]*"')


def without_tokens(body: bytes) -> bytes:
    return _TOKEN.sub(b"", _CODE.sub(b"(code)", body))
