import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sidebyside.core.media.parts import seal_part
from sidebyside.jobs import Owed, run_here
from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.recordings import deleting, ending, filming, filming_key, jobs, renditions, store, uploads
from sidebyside.recordings.access import film_of
from sidebyside.recordings.models import Part, Recording, Rendition, Upload
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, send
from tests.recordings.filmed import (
    MB,
    TUS,
    begin_part,
    say_ended,
    send_all,
    send_part,
    speak,
    state,
    whole_film,
)
from tests.recordings.test_ending import do, owed

State = Recording.State


@pytest.fixture
def film() -> uuid.UUID:
    return uuid.uuid4()


def stored(part: Part) -> bytes:
    assert part.rendition is not None
    with store.read(renditions.place(part.rendition)) as reader:
        return reader.read_at(0, reader.size)


def offset_of(client: Client, address: str) -> int:
    response = client.head(address, headers=TUS)
    assert response.status_code == 200
    return int(response.headers["Upload-Offset"])


def week_later() -> None:
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def test_what_is_sealed_to_the_page_is_opened_by_the_same_key_in_every_process(db: None) -> None:
    first, again = filming_key.private_key(), filming_key.private_key()
    assert first.private_numbers() == again.private_numbers()
    public = filming_key.public_key()
    assert len(public) == filming_key.PUBLIC_BYTES
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    device = ec.generate_private_key(ec.SECP256R1())
    assert device.exchange(ec.ECDH(), point) == first.exchange(ec.ECDH(), device.public_key())


def test_a_key_number_that_never_was_opens_nothing(db: None) -> None:
    with pytest.raises(keystore.KeyGone):
        filming_key.private_key(2)


