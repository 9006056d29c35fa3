"""Faces are looked for, chosen and hidden; only the owner sees the film in between, and what was filmed can go."""

import io
import itertools
import json
from datetime import timedelta
from typing import Any

import av
import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside import jobs
from sidebyside.core.faces.shapes import Stretch
from sidebyside.jobs import Owed, run_here
from sidebyside.recordings import (
    access,
    clips,
    deleting,
    ending,
    pupils,
    recognition,
    renditions,
    sharing,
    store,
)
from sidebyside.recordings import jobs as recordings_jobs
from sidebyside.recordings.blurring import choosing, forgetting, looking, making, original
from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack
from sidebyside.recordings.models import Extract, Recording, Rendition, Share
from sidebyside.trust import audit, keystore
from tests.cast import Cast
from tests.consent.registered import all_say_yes, make_class, say
from tests.core.faces.drawn import Walk, class_film, straight
from tests.pages import heading, words_of
from tests.recordings.conftest import put, ready_film

TEACHER, PUPIL = Walk(60, 1, straight(300, 100)), Walk(50, 0, straight(60, 60, 20))
SECONDS = 3


@pytest.fixture(scope="session")
def lesson_bytes() -> bytes:
    return class_film([TEACHER, PUPIL], seconds=SECONDS, sound=True)


@pytest.fixture
def film(cast: Cast, lesson_bytes: bytes) -> Recording:
    made = ready_film(cast, lesson_bytes)
    size = {"duration_ms": SECONDS * 1000, "width_px": 640, "height_px": 360}
    Recording.objects.filter(pk=made.pk).update(**size)
    put(made, Rendition.Role.POSTER, b"a poster with faces")
    return fresh(made)


def fresh(film: Recording) -> Recording:
    return access.recordings().get(pk=film.pk)


def is_looked_through(film: Recording) -> bool:
    return film.shows_blurred and recognition.nobody_since(film) is not None


def looked(film: Recording) -> Blurring:
    looking.ask(film)
    row = Blurring.objects.get(recording=film)
    run_here(looking.LOOK_FOR_FACES, Owed(str(film.code), row.look_attempt))
    row.refresh_from_db()
    return row


def made(film: Recording, cast: Cast, how: str = "blur") -> Recording:
    assert making.begin(film, cast.ana, how)
    return run(film)


def run(film: Recording) -> Recording:
    row = Blurring.objects.get(recording=film)
    run_here(making.MAKE_BLURRED, Owed(str(film.code), row.make_attempt))
    return fresh(film)


def track_of(film: Recording, walk: Walk) -> FaceTrack:
    """The track that lies where this person stands in the middle of the film."""
    box: Any = walk.box(1500)
    for track in FaceTrack.objects.filter(recording=film):
        key = min(looking.keys_of(track), key=lambda one: abs(one.ms - 1500))
        if abs(key.x0 - box[0]) < walk.high and abs(key.y0 - box[1]) < walk.high:
            return track
    raise AssertionError("nobody was found there")


def played(client: Client, film: Recording, address: str = "") -> bytes:
    response = client.get(address or f"/film/{film.code}/film")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def likeness(content: bytes, walk: Walk, ms: int = 1500) -> float:
    """How much detail there is where this person's face is: steps between neighbours, 0 to 255."""
    x0, y0, x1, y1 = (int(side) for side in walk.box(ms) or ())
    with av.open(io.BytesIO(content)) as container:
        for frame in container.decode(video=0):
            if round(1000 * float(frame.time or 0)) >= ms:
                grey = frame.to_ndarray(format="gray")[y0:y1, x0:x1].astype(float)
                return float(np.abs(np.diff(grey, axis=0)).mean())
    raise AssertionError("the film is shorter")


def loudness(content: bytes, start_ms: int, end_ms: int) -> float:
    loudest = 0.0
    with av.open(io.BytesIO(content)) as container:
        for sound in container.decode(audio=0):
            if start_ms <= 1000 * float(sound.time or 0) < end_ms - 30:
                loudest = max(loudest, float(np.abs(sound.to_ndarray()).max()))
    return loudest


