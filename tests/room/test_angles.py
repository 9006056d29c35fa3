"""Further films of a lesson in the room: who is offered them, how they lie, and the owner's hand."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sidebyside.people.models import Person
from sidebyside.recordings.lining_up_by_hand import FARTHEST_MS
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.room.conftest import brought_film, kept, offered_extract, share

LinedUp = Recording.LinedUp


def further(cast: Cast, number: int = 1, **fields: Any) -> Recording:
    given = {"lined_up": LinedUp.SOUND, "on_film_ms": -1_500, "drift_ppm": 30, "width_px": 1280} | fields
    angle = Recording.objects.create(
        strand=cast.strand,
        owner=cast.strand.coachee,
        state=Recording.State.READY,
        duration_ms=50_000,
        angle=number,
        **given,
    )
    keystore.make(f"recording:{angle.code}")
    kept(angle, Rendition.Role.FILM, b"another film", "video/mp4")
    return angle


def prepare(client: Client, cast: Cast) -> str:
    return client.get(f"/cycle/{cast.strand.code}/prepare/").content.decode()


def angles_told(shown: str) -> list[dict[str, Any]]:
    if 'id="room-film"' not in shown:
        return []
    script = shown.split('<script id="room-film" type="application/json">')[1].split("</script>")[0]
    found: list[dict[str, Any]] = json.loads(script)["angles"]
    return found


def test_the_owner_switches_between_the_films_that_lie(ana: Client, cast: Cast, film: Recording) -> None:
    second = further(cast)
    further(cast, 2, width_px=0)
    told = angles_told(prepare(ana, cast))
    assert [one["name"] for one in told] == ["Film 2", "Microphone 3"]
    assert told[0] | {"src": ""} == {
        "code": str(second.code),
        "number": 1,
        "name": "Film 2",
        "src": "",
        "seen": f"/film/{second.code}/seen",
        "has_picture": True,
        "has_sound": True,
        "duration_ms": 50_000,
        "on_film_ms": -1_500,
        "drift_ppm": 30,
    }
    assert told[0]["src"].startswith(f"/film/{second.code}/film?v=")


@pytest.mark.parametrize(
    ("lined_up", "words"),
    [
        (LinedUp.NOT_YET, "It is compared with the first film"),
        (LinedUp.NOT_FOUND, "Line it up by hand."),
    ],
)
def test_a_film_that_lies_nowhere_yet_is_told_of_and_not_switched_to(
    ana: Client, cast: Cast, film: Recording, lined_up: str, words: str
) -> None:
    second = further(cast, lined_up=lined_up)
    shown = prepare(ana, cast)
    assert angles_told(shown) == []
    assert "<film-angles" not in shown
    assert words in shown
    assert f"/angles/{second.code}/" in shown


def test_the_coach_sees_what_is_shared_of_them_and_nothing_of_lining_up(
    ben: Client, cast: Cast, shared_film: Recording
) -> None:
    second, third = further(cast), further(cast, 2)
    assert angles_told(prepare(ben, cast)) == []
    share(second)
    shown = prepare(ben, cast)
    assert [one["code"] for one in angles_told(shown)] == [str(second.code)]
    assert str(third.code) not in shown
    assert "/angles/" not in shown


def test_whoever_is_shown_extracts_only_sees_no_other_angle(ben: Client, cast: Cast, film: Recording) -> None:
    share(film, whole=False)
    offered_extract(film, 10_000, 20_000)
    second = further(cast)
    share(second)
    shown = prepare(ben, cast)
    assert angles_told(shown) == []
    assert str(second.code) not in shown


def test_the_owner_s_hand_lines_it_up_for_good(ana: Client, cast: Cast, film: Recording) -> None:
    second = further(cast, lined_up=LinedUp.NOT_FOUND)
    address = f"/cycle/{cast.strand.code}/angles/{second.code}/"
    shown = ana.get(address).content.decode()
    assert "It fits here" in shown
    assert 'name="on_film_ms" value="-1500"' in shown
    assert ana.post(address, {"on_film_ms": str(FARTHEST_MS + 1)}).status_code == 422
    assert ana.post(address, {"on_film_ms": "-2340"}).status_code == 302
    second.refresh_from_db()
    assert (second.on_film_ms, second.lined_up) == (-2_340, LinedUp.HAND)
    assert [one["on_film_ms"] for one in angles_told(prepare(ana, cast))] == [-2_340]


def test_there_is_nothing_to_line_up_with_until_both_can_be_watched(ana: Client, cast: Cast) -> None:
    second = further(cast)
    answer = ana.get(f"/cycle/{cast.strand.code}/angles/{second.code}/", follow=True)
    assert answer.redirect_chain == [(f"/cycle/{cast.strand.code}/prepare/", 302)]
    assert "Both films must be there first." in answer.content.decode()


def test_only_the_owner_lines_up(
    ana: Client, ben: Client, cast: Cast, shared_film: Recording, as_person: Callable[[Person], Client]
) -> None:
    second = further(cast)
    share(second)
    address = f"/cycle/{cast.strand.code}/angles/{second.code}/"
    for client in (ben, as_person(cast.cleo), as_person(cast.dora)):
        assert client.get(address).status_code == 404
        assert client.post(address, {"on_film_ms": "0"}).status_code == 404
    # The first film is what all others lie on, and a film of another cycle lies on none of this one's.
    assert ana.get(f"/cycle/{cast.strand.code}/angles/{shared_film.code}/").status_code == 404
    other = brought_film(cast.other_strand)
    assert ana.get(f"/cycle/{cast.strand.code}/angles/{other.code}/").status_code == 404


def test_deleting_a_further_film_closes_nothing_and_takes_no_line_up(
    ana: Client, ben: Client, cast: Cast, shared_film: Recording
) -> None:
    from sidebyside.recordings.deleting import delete_film
    from sidebyside.room.actions import line_up
    from sidebyside.room.models import LineUp, Ready

    second = further(cast)
    line_up(cast.ben, shared_film, 3_000)
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    delete_film(second, cast.ana)
    assert Ready.objects.count() == 2
    assert LineUp.objects.count() == 1


def test_a_name_is_shown_to_whoever_may_watch_it_and_to_nobody_else(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    second = further(cast)
    for one, called in ((film, "At the back"), (second, "Group at the window")):
        one.called = called
        one.save(update_fields=["called"])
    assert "Group at the window" in prepare(ana, cast)
    share(film)
    assert "At the back" in prepare(ben, cast)
    assert "Group at the window" not in prepare(ben, cast)
    share(second)
    assert [one["name"] for one in angles_told(prepare(ben, cast))] == ["Group at the window"]
