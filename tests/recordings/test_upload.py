import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.recordings import renditions, store, uploads
from sidebyside.recordings.deleting import give_up
from sidebyside.recordings.models import Recording, Upload
from sidebyside.recordings.store import folder
from sidebyside.recordings.views import upload as view
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import BODY, begin_upload, bring, metadata, send

MB = 1024 * 1024
TUS = {"tus-resumable": "1.0.0"}


def stored(recording: Recording) -> bytes:
    rendition = recording.renditions.get(role="source")
    with store.read(renditions.place(rendition)) as reader:
        return reader.read_at(0, reader.size)


def offset_of(client: Client, address: str) -> int:
    response = client.head(address, headers=TUS)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return int(response.headers["Upload-Offset"])


def test_a_film_sent_in_one_piece_is_stored_and_waits_to_be_prepared(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(2 * MB + 300)
    recording = bring(ana, cast.strand.code, film)
    assert recording.state == Recording.State.PREPARING
    assert recording.owner == cast.ana
    assert stored(recording) == film


@pytest.mark.parametrize("length", [1, MB - 1, MB, MB + 1, 2 * MB])
def test_films_of_any_length_arrive_whole(ana: Client, cast: Cast, length: int) -> None:
    film = secrets.token_bytes(length)
    assert stored(bring(ana, cast.strand.code, film)) == film


def test_a_film_sent_in_pieces_goes_on_from_what_the_server_says(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(3 * MB + 77)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[: MB + 500]) == 204
    # Half a chunk is not acknowledged: it would have to be kept plain or stored twice.
    assert offset_of(ana, address) == MB
    assert send(ana, address, MB, film[MB:]) == 204
    assert offset_of(ana, address) == len(film)
    assert stored(Recording.objects.get()) == film


def test_bytes_from_another_place_are_refused_and_nothing_is_lost(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(3 * MB)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    for offset in (0, 2 * MB, MB + 1):
        assert send(ana, address, offset, film[:MB]) == 409
    assert offset_of(ana, address) == MB
    assert send(ana, address, MB, film[MB:]) == 204
    assert stored(Recording.objects.get()) == film


def test_the_last_patch_sent_twice_changes_nothing(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(MB + 5)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film) == 204
    assert send(ana, address, 0, film) == 409
    assert stored(Recording.objects.get()) == film


@pytest.mark.parametrize("piece", [b"x", b"", bytes(MB)], ids=["a byte", "nothing", "a chunk"])
def test_a_film_that_has_arrived_takes_nothing_more(ana: Client, cast: Cast, piece: bytes) -> None:
    film = secrets.token_bytes(MB + 5)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film) == 204
    for offset in (0, MB, len(film)):
        assert send(ana, address, offset, piece) == 409
    assert stored(Recording.objects.get()) == film


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_fits_is_taken(ana: Client, cast: Cast, algorithm: str) -> None:
    film = secrets.token_bytes(MB + 5)
    address = begin_upload(ana, cast.strand.code, len(film))
    digest = base64.b64encode(hashlib.new(algorithm, film).digest()).decode()
    assert send(ana, address, 0, film, **{"upload-checksum": f"{algorithm} {digest}"}) == 204
    assert stored(Recording.objects.get()) == film


def test_a_wrong_checksum_keeps_none_of_those_bytes(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(3 * MB)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    digest = base64.b64encode(hashlib.sha1(b"other").digest()).decode()
    assert send(ana, address, MB, film[MB:], **{"upload-checksum": f"sha1 {digest}"}) == 460
    assert offset_of(ana, address) == MB
    assert send(ana, address, MB, film[MB:]) == 204
    assert stored(Recording.objects.get()) == film


def test_a_checksum_nobody_knows_is_refused(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    assert send(ana, address, 0, b"0123456789", **{"upload-checksum": "crc7 AAAA"}) == 400
    assert offset_of(ana, address) == 0


def test_a_body_without_a_length_is_refused(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    headers = TUS | {"upload-offset": "0", "transfer-encoding": "chunked", "content-type": BODY}
    response = ana.generic("PATCH", address, b"", headers=headers)
    assert response.status_code == 411


def test_another_content_type_is_refused(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    response = ana.patch(address, b"0123456789", "video/mp4", headers=TUS | {"upload-offset": "0"})
    assert response.status_code == 415


def test_another_version_of_the_protocol_is_refused(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    response = ana.head(address, headers={"tus-resumable": "0.2.2"})
    assert response.status_code == 412
    assert response.headers["Tus-Version"] == "1.0.0"


def test_a_film_over_the_limit_is_refused_before_a_byte_is_sent(
    ana: Client, cast: Cast, settings: Any
) -> None:
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"LARGEST_FILM_BYTES": 5 * 1000 * 1000}
    response = ana.post(
        "/upload/",
        headers=TUS | {"upload-length": "5000001", "upload-metadata": metadata(strand=str(cast.strand.code))},
    )
    assert response.status_code == 413
    assert response.headers["Tus-Max-Size"] == "5000000"
    assert "5 MB" in response.content.decode()
    assert not Recording.objects.exists()


def test_more_bytes_than_were_announced_are_refused(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    assert send(ana, address, 0, b"0123456789a") == 413


def test_an_empty_file_is_refused_in_words(ana: Client, cast: Cast) -> None:
    response = ana.post(
        "/upload/",
        headers=TUS | {"upload-length": "0", "upload-metadata": metadata(strand=str(cast.strand.code))},
    )
    assert response.status_code == 400
    assert b"empty" in response.content


def test_what_the_server_can_do_is_told_before_anything_starts(client: Client, db: None) -> None:
    response = client.options("/upload/")
    assert response.status_code == 204
    assert "checksum" in response.headers["Tus-Extension"]
    assert "sha1" in response.headers["Tus-Checksum-Algorithm"]
    assert int(response.headers["Tus-Max-Size"]) > 0


@pytest.mark.parametrize("who", ["ben", "cleo", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_nobody_but_the_coachee_may_bring_or_touch_the_film(
    cast: Cast, ana: Client, as_person: Callable[[Person], Client], who: str
) -> None:
    other = as_person(getattr(cast, who))
    headers = TUS | {"upload-length": "10", "upload-metadata": metadata(strand=str(cast.strand.code))}
    # Neither an empty nor a far too long one tells a cycle that is there from one that is not.
    for length in ("10", "0", "999999999999999", "many"):
        assert other.post("/upload/", headers=headers | {"upload-length": length}).status_code == 404
    part = metadata(strand=str(cast.strand.code), film="none", part="x")
    assert other.post("/upload/", headers=headers | {"upload-metadata": part}).status_code == 404
    address = begin_upload(ana, cast.strand.code, 10)
    assert other.head(address, headers=TUS).status_code == 404
    assert send(other, address, 0, b"0123456789") == 404
    assert other.delete(address, headers=TUS).status_code == 404
    assert offset_of(ana, address) == 0


def test_signing_out_closes_the_upload_and_signing_in_again_opens_it(
    cast: Cast, ana: Client, as_person: Callable[[Person], Client]
) -> None:
    film = secrets.token_bytes(2 * MB)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    ana.logout()
    assert ana.head(address, headers=TUS).status_code == 401
    assert send(ana, address, MB, film[MB:]) == 401
    again = as_person(cast.ana)
    assert offset_of(again, address) == MB
    assert send(again, address, MB, film[MB:]) == 204


def test_a_request_without_the_pages_token_is_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    headers = TUS | {"upload-length": "10", "upload-metadata": metadata(strand=str(cast.strand.code))}
    assert strict.post("/upload/", headers=headers).status_code == 403


def test_a_get_cannot_stand_for_another_method(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    override = TUS | {"x-http-method-override": "DELETE"}
    assert ana.get(address, headers=override).status_code == 405
    assert ana.post(address, headers=override).status_code == 204


def test_the_files_name_is_kept_sealed_and_shown_to_nobody_on_the_way(ana: Client, cast: Cast) -> None:
    name = "Kofi answers back.mp4"
    address = begin_upload(ana, cast.strand.code, 10, name)
    recording = Recording.objects.get()
    assert recording.file_name == name
    raw = Recording.objects.raw("SELECT id, file_name FROM recordings_recording")[0].__dict__["file_name"]
    assert b"Kofi" not in bytes(raw)
    assert "Kofi" not in str(ana.head(address, headers=TUS).headers)


def test_giving_up_takes_the_bytes_the_rows_and_the_key(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 3 * MB)
    assert send(ana, address, 0, bytes(2 * MB)) == 204
    recording = Recording.objects.get()
    assert len(store.names(recording.code)) == 1
    assert ana.delete(address, headers=TUS).status_code == 204
    assert store.names(recording.code) == []
    assert keystore.is_destroyed(f"recording:{recording.code}")
    assert not Upload.objects.exists()
    assert ana.head(address, headers=TUS).status_code == 404


def test_an_upload_left_too_long_says_so(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert ana.head(address, headers=TUS).status_code == 410
    assert send(ana, address, 0, b"0123456789") == 410


def test_a_second_film_of_the_same_lesson_is_not_begun(ana: Client, cast: Cast) -> None:
    begin_upload(ana, cast.strand.code, 10)
    headers = TUS | {"upload-length": "10", "upload-metadata": metadata(strand=str(cast.strand.code))}
    assert ana.post("/upload/", headers=headers).status_code == 409
    assert Recording.objects.count() == 1


def test_a_second_sender_is_told_that_another_is_at_work(ana: Client, cast: Cast) -> None:
    film = secrets.token_bytes(2 * MB)
    address = begin_upload(ana, cast.strand.code, len(film))
    rendition = Upload.objects.get().rendition
    with store.append_to(renditions.place(rendition)):
        assert send(ana, address, 0, film) == 423
    assert send(ana, address, 0, film) == 204


def test_a_full_server_says_so_and_keeps_what_arrived(
    ana: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = secrets.token_bytes(3 * MB)
    address = begin_upload(ana, cast.strand.code, len(film))
    assert send(ana, address, 0, film[:MB]) == 204
    real = folder.os.pwrite

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "pwrite", full)
    assert send(ana, address, MB, film[MB:]) == 507
    monkeypatch.setattr(folder.os, "pwrite", real)
    assert offset_of(ana, address) == MB
    assert send(ana, address, MB, film[MB:]) == 204
    assert stored(Recording.objects.get()) == film


def test_a_film_deleted_while_it_is_sent_takes_no_more_bytes(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 3 * MB)
    assert send(ana, address, 0, bytes(MB)) == 204
    assert ana.delete(address, headers=TUS).status_code == 204
    assert send(ana, address, MB, bytes(MB)) == 404
    assert store.names(Recording.objects.get().code) == []


def all_but_said(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Recording, bytes]:
    """A film whose last chunk is acknowledged, by a server that is killed before it can finish."""
    film = secrets.token_bytes(2 * MB)
    address = begin_upload(client, cast.strand.code, len(film))

    class Killed(BaseException):
        pass

    def killed(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "ACKNOWLEDGE_EVERY_S", 0.0)
        patch.setattr(uploads, "finish", killed)
        with pytest.raises(Killed):
            send(client, address, 0, film)
    upload = Upload.objects.get()
    assert (upload.offset, upload.finished_at) == (len(film), None)
    return address, Recording.objects.get(), film


@pytest.mark.parametrize("late", [False, True], ids=["the next second", "after its week"])
def test_a_sender_that_asks_how_far_it_is_finishes_what_came_whole(
    ana: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    address, recording, film = all_but_said(ana, cast, monkeypatch)
    if late:
        Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert offset_of(ana, address) == len(film)
    recording.refresh_from_db()
    assert recording.state == Recording.State.PREPARING
    assert stored(recording) == film
    assert offset_of(ana, address) == len(film)


@pytest.mark.parametrize("half", ["the files", "the key", "all of it"])
@pytest.mark.parametrize("offset", [0, MB], ids=["right place", "other place"])
def test_a_film_given_up_in_another_tab_between_two_looks_is_not_there(
    ana: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, half: str, offset: int
) -> None:
    address = begin_upload(ana, cast.strand.code, 2 * MB)
    real = view.upload_for

    def given_up_meanwhile(person: Person, code: uuid.UUID) -> Upload:
        upload = real(person, code)
        if half == "the files":
            store.delete_all(upload.recording.code)
        elif half == "the key":
            keystore.destroy(f"recording:{upload.recording.code}")
        else:
            give_up(upload)
        return upload

    monkeypatch.setattr(view, "upload_for", given_up_meanwhile)
    assert send(ana, address, offset, bytes(MB)) == 404


def test_a_whole_film_given_up_in_another_tab_is_not_there_for_who_asks_how_far_it_is(
    ana: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, recording, _film = all_but_said(ana, cast, monkeypatch)
    keystore.destroy(f"recording:{recording.code}")
    assert ana.head(address, headers=TUS).status_code == 404
