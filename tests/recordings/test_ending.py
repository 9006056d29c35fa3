from datetime import timedelta

from django.test import Client
from django.utils import timezone

from sidebyside.jobs import Owed, run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.recordings import ending, store
from sidebyside.recordings.models import Recording, Rendition, Upload
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, put, ready_film, send

MB = 1024 * 1024


def owed(kind: str) -> list[Owed]:
    return list(kind_named(kind).owed())


def do(kind: str) -> None:
    for work in owed(kind):
        run_here(kind, work)


def test_an_upload_left_too_long_goes_with_its_bytes_and_its_key(ana: Client, cast: Cast) -> None:
    address = begin_upload(ana, cast.strand.code, 3 * MB)
    assert send(ana, address, 0, bytes(MB)) == 204
    recording = Recording.objects.get()
    assert owed(ending.SWEEP) == []
    Upload.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    do(ending.SWEEP)
    assert store.names(recording.code) == []
    assert keystore.is_destroyed(f"recording:{recording.code}")
    assert not Upload.objects.exists()
    assert owed(ending.SWEEP) == []


def test_a_films_last_day_ends_it(cast: Cast) -> None:
    film = ready_film(cast, b"a film")
    assert owed(ending.END) == []
    Recording.objects.update(delete_on=timezone.localdate())
    do(ending.END)
    film.refresh_from_db()
    assert film.state == Recording.State.DELETED
    assert store.names(film.code) == []
    assert owed(ending.END) == []


def test_what_failed_to_end_is_asked_for_again_the_next_day(cast: Cast) -> None:
    ready_film(cast, b"a film")
    Recording.objects.update(delete_on=timezone.localdate())
    (work,) = owed(ending.END)
    assert work.attempt == timezone.now().toordinal()


def test_what_was_sent_goes_once_nobody_can_still_be_watching_it(cast: Cast) -> None:
    film = ready_film(cast, b"a film")
    put(film, Rendition.Role.SOURCE, b"as it was sent")
    assert owed(ending.TIDY) == []
    Rendition.objects.update(published_at=timezone.now() - timedelta(days=1))
    do(ending.TIDY)
    assert list(film.renditions.values_list("role", flat=True)) == ["film"]
    assert len(store.names(film.code)) == 1
    assert owed(ending.TIDY) == []


def test_a_film_that_is_played_as_it_was_sent_keeps_its_bytes(cast: Cast) -> None:
    film = ready_film(cast, b"a film")
    Rendition.objects.update(role="source", published_at=timezone.now() - timedelta(days=1))
    assert owed(ending.TIDY) == []
    assert len(store.names(film.code)) == 1
