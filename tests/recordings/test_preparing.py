import json
from typing import Any

import pytest
from django.test import Client

from sidebyside.jobs import Owed, run_here
from sidebyside.programme.models import StrandStep
from sidebyside.recordings import access, jobs, renditions, store
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import bring, made_film


def bytes_of(rendition: Rendition) -> bytes:
    with store.read(renditions.place(rendition)) as reader:
        return reader.read_at(0, reader.size)


def looked_at(recording: Recording) -> Recording:
    run_here(jobs.LOOK, Owed(str(recording.code), recording.attempt))
    recording.refresh_from_db()
    return recording


def prepared(recording: Recording) -> Recording:
    run_here(jobs.PREPARE, Owed(str(recording.code), recording.attempt))
    recording.refresh_from_db()
    return recording


def roles(recording: Recording) -> set[str]:
    return set(recording.renditions.filter(published_at__isnull=False).values_list("role", flat=True))


def test_a_playable_film_can_be_watched_before_it_is_prepared(
    ana: Client, cast: Cast, film_bytes: bytes
) -> None:
    recording = looked_at(bring(ana, cast.strand.code, film_bytes))
    assert recording.state == Recording.State.PREPARING
    assert 1500 <= recording.duration_ms <= 2500
    assert (recording.width_px, recording.height_px) == (160, 90)
    assert roles(recording) == {"source"}
    response = ana.get(f"/film/{recording.code}/film")
    assert b"".join(response.streaming_content) == film_bytes
    assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()


def test_preparing_puts_the_index_first_and_adds_pictures_and_peaks(
    ana: Client, cast: Cast, film_bytes: bytes
) -> None:
    recording = prepared(looked_at(bring(ana, cast.strand.code, film_bytes)))
    assert recording.state == Recording.State.READY
    assert roles(recording) == {"source", "film", "poster", "strip", "peaks"}
    film = access.best_film(recording)
    assert film is not None
    assert film.role == Rendition.Role.FILM
    plain = bytes_of(film)
    assert 0 < plain.index(b"moov") < plain.index(b"mdat")
    poster = ana.get(f"/film/{recording.code}/poster")
    assert b"".join(poster.streaming_content).startswith(b"\xff\xd8\xff")
    assert poster.headers["Content-Type"] == "image/jpeg"
    strip = recording.renditions.get(role="strip")
    assert strip.shape["count"] >= 1
    peaks = json.loads(b"".join(ana.get(f"/film/{recording.code}/peaks").streaming_content))
    assert peaks["ms_per_peak"] == recording.renditions.get(role="peaks").shape["ms_per_peak"]


def test_a_film_of_another_kind_is_made_playable_and_is_watchable_only_then(ana: Client, cast: Cast) -> None:
    film = made_film(1.0, codec="mpeg4", form="avi", sound=False)
    recording = looked_at(bring(ana, cast.strand.code, film))
    assert roles(recording) == set()
    assert ana.get(f"/film/{recording.code}/film").status_code == 404
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()
    recording = prepared(recording)
    assert recording.state == Recording.State.READY
    assert not recording.has_sound
    assert ana.get(f"/film/{recording.code}/film").status_code == 200
    assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"once upon a time " * 99, "not_media"),
        (b"#EXTM3U\n#EXTINF:1\nhttp://127.0.0.1:9/x.ts\n", "playlist"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "photo"),
        (made_film(1.0)[:900], "interrupted"),
    ],
)
def test_what_is_no_film_ends_in_words_and_nothing_is_owed(
    ana: Client, cast: Cast, content: bytes, problem: str
) -> None:
    recording = looked_at(bring(ana, cast.strand.code, content))
    assert (recording.state, recording.problem) == (Recording.State.FAILED, problem)
    assert list(jobs.owed_now(looked=False)) == []
    assert list(jobs.owed_now(looked=True)) == []


def test_trying_again_does_try_again(
    ana: Client, cast: Cast, film_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = bring(ana, cast.strand.code, film_bytes)

    def full(*_arguments: Any, **_more: Any) -> Any:
        raise store.Full

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "prepare_stream", full)
        recording = prepared(looked_at(recording))
    assert (recording.state, recording.problem) == (Recording.State.FAILED, "no_room")
    assert jobs.try_again(recording)
    assert not jobs.try_again(recording)
    recording.refresh_from_db()
    assert (recording.state, recording.attempt) == (Recording.State.PREPARING, 2)
    assert list(jobs.owed_now(looked=False)) == [Owed(str(recording.code), 2)]
    assert prepared(looked_at(recording)).state == Recording.State.READY


def test_work_that_was_overtaken_publishes_nothing_and_leaves_no_file(
    ana: Client, cast: Cast, film_bytes: bytes
) -> None:
    recording = looked_at(bring(ana, cast.strand.code, film_bytes))
    files = store.names(recording.code)
    Recording.objects.filter(pk=recording.pk).update(attempt=2)
    run_here(jobs.PREPARE, Owed(str(recording.code), 1))
    assert roles(recording) == {"source"}
    assert store.names(recording.code) == files


def test_a_second_run_of_the_same_attempt_publishes_nothing_twice(
    ana: Client, cast: Cast, film_bytes: bytes
) -> None:
    recording = prepared(looked_at(bring(ana, cast.strand.code, film_bytes)))
    shown = set(recording.renditions.values_list("name", flat=True))
    Recording.objects.filter(pk=recording.pk).update(state=Recording.State.PREPARING)
    recording = prepared(recording)
    assert recording.state == Recording.State.READY
    assert set(recording.renditions.values_list("name", flat=True)) == shown
    assert set(store.names(recording.code)) == shown


def test_what_a_killed_run_left_behind_is_cleared_away(ana: Client, cast: Cast, film_bytes: bytes) -> None:
    recording = looked_at(bring(ana, cast.strand.code, film_bytes))
    owed = jobs.owed_recording(str(recording.code), 1)
    orphan = renditions.begin(recording, Rendition.Role.FILM, 1, "video/mp4", owed)
    with store.create(renditions.place(orphan)) as writer:
        writer.append(b"half a film")
    recording = prepared(recording)
    assert orphan.name not in store.names(recording.code)
    assert set(store.names(recording.code)) == set(recording.renditions.values_list("name", flat=True))


def test_a_film_deleted_while_it_is_prepared_stays_deleted(
    ana: Client, cast: Cast, film_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sidebyside.recordings.deleting import delete_film

    recording = looked_at(bring(ana, cast.strand.code, film_bytes))
    real = jobs.prepare_stream

    def deleted_half_way(source: Any, open_sink: Any, **more: Any) -> Any:
        def open_late(name: str) -> Any:
            if name == "poster":
                delete_film(access.films().get(pk=recording.pk), cast.ana)
            return open_sink(name)

        return real(source, open_late, **more)

    monkeypatch.setattr(jobs, "prepare_stream", deleted_half_way)
    recording = prepared(recording)
    assert recording.state == Recording.State.DELETED
    assert store.names(recording.code) == []
    assert keystore.is_destroyed(f"recording:{recording.code}")
    assert not recording.renditions.exists()
