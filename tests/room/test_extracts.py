"""Stretches picked for the meeting."""

import json
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from sidebyside.recordings.models import Extract, Recording
from sidebyside.room.models import Ready
from tests.cast import Cast
from tests.room.conftest import offered_extract, share


def pick(client: Client, cast: Cast, code: uuid.UUID, **fields: Any) -> HttpResponse:
    body = {"start": 5_000, "end": 15_000, "words": "Before Kofi"} | fields
    return client.post(
        f"/cycle/{cast.strand.code}/extracts/{code}/", json.dumps(body), content_type="application/json"
    )


def let_go(client: Client, cast: Cast, code: uuid.UUID) -> HttpResponse:
    return client.post(
        f"/cycle/{cast.strand.code}/extracts/{code}/let-go/", "{}", content_type="application/json"
    )


def test_a_stretch_is_picked_once_and_let_go(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    for _ in range(2):
        assert pick(ana, cast, code).status_code == 200
    extract = Extract.objects.get()
    assert (extract.author, extract.start_ms, extract.end_ms, extract.words) == (
        cast.ana,
        5_000,
        15_000,
        "Before Kofi",
    )
    assert let_go(ana, cast, code).status_code == 200
    assert not Extract.objects.exists()


def test_letting_go_of_what_is_gone_already_is_a_clear_no(ana: Client, cast: Cast, film: Recording) -> None:
    assert let_go(ana, cast, uuid.uuid4()).status_code == 404


def test_an_extract_that_is_shared_stays_until_it_is_taken_back(
    ana: Client, cast: Cast, film: Recording
) -> None:
    share(film, whole=False)
    extract = offered_extract(film, 5_000, 15_000)
    refused = let_go(ana, cast, extract.code)
    assert refused.status_code == 422
    assert "shared" in json.loads(refused.content)["problem"]
    assert Extract.objects.filter(pk=extract.pk).exists()


def test_a_pick_outside_the_film_is_refused(ana: Client, cast: Cast, film: Recording) -> None:
    assert pick(ana, cast, uuid.uuid4(), end=1_000_000).status_code == 422
    assert pick(ana, cast, uuid.uuid4(), end=None).status_code == 422


def test_each_ones_picks_show_to_the_other_after_the_reveal(
    ana: Client, ben: Client, cast: Cast, shared_film: Recording
) -> None:
    code = uuid.uuid4()
    pick(ana, cast, code)
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    assert str(code) in ana.get(prepare).content.decode()
    assert str(code) not in ben.get(prepare).content.decode()
    assert let_go(ben, cast, code).status_code == 404
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    assert str(code) in ben.get(prepare).content.decode()
    assert let_go(ben, cast, code).status_code == 404
    assert pick(ben, cast, code, words="Ben's words").status_code == 404
    assert Extract.objects.get().words == "Before Kofi"
