import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.recordings import ending
from sidebyside.recordings.models import HandOver, Recording, Rendition, Upload
from sidebyside.trust import audit
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, metadata, put, send
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
from tests.recordings.test_ending import do


@pytest.fixture
def film() -> uuid.UUID:
    return uuid.uuid4()


def hand_over(ana: Client, cast: Cast) -> None:
    response = ana.post(f"/cycle/{cast.strand.code}/film/hand-over/", {"to": str(cast.ben.code)})
    assert response.status_code == 302
    assert HandOver.objects.filter(to=cast.ben, ended_at=None).count() == 1


def take_back(ana: Client, cast: Cast) -> None:
    assert ana.post(f"/cycle/{cast.strand.code}/film/take-filming-back/").status_code == 302
    assert not HandOver.objects.filter(ended_at=None).exists()


def test_what_the_coach_films_is_the_coachees_from_the_first_second(
    ana: Client, ben: Client, cast: Cast
) -> None:
    hand_over(ana, cast)
    film = whole_film(ben, cast.strand.code, secrets.token_bytes(2 * MB), b"and the rest")
    assert film.owner == cast.ana
    assert film.state == Recording.State.PREPARING
    assert state(ben, cast.strand.code, film.code)["state"] == "safe"


def test_the_coachs_device_only_writes(ana: Client, ben: Client, cast: Cast) -> None:
    hand_over(ana, cast)
    film = whole_film(ben, cast.strand.code, b"a film")
    at = f"/cycle/{cast.strand.code}/film/"
    for page in (
        at,
        f"{at}progress/",
        f"{at}delete/",
        f"{at}rehearsals/",
        f"{at}second/",
        f"/film/{film.code}/film",
    ):
        assert ben.get(page).status_code == 404, page
    for button in ("share/", "withdraw/", "give-up/", "delete/", "hand-over/", "take-filming-back/"):
        assert ben.post(f"{at}{button}").status_code == 404, button
    assert ben.post(f"{at}device/{film.code}/keep/").status_code == 404
    address = f"/upload/{Upload.objects.get().code}"
    assert ben.delete(address, headers=TUS).status_code == 404
    assert ben.head(address, headers=TUS).status_code == 200


def test_whoever_is_not_asked_films_nothing(ben: Client, cast: Cast, film: uuid.UUID) -> None:
    assert speak(ben, cast.strand.code, film)[0] == 404
    assert ben.get(f"/cycle/{cast.strand.code}/film/record/").status_code == 404
    assert ben.get(f"/cycle/{cast.strand.code}/film/device/{film}/").status_code == 404
    assert say_ended(ben, cast.strand.code, film, 1).status_code == 404


def test_the_coach_brings_no_file_and_no_dummy_run(ana: Client, ben: Client, cast: Cast) -> None:
    hand_over(ana, cast)
    words = metadata(strand=str(cast.strand.code), filename="mine.mp4")
    assert (
        ben.post("/upload/", headers=TUS | {"upload-length": "10", "upload-metadata": words}).status_code
        == 404
    )
    assert speak(ben, cast.strand.code, uuid.uuid4(), sort="rehearsal")[0] == 404
    page = ben.get(f"/cycle/{cast.strand.code}/film/record/?rehearsal=1")
    assert not page.context["rehearsal"]
    assert page.context["film"] is None


def test_taking_filming_back_stops_what_is_coming_and_giving_it_again_goes_on(
    ana: Client, ben: Client, cast: Cast, film: uuid.UUID
) -> None:
    body = secrets.token_bytes(2 * MB)
    hand_over(ana, cast)
    address = begin_part(ben, cast.strand.code, film)
    assert send(ben, address, 0, body[:MB]) == 204
    take_back(ana, cast)
    assert send_all(ben, address, body[MB:], MB) == 404
    assert ben.head(address, headers=TUS).status_code == 404
    assert ben.get(f"/cycle/{cast.strand.code}/film/device/{film}/").status_code == 404
    hand_over(ana, cast)
    assert state(ben, cast.strand.code, film)["parts"]["1"]["arrived"] == MB
    assert send_all(ben, address, body[MB:], MB) == 204
    assert say_ended(ben, cast.strand.code, film, 1).json()["state"] == "safe"


def test_a_coach_learns_nothing_of_films_that_the_coachee_made(ana: Client, ben: Client, cast: Cast) -> None:
    hers = whole_film(ana, cast.strand.code, b"her own")
    hand_over(ana, cast)
    assert ben.get(f"/cycle/{cast.strand.code}/film/device/{hers.code}/").status_code == 404
    assert say_ended(ben, cast.strand.code, hers.code, 7).status_code == 404
    assert speak(ben, cast.strand.code, hers.code, 2)[0] == 404
    hers.refresh_from_db()
    assert hers.parts_in_all == 1


