from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from sidebyside.jobs import Owed, run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people.models import School
from sidebyside.programme import stages
from sidebyside.programme.models import StrandStep
from sidebyside.recordings import deleting, ending, renditions, store
from sidebyside.recordings.keeping import days
from sidebyside.recordings.models import Notice, Recording, Rendition, Upload, upload_end
from sidebyside.recordings.store.folder import Folder
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, put, ready_film, send

MB = 1024 * 1024
CHUNK = 64 * 1024
DAY = timedelta(days=1)


def owed(kind: str) -> list[Owed]:
    return list(kind_named(kind).owed())


def told(film: Recording, on: date) -> None:
    """Its owner has had a week's notice on this day."""
    Notice.objects.create(
        recording=film.code,
        strand=film.strand.code,
        is_talk=False,
        person=film.owner,
        sort="week",
        day=film.delete_on,
        day_before=film.delete_on,
        told_on=on,
        told_at=timezone.now() - days.WEEK,
        mailed_at=timezone.now() - days.WEEK,
    )


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


def left_too_long(cast: Cast, sort: Recording.Sort, *, offset: int, length: int | None) -> Recording:
    """An upload of which `offset` bytes are acknowledged; its week is over."""
    recording = Recording.objects.create(
        strand=cast.strand, sort=sort, owner=cast.ana if sort == Recording.Sort.LESSON else None
    )
    rendition = Rendition.objects.create(
        recording=recording, role="source", attempt=1, name=store.new_name(recording.code)
    )
    with store.create(renditions.place(rendition), CHUNK) as writer:
        writer.append(bytes(offset))
        writer.sync()
    Upload.objects.create(
        recording=recording,
        by=cast.ana,
        rendition=rendition,
        offset=offset,
        length=length,
        ends_at=timezone.now() - timedelta(seconds=1),
    )
    return recording


@pytest.mark.parametrize("length", [None, 5 * CHUNK], ids=["no length", "length told, body lost"])
def test_what_came_of_a_talk_is_kept_when_its_laptop_never_comes_back(cast: Cast, length: int | None) -> None:
    talk = left_too_long(cast, Recording.Sort.TALK, offset=2 * CHUNK, length=length)
    do(ending.SWEEP)
    talk.refresh_from_db()
    assert talk.state == Recording.State.PREPARING
    with store.read(renditions.place(talk.renditions.get())) as reader:
        assert reader.size == 2 * CHUNK
    assert owed(ending.SWEEP) == []


@pytest.mark.parametrize(("offset", "length"), [(0, None), (0, 5 * CHUNK)])
def test_a_talk_of_which_nothing_came_goes(cast: Cast, offset: int, length: int | None) -> None:
    talk = left_too_long(cast, Recording.Sort.TALK, offset=offset, length=length)
    do(ending.SWEEP)
    talk.refresh_from_db()
    assert talk.state == Recording.State.DELETED


def test_a_film_of_which_all_came_is_finished_by_the_sweep(cast: Cast) -> None:
    film = left_too_long(cast, Recording.Sort.LESSON, offset=2 * CHUNK, length=2 * CHUNK)
    # Just acknowledged: who sends it is still at work.
    Upload.objects.update(ends_at=upload_end())
    assert owed(ending.SWEEP) == []
    Upload.objects.update(ends_at=upload_end() - 2 * ending.AT_WORK)
    do(ending.SWEEP)
    film.refresh_from_db()
    assert film.state == Recording.State.PREPARING
    assert owed(ending.SWEEP) == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/London", "Pacific/Pago_Pago"])
def test_a_film_lives_through_its_last_day_on_its_schools_clock(cast: Cast, zone: str) -> None:
    film = ready_film(cast, b"a film")
    assert owed(ending.END) == []
    School.objects.update(zone=zone)
    today = timezone.localdate(timezone=ZoneInfo(zone))
    Recording.objects.update(delete_on=today)
    assert owed(ending.END) == []
    ending.end(str(film.code), 1)
    film.refresh_from_db()
    assert film.state == Recording.State.READY
    Recording.objects.update(delete_on=today - DAY)
    assert owed(ending.END) == []
    told(film, today - days.WEEK)
    do(ending.END)
    film.refresh_from_db()
    assert film.state == Recording.State.DELETED
    assert store.names(film.code) == []
    assert owed(ending.END) == []


