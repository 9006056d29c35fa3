"""Not yours and not there are one answer, byte for byte apart from tokens: nobody can find out by asking."""

import uuid
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tests.access.asking import allowed, ask, ask_at, bytes_of, without_tokens
from tests.access.model import Right
from tests.access.scenes import EVERYBODY, Scene, build
from tests.access.table import TABLE, Row

# Addresses that lead to no thing of somebody's cannot be missing.
OF_SOMEBODY = [
    row
    for row in TABLE
    if row.place
    and not {Right.ANYBODY, Right.SIGNED_IN, Right.HOLD_FEED, Right.OWN_LINK, Right.END_OWN_SESSION}
    & set(row.needs)
]


def _elsewhere(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in kwargs.items()}


def _told(response: HttpResponseBase) -> tuple[int, dict[str, str], bytes]:
    headers = {
        name: without_tokens(value.encode()).decode()
        for name, value in response.headers.items()
        if name not in {"Content-Security-Policy", "Set-Cookie"}
    }
    return response.status_code, headers, without_tokens(bytes_of(response))


def _missing(scene: Scene, who: str, row: Row, method: str) -> HttpResponseBase:
    if row.place == "send":
        # The strand is named in what comes with the upload, not in its address.
        with patch.object(scene.cast.strand, "code", uuid.uuid4()):
            return ask(scene, who, row, method)
    return ask_at(scene, who, row, reverse(row.route, kwargs=_elsewhere(scene.places[row.place])), method)


@pytest.mark.parametrize(
    ("state", "people"),
    [
        ("meeting open", ("ben", "dora", "nobody")),
        ("never shared", ("ben",)),
        ("ben left", ("ben",)),
        pytest.param("shared", EVERYBODY, marks=pytest.mark.faults),
    ],
)
def test_a_refusal_looks_like_a_thing_that_is_not_there(
    db: None, state: str, people: tuple[str, ...]
) -> None:
    scene = build(state)
    wrong, compared = [], 0
    for row in OF_SOMEBODY:
        methods = ("GET", "HEAD") if row.method == "GET" else (row.method,)
        for who in people:
            if allowed(scene.world, who, row) or row.place not in (*scene.places, "send"):
                continue
            for method in methods:
                asked = replace(row, method=method) if row.kind == "tus" else row
                mine, none = ask(scene, who, asked, method), _missing(scene, who, asked, method)
                compared += 1
                if _told(mine) != _told(none):
                    wrong.append(f"{method} {row}: {who} can tell {_told(mine)[:2]} from {_told(none)[:2]}")
    assert compared > 20
    assert not wrong, "\n".join(wrong)
