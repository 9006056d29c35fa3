"""Marks: made once, never over a newer text unseen, within what the author may watch."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from sidebyside.room.models import Moment
from tests.cast import Cast
from tests.room.conftest import FILM_MS, offered_extract, share

BODY: dict[str, Any] = {
    "start": 5_000,
    "end": 9_000,
    "sort": "puzzle",
    "seen": "Four hands go up.",
    "made_of_it": "I look at one of them.",
    "revision": 0,
}


def write(
    client: Client, cast: Cast, code: uuid.UUID, person: Person | None = None, **fields: Any
) -> HttpResponse:
    headers = {"X-Person": str(person.code)} if person else {}
    return client.post(
        f"/cycle/{cast.strand.code}/moments/{code}/",
        json.dumps(BODY | fields),
        content_type="application/json",
        headers=headers,
    )


def said(response: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_a_moment_is_made_under_the_code_the_browser_chose(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    response = write(ana, cast, code)
    assert response.status_code == 201
    assert said(response)["saved"]["revision"] == 1
    moment = Moment.objects.get(code=code)
    assert (moment.author, moment.recording) == (cast.ana, film)
    assert (moment.start_ms, moment.end_ms, moment.sort) == (5_000, 9_000, "puzzle")
    assert (moment.seen, moment.made_of_it) == ("Four hands go up.", "I look at one of them.")


def test_the_same_write_again_lands_nowhere_new(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    again = write(ana, cast, code)
    assert again.status_code == 200
    assert said(again)["saved"]["revision"] == 1
    assert Moment.objects.count() == 1


def test_a_change_raises_the_revision(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    changed = write(ana, cast, code, seen="Five hands.", revision=1)
    assert changed.status_code == 200
    assert said(changed)["saved"]["revision"] == 2
    assert Moment.objects.get(code=code).seen == "Five hands."


def test_a_change_whose_answer_was_lost_may_be_sent_again(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    write(ana, cast, code, seen="Five hands.", revision=1)
    again = write(ana, cast, code, seen="Five hands.", revision=1)
    assert again.status_code == 200
    assert said(again)["saved"]["revision"] == 2


def test_a_late_write_from_another_device_gets_the_saved_text_back_and_changes_nothing(
    ana: Client, cast: Cast, film: Recording
) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    write(ana, cast, code, seen="Five hands.", revision=1)
    late = write(ana, cast, code, seen="Six hands.", revision=1)
    assert late.status_code == 409
    assert said(late)["saved"]["seen"] == "Five hands."
    assert Moment.objects.get(code=code).seen == "Five hands."


def test_words_of_somebody_who_signed_out_never_land_under_the_next_name(
    ben: Client, cast: Cast, shared_film: Recording
) -> None:
    refused = write(ben, cast, uuid.uuid4(), person=cast.ana)
    assert refused.status_code == 403
    assert not Moment.objects.exists()
    assert write(ben, cast, uuid.uuid4(), person=cast.ben).status_code == 201


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"start": FILM_MS + 1, "end": None}, "start"),
        ({"start": -5, "end": None}, "start"),
        ({"start": 5_000, "end": 4_000}, "end"),
        ({"start": 5_000, "end": 5_000}, "end"),
        ({"start": 5_000, "end": FILM_MS + 1}, "start"),
        ({"start": None}, "start"),
        ({"start": "soon"}, "start"),
        ({"start": True}, "start"),
        ({"start": 1e300}, "start"),
        ({"sort": "gossip"}, "sort"),
        ({"seen": "x" * 10_001}, "seen"),
        ({"made_of_it": "x" * 10_001}, "made_of_it"),
        ({"seen": "a\x00b"}, "seen"),
    ],
)
def test_what_cannot_be_on_the_film_is_refused_with_a_sentence(
    ana: Client, cast: Cast, film: Recording, fields: dict[str, Any], place: str
) -> None:
    response = write(ana, cast, uuid.uuid4(), **fields)
    assert response.status_code == 422
    assert list(said(response)["problems"]) == [place]
    assert said(response)["problem"].endswith((".", "choices."))
    assert not Moment.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff\xfe", b'"text"', b"null"])
def test_a_body_that_is_no_moment_is_refused(ana: Client, cast: Cast, film: Recording, body: bytes) -> None:
    response = ana.post(
        f"/cycle/{cast.strand.code}/moments/{uuid.uuid4()}/", body, content_type="application/json"
    )
    assert response.status_code == 400


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "שלום, כיתה ח׳",
        "مرحبا بالصف",
        "👩🏽‍🏫👍🏿 ça va?",
        "one\nline\n\nand another",
        "<script>alert(1)</script>",
    ],
)
def test_any_words_up_to_the_limit_come_back_as_they_were_typed(
    ana: Client, cast: Cast, film: Recording, words: str
) -> None:
    code = uuid.uuid4()
    assert write(ana, cast, code, seen=words).status_code == 201
    assert Moment.objects.get(code=code).seen == words
    page = ana.get(f"/cycle/{cast.strand.code}/prepare/").content.decode()
    assert "<script>alert(1)" not in page
    if "<" not in words:
        assert words in page


def test_a_line_end_from_a_form_counts_once(ana: Client, cast: Cast, film: Recording) -> None:
    words = "\r\n".join(["x" * 4_999, "y" * 5_000])
    assert write(ana, cast, uuid.uuid4(), seen=words).status_code == 201


def test_put_away_and_brought_back_twice_is_as_once(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    address = f"/cycle/{cast.strand.code}/moments/{code}/"
    page = f"/cycle/{cast.strand.code}/prepare/"
    for _ in range(2):
        assert ana.post(f"{address}put-away/", "{}", content_type="application/json").status_code == 200
    assert f'id="moment-{code}"' not in ana.get(page).content.decode()
    for _ in range(2):
        assert ana.post(f"{address}bring-back/", "{}", content_type="application/json").status_code == 200
    assert f'id="moment-{code}"' in ana.get(page).content.decode()


def test_without_a_script_a_moment_is_written_by_form(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    fields = {
        "code": str(code),
        "start": "0:05",
        "end": "0:09.5",
        "sort": "noticed",
        "seen": "Hands",
        "made_of_it": "",
    }
    for _ in range(2):
        response = ana.post(f"/cycle/{cast.strand.code}/moments/", fields)
        assert response.status_code == 302
        assert response["Location"].endswith(f"/prepare/#moment-{code}")
    moment = Moment.objects.get()
    assert (moment.start_ms, moment.end_ms) == (5_000, 9_500)


def test_a_form_that_needs_putting_right_comes_back_with_everything_typed(
    ana: Client, cast: Cast, film: Recording
) -> None:
    fields = {"start": "half past", "sort": "noticed", "seen": "A long thought about Kofi", "made_of_it": ""}
    response = ana.post(f"/cycle/{cast.strand.code}/moments/", fields)
    assert response.status_code == 422
    assert "A long thought about Kofi" in response.content.decode()
    assert "for example 18:02" in response.content.decode()


def test_a_form_over_a_newer_text_shows_both(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    write(ana, cast, code, seen="Written on the phone", revision=1)
    fields = {"revision": "1", "start": "0:05", "end": "", "sort": "noticed", "seen": "Written on the laptop"}
    response = ana.post(f"/cycle/{cast.strand.code}/moments/{code}/", fields)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Written on the phone" in page
    assert "Written on the laptop" in page


def test_a_coach_marks_while_the_film_is_shared_and_not_otherwise(
    ben: Client, cast: Cast, film: Recording
) -> None:
    assert write(ben, cast, uuid.uuid4()).status_code == 404
    given = share(film)
    code = uuid.uuid4()
    assert write(ben, cast, code).status_code == 201
    given.withdrawn_at = given.given_at
    given.save()
    assert write(ben, cast, uuid.uuid4()).status_code == 404


def test_own_words_can_be_gone_on_with_after_the_film_was_taken_back_but_not_moved(
    ben: Client, cast: Cast, film: Recording
) -> None:
    given = share(film)
    code = uuid.uuid4()
    write(ben, cast, code)
    given.withdrawn_at = given.given_at
    given.save()
    assert write(ben, cast, code, seen="And I think so still.", revision=1).status_code == 200
    assert write(ben, cast, code, start=6_000, revision=2).status_code == 422


def test_with_extracts_only_a_coach_marks_inside_them(ben: Client, cast: Cast, film: Recording) -> None:
    share(film, whole=False)
    offered_extract(film, 10_000, 20_000)
    offered_extract(film, 30_000, 35_000)
    assert write(ben, cast, uuid.uuid4(), start=11_000, end=19_000).status_code == 201
    assert write(ben, cast, uuid.uuid4(), start=34_000, end=None).status_code == 201
    for start, end in ((9_000, None), (15_000, 32_000), (25_000, None), (34_000, 36_000)):
        refused = write(ben, cast, uuid.uuid4(), start=start, end=end)
        assert refused.status_code == 422, (start, end)
        # How long the rest is stays unsaid.
        assert "1:00" not in refused.content.decode()


@pytest.mark.parametrize("name", ["ben", "cleo", "idris", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_nobody_else_reads_or_touches_a_moment_before_the_reveal(
    cast: Cast, as_person: Callable[[Person], Client], ana: Client, shared_film: Recording, name: str
) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    other = as_person(getattr(cast, name))
    address = f"/cycle/{cast.strand.code}/moments/{code}/"
    assert other.get(address).status_code == 404
    assert write(other, cast, code, seen="Mine now", revision=1).status_code == 404
    for deed in ("put-away", "bring-back"):
        assert other.post(f"{address}{deed}/", "{}", content_type="application/json").status_code == 404
    assert ana.get(address).status_code == 200
    assert Moment.objects.get(code=code).seen == BODY["seen"]


def test_a_moment_is_not_found_under_another_cycle(ana: Client, cast: Cast, film: Recording) -> None:
    code = uuid.uuid4()
    write(ana, cast, code)
    assert ana.get(f"/cycle/{cast.other_strand.code}/moments/{code}/").status_code == 404
