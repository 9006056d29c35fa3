import json
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Membership
from sidebyside.recordings import live, store
from sidebyside.recordings.models import Recording, Rendition, Share
from sidebyside.trust import audit, keystore
from sidebyside.trust.models import Access
from tests.cast import Cast
from tests.recordings.conftest import put, ready_film

MB = 1024 * 1024
PLAIN = secrets.token_bytes(6 * MB + 123)


@pytest.fixture
def film(cast: Cast) -> Recording:
    recording = ready_film(cast, PLAIN)
    Recording.objects.update(duration_ms=60_000)
    return recording


def share(film: Recording, *, whole: bool = True) -> Share:
    return Share.objects.create(recording=film, whole=whole, opening=film.strand.cycle.opening)


def at(film: Recording, part: str = "film") -> str:
    return f"/film/{film.code}/{part}"


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_owner_gets_the_film_as_it_was_stored(ana: Client, film: Recording) -> None:
    response = ana.get(at(film))
    assert response.status_code == 200
    assert body(response) == PLAIN
    assert response.headers["Content-Length"] == str(len(PLAIN))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        (f"bytes={MB - 3}-{MB + 2}", MB - 3, MB + 3),
        ("bytes=-5", len(PLAIN) - 5, len(PLAIN)),
        (f"bytes={len(PLAIN) - 1}-", len(PLAIN) - 1, len(PLAIN)),
        (f"bytes={5 * MB}-{99 * MB}", 5 * MB, len(PLAIN)),
        ("bytes=0-", 0, 4 * MB),
        (f"bytes={MB}-", MB, 5 * MB),
        (f"bytes=-{99 * MB}", 0, 4 * MB),
    ],
)
def test_a_range_gets_those_bytes_and_four_mebibytes_at_most(
    ana: Client, film: Recording, asked: str, start: int, end: int
) -> None:
    response = ana.get(at(film), headers={"range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(PLAIN)}"
    assert body(response) == PLAIN[start:end]


@pytest.mark.parametrize("asked", [f"bytes={len(PLAIN)}-", "bytes=-0", f"bytes={99 * MB}-{100 * MB}"])
def test_a_range_past_the_end_says_how_long_the_film_is(ana: Client, film: Recording, asked: str) -> None:
    response = ana.get(at(film), headers={"range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(PLAIN)}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=9-3", "seconds=1-2", "bytes=0-1,5-6", "bytes=a-b"])
def test_a_range_that_is_none_is_ignored(ana: Client, film: Recording, asked: str) -> None:
    response = ana.get(at(film), headers={"range": asked})
    assert response.status_code == 200
    assert len(body(response)) == len(PLAIN)


def test_head_says_the_same_without_the_bytes(ana: Client, film: Recording) -> None:
    response = ana.head(at(film), headers={"range": "bytes=5-9"})
    assert response.status_code == 206
    assert response.headers["Content-Length"] == "5"
    assert response.content == b""


def test_if_range_holds_for_this_version_only(ana: Client, film: Recording) -> None:
    tag = ana.head(at(film)).headers["ETag"]
    assert not tag.startswith("W/")
    same = ana.get(at(film), headers={"range": "bytes=5-9", "if-range": tag})
    other = ana.get(at(film), headers={"range": "bytes=5-9", "if-range": '"other"'})
    assert (same.status_code, body(same)) == (206, PLAIN[5:10])
    assert (other.status_code, len(body(other))) == (200, len(PLAIN))


def test_a_page_keeps_the_file_it_began_with(ana: Client, film: Recording) -> None:
    source = put(film, Rendition.Role.SOURCE, b"as it was sent")
    assert body(ana.get(at(film), {"r": str(source.code)})) == b"as it was sent"
    assert body(ana.get(at(film))) == PLAIN


def test_what_was_sent_is_played_until_there_is_something_better(ana: Client, cast: Cast) -> None:
    recording = Recording.objects.create(strand=cast.strand, owner=cast.ana, state="preparing")
    put(recording, Rendition.Role.SOURCE, b"playable as it is")
    assert body(ana.get(at(recording))) == b"playable as it is"


def test_a_file_that_is_not_published_is_not_there(ana: Client, film: Recording) -> None:
    Rendition.objects.update(published_at=None)
    assert ana.get(at(film)).status_code == 404
    assert ana.get(at(film, "poster")).status_code == 404


@pytest.mark.parametrize("who", ["ben", "cleo", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_nobody_else_sees_a_film_that_is_not_shared(
    cast: Cast, as_person: Callable[[Person], Client], film: Recording, who: str
) -> None:
    other = as_person(getattr(cast, who))
    missing = other.get(f"/film/{uuid.uuid4()}/film")
    refused = other.get(at(film))
    assert (missing.status_code, refused.status_code) == (404, 404)
    # Before it come the page's own token and nonce.
    assert missing.content.partition(b"<main")[2] == refused.content.partition(b"<main")[2] != b""


def test_nobody_who_is_signed_out_gets_a_byte(client: Client, film: Recording) -> None:
    share(film)
    for part in ("film", "poster", "strip", "peaks"):
        assert client.get(at(film, part)).status_code == 401


def test_the_coach_sees_a_shared_film_and_the_others_still_do_not(
    cast: Cast, ben: Client, as_person: Callable[[Person], Client], film: Recording
) -> None:
    share(film)
    assert ben.get(at(film)).status_code == 200
    for who in ("cleo", "dora", "leo", "tim", "nina", "omar", "eve"):
        assert as_person(getattr(cast, who)).get(at(film)).status_code == 404


def test_sharing_extracts_only_does_not_show_the_film_or_its_pictures(ben: Client, film: Recording) -> None:
    put(film, Rendition.Role.POSTER, b"jpeg")
    put(film, Rendition.Role.STRIP, b"jpeg")
    put(film, Rendition.Role.PEAKS, b"{}")
    share(film, whole=False)
    for part in ("film", "poster", "strip", "peaks"):
        assert ben.get(at(film, part)).status_code == 404


@pytest.mark.parametrize(
    "end", ["withdrawn", "closed", "reopened", "paused", "skipped", "left", "held", "deleted"]
)
def test_the_coach_is_let_out_when_the_share_ends(cast: Cast, ben: Client, film: Recording, end: str) -> None:
    given = share(film)
    assert ben.get(at(film)).status_code == 200
    now = timezone.now()
    cycle = film.strand.cycle
    if end == "withdrawn":
        given.withdrawn_at = now
        given.save()
    elif end == "left":
        Membership.objects.filter(person=cast.ana).update(left_at=now)
    elif end == "held":
        Person.objects.filter(pk=cast.ben.pk).update(held_since=now)
    elif end == "deleted":
        Recording.objects.update(state="deleted")
    elif end == "reopened":
        cycle.opening += 1
        cycle.save()
    else:
        setattr(cycle, f"{end}_at", now)
        cycle.save()
    assert ben.get(at(film)).status_code == 404


def test_a_withdrawn_share_cuts_a_stream_that_is_open(
    ben: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN_S", 0.0)
    given = share(film)
    pieces = iter(ben.get(at(film)).streaming_content)
    next(pieces)
    next(pieces)
    given.withdrawn_at = timezone.now()
    given.save()
    with pytest.raises(live.LetOut):
        next(pieces)


def test_signing_out_cuts_a_stream_that_is_open(
    ana: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN_S", 0.0)
    pieces = iter(ana.get(at(film)).streaming_content)
    next(pieces)
    next(pieces)
    ana.logout()
    with pytest.raises(live.LetOut):
        next(pieces)


def test_the_right_is_looked_at_again_well_within_ten_seconds() -> None:
    assert live.LOOK_AGAIN_S <= 5


def test_a_destroyed_key_is_a_film_that_is_not_there(ana: Client, film: Recording) -> None:
    keystore.destroy(f"recording:{film.code}")
    assert ana.get(at(film)).status_code == 404


def test_each_viewing_is_one_entry_with_what_was_watched(ben: Client, cast: Cast, film: Recording) -> None:
    share(film)
    viewing = uuid.uuid4()
    for _again in range(3):
        ben.get(at(film), {"v": str(viewing)}, headers={"range": "bytes=0-99"})
    report = {"v": str(viewing), "stretches": [[0, 5000], [4000, 9000]]}
    assert ben.post(at(film, "seen"), json.dumps(report), "application/json").status_code == 204
    entry = Access.objects.get()
    assert (entry.viewing, entry.person) == (viewing, cast.ben.code)
    assert entry.stretches == [[0, 9000]]


def test_watching_without_telling_leaves_an_entry_too(ben: Client, cast: Cast, film: Recording) -> None:
    share(film)
    ben.get(at(film), headers={"range": "bytes=0-99"})
    ben.get(at(film), {"v": "nonsense"}, headers={"range": "bytes=0-99"})
    assert [entry.person for entry in audit.accesses(film.code)] == [cast.ben.code]


def test_a_new_viewing_cannot_be_hidden_in_an_old_one(ben: Client, film: Recording) -> None:
    share(film)
    viewing = uuid.uuid4()
    ben.get(at(film), {"v": str(viewing)})
    Access.objects.update(last_at=timezone.now() - timedelta(days=2))
    ben.get(at(film), {"v": str(viewing)})
    assert Access.objects.count() == 2


def test_the_owners_own_watching_is_not_kept(ana: Client, film: Recording) -> None:
    viewing = str(uuid.uuid4())
    ana.get(at(film), {"v": viewing})
    ana.post(at(film, "seen"), json.dumps({"v": viewing, "stretches": [[0, 9]]}), "application/json")
    assert not Access.objects.exists()


@pytest.mark.parametrize(
    "stretches",
    [
        None,
        "x",
        [[5, 1]],
        [[-1, 4]],
        [[0, 1.5]],
        [[0, True]],
        [[0]],
        [[99_000_000, 99_000_001]],
        [[0, 1]] * 51,
    ],
)
def test_what_cannot_have_been_watched_is_refused(ben: Client, film: Recording, stretches: object) -> None:
    share(film)
    report = {"v": str(uuid.uuid4()), "stretches": stretches}
    assert ben.post(at(film, "seen"), json.dumps(report), "application/json").status_code == 400
    assert not Access.objects.exists()


def test_a_report_from_somebody_not_let_in_is_no_entry(
    as_person: Callable[[Person], Client], cast: Cast, film: Recording
) -> None:
    report = json.dumps({"v": str(uuid.uuid4()), "stretches": [[0, 1000]]})
    assert as_person(cast.cleo).post(at(film, "seen"), report, "application/json").status_code == 404
    assert not Access.objects.exists()


def test_missing_bytes_are_a_film_that_is_not_there(film: Recording, rf: object) -> None:
    from sidebyside.recordings.sending import send

    rendition = film.renditions.get()
    store.delete(rendition.name)
    with pytest.raises(Http404):
        send(rf.get("/"), rendition, lambda: None)  # type: ignore[attr-defined]
