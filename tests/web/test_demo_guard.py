"""The demo's open doors: who may come to them at all, and with what."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from tests.cast import Cast

from sidebyside.web.demo import stamp
from sidebyside.web.demo.guard import loopback_only

KEY = "a key of the demo"


def guarded(**headers: str) -> int:
    request = HttpRequest()
    request.META = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"} | headers
    return loopback_only(lambda _: HttpResponse("open"))(request).status_code


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8123", "[::1]:8000", "[::1]"])
def test_a_browser_on_the_same_computer_comes_in(host: str) -> None:
    assert guarded(HTTP_HOST=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "192.168.1.4:8000",
        "0.0.0.0",
        "",
        "localhost@x",
        "::1",
    ],
)
def test_any_other_name_is_not_found(host: str) -> None:
    assert guarded(HTTP_HOST=host) == 404


@pytest.mark.parametrize(
    "header",
    [
        "FORWARDED",
        "X_FORWARDED_FOR",
        "X_FORWARDED_HOST",
        "X_FORWARDED_PROTO",
        "X_FORWARDED",
        "VIA",
        "X_REAL_IP",
        "CF_CONNECTING_IP",
        "TRUE_CLIENT_IP",
        "X_CLIENT_IP",
        "TAILSCALE_USER_LOGIN",
    ],
)
def test_whatever_came_through_a_proxy_is_not_found(header: str) -> None:
    assert guarded(**{f"HTTP_{header}": ""}) == 404
    assert guarded(**{f"HTTP_{header}": "127.0.0.1"}) == 404


@pytest.mark.parametrize(("peer", "status"), [("", 200), ("::1", 200), ("192.168.1.4", 404), ("what", 404)])
def test_only_this_computer_is_a_peer(peer: str, status: int) -> None:
    assert guarded(REMOTE_ADDR=peer) == status


@pytest.fixture
def doors_open() -> object:
    demo = settings.SIDEBYSIDE | {"DEMO": True, "DEMO_KEY": KEY}
    with override_settings(SIDEBYSIDE=demo, ROOT_URLCONF="sidebyside.web.demo.urls"):
        yield


def test_the_ways_in_exist_in_the_demo_only() -> None:
    with pytest.raises(Resolver404):
        resolve("/demo/")
    with pytest.raises(Resolver404):
        resolve("/demo/come-in")


@pytest.mark.usefixtures("doors_open")
@pytest.mark.parametrize("key", ["", "wrong", KEY + "x", KEY[:-1], "é"])
def test_without_the_key_there_is_no_door(cast: Cast, key: str) -> None:
    client = Client()
    assert client.get("/demo/", {"key": key}).status_code == 404
    entry = {"key": key, "who": str(cast.ana.code)}
    assert client.post("/demo/come-in", entry).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("doors_open")
def test_with_the_key_each_of_the_cast_has_a_door_that_opens(cast: Cast) -> None:
    for person in cast.everybody().values():
        client = Client(enforce_csrf_checks=True)
        page = client.get("/demo/", {"key": KEY}).content.decode()
        assert f"Come in as {person.name}" in html.unescape(page)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)
        assert token
        entry = {"key": KEY, "who": str(person.code), "csrfmiddlewaretoken": token[1]}
        assert client.post("/demo/come-in", entry).status_code == 302
        assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.usefixtures("doors_open")
def test_another_site_cannot_send_a_browser_through_a_door(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    entry = {"key": KEY, "who": str(cast.ana.code)}
    assert client.post("/demo/come-in", entry).status_code == 403
    assert client.get("/demo/come-in", entry).status_code == 405


@pytest.mark.usefixtures("doors_open")
def test_a_disabled_account_and_a_stranger_have_no_door(cast: Cast) -> None:
    cast.ana.is_active = False
    cast.ana.save()
    for who in (str(cast.ana.code), "", "nobody"):
        assert Client().post("/demo/come-in", {"key": KEY, "who": who}).status_code == 404


@pytest.mark.usefixtures("doors_open")
def test_an_empty_key_in_the_settings_opens_nothing(db: None) -> None:
    with override_settings(SIDEBYSIDE=settings.SIDEBYSIDE | {"DEMO_KEY": ""}):
        assert Client().get("/demo/", {"key": ""}).status_code == 404


def test_a_demo_starts_in_a_new_folder_and_in_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    stamp.claim(folder)
    stamp.put_stamp(folder)
    stamp.claim(folder)
    assert stamp.is_stamped(folder / stamp.DATABASE)


def test_a_demo_refuses_a_folder_in_which_a_school_lives(tmp_path: Path) -> None:
    (tmp_path / "sidebyside.sqlite3").touch()
    with pytest.raises(stamp.WrongFolder, match="not a demo"):
        stamp.claim(tmp_path)
    assert not (tmp_path / stamp.NOTE).exists()


def test_a_demo_refuses_a_database_without_its_stamp(tmp_path: Path) -> None:
    stamp.claim(tmp_path)
    (tmp_path / stamp.DATABASE).write_bytes(b"SQLite format 3\0 and something else")
    with pytest.raises(stamp.WrongFolder, match="not a demo's database"):
        stamp.claim(tmp_path)


def test_a_school_refuses_a_stamped_database_wherever_it_was_carried(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    stamp.claim(demo)
    stamp.put_stamp(demo)
    school = tmp_path / "school"
    school.mkdir()
    stamp.check_for_school(school, school / "sidebyside.sqlite3")
    carried = (demo / stamp.DATABASE).rename(school / "sidebyside.sqlite3")
    for folder, database in ((school, carried), (demo, None)):
        with pytest.raises(stamp.WrongFolder, match="folder of its own"):
            stamp.check_for_school(folder, database)