def test_a_film_is_blurred_looked_through_shared_and_its_original_destroyed(
    cast: Cast, ana: Client, ben: Client, film: Recording, lesson_bytes: bytes
) -> None:
    sharing.share(film, cast.ana, whole=True)
    row = looked(film)
    assert (row.looking, row.width_px, row.height_px) == (Blurring.Work.DONE, 640, 360)
    assert not FaceStretch.objects.exists()
    assert ben.get(f"/film/{film.code}/film").status_code == 200
    teacher = track_of(film, TEACHER)
    choosing.leave_clear(film, [one.number for one in film.face_tracks.all()], [teacher.number])
    choosing.cover(film, Covering.What.SOUND, {"start_ms": 1000, "end_ms": 2000})
    assert making.begin(fresh(film), cast.ana, "blur")
    assert not making.begin(fresh(film), cast.ana, "blur")
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    film = run(film)
    assert (film.shows_blurred, film.blur_waits) == (True, True)
    assert not is_looked_through(film)
    with pytest.raises(sharing.CannotShare, match="blurring"):
        sharing.share(film, cast.ana, whole=True)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert choosing.looked_through(film, cast.ana)
    film = fresh(film)
    assert is_looked_through(film)
    assert film.looked_through_at is not None
    sharing.share(film, cast.ana, whole=True)
    for client in (ana, ben):
        shown = played(client, film)
        assert likeness(shown, PUPIL) < 0.5 * likeness(lesson_bytes, PUPIL)
        assert likeness(shown, TEACHER) > 0.6 * likeness(lesson_bytes, TEACHER)
        assert loudness(shown, 1000, 2000) < 0.01 < loudness(shown, 2050, 3000)
        assert played(client, film, f"/film/{film.code}/poster") != b"a poster with faces"
        assert b"peaks" in played(client, film, f"/film/{film.code}/peaks")
    assert ben.get(f"/film/{film.code}/original").status_code == 404
    assert played(ana, film, f"/film/{film.code}/original") == lesson_bytes
    filmed = film.renditions.get(role="film", blurred=False)
    assert played(ben, film, f"/film/{film.code}/film?r={filmed.code}") == played(ben, film)

    page = f"/cycle/{cast.strand.code}/film/{film.code}/faces"
    answer = ana.post(f"{page}/original/", follow=True)
    assert "0 files, 0 entries and 0 keys" in words_of(answer)
    film = fresh(film)
    assert keystore.is_destroyed(f"recording:{film.code}")
    assert store.names(film.code) == []
    assert not FaceTrack.objects.exists()
    assert not Covering.objects.exists()
    assert film.file_name == "lesson.mp4"
    assert likeness(played(ben, film), PUPIL) < 0.5 * likeness(lesson_bytes, PUPIL)
    assert ana.get(f"/film/{film.code}/original").status_code == 404
    assert not looking.ask(film)
    assert not making.begin(film, cast.ana, "blur")
    assert film.code not in ending._half_deleted()
    assert original.half_destroyed() == []

    left = deleting.delete_film(film, cast.ana)
    assert not any(left.values()), left
    assert store.names(film.blurred_code) == []
    assert keystore.is_destroyed(f"recording:{film.blurred_code}")
    assert [deed.act for deed in audit.deeds(film.code) if "original" in deed.act or "faces" in deed.act] == [
        "hides faces",
        "destroyed the original",
    ]


def test_faces_lie_sealed_and_end_with_the_film(cast: Cast, film: Recording) -> None:
    looked(film)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, path FROM recordings_facetrack")
        rows = cursor.fetchall()
    assert rows
    for row in rows:
        for column in row:
            assert b"first_ms" not in bytes(column)
            assert b"[[" not in bytes(column)[:3]
    found = deleting.delete_film(fresh(film), cast.ana)
    assert found["faces"] == 0
    assert not FaceTrack.objects.exists()
    assert not Blurring.objects.exists()