def test_a_film_in_two_parts_is_made_ready_once_both_have_come_and_the_device_has_stopped(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    bodies = [secrets.token_bytes(2 * MB + 100), secrets.token_bytes(300)]
    assert state(ana, cast.strand.code, film) == {"state": "unknown", "parts": {}}
    first = begin_part(ana, cast.strand.code, film, 1)
    recording = Recording.objects.get()
    assert (recording.code, recording.owner, recording.angle) == (film, cast.ana, 0)
    assert send(ana, first, 0, bodies[0][:MB]) == 204
    assert state(ana, cast.strand.code, film)["parts"]["1"] == {
        "upload": first,
        "arrived": MB,
        "finished": False,
    }
    assert send_all(ana, first, bodies[0][MB:], MB) == 204
    send_part(ana, cast.strand.code, film, 2, bodies[1])
    recording.refresh_from_db()
    assert recording.state == State.SENDING
    assert state(ana, cast.strand.code, film)["state"] == "open"
    assert say_ended(ana, cast.strand.code, film, 2, {"2": [[500, 90]]}).json()["state"] == "safe"
    recording.refresh_from_db()
    assert (recording.state, recording.parts_in_all) == (State.PREPARING, 2)
    assert [stored(part) for part in recording.parts.all()] == bodies
    assert [part.pauses for part in recording.parts.all()] == [[], [[500, 90]]]


def test_the_end_may_be_said_before_the_last_byte_has_come(ana: Client, cast: Cast, film: uuid.UUID) -> None:
    address = begin_part(ana, cast.strand.code, film)
    assert say_ended(ana, cast.strand.code, film, 1).json()["state"] == "open"
    assert send_all(ana, address, b"all of it") == 204
    assert Recording.objects.get().state == State.PREPARING
    assert state(ana, cast.strand.code, film)["state"] == "safe"


def test_the_end_said_twice_changes_nothing(ana: Client, cast: Cast) -> None:
    recording = whole_film(ana, cast.strand.code, b"one", b"two")
    before = Recording.objects.values().get()
    assert say_ended(ana, cast.strand.code, recording.code, 2).json()["state"] == "safe"
    assert say_ended(ana, cast.strand.code, recording.code, 1).json()["state"] == "safe"
    assert Recording.objects.values().get() == before


def test_parts_may_come_out_of_order_and_the_film_begins_with_the_first(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    at = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
    for number, minutes in ((2, 20), (1, 0)):
        starts = str(int((at + timedelta(minutes=minutes)).timestamp() * 1000))
        address = begin_part(ana, cast.strand.code, film, number, starts_at=starts)
        assert send_all(ana, address, f"part {number}".encode()) == 204
    assert Recording.objects.get().begins_at == at
    say_ended(ana, cast.strand.code, film, 2)
    assert [stored(part) for part in Part.objects.all()] == [b"part 1", b"part 2"]


def test_a_missing_part_is_waited_for(ana: Client, cast: Cast, film: uuid.UUID) -> None:
    send_part(ana, cast.strand.code, film, 1, b"one")
    send_part(ana, cast.strand.code, film, 3, b"three")
    assert say_ended(ana, cast.strand.code, film, 3).json()["state"] == "open"
    assert Recording.objects.get().state == State.SENDING
    send_part(ana, cast.strand.code, film, 2, b"two")
    assert state(ana, cast.strand.code, film)["state"] == "safe"


def test_a_film_that_goes_on_after_its_end_was_told_is_not_safe_before_the_rest_has_come(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    """Another tab has told the end of it before its person went on."""
    send_part(ana, cast.strand.code, film, 1, b"until a wrong stop")
    assert say_ended(ana, cast.strand.code, film, 1).json()["state"] == "safe"
    rest = begin_part(ana, cast.strand.code, film, 2)
    assert state(ana, cast.strand.code, film)["state"] == "open"
    assert send_all(ana, rest, b"and on") == 204
    # A third part may still come: nobody has said that there is none.
    assert state(ana, cast.strand.code, film)["state"] == "open"
    assert Recording.objects.get().state == State.SENDING
    assert say_ended(ana, cast.strand.code, film, 2).json()["state"] == "safe"
    assert Recording.objects.get().state == State.PREPARING


def test_a_part_that_is_begun_twice_is_one_part(ana: Client, cast: Cast, film: uuid.UUID) -> None:
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, bytes(MB)) == 204
    assert begin_part(ana, cast.strand.code, film) == address
    assert offset_of(ana, address) == MB
    assert Part.objects.count() == 1


def test_a_server_put_back_from_an_older_backup_is_told_all_of_it_anew(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    body = secrets.token_bytes(2 * MB + 9)
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, body[: 2 * MB]) == 204
    # The backup was made before the film was begun; its key, and what lies on the disk, are newer.
    Recording.objects.all().delete()
    assert state(ana, cast.strand.code, film) == {"state": "unknown", "parts": {}}
    assert ana.head(address, headers=TUS).status_code == 404
    send_part(ana, cast.strand.code, film, 1, body)
    assert stored(Part.objects.get()) == body
    assert say_ended(ana, cast.strand.code, film, 1).json()["state"] == "safe"


def test_a_server_put_back_from_a_backup_in_the_middle_goes_on_from_what_it_knows(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    body = secrets.token_bytes(3 * MB + 9)
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, body[: 3 * MB]) == 204
    Upload.objects.update(offset=MB)
    response = ana.patch(
        address,
        data=body[3 * MB :],
        content_type="application/offset+octet-stream",
        headers=TUS | {"upload-offset": str(3 * MB), "upload-length": str(len(body))},
    )
    assert (response.status_code, response.headers["Upload-Offset"]) == (409, str(MB))
    assert send_all(ana, address, body[MB:], MB) == 204
    assert stored(Part.objects.get()) == body


def test_a_part_whose_end_died_with_its_tab_is_as_long_as_what_is_left(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, bytes(MB)) == 204
    # The end was held in memory on a full device; the network died with it on its way, and then the tab.
    Upload.objects.update(length=3 * MB)
    assert send_all(ana, address, b"what the disk had", MB) == 204
    assert stored(Part.objects.get()) == bytes(MB) + b"what the disk had"
    assert say_ended(ana, cast.strand.code, film, 1).json()["state"] == "safe"


def test_a_server_whose_folder_is_older_than_its_database_asks_for_what_is_missing(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    body = secrets.token_bytes(3 * MB + 9)
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, body[:MB]) == 204
    row = Upload.objects.get().rendition
    path = Path(storages["recordings"].path(row.name))
    older = path.read_bytes()
    assert send(ana, address, MB, body[MB : 3 * MB]) == 204
    path.write_bytes(older)
    response = ana.patch(
        address,
        data=body[3 * MB :],
        content_type="application/offset+octet-stream",
        headers=TUS | {"upload-offset": str(3 * MB), "upload-length": str(len(body))},
    )
    assert (response.status_code, response.headers["Upload-Offset"]) == (409, str(MB))
    assert offset_of(ana, address) == MB
    assert send_all(ana, address, body[MB:], MB) == 204
    assert stored(Part.objects.get()) == body


def test_a_device_that_comes_back_while_its_film_is_kept_early_loses_nothing_that_had_come(
    ana: Client, cast: Cast, film: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin_part(ana, cast.strand.code, film)
    send_part(ana, cast.strand.code, film, 2, b"the second")

    def meanwhile(*_given: Any, **_named: Any) -> None:
        raise uploads.Overtaken

    assert send(ana, address, 0, bytes(MB)) == 204
    monkeypatch.setattr(uploads, "finish_as_it_is", meanwhile)
    with pytest.raises(store.Busy):
        filming.keep_what_came(Recording.objects.get())
    assert offset_of(ana, address) == MB
    assert Part.objects.count() == 2


def test_a_deleted_film_is_told_as_deleted_and_never_begun_anew(ana: Client, cast: Cast) -> None:
    recording = whole_film(ana, cast.strand.code, b"a film")
    left = deleting.delete_film(recording, cast.ana)
    assert not any(left.values())
    assert left["parts"] == 0
    assert state(ana, cast.strand.code, recording.code) == {"state": "deleted", "parts": {}}
    assert speak(ana, cast.strand.code, recording.code)[0] == 410
    # Also by a server whose database is older than the film, and whose keys are not.
    Recording.objects.all().delete()
    assert state(ana, cast.strand.code, recording.code)["state"] == "deleted"
    assert speak(ana, cast.strand.code, recording.code)[0] == 410


def test_two_devices_make_two_angles_and_a_microphone_never_the_film(ana: Client, cast: Cast) -> None:
    begin_part(ana, cast.strand.code, uuid.uuid4(), picture="0")
    begin_part(ana, cast.strand.code, uuid.uuid4())
    begin_part(ana, cast.strand.code, uuid.uuid4())
    assert list(Recording.objects.order_by("pk").values_list("angle", flat=True)) == [1, 0, 2]


def test_a_lesson_has_four_films_at_most_and_the_device_keeps_the_fifth(ana: Client, cast: Cast) -> None:
    for _number in range(4):
        begin_part(ana, cast.strand.code, uuid.uuid4())
    assert speak(ana, cast.strand.code, uuid.uuid4())[0] == 409
    assert Recording.objects.count() == 4


def test_a_second_film_brought_as_a_file_is_the_next_angle(ana: Client, cast: Cast) -> None:
    from tests.recordings.conftest import metadata

    begin_upload(ana, cast.strand.code, 10)
    words = metadata(strand=str(cast.strand.code), filename="back.mp4", second="1")
    assert (
        ana.post("/upload/", headers=TUS | {"upload-length": "10", "upload-metadata": words}).status_code
        == 201
    )
    assert list(Recording.objects.order_by("pk").values_list("angle", flat=True)) == [0, 1]


def test_what_was_filmed_arrives_also_when_the_cycle_rests_or_has_closed(ana: Client, cast: Cast) -> None:
    actions.pause(cast.strand, cast.ana)
    assert speak(ana, cast.strand.code, uuid.uuid4())[0] == 201
    actions.close(cast.strand, cast.ana)
    assert speak(ana, cast.strand.code, uuid.uuid4())[0] == 201


def test_parts_that_came_are_kept_when_the_device_never_comes_back(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    send_part(ana, cast.strand.code, film, 1, b"the first part")
    torn = begin_part(ana, cast.strand.code, film, 2)
    assert send(ana, torn, 0, bytes(MB)) == 204
    begin_part(ana, cast.strand.code, film, 3)
    assert owed(ending.KEEP) == []
    week_later()
    assert owed(ending.SWEEP) == []
    do(ending.KEEP)
    recording = Recording.objects.get()
    assert recording.state == State.PREPARING
    assert [stored(part) for part in recording.parts.all()] == [b"the first part", bytes(MB)]
    assert owed(ending.KEEP) == []
    assert len(store.names(film)) == 2


def test_a_device_that_comes_back_later_after_all_sends_the_rest(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    body = secrets.token_bytes(2 * MB + 50)
    address = begin_part(ana, cast.strand.code, film, 1)
    assert send(ana, address, 0, body[:MB]) == 204
    week_later()
    do(ending.KEEP)
    Recording.objects.update(state=State.READY)
    assert state(ana, cast.strand.code, film) == {
        "state": "open",
        "parts": {"1": {"upload": address, "arrived": MB, "finished": False}},
    }
    assert offset_of(ana, address) == MB
    assert send_all(ana, address, body[MB:], MB) == 204
    assert Recording.objects.get().state == State.SENDING
    send_part(ana, cast.strand.code, film, 2, b"and a second part")
    assert say_ended(ana, cast.strand.code, film, 2).json()["state"] == "safe"
    recording = Recording.objects.get()
    assert (recording.state, recording.attempt) == (State.PREPARING, 2)
    assert [stored(part) for part in recording.parts.all()] == [body, b"and a second part"]


def test_what_was_kept_early_keeps_its_parts_until_the_device_has_said_that_this_was_all(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    from tests.recordings.conftest import put

    send_part(ana, cast.strand.code, film, 1, b"all there was")
    week_later()
    do(ending.KEEP)
    Recording.objects.update(state=State.READY)
    put(Recording.objects.get(), Rendition.Role.FILM, b"a film")
    Rendition.objects.filter(role="film").update(published_at=timezone.now() - timedelta(days=1))
    assert owed(ending.TIDY) == []
    assert state(ana, cast.strand.code, film)["state"] == "open"
    assert say_ended(ana, cast.strand.code, film, 1).json()["state"] == "safe"
    do(ending.TIDY)
    assert list(Recording.objects.get().renditions.values_list("role", flat=True)) == ["film"]
    # The clock of the lesson outlives what was sent, and so does the word that it is safe.
    assert Part.objects.get().rendition is None
    assert state(ana, cast.strand.code, film) == {"state": "safe", "parts": {}}
    assert speak(ana, cast.strand.code, film)[0] == 409


def test_a_film_of_which_nothing_came_is_forgotten_and_can_still_come(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    begin_part(ana, cast.strand.code, film)
    week_later()
    do(ending.KEEP)
    assert not Recording.objects.exists()
    assert store.names(film) == []
    assert state(ana, cast.strand.code, film)["state"] == "unknown"
    send_part(ana, cast.strand.code, film, 1, b"a week late")
    assert stored(Part.objects.get()) == b"a week late"


def test_a_full_server_does_not_make_a_device_let_its_copy_go(
    ana: Client, cast: Cast, film: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, "room_left", lambda: 0)
        assert speak(ana, cast.strand.code, film)[0] == 507
    real = store.create

    def full(*_arguments: object, **_named: object) -> None:
        raise store.Full

    with monkeypatch.context() as patch:
        patch.setattr(store, "create", full)
        assert speak(ana, cast.strand.code, film)[0] == 507
    assert store.create is real
    assert state(ana, cast.strand.code, film)["state"] == "unknown"
    assert speak(ana, cast.strand.code, film)[0] == 201


def test_an_account_that_was_closed_meanwhile_goes_on_with_the_same_bytes_when_it_opens(
    ana: Client, cast: Cast, film: uuid.UUID, as_person: Callable[[Person], Client]
) -> None:
    body = secrets.token_bytes(2 * MB)
    address = begin_part(ana, cast.strand.code, film)
    assert send(ana, address, 0, body[:MB]) == 204
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert send_all(ana, address, body[MB:], MB) == 401
    assert ana.get(f"/cycle/{cast.strand.code}/film/device/{film}/").status_code == 401
    assert say_ended(ana, cast.strand.code, film, 1).status_code == 401
    Person.objects.filter(pk=cast.ana.pk).update(is_active=True)
    again = as_person(cast.ana)
    assert offset_of(again, address) == MB
    assert send_all(again, address, body[MB:], MB) == 204
    assert stored(Part.objects.get()) == body


@pytest.mark.parametrize(
    "words",
    [
        {"film": "x"},
        {"part": "0"},
        {"part": "one"},
        {"part": "201"},
        {"starts_at": "noon"},
        {"starts_at": "9" * 15},
        {"sort": "opera"},
    ],
    ids=str,
)
def test_what_cannot_be_read_of_a_part_is_refused(
    ana: Client, cast: Cast, film: uuid.UUID, words: dict[str, str]
) -> None:
    told = {"film": str(film)} | words
    assert speak(ana, cast.strand.code, told.pop("film"), **told)[0] == 400
    assert not Recording.objects.exists()


def test_a_clock_that_is_ahead_is_put_right(ana: Client, cast: Cast, film: uuid.UUID) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    begin_part(ana, cast.strand.code, film, starts_at=str(int(tomorrow.timestamp() * 1000)))
    assert Part.objects.get().starts_at <= timezone.now()


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{}", b'{"parts": 0}', b'{"parts": true}', b'{"parts": 1, "pauses": {"1": [[1]]}}']
)
def test_an_end_that_cannot_be_read_is_refused(ana: Client, cast: Cast, film: uuid.UUID, said: bytes) -> None:
    send_part(ana, cast.strand.code, film, 1, b"one")
    address = f"/cycle/{cast.strand.code}/film/device/{film}/ended/"
    assert ana.post(address, said, content_type="application/json").status_code == 400
    assert Recording.objects.get().parts_in_all is None


def test_a_film_that_was_brought_as_a_file_is_nothing_a_device_may_write_to(ana: Client, cast: Cast) -> None:
    begin_upload(ana, cast.strand.code, 10)
    code = Recording.objects.get().code
    assert speak(ana, cast.strand.code, code)[0] == 404
    assert ana.get(f"/cycle/{cast.strand.code}/film/device/{code}/").status_code == 404


def test_a_film_of_another_cycle_is_not_there(
    ana: Client, cast: Cast, as_person: Callable[[Person], Client]
) -> None:
    recording = whole_film(as_person(cast.cleo), cast.other_strand.code, b"Cleo's film")
    assert speak(ana, cast.strand.code, recording.code)[0] == 404
    assert ana.get(f"/cycle/{cast.strand.code}/film/device/{recording.code}/").status_code == 404
    assert say_ended(ana, cast.strand.code, recording.code, 1).status_code == 404


def test_the_filming_page_carries_the_key_that_a_device_seals_to(ana: Client, cast: Cast) -> None:
    response = ana.get(f"/cycle/{cast.strand.code}/film/record/")
    assert response.status_code == 200
    assert response.context["is_owner"]
    assert not response.context["rehearsal"]
    assert ana.get(f"/cycle/{cast.strand.code}/film/record/?rehearsal=1").context["rehearsal"]
    assert film_of(cast.strand) is None


def test_lengths_of_parts_are_noted_in_their_order(ana: Client, cast: Cast) -> None:
    recording = whole_film(ana, cast.strand.code, b"one", b"two")
    filming.note_parts(recording, [(1200, 0), (800, 1200)])
    assert list(recording.parts.values_list("duration_ms", "film_start_ms")) == [(1200, 0), (800, 1200)]


def test_a_part_that_was_sealed_for_another_film_is_not_taken_for_this_one(
    ana: Client, cast: Cast, film: uuid.UUID
) -> None:
    sealed = b"".join(
        seal_part([b"recorded"], filming_key.private_key().public_key(), uuid.uuid4(), 1, stopped=True)
    )
    send_part(ana, cast.strand.code, film, 1, sealed)
    say_ended(ana, cast.strand.code, film, 1)
    run_here(jobs.LOOK, Owed(str(film), 1))
    recording = Recording.objects.get()
    assert (recording.state, recording.problem) == (State.FAILED, "broken")
    assert "damaged" in ana.get(f"/cycle/{cast.strand.code}/film/").content.decode()


def test_the_key_for_filming_is_there_before_anybody_films(tmp_path: Path, settings: Any) -> None:
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"KEYSTORE": tmp_path / "keys.sqlite3"}
    with pytest.raises(keystore.KeyGone):
        keystore.key(f"filming:{filming_key.KEY_ID}")
    call_command("check_films", stdout=StringIO())
    assert len(keystore.key(f"filming:{filming_key.KEY_ID}")) == keystore.KEY_BYTES
