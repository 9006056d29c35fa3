"""A room above may register its own sort of recording; this one asks it on every request."""

import secrets
from collections.abc import Mapping

import pytest
from django.test import Client

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import renditions, sorts, store, uploads
from sidebyside.recordings.models import Recording, Upload
from sidebyside.trust.policy import Act, Kind
from tests.cast import Cast
from tests.recordings.conftest import metadata, send

KIB64 = 64 * 1024
TUS = {"tus-resumable": "1.0.0"}


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """A sort of recording whose right can be switched; its own room's registration rests meanwhile."""
    names = {"Ana"}

    def begin(person: Person, strand: Strand, _metadata: Mapping[str, str]) -> Recording:
        return Recording.objects.create(strand=strand, sort=Recording.Sort.TALK)

    def may(person: Person, act: Act, recording: Recording) -> bool:
        return act is Act.BRING and person.name in names

    sort = sorts.Sort(
        Recording.Sort.TALK, Kind.FILM, begin, may, lambda recording: None, store.TALK_CHUNK_BYTES
    )
    monkeypatch.setitem(sorts._sorts, Recording.Sort.TALK, sort)
    return names


def begun(client: Client, cast: Cast) -> str:
    words = metadata(strand=str(cast.strand.code), sort="talk")
    response = client.post("/upload/", headers=TUS | {"upload-defer-length": "1", "upload-metadata": words})
    assert response.status_code == 201
    return response.headers["Location"]


def stored() -> bytes:
    with store.read(renditions.place(Upload.objects.get().rendition)) as reader:
        return reader.read_at(0, reader.size)


def test_sound_of_unknown_length_arrives_in_small_chunks_and_ends_when_its_length_is_said(
    ana: Client, cast: Cast, allowed: set[str]
) -> None:
    sound = secrets.token_bytes(3 * KIB64 + 100)
    address = begun(ana, cast)
    assert ana.head(address, headers=TUS).headers["Upload-Defer-Length"] == "1"
    assert send(ana, address, 0, sound[: 2 * KIB64]) == 204
    rest = sound[2 * KIB64 :]
    assert send(ana, address, 2 * KIB64, rest, **{"upload-length": str(len(sound))}) == 204
    assert stored() == sound
    assert Recording.objects.get().state == Recording.State.PREPARING


def test_a_piece_too_small_to_be_stored_is_refused_and_not_lost_in_silence(
    ana: Client, cast: Cast, allowed: set[str]
) -> None:
    address = begun(ana, cast)
    assert send(ana, address, 0, bytes(KIB64 - 1)) == 400
    assert send(ana, address, 0, bytes(KIB64)) == 204


def test_a_recorder_that_went_away_keeps_what_it_had_sent(ana: Client, cast: Cast, allowed: set[str]) -> None:
    address = begun(ana, cast)
    sound = secrets.token_bytes(2 * KIB64)
    assert send(ana, address, 0, sound) == 204
    uploads.finish_as_it_is(Upload.objects.get())
    assert stored() == sound
    assert ana.head(address, headers=TUS).headers["Upload-Length"] == str(len(sound))
    with pytest.raises(uploads.Overtaken):
        uploads.finish_as_it_is(Upload.objects.get())


def test_the_right_is_asked_anew_on_every_request(ana: Client, cast: Cast, allowed: set[str]) -> None:
    address = begun(ana, cast)
    allowed.clear()
    assert send(ana, address, 0, bytes(KIB64)) == 404
    assert ana.head(address, headers=TUS).status_code == 404


def test_a_sort_nobody_registered_is_refused(ana: Client, cast: Cast) -> None:
    words = metadata(strand=str(cast.strand.code), sort="opera")
    response = ana.post("/upload/", headers=TUS | {"upload-length": "10", "upload-metadata": words})
    assert response.status_code == 400
