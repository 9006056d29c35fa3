"""What a browser is told it may do, what a request may bring, and what a fault says."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.test import Client
from django.urls import path
from pytest_django import Settings
from tests.cast import Cast

from sidebyside.web import middleware, urls
from sidebyside.web.middleware import FILMED_ON, LARGEST_BODY, RECORDED_ON, SPOKEN_ON, permissions
from sidebyside.web.serving import ROOT, SOURCE
from sidebyside.web.settings.environment import security_contact

SECRET = "Zeisig-secret-of-the-inside"
TEMPLATES = sorted((SOURCE / "sidebyside").glob("**/templates/**/*.html"))
SCRIPTS = [one for one in (SOURCE / "sidebyside").glob("**/static/**/*.js") if "vendor" not in one.parts]


def broken(request: object) -> None:
    raise RuntimeError(SECRET)


def refused(request: object) -> None:
    raise PermissionDenied(SECRET)


urlpatterns = [path("broken/", broken), path("refused/", refused), *urls.urlpatterns]
handler400 = urls.handler400
handler500 = urls.handler500


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.ana)
    return client


def test_camera_and_microphone_open_where_something_is_filmed_or_recorded_only(
    cast: Cast, ana: Client
) -> None:
    at = f"/cycle/{cast.strand.code}"
    told = {
        page: ana.get(page).headers["Permissions-Policy"]
        for page in (
            "/",
            "/account/",
            f"{at}/",
            f"{at}/focus/",
            f"{at}/film/",
            f"{at}/prepare/",
            "/no/such/page/",
        )
    }
    assert all("camera=()" in said and "microphone=()" in said for said in told.values()), told
    film = ana.get(f"{at}/film/record/").headers["Permissions-Policy"]
    assert "camera=(self)" in film
    assert "microphone=(self)" in film
    meet = ana.get(f"{at}/meet/").headers["Permissions-Policy"]
    assert "camera=()" in meet
    assert "microphone=(self)" in meet
    assert "camera=(self)" in Client().get("/offline/film/").headers["Permissions-Policy"]


def test_the_microphone_opens_on_a_form_only_where_it_is_answered_by_voice(ana: Client) -> None:
    """One address serves all forms; one that is answered without names never hears anybody."""
    for page, may in (
        ("/forms/coaching-review/", "microphone=()"),
        ("/forms/interview-first/", "microphone=(self)"),
        ("/diary/", "microphone=(self)"),
    ):
        answer = ana.get(page)
        assert answer.status_code == 200
        assert may in answer.headers["Permissions-Policy"], page


def test_every_page_that_loads_a_recorder_may_use_it() -> None:
    """A new page with a recorder must be named in the middleware, or it would film nothing."""
    loads = {
        one.name
        for one in TEMPLATES
        if re.search(r"(film-recorder|offline-film|talk-recorder|voice-note)\.js", one.read_text())
    }
    assert loads == {
        "record.html",
        "offline_film.html",
        "talk_panel.html",
        "diary.html",
        "diary_entry.html",
        "sheet.html",
        "interview.html",
    }
    assert {"recordings:record", "offline-film", "room:meet"} == FILMED_ON | RECORDED_ON
    assert {
        "reflection:diary",
        "reflection:diary-entry",
        "instruments:sheet",
        "instruments:interview",
    } == SPOKEN_ON
    for one in TEMPLATES:
        assert ("voice-note.js" in one.read_text()) is ("{% voice_words %}" in one.read_text()), one
    assert "microphone=()" in permissions("instruments:sheet")
    assert "microphone=()" in permissions("", takes_voice=True)
    assert "camera=()" in permissions("")


def test_no_template_needs_a_looser_policy() -> None:
    """Inline scripts carry the nonce of their answer; there are no inline styles and no handlers in attributes."""
    for template in TEMPLATES:
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), template
        for tag in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text):
            assert "nonce=" in tag or 'type="application/json"' in tag, (template, tag)


def test_nothing_on_a_page_comes_from_elsewhere() -> None:
    """Links may lead out; what is loaded by itself may not."""
    loaded = re.compile(r"(?:src|action|poster|srcset)=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//")
    for template in TEMPLATES:
        assert not loaded.search(template.read_text()), template
    takes_markup = set()
    for script in SCRIPTS:
        text = re.sub(r"^\s*(//|\*|/\*).*$", "", script.read_text(), flags=re.M)
        assert not re.search(
            r"(fetch|import|open|sendBeacon|Worker|EventSource|WebSocket)\(\s*[`'\"](https?:|wss?:|//)", text
        ), script
        assert not re.search(r"\beval\(|new Function\(|document\.write\(|outerHTML\s*=(?!=)", text), script
        if re.search(r"innerHTML\s*=(?!=)|insertAdjacentHTML", text):
            takes_markup.add(script.name)
    # These put in a part of a page that our own server rendered, with its escaping; nobody else puts in markup.
    assert takes_markup == {"seating-plan.js", "talk-watch.js", "written-talk.js", "note-words.js"}
    for sheet in (SOURCE / "sidebyside").glob("**/static/**/*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", sheet.read_text()), sheet


def test_no_script_puts_foreign_keys_two_deep_into_an_object() -> None:
    """What comes as data could bring a key that every object listens to. One level is harmless; a walk over foreign
    keys, or a write through two of them, is how what all objects share is changed."""
    for script in SCRIPTS:
        text = script.read_text()
        assert not re.search(r"__proto__|\.prototype\b\s*\[|\[[\"']constructor|setPrototypeOf", text), script
        assert not re.search(r"for \((const|let|var) \w+ in ", text), script
        assert not re.search(r"\w\[[^\]\d\"']+\]\[[^\]\d\"']+\]\s*=(?!=)", text), script
        assert not re.search(r"\b(deepMerge|mergeDeep|defaultsDeep|structuredMerge)\b", text), script


def test_a_static_file_is_guarded_like_a_page(client: Client) -> None:
    answer = client.get("/static/web/icon.svg")
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_too_large_a_request_is_refused_before_it_is_read(ana: Client) -> None:
    answer = ana.generic("POST", "/account/name/", b"x" * (LARGEST_BODY + 1), content_type="text/plain")
    assert answer.status_code == 413
    assert b"more than this page takes" in answer.content


def test_a_form_that_is_too_large_for_memory_is_told_so(ana: Client) -> None:
    answer = ana.post("/account/name/", {"name": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == 413
    assert ana.post("/account/name/", {f"f{n}": "x" for n in range(400)}).status_code == 413


def test_a_length_that_is_no_number_is_refused() -> None:
    def never(request: object) -> None:
        raise AssertionError

    request = type("Asked", (), {"META": {"CONTENT_LENGTH": "-1"}, "path": "/account/name/"})()
    assert middleware.body_limit(never)(request).status_code == 413  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/broken/", 500, "Something broke on our side"),
        ("/refused/", 403, "That is not possible from here"),
        ("/nothing/like/it/", 404, "There is nothing here for you"),
        ("/account/?x=%00", 200, ""),
    ],
)
def test_a_fault_says_what_to_do_and_no_detail(
    cast: Cast, settings: Settings, address: str, status: int, says: str, ana: Client
) -> None:
    settings.ROOT_URLCONF = __name__
    answer = ana.get(address)
    assert answer.status_code == status
    page = answer.content.decode()
    assert says in page
    assert 'class="skip"' in page, "the look of every other page"
    for inside in (SECRET, "Traceback", "RuntimeError", "sidebyside.", "/src/", "Django", "gunicorn"):
        assert inside not in page, inside
    assert "X-Powered-By" not in answer.headers
    assert "Server" not in answer.headers


def test_a_host_that_is_not_ours_is_not_understood_and_not_repeated() -> None:
    answer = Client(HTTP_HOST="evil.example").get("/sign-in/")
    assert answer.status_code == 400
    assert b"could not be understood" in answer.content
    assert b"evil" not in answer.content


def test_a_form_without_its_token_tells_no_reason() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@b.test", "password": "x"})
    assert answer.status_code == 403
    assert b"open for a long time" in answer.content
    assert b"CSRF" not in answer.content


def test_security_txt_says_the_operators_contact_and_is_nowhere_without_one(settings: Settings) -> None:
    said = Client().get("/.well-known/security.txt")
    assert said.status_code == 200
    assert said.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in said.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@harbour.test"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", lines["Expires"])
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"SECURITY_CONTACT": ""}
    assert Client().get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("wrong", ["it@school.uk", "http://school.uk", "mailto:a@b.uk\nX: y"])
def test_a_contact_must_be_an_address_that_can_be_followed(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDEBYSIDE_SECURITY_CONTACT", wrong)
    with pytest.raises(ImproperlyConfigured, match="SIDEBYSIDE_SECURITY_CONTACT"):
        security_contact()


def test_nothing_that_serves_leaves_its_memory_on_a_disk(tmp_path: Path) -> None:
    """What the supervisor starts inherits the limit, and cannot raise it."""
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from sidebyside.web import serving\n"
        "shows = 'import resource; print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)'\n"
        "said = [sys.executable, '-c', shows]\n"
        "async def run():\n"
        "    server = serving.Server(Path(sys.argv[1]), {'PATH': ''}, [serving.Child('one', said)])\n"
        "    task = asyncio.create_task(server.serve(lambda: None))\n"
        "    await asyncio.sleep(2)\n"
        "    server.stopping.set()\n"
        "    await task\n"
        "asyncio.run(run())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2
        ),
    )
    assert "(0, 0)" in done.stdout, done.stderr