def test_a_coachs_device_that_was_off_while_its_film_was_made_is_told_that_it_is_safe(
    ana: Client, ben: Client, cast: Cast
) -> None:
    hand_over(ana, cast)
    his = whole_film(ben, cast.strand.code, b"his work")
    Recording.objects.update(state=Recording.State.READY)
    put(his, Rendition.Role.FILM, b"a film")
    Rendition.objects.filter(role="film").update(published_at=timezone.now() - timedelta(days=1))
    do(ending.TIDY)
    assert not Upload.objects.exists()
    assert state(ben, cast.strand.code, his.code) == {"state": "safe", "parts": {}}
    assert say_ended(ben, cast.strand.code, his.code, 1).json()["state"] == "safe"
    assert ben.get(f"/film/{his.code}/film").status_code == 404


def test_both_devices_of_a_lesson_are_films_of_it(ana: Client, ben: Client, cast: Cast) -> None:
    hand_over(ana, cast)
    send_part(ana, cast.strand.code, uuid.uuid4(), 1, b"hers")
    send_part(ben, cast.strand.code, uuid.uuid4(), 1, b"his")
    assert set(Recording.objects.values_list("angle", "owner")) == {(0, cast.ana.pk), (1, cast.ana.pk)}


def test_what_was_filmed_for_her_still_arrives_when_the_cycle_has_closed(
    ana: Client, ben: Client, cast: Cast, film: uuid.UUID
) -> None:
    hand_over(ana, cast)
    actions.close(cast.strand, cast.ana)
    send_part(ben, cast.strand.code, film, 1, b"filmed without a network")
    assert say_ended(ben, cast.strand.code, film, 1).json()["state"] == "safe"


def test_a_coach_who_has_left_brings_nothing_more(
    ana: Client, ben: Client, cast: Cast, film: uuid.UUID
) -> None:
    hand_over(ana, cast)
    actions.leave(cast.pair, cast.ben)
    assert speak(ben, cast.strand.code, film)[0] == 404


def test_a_coach_whose_account_was_closed_goes_on_when_it_opens(
    ana: Client, ben: Client, cast: Cast, film: uuid.UUID, as_person: Callable[[Person], Client]
) -> None:
    hand_over(ana, cast)
    address = begin_part(ben, cast.strand.code, film)
    assert send(ben, address, 0, bytes(MB)) == 204
    Person.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert send_all(ben, address, b"end", MB) == 401
    Person.objects.filter(pk=cast.ben.pk).update(is_active=True)
    assert send_all(as_person(cast.ben), address, b"end", MB) == 204


def test_handing_over_twice_is_once_and_both_acts_are_noted(ana: Client, cast: Cast) -> None:
    hand_over(ana, cast)
    hand_over(ana, cast)
    take_back(ana, cast)
    take_back(ana, cast)
    noted = [deed.act for deed in audit.deeds(cast.strand.code)]
    assert noted == ["handed over", "took filming back"]


def test_nobody_is_asked_while_the_cycle_rests(ana: Client, cast: Cast) -> None:
    actions.pause(cast.strand, cast.ana)
    ana.post(f"/cycle/{cast.strand.code}/film/hand-over/", {"to": str(cast.ben.code)})
    assert not HandOver.objects.exists()


def test_a_stranger_cannot_be_asked(ana: Client, cast: Cast) -> None:
    ana.post(f"/cycle/{cast.strand.code}/film/hand-over/", {"to": str(cast.cleo.code)})
    assert not HandOver.objects.exists()


def test_the_coach_is_led_to_the_filming_page_from_home_and_from_the_cycle(
    ana: Client, ben: Client, cast: Cast
) -> None:
    page, record = f"/cycle/{cast.strand.code}/", f"/cycle/{cast.strand.code}/film/record/"
    assert record not in ben.get(page).content.decode()
    hand_over(ana, cast)
    assert record in ben.get("/").content.decode()
    assert record in ben.get(page).content.decode()
    assert "Film Ana" in ben.get(page).content.decode()
    assert ben.get(record).status_code == 200
    take_back(ana, cast)
    assert record not in ben.get("/").content.decode()
    assert record not in ben.get(page).content.decode()


def test_the_owner_sees_on_the_films_page_whose_device_has_it(
    ana: Client, ben: Client, cast: Cast, film: uuid.UUID
) -> None:
    page = f"/cycle/{cast.strand.code}/film/"
    assert "Let Ben film it" in ana.get(page).content.decode()
    hand_over(ana, cast)
    assert "Take filming back" in ana.get(page).content.decode()
    address = begin_part(ben, cast.strand.code, film)
    assert send(ben, address, 0, bytes(2 * MB)) == 204
    text = ana.get(page).content.decode()
    assert "Ben films your lesson" in text
    assert "2 MB have arrived" in text


def test_the_coachs_upload_of_a_file_that_is_already_coming_is_not_touched(
    ana: Client, ben: Client, cast: Cast
) -> None:
    address = begin_upload(ana, cast.strand.code, 10)
    hand_over(ana, cast)
    assert ben.head(address, headers=TUS).status_code == 404
    assert send(ben, address, 0, b"0123456789") == 404
