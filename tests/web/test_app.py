"""The app's own addresses: what is the same for everybody, where the icon leads, and what a shared film finds."""

import base64
import json
import posixpath
import re
import struct
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading

from sidebyside.people.models import Person
from sidebyside.programme.actions import pause
from sidebyside.recordings.models import HandOver, Recording
from sidebyside.web import installed
from sidebyside.web.device import filming_page

Browser = Callable[[Person], Client]
MODULES = re.compile(r'(?:from|import)\s*\(?\s*"(\.[a-z./-]+\.js)"')
OFFLINE = ("/offline/", "/offline/film/")


@pytest.fixture
def stranger(db: None) -> Client:
    return Client()


def told_to_worker(answer: str) -> dict[str, object]:
    found = re.search(r"const \{ version, offline, offlineFilm, shell \} = (\{.*\});", answer)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def side_of(png: Path) -> tuple[int, int]:
    head = png.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return struct.unpack(">II", head[16:24])


def test_every_icon_of_the_manifest_is_there_in_the_size_that_it_says(stranger: Client) -> None:
    answer = stranger.get("/app.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = json.loads(answer.content)
    drawn = [icon for icon in said["icons"] if icon["type"] == "image/png"]
    assert {(icon["purpose"], icon["sizes"]) for icon in drawn} == {
        (purpose, sizes) for purpose in ("any", "maskable") for sizes in ("192x192", "512x512")
    }
    for icon in [*drawn, *(icon for one in said["shortcuts"] for icon in one["icons"])]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert found, icon["src"]
        assert "x".join(map(str, side_of(Path(found)))) == icon["sizes"]


def test_the_manifest_leads_to_addresses_that_answer(cast: Cast, as_person: Browser) -> None:
    browser = as_person(cast.ana)
    said = json.loads(browser.get("/app.webmanifest").content)
    for address in (said["start_url"], *(one["url"] for one in said["shortcuts"])):
        assert browser.get(address).status_code in {200, 302}
    assert said["display"] == "standalone"
    assert said["share_target"]["action"] == "/take-in/"


def test_what_the_worker_keeps_is_the_same_for_everybody(
    cast: Cast, as_person: Browser, stranger: Client
) -> None:
    for address in ("/app.webmanifest", "/service-worker.js", *OFFLINE):
        pages = {as_person(person).get(address).content for person in (cast.ana, cast.ben, cast.dora)}
        assert pages == {stranger.get(address).content}, address
    for address in OFFLINE:
        page = stranger.get(address).content.decode()
        assert "csrf" not in page
        assert "data-person" not in page
        assert not [person.name for person in cast.everybody().values() if f">{person.name}<" in page]


def test_every_file_that_the_pages_without_a_network_load_is_in_the_shell(stranger: Client) -> None:
    told = told_to_worker(stranger.get("/service-worker.js").content.decode())
    shell = set(map(str, told["shell"]))  # type: ignore[call-overload]
    for address in (told["offline"], told["offlineFilm"]):
        page = stranger.get(str(address)).content.decode()
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
        # The last is for phones that put a page on their home screen: nobody does so without a network.
        assert {one for one in loaded if "/icons/" not in one} <= shell
    for name in installed.SHELL:
        path = finders.find(name)
        assert path, name
        if name.endswith(".js"):
            code = re.sub(r"/\*\*.*?\*/", "", Path(path).read_text(), flags=re.DOTALL)
            for module in MODULES.findall(code):
                there = posixpath.normpath(posixpath.join(posixpath.dirname(name), module))
                assert there in installed.SHELL, f"{name} imports {there}"


def test_the_shell_holds_static_files_only() -> None:
    assert all(re.fullmatch(r"[a-z-]+(/[a-z-]+)+\.(css|js|svg)", name) for name in installed.SHELL)
    assert len(set(installed.SHELL)) == len(installed.SHELL)


def test_a_changed_file_of_the_shell_makes_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    installed._version.cache_clear()
    before = installed._version()
    monkeypatch.setattr(installed, "SHELL", (*installed.SHELL[:-1], "web/other-name.4fa2.js"))
    installed._version.cache_clear()
    assert installed._version() != before
    installed._version.cache_clear()


def test_the_worker_is_a_script_at_the_root_that_no_cache_keeps(stranger: Client) -> None:
    answer = stranger.get("/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_icon_leads_to_the_lesson_that_comes_next(cast: Cast, as_person: Browser) -> None:
    cast.strand.lesson_at = timezone.now() + timedelta(hours=2)
    cast.strand.save(update_fields=["lesson_at"])
    assert as_person(cast.ana).get("/film-now/").headers["Location"] == filming_page(cast.strand)


def test_a_coach_is_led_there_only_while_the_filming_is_handed_to_them(
    cast: Cast, as_person: Browser
) -> None:
    coach = as_person(cast.ben)
    assert heading(coach.get("/film-now/")) == "There is no lesson to film just now"
    handed = HandOver.objects.create(strand=cast.strand, to=cast.ben)
    assert coach.get("/film-now/").headers["Location"] == filming_page(cast.strand)
    handed.ended_at = timezone.now()
    handed.save(update_fields=["ended_at"])
    assert coach.get("/film-now/").status_code == 200


@pytest.mark.parametrize("why", ["filmed", "resting"])
def test_where_no_lesson_is_to_be_filmed_the_icon_says_so(cast: Cast, as_person: Browser, why: str) -> None:
    if why == "filmed":
        Recording.objects.create(strand=cast.strand, owner=cast.ana, state=Recording.State.READY)
    else:
        pause(cast.strand, cast.ana)
    page = as_person(cast.ana).get("/film-now/")
    assert heading(page) == "There is no lesson to film just now"


def test_a_lesson_can_be_filmed_without_a_network_only_by_whom_it_is_to_be_filmed(
    cast: Cast, as_person: Browser
) -> None:
    cast.strand.lesson_at = timezone.now() + timedelta(days=2)
    cast.strand.save(update_fields=["lesson_at"])
    page = as_person(cast.ana).get("/").content.decode()
    told = json.loads(re.search(r'film-passes" type="application/json">(.*?)<', page)[1])  # type: ignore[index]
    (lesson,) = told["lessons"]
    assert lesson["strand"] == str(cast.strand.code)
    assert len(base64.b64decode(lesson["key"])) == 65
    assert "Ben" not in lesson["words"]
    # Said also where there are none, so that a device lets go of a lesson that was filmed meanwhile.
    none = re.search(
        r'film-passes" type="application/json">(.*?)<', as_person(cast.ben).get("/").content.decode()
    )
    assert none is not None
    assert json.loads(none[1])["lessons"] == []
    assert "film-passes" not in as_person(cast.dora).get("/").content.decode()


def test_the_page_of_what_waits_names_lessons_by_their_times_only(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ben).get("/waiting/")
    lessons = json.loads(
        re.search(r'waiting-lessons" type="application/json">(.*?)<', page.content.decode())[1]
    )  # type: ignore[index]
    assert list(lessons) == [str(cast.strand.code)]
    assert lessons[str(cast.strand.code)] == {
        "words": "Cycle 1 with Ana",
        "coachee": "Ana",
        "film": "",
        "record": "",
    }


def test_a_shared_film_is_offered_own_lessons_and_becomes_another_film_where_there_is_one(
    cast: Cast, as_person: Browser
) -> None:
    def offered(person: Person) -> list[str]:
        page = as_person(person).get("/take-in/").content.decode()
        told = re.search(r'shared-lessons" type="application/json">(.*?)<', page)
        assert told
        return [lesson["at"] for lesson in json.loads(told[1])]

    assert offered(cast.ana) == [f"/cycle/{cast.strand.code}/film/"]
    assert offered(cast.ben) == offered(cast.dora) == []
    Recording.objects.create(strand=cast.strand, owner=cast.ana, state=Recording.State.READY)
    assert offered(cast.ana) == [reverse("recordings:second", args=[cast.strand.code])]
    pause(cast.strand, cast.ana)
    assert offered(cast.ana) == []


def test_a_film_that_reaches_the_server_by_a_share_is_not_read_and_the_page_says_what_to_do(
    cast: Cast, as_person: Browser, stranger: Client
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    for browser in (strict, stranger):
        film = SimpleUploadedFile("lesson.mp4", b"Quillfilm" * 1000, "video/mp4")
        answer = browser.post("/take-in/", {"film": film})
        assert answer.status_code == 200
        assert heading(answer) == "The film was not taken in"
        # Unread: a form that had been parsed would say so here.
        assert not hasattr(answer.wsgi_request, "_files")
    assert not Recording.objects.exists()


def test_the_way_to_a_shared_film_goes_through_the_sign_in(stranger: Client) -> None:
    answer = stranger.get("/take-in/?said=nothing")
    assert answer.headers["Location"] == "/sign-in/?next=/take-in/%3Fsaid%3Dnothing"


def test_signing_out_clears_nothing_from_the_device(cast: Cast, as_person: Browser) -> None:
    answer = as_person(cast.ana).post("/sign-out/")
    assert "Clear-Site-Data" not in answer.headers
