"""All that is one's own in one file, and nothing of anybody else's."""

import io
import zipfile

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from sidebyside.recordings import live
from sidebyside.trust import audit
from tests.access.asking import bytes_of, told_too_much
from tests.access.scenes import Scene, build, hold

MINE = "/film/everything/mine.zip"


@pytest.fixture
def scene(db: None) -> Scene:
    return build("meeting open")


def taken(client: Client) -> zipfile.ZipFile:
    answer = client.get(MINE)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sidebyside-mine.zip"'
    assert "no-store" in answer.headers["Cache-Control"]
    made = zipfile.ZipFile(io.BytesIO(bytes_of(answer)))
    assert made.testzip() is None
    return made


def test_the_owner_takes_films_words_and_an_index_that_names_each_file(scene: Scene) -> None:
    made = taken(scene.browser("ana"))
    names = made.namelist()
    assert names[-1] == "index.html"
    films = [name for name in names if name.startswith("films/")]
    assert films
    watched = bytes_of(scene.browser("ana").get(f"/film/{scene.film.code}/film"))  # type: ignore[union-attr]
    assert watched in [made.read(name) for name in films], "the very bytes that the player gets"
    index = made.read("index.html").decode()
    for name in names[:-1]:
        assert f'href="{name}"' in index
    assert scene.cast.ana.email in index
    assert "Focus" in index
    assert [deed.act for deed in audit.deeds(scene.cast.ana.code)][-1] == "took away"


def test_the_coach_takes_own_words_and_no_film(scene: Scene) -> None:
    made = taken(scene.browser("ben"))
    assert not [name for name in made.namelist() if name.startswith("films/")]
    assert scene.cast.ana.email not in made.read("index.html").decode()


@pytest.mark.parametrize("who", ["dora", "leo", "tim", "eve"])
def test_somebody_without_a_pair_gets_their_account_only(scene: Scene, who: str) -> None:
    made = taken(scene.browser(who))
    assert made.namelist() == ["index.html"]
    assert "Cycle" not in made.read("index.html").decode()


@pytest.mark.parametrize("who", ["ben", "cleo", "dora"])
def test_nobody_takes_a_word_that_is_not_theirs(scene: Scene, who: str) -> None:
    assert told_too_much(scene, who, scene.browser(who).get(MINE)) == []


def test_an_account_that_is_held_takes_no_content(scene: Scene) -> None:
    hold(scene, "ana")
    made = taken(scene.browser("ana"))
    assert made.namelist() == ["index.html"]
    assert b"are shut after a new sign-in" in scene.browser("ana").get("/held/").content


def test_signing_out_ends_the_file_while_it_flows(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN_S", 0.0)
    answer = scene.browser("ana").get(MINE)
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
    next(pieces)
    Session.objects.all().delete()
    with pytest.raises(live.SignedOut):
        for _piece in pieces:
            pass


def test_a_film_whose_key_is_gone_is_left_out_and_said(scene: Scene) -> None:
    from sidebyside.trust import keystore

    assert scene.film is not None
    keystore.destroy(f"recording:{scene.film.code}")
    made = taken(scene.browser("ana"))
    assert "could not be read at this moment" in made.read("index.html").decode()


def test_the_page_says_how_many_films_go_with_it(scene: Scene) -> None:
    answer = scene.browser("ana").get("/held/")
    assert answer.status_code == 200
    assert b"with it." in answer.content
