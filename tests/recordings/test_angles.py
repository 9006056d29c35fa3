import uuid

import pytest
from django.test import Client

from sidebyside.programme.models import StrandStep
from sidebyside.programme.stages import reach
from sidebyside.recordings import deleting, sharing, store
from sidebyside.recordings.access import angles_of, film_of, films
from sidebyside.recordings.models import Recording, Rendition, Share
from tests.cast import Cast
from tests.recordings.conftest import put, ready_film
from tests.recordings.filmed import begin_part

LinedUp = Recording.LinedUp


def another(cast: Cast, angle: int, *, picture: bool = True) -> Recording:
    made = Recording.objects.create(
        strand=cast.strand,
        owner=cast.ana,
        angle=angle,
        state=Recording.State.READY,
        duration_ms=2000,
        width_px=160 if picture else 0,
        on_film_ms=1500,
        lined_up=LinedUp.SOUND,
        sound="good",
    )
    put(made, Rendition.Role.FILM, b"another")
    return films().get(pk=made.pk)


@pytest.fixture
def film(cast: Cast) -> Recording:
    film = ready_film(cast, b"a film")
    Recording.objects.filter(pk=film.pk).update(width_px=160)
    reach(cast.strand, "film")
    return films().get(pk=film.pk)


def may_watch(client: Client, film: Recording) -> bool:
    status = client.get(f"/film/{film.code}/film").status_code
    assert status in {200, 404}
    return status == 200