def test_a_killed_look_goes_on_after_the_minutes_it_had(
    cast: Cast, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking.ask(film)
    half = Stretch(0, 640, 360, (0, 40), ())
    row = Blurring.objects.get(recording=film)
    owed = looking.owed_look(str(film.code), row.look_attempt)
    looking._keep(film, row.look_attempt, half, owed)
    assert looking.raise_attempt(Owed(str(film.code), row.look_attempt)) == Owed(str(film.code), 2)
    seen: list[int] = []
    really = looking.find_faces

    def find(*arguments: Any, **more: Any) -> Any:
        seen.extend(one.number for one in more["done"])
        return really(*arguments, **more)

    monkeypatch.setattr(looking, "find_faces", find)
    run_here(looking.LOOK_FOR_FACES, Owed(str(film.code), 2))
    assert seen == [0]
    row.refresh_from_db()
    assert row.looking == Blurring.Work.DONE
    assert film.face_tracks.count() >= 2


def test_deleted_while_it_is_looked_at_nothing_of_faces_comes_back(cast: Cast, film: Recording) -> None:
    looking.ask(film)
    deleting.delete_film(fresh(film), cast.ana)
    run_here(looking.LOOK_FOR_FACES, Owed(str(film.code), 1))
    assert not FaceTrack.objects.exists()
    assert not FaceStretch.objects.exists()


class Killed(BaseException):
    """As a worker that is killed: nothing of ours catches it."""


STEPS = ["begin", "hide", "publish", "take_pictures", "show"]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_nothing_is_shared_and_the_work_goes_on(
    step: str, cast: Cast, ben: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.cover(film, Covering.What.PICTURE, {"start_ms": 0, "end_ms": 3000})
    sharing.share(film, cast.ana, whole=True)
    assert making.begin(fresh(film), cast.ana, "block")

    def killed(*_arguments: Any, **_more: Any) -> Any:
        raise Killed

    where: dict[str, Any] = {
        "begin": (renditions, "begin"),
        "hide": (making, "hide"),
        "publish": (renditions, "publish"),
        "take_pictures": (making, "prepare_stream"),
        "show": (making.Bench, "show"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*where[step], killed)
        with pytest.raises(Killed):
            making._make(str(film.code), 1)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert ben.get(f"/film/{film.code}/poster").status_code == 404
    assert not Share.objects.filter(withdrawn_at__isnull=True).exists()
    assert not fresh(film).shows_blurred
    assert list(making.owed_now()) == [Owed(str(film.code), 1)]
    film = run(film)
    assert film.shows_blurred
    assert not film.renditions.filter(published_at__isnull=True).exists()
    assert len(store.names(film.blurred_code)) == film.renditions.filter(blurred=True).count()
    assert ben.get(f"/film/{film.code}/film").status_code == 404


@pytest.mark.parametrize("at", [1, 2, 3])
def test_with_a_full_disk_it_stays_unshared_says_so_and_can_be_tried_again(
    at: int, cast: Cast, ana: Client, ben: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing.share(film, cast.ana, whole=True)
    count = itertools.count(1)
    really = store.create

    def create(*arguments: Any, **more: Any) -> Any:
        if next(count) >= at:
            raise store.Full
        return really(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(store, "create", create)
        film = made(fresh(film), cast)
    row = Blurring.objects.get(recording=film)
    assert (row.making, row.make_problem) == (Blurring.Work.FAILED, "no_room")
    assert (film.shows_blurred, film.blur_waits) == (False, True)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    with pytest.raises(sharing.CannotShare, match="blurring"):
        sharing.share(film, cast.ana, whole=True)
    page = ana.get(f"/cycle/{cast.strand.code}/film/{film.code}/faces/")
    assert "no room left" in words_of(page)
    assert made(film, cast).shows_blurred


def test_a_yes_that_is_taken_back_while_it_is_blurred_leaves_it_unshared(
    cast: Cast, ben: Client, film: Recording
) -> None:
    found = make_class(cast.school, "Ada Byron")
    all_say_yes(found)
    Recording.objects.update(begins_at=None)
    pupils.name(cast.strand, cast.ana, found.code, by_plan=False)
    sharing.share(fresh(film), cast.ana, whole=True)
    assert making.begin(fresh(film), cast.ana, "blur")
    say(found.places.get().pupil, False)
    film = run(film)
    for address in ("film", "poster", "original"):
        assert ben.get(f"/film/{film.code}/{address}").status_code == 404
    assert pupils.held_back(film) == "agreed"
    # Once its owner has watched it through nobody can be recognised in it: it is shared by them, and not by itself.
    choosing.looked_through(film, cast.ana)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert pupils.held_back(fresh(film)) == ""


@pytest.mark.parametrize("which", ["look", "make"])
def test_while_the_store_is_away_nothing_is_lost_and_it_can_be_tried_again(
    which: str, cast: Cast, ana: Client, ben: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any, **_more: Any) -> Any:
        raise store.Away

    choosing.cover(film, Covering.What.PICTURE, {"start_ms": 0, "end_ms": 3000})
    with monkeypatch.context() as patch:
        patch.setattr(store, "read", away)
        patch.setattr(recordings_jobs, "AWAY_PAUSES_S", (0.0, 0.0))
        if which == "look":
            assert looked(film).looking == Blurring.Work.FAILED
        else:
            assert not made(film, cast).shows_blurred
        page = words_of(ana.get(f"/cycle/{cast.strand.code}/film/{film.code}/faces/"))
        assert "Nothing is lost. Try again." in page
        assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert not store.names(film.blurred_code)
    if which == "look":
        assert looked(film).looking == Blurring.Work.DONE
    else:
        assert fresh(film).blur_waits
        assert made(fresh(film), cast).shows_blurred


def test_a_share_that_was_taken_back_while_it_was_blurred_stays_taken_back(
    cast: Cast, ben: Client, film: Recording
) -> None:
    assert making.begin(film, cast.ana, "blur")
    sharing.withdraw(film, cast.ana)
    film = run(film)
    choosing.looked_through(film, cast.ana)
    assert not Share.objects.filter(recording=film, withdrawn_at__isnull=True).exists()
    assert ben.get(f"/film/{film.code}/film").status_code == 404


def test_a_share_that_slips_in_shows_nothing_while_the_film_waits(
    cast: Cast, ben: Client, film: Recording
) -> None:
    assert making.begin(film, cast.ana, "blur")
    Share.objects.create(recording=film, whole=True, opening=cast.cycle.opening)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert ben.get(f"/film/{run(film).code}/film").status_code == 404


def test_a_clip_of_the_original_goes_and_is_cut_anew_from_the_blurred_film(
    cast: Cast, ben: Client, film: Recording
) -> None:
    extract = Extract.objects.create(recording=film, author=cast.ana, start_ms=500, end_ms=1500)
    sharing.share(film, cast.ana, whole=False, chosen=[extract.code])
    run_here(clips.CUT, Owed(str(extract.code), 1 + extract.attempt))
    address = f"/film/{film.code}/clip/{extract.code}"
    assert ben.get(address).status_code == 200
    choosing.cover(film, Covering.What.PICTURE, {"start_ms": 0, "end_ms": 3000})
    film = made(fresh(film), cast, "block")
    assert not film.renditions.filter(role="clip").exists()
    assert ben.get(address).status_code == 404
    choosing.looked_through(film, cast.ana)
    sharing.share(fresh(film), cast.ana, whole=False, chosen=[extract.code])
    extract.refresh_from_db()
    run_here(clips.CUT, Owed(str(extract.code), extract.attempt))
    clip = b"".join(ben.get(address).streaming_content)
    assert likeness(clip, TEACHER, 500) < 0.5
    assert film.renditions.get(role="clip").blurred


def test_the_owner_goes_back_to_the_original_and_nothing_is_shared_by_that(
    cast: Cast, ana: Client, ben: Client, film: Recording, lesson_bytes: bytes
) -> None:
    film = made(film, cast)
    choosing.looked_through(film, cast.ana)
    sharing.share(fresh(film), cast.ana, whole=True)
    assert ben.get(f"/film/{film.code}/film").status_code == 200
    assert choosing.give_up(fresh(film), cast.ana)
    film = fresh(film)
    assert ben.get(f"/film/{film.code}/film").status_code == 404
    assert played(ana, film) == lesson_bytes
    assert store.names(film.blurred_code) == []
    assert not is_looked_through(film)


def test_an_upload_that_plays_as_it_came_is_not_tidied_away_for_a_blurred_film(
    cast: Cast, film: Recording
) -> None:
    film.renditions.filter(role="film").update(role=Rendition.Role.SOURCE)
    film.renditions.create(
        role="film", blurred=True, attempt=1, name="x/y", published_at=film.made_at - timedelta(days=9)
    )
    assert list(ending._untidy()) == []
    # Where what was filmed has been made playable, what was sent goes as ever.
    film.renditions.create(role="film", attempt=1, name="x/z", published_at=film.made_at - timedelta(days=9))
    assert [owed.code for owed in ending._untidy()] == [str(film.code)]


def test_a_film_that_its_device_went_on_with_is_looked_at_and_looked_through_again(
    cast: Cast, film: Recording
) -> None:
    looked(film)
    film = made(film, cast)
    choosing.looked_through(film, cast.ana)
    forgetting.look_again(film)
    film = fresh(film)
    assert not is_looked_through(film)
    assert Blurring.objects.get().looking == Blurring.Work.NONE
    assert looking.ask(film)


def test_made_again_it_must_be_looked_through_again(cast: Cast, film: Recording) -> None:
    film = made(film, cast)
    choosing.looked_through(film, cast.ana)
    before = film.renditions.get(role="film", blurred=True)
    film = made(fresh(film), cast)
    assert film.renditions.get(role="film", blurred=True) != before
    assert before.name not in store.names(film.blurred_code)
    assert not is_looked_through(film)


def test_the_original_is_not_destroyed_before_the_blurred_film_was_looked_through(
    cast: Cast, film: Recording
) -> None:
    with pytest.raises(original.NotYet):
        original.destroy_original(film, cast.ana)
    film = made(film, cast)
    with pytest.raises(original.NotYet):
        original.destroy_original(film, cast.ana)
    assert original.filmed(film) is not None


@pytest.mark.parametrize("step", ["key", "files"])
def test_killed_while_the_original_is_destroyed_the_sweep_finishes_it(
    step: str, cast: Cast, ana: Client, film: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = made(film, cast)
    choosing.looked_through(film, cast.ana)

    def killed(*_arguments: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*((keystore, "destroy") if step == "key" else (store, "delete_all")), killed)
        with pytest.raises(Killed):
            original.destroy_original(fresh(film), cast.ana)
    assert ana.get(f"/film/{film.code}/original").status_code == 404
    (owed,) = original._owed_now()
    run_here(original.FINISH_ORIGINAL, owed)
    assert not any(original.left_of_original(fresh(film)).values())
    assert original.half_destroyed() == []
    assert played(ana, fresh(film))


def test_a_database_put_back_from_before_loses_the_original_and_keeps_the_blurred_film(
    cast: Cast, ana: Client, film: Recording
) -> None:
    film = made(film, cast)
    keystore.destroy(f"recording:{film.code}")
    assert film.code not in ending._half_deleted()
    (owed,) = original._owed_now()
    run_here(original.FINISH_ORIGINAL, owed)
    film = fresh(film)
    assert film.original_gone_at is not None
    assert not film.renditions.filter(blurred=False).exists()
    assert played(ana, film)


def test_faces_are_sorted_by_doubt_and_their_pictures_are_made_as_they_are_asked_for(
    cast: Cast, ana: Client, ben: Client, film: Recording
) -> None:
    looked(film)
    sharing.share(film, cast.ana, whole=True)
    unsure = FaceTrack.objects.filter(recording=film).last()
    assert unsure is not None
    unsure.recording = film
    unsure.facts = json.dumps(json.loads(unsure.facts) | {"doubt": ["short", "small"]})
    unsure.save()
    page = ana.get(f"/cycle/{cast.strand.code}/film/{film.code}/faces/")
    assert "seen for a moment only; very small" in words_of(page)
    assert page.context["faces"][0].number == unsure.number
    before = store.names(film.code)
    picture = ana.get(f"/film/{film.code}/face/{unsure.code}")
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert store.names(film.code) == before
    assert ben.get(f"/film/{film.code}/face/{unsure.code}").status_code == 404
    assert ana.get(f"/film/{film.code}/face/{film.code}").status_code == 404


def test_the_page_costs_the_same_however_many_faces_there_are(
    cast: Cast, ana: Client, film: Recording
) -> None:
    address = f"/cycle/{cast.strand.code}/film/{film.code}/faces/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ana.get(address).status_code == 200
        return len(asked)

    def add(first: int, count: int) -> None:
        facts = {"first_ms": 0, "last_ms": 900, "smallest_px": 20, "gap_ms": 0, "doubt": ["short"]}
        rows = [
            FaceTrack(recording=film, number=n, facts=json.dumps(facts), path="[]")
            for n in range(first, first + count)
        ]
        FaceTrack.objects.bulk_create(rows)

    choosing.cover(film, Covering.What.PICTURE, {"start_ms": 0, "end_ms": 900})
    Blurring.objects.update(looking=Blurring.Work.DONE)
    add(1, 2)
    few = cost()
    add(3, 60)
    for start in range(20):
        choosing.cover(film, Covering.What.SOUND, {"start_ms": start, "end_ms": 900})
    assert cost() == few <= 27


def test_the_page_says_where_it_is(cast: Cast, ana: Client, film: Recording) -> None:
    address = f"/cycle/{cast.strand.code}/film/{film.code}/faces/"
    assert heading(ana.get(address)) == "Hide faces in this film"
    ana.post(f"{address}look/")
    assert heading(ana.get(address)) == "Hiding faces: the server is at work"
    jobs.report(looking.LOOK_FOR_FACES, str(film.code), 1, 0.5, "faces")
    told = ana.get(f"{address}progress/").json()
    assert (told["sentence"], told["percent"]) == ("Looking for faces", 50)
    looking.failed(Owed(str(film.code), 1), "faces_not_installed")
    assert "This server cannot look for faces" in words_of(ana.get(address))
    assert not ana.post(f"{address}looked-through/", {"sure": "yes"}, follow=True).context["film"].blur_waits
    made(fresh(film), cast)
    assert heading(ana.get(address)) == "Look through the blurred film"
    ana.post(f"{address}looked-through/")
    assert not is_looked_through(fresh(film))
    ana.post(f"{address}looked-through/", {"sure": "yes"})
    assert is_looked_through(fresh(film))
    assert heading(ana.get(address)) == "Faces are hidden in this film"