def test_what_failed_to_end_is_asked_for_again_the_next_day(cast: Cast) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=timezone.localdate() - DAY)
    told(film, timezone.localdate() - days.WEEK)
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


class Killed(BaseException):
    """As sudden as a kill: nothing that comes after it in the program is done."""


def killed(*_arguments: object) -> None:
    raise Killed


def is_gone(recording: Recording) -> bool:
    return keystore.is_destroyed(f"recording:{recording.code}") and store.names(recording.code) == []


def delete_and_die(film: Recording, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        if at == "before the key":
            patch.setattr(keystore, "destroy", killed)
        elif at == "before the files":
            patch.setattr(store, "delete_all", killed)
        else:
            first = store.names(film.code)[0]
            real = Folder.delete
            patch.setattr(
                Folder, "delete", lambda self, name: real(self, name) if name == first else killed()
            )
        with pytest.raises(Killed):
            deleting.delete_film(film, film.owner)


def some_time_later() -> None:
    Recording.objects.update(deleted_at=timezone.now() - 2 * ending.AT_WORK)


@pytest.mark.parametrize("at", ["before the key", "before the files", "after the first file"])
def test_a_deletion_that_was_killed_half_way_is_finished(
    cast: Cast, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = ready_film(cast, b"a film")
    put(film, Rendition.Role.POSTER, b"a poster")
    stages.reach(cast.strand, "film")
    delete_and_die(film, at, monkeypatch)
    assert not is_gone(film)
    # Whoever is deleting just now is not disturbed.
    assert owed(ending.FINISH) == []
    some_time_later()
    do(ending.FINISH)
    assert is_gone(film)
    assert not any(deleting.left(film.code).values())
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()
    assert owed(ending.FINISH) == []


def test_once_the_key_is_destroyed_nothing_more_can_be_stored(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = ready_film(cast, b"a film")
    place = renditions.place(film.renditions.get())
    delete_and_die(film, "before the files", monkeypatch)
    with pytest.raises(keystore.KeyGone):
        store.create(store.Place(film.code, "poster", store.new_name(film.code), 1))
    with pytest.raises(keystore.KeyGone):
        store.read(place)


def test_a_file_that_a_worker_left_after_the_deletion_is_taken_away(cast: Cast) -> None:
    film = ready_film(cast, b"a film")
    deleting.delete_film(film, cast.ana)
    some_time_later()
    assert owed(ending.FINISH) == []
    late = Path(storages["recordings"].path(store.new_name(film.code)))
    late.parent.mkdir()
    late.write_bytes(b"sealed bytes")
    do(ending.FINISH)
    assert is_gone(film)
    assert owed(ending.FINISH) == []


def test_finishing_late_leaves_the_film_that_came_after_it_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = ready_film(cast, b"a film")
    delete_and_die(film, "before the files", monkeypatch)
    another = ready_film(cast, b"another film")
    stages.reach(cast.strand, "film")
    some_time_later()
    do(ending.FINISH)
    assert is_gone(film)
    another.refresh_from_db()
    assert another.state == Recording.State.READY
    assert len(store.names(another.code)) == 1
    assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()


@pytest.mark.parametrize("sort", [Recording.Sort.LESSON, Recording.Sort.TALK])
def test_a_row_that_came_back_from_a_backup_without_its_key_is_finished_as_deleted(
    cast: Cast, sort: Recording.Sort
) -> None:
    recording = ready_film(cast, b"a film")
    Recording.objects.update(sort=sort)
    assert owed(ending.FINISH) == []
    keystore.destroy(f"recording:{recording.code}")
    do(ending.FINISH)
    recording.refresh_from_db()
    assert recording.state == Recording.State.DELETED
    assert is_gone(recording)
    some_time_later()
    assert owed(ending.FINISH) == []


def test_the_track_of_a_talk_whose_deletion_was_killed_is_finished(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = ready_film(cast, b"sound")
    Recording.objects.update(sort=Recording.Sort.TALK)
    with monkeypatch.context() as patch:
        patch.setattr(keystore, "destroy", killed)
        with pytest.raises(Killed):
            deleting.destroy(talk.code)
    some_time_later()
    do(ending.FINISH)
    assert is_gone(talk)