def test_an_angle_that_is_there_is_shared_with_the_film_and_a_later_one_by_its_own_button(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    beside = another(cast, 1)
    sharing.share(film, cast.ana, whole=True)
    later = another(cast, 2)
    assert (may_watch(ben, film), may_watch(ben, beside), may_watch(ben, later)) == (True, True, False)
    ana.post(f"/cycle/{cast.strand.code}/film/angle/{later.code}/share/")
    assert may_watch(ben, later)
    ana.post(f"/cycle/{cast.strand.code}/film/angle/{beside.code}/withdraw/")
    assert (may_watch(ben, film), may_watch(ben, beside), may_watch(ben, later)) == (True, False, True)


def test_an_angle_is_not_shared_before_the_film(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    beside = another(cast, 1)
    ana.post(f"/cycle/{cast.strand.code}/film/angle/{beside.code}/share/")
    assert not Share.objects.exists()
    assert not may_watch(ben, beside)


def test_taking_the_film_back_takes_its_angles_back(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    beside = another(cast, 1)
    sharing.share(film, cast.ana, whole=True)
    ana.post(f"/cycle/{cast.strand.code}/film/withdraw/")
    assert (may_watch(ben, film), may_watch(ben, beside)) == (False, False)


def test_sharing_extracts_only_shows_no_angle(ana: Client, ben: Client, cast: Cast, film: Recording) -> None:
    beside = another(cast, 1)
    sharing.share(film, cast.ana, whole=True)
    pick = film.extracts.create(author=cast.ana, start_ms=0, end_ms=1000)
    sharing.share(film, cast.ana, whole=False, chosen=[pick.code])
    assert (may_watch(ben, film), may_watch(ben, beside)) == (False, False)


def test_deleting_an_angle_leaves_the_film(ana: Client, cast: Cast, film: Recording) -> None:
    beside = another(cast, 1)
    at = f"/cycle/{cast.strand.code}/film/angle/{beside.code}/delete/"
    assert "further film" in ana.get(at).content.decode()
    assert ana.post(at).status_code == 302
    assert store.names(beside.code) == []
    assert angles_of(cast.strand) == []
    assert film_of(cast.strand) == film
    assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()


def test_when_the_film_is_deleted_the_next_one_takes_its_place_unshared(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    microphone, beside, third = another(cast, 1, picture=False), another(cast, 2), another(cast, 3)
    sharing.share(film, cast.ana, whole=True)
    deleting.delete_film(film, cast.ana)
    assert film_of(cast.strand) == beside
    assert [one.angle for one in angles_of(cast.strand)] == [1, 3]
    assert not any(may_watch(ben, one) for one in (microphone, beside, third))
    third.refresh_from_db()
    assert (third.lined_up, third.on_film_ms) == (LinedUp.NOT_YET, 0)
    assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()


def test_a_sound_alone_does_not_become_the_film(cast: Cast, film: Recording) -> None:
    another(cast, 1, picture=False)
    deleting.delete_film(film, cast.ana)
    assert film_of(cast.strand) is None
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()


def test_all_films_of_a_lesson_can_be_deleted_at_once(ana: Client, cast: Cast, film: Recording) -> None:
    codes = [film.code, another(cast, 1).code, another(cast, 2, picture=False).code]
    assert "Delete all of this lesson" in ana.get(f"/cycle/{cast.strand.code}/film/delete/").content.decode()
    assert ana.post(f"/cycle/{cast.strand.code}/film/delete/", {"what": "all"}).status_code == 302
    assert not films().filter(strand=cast.strand).exists()
    assert [name for code in codes for name in store.names(code)] == []
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()


def test_the_films_page_lists_what_else_was_taken_of_the_lesson(
    ana: Client, cast: Cast, film: Recording
) -> None:
    another(cast, 1)
    another(cast, 2, picture=False)
    begin_part(ana, cast.strand.code, uuid.uuid4())
    text = ana.get(f"/cycle/{cast.strand.code}/film/").content.decode()
    assert "Film 2" in text
    assert "Microphone 3" in text
    assert "<audio" in text
    assert "Lined up with the first film by its sound." in text
    assert "The sound is good." in text
    assert "being sent" in text


def test_what_arrived_of_a_lost_device_is_kept_at_its_owners_word(ana: Client, cast: Cast) -> None:
    from tests.recordings.conftest import send

    code = uuid.uuid4()
    address = begin_part(ana, cast.strand.code, code)
    keep = f"/cycle/{cast.strand.code}/film/device/{code}/keep/"
    assert send(ana, address, 0, bytes(1024 * 1024)) == 204
    assert keep in ana.get(f"/cycle/{cast.strand.code}/film/").content.decode()
    assert ana.post(keep).status_code == 302
    kept = Recording.objects.get()
    assert (kept.state, kept.parts_in_all) == (Recording.State.PREPARING, None)
    assert ana.post(keep).status_code == 302
    assert Recording.objects.get().state == Recording.State.PREPARING


def test_keeping_what_arrived_touches_no_film_that_is_there(ana: Client, cast: Cast, film: Recording) -> None:
    assert ana.post(f"/cycle/{cast.strand.code}/film/device/{film.code}/keep/").status_code == 302
    film.refresh_from_db()
    assert film.state == Recording.State.READY


def test_the_page_for_another_film_brings_it_as_another(ana: Client, cast: Cast, film: Recording) -> None:
    text = ana.get(f"/cycle/{cast.strand.code}/film/second/").content.decode()
    assert " second then=" in text


def call(client: Client, cast: Cast, film: Recording, called: str) -> str:
    answer = client.post(
        f"/cycle/{cast.strand.code}/film/{film.code}/called/", {"called": called}, follow=True
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_owner_gives_a_film_a_name_that_lies_sealed_and_goes_with_it(
    cast: Cast, ana: Client, film: Recording
) -> None:
    second = another(cast, 1)
    assert "<bdi>Film 2</bdi>" in call(ana, cast, film, "At the back")
    shown = call(ana, cast, second, "  Group at   the window ")
    assert "<bdi>Group at the window</bdi>" in shown
    assert "<bdi>At the back</bdi>" in shown
    assert "<bdi>Film 2</bdi>" not in shown
    raw = Recording.objects.raw("SELECT id, called FROM recordings_recording")
    assert not any(b"window" in bytes(one.__dict__["called"]) for one in raw)
    assert "40 letters at most" in call(ana, cast, second, "x" * 41)
    assert "<bdi>Group at the window</bdi>" in call(ana, cast, film, "")
    deleting.delete_film(second, cast.ana)
    assert Recording.objects.get(pk=second.pk).called == ""


def test_a_name_taken_away_leaves_the_number(cast: Cast, ana: Client, film: Recording) -> None:
    second = another(cast, 1)
    call(ana, cast, second, "Window")
    assert "<bdi>Film 2</bdi>" in call(ana, cast, second, " ")


def test_nobody_else_names_it(cast: Cast, ben: Client, film: Recording) -> None:
    sharing.share(film, cast.ana, whole=True)
    address = f"/cycle/{cast.strand.code}/film/{film.code}/called/"
    assert ben.post(address, {"called": "Mine"}).status_code == 404
    assert Recording.objects.get(pk=film.pk).called == ""
