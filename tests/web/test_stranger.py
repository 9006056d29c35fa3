"""What a stranger with ordinary tools tries, against a school as it is served: the front's own port, behind https.

The parsers are tried alone in test_front.py; here it is all of it together, with the school's own settings.
"""

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.cast import PASSWORD
from tests.tables import lay_in
from tests.web.test_front import read_all
from tests.web.test_serving import REPOSITORY, free_port, said, sidebyside

pytestmark = pytest.mark.faults

HOST = "coaching.school.test"
SETTINGS = {
    "SIDEBYSIDE_SECRET_KEY": "s" * 50,
    "SIDEBYSIDE_HOSTS": HOST,
    "SIDEBYSIDE_PUBLIC_URL": f"https://{HOST}",
    "SIDEBYSIDE_MAIL": "file",
}
FILM = b"moving pictures " * 200_000
GATHER = """
import django; django.setup()
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from sidebyside.people.sessions import SIGNED_IN_AT
from django.core.management import call_command
from sidebyside.trust import recovery
call_command("migrate", verbosity=0)
recovery.confirm(recovery.copy_text())
from tests.cast import gather
from tests.recordings.conftest import ready_film
import time
cast = gather()
film = ready_film(cast, b"moving pictures " * 200_000)
def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "sidebyside.people.backends.EmailBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SIGNED_IN_AT] = time.time()
    session.create()
    return session.session_key
print(json.dumps({"film": str(film.code), "strand": str(cast.strand.code),
                  "ana": signed_in(cast.ana), "cleo": signed_in(cast.cleo)}))
"""
TOKEN = "a" * 32


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class School:
    port: int
    told: dict[str, str]

    def ask(self, method: str, path: str, body: bytes | None = None, who: str = "", **more: str) -> Answer:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
        if who:
            headers["Cookie"] = f"__Host-sessionid={self.told[who]}; __Host-csrftoken={TOKEN}"
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            # http.client would make a path tidy; a stranger does not.
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if body is not None and "Content-Length" not in headers:
                headers["Content-Length"] = str(len(body))
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def form(self, path: str, fields: str, who: str = "", **more: str) -> Answer:
        told = {"Content_Type": "application/x-www-form-urlencoded"} | more
        return self.ask("POST", path, fields.encode(), who, **told)

    def raw(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as sock:
            sock.sendall(request)
            sock.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):
                return read_all(sock)
        return b""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("school") / "data"
    folder.mkdir()
    lay_in(folder)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIDEBYSIDE_", "DJANGO_"))
    }
    environment = (
        kept
        | SETTINGS
        | {
            "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.serve",
            "SIDEBYSIDE_DATA": str(folder),
            "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}",
            "PYTHONWARNINGS": "ignore",
        }
    )
    done = subprocess.run(
        [sys.executable, "-c", GATHER], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    port = free_port()
    with sidebyside(folder, "serve", "--bind", f"127.0.0.1:{port}", **SETTINGS) as serve:
        try:
            said(serve, "Sidebyside answers at")
            yield School(port, json.loads(done.stdout.splitlines()[-1]))
        finally:
            serve.terminate()
            serve.communicate(timeout=30)


def plain(body: bytes) -> bytes:
    """Without what differs each time."""
    return re.sub(rb'(nonce|value|content)="[^"]*"', b"", body)


GUESSES = [
    *("/.git/config", "/.git/HEAD", "/.env", "/.DS_Store", "/.ssh/id_rsa", "/.well-known/", "/.htaccess"),
    *(
        "/admin/",
        "/wp-login.php",
        "/server-status",
        "/phpinfo.php",
        "/debug/",
        "/__debug__/",
        "/metrics",
        "/api/",
    ),
    *(
        "/graphql",
        "/static/",
        "/static/web/",
        "/media/",
        "/recordings/",
        "/keys/keys.sqlite3",
        "/engine.sqlite3",
    ),
    *("/sidebyside.sqlite3", "/backup.zip", "/secrets.json", "/demo/", "/docs/", "/console", "/actuator/env"),
    *("/static/../sidebyside.sqlite3", "/static/staticfiles.json.bak", "/sign-up/", "/accounts/signup/"),
]


def test_guessed_addresses_lead_nowhere_and_all_look_alike(school: School) -> None:
    there_is_not = {plain(school.ask("GET", f"/{uuid.uuid4()}/").body)}
    for path in GUESSES:
        answer = school.ask("GET", path)
        assert answer.status == 404, (path, answer.status)
        there_is_not.add(plain(answer.body))
    assert len(there_is_not) == 1
    for inside in (b"Django", b"gunicorn", b"Traceback", b"sidebyside.web"):
        assert not any(inside in body for body in there_is_not)


@pytest.mark.parametrize("who", ["", "cleo"])
def test_what_is_there_answers_like_what_is_not(school: School, who: str) -> None:
    film, strand, other = school.told["film"], school.told["strand"], str(uuid.uuid4())
    for there in (
        f"/film/{film}/film",
        f"/film/{film}/poster",
        f"/film/{film}/seen",
        f"/cycle/{strand}/film/",
    ):
        missing = there.replace(film, other).replace(strand, other)
        for method in ("GET", "HEAD", "POST", "DELETE", "PUT"):
            found, not_found = school.ask(method, there, who=who), school.ask(method, missing, who=who)
            assert found.status == not_found.status, (method, there)
            assert plain(found.body).replace(film.encode(), b"").replace(strand.encode(), b"") == plain(
                not_found.body
            ).replace(other.encode(), b""), (method, there)
            assert found.status >= 300


@pytest.mark.parametrize(
    "host",
    [
        *("evil.test", f"{HOST}.evil.test", f"evil.test/{HOST}", f"{HOST}@evil.test", f"{HOST}:80@evil.test"),
        *(f"{HOST}#evil.test", "127.0.0.1", "localhost", "[::1]", f"{HOST}, evil.test", ""),
    ],
)
def test_another_host_is_not_understood_and_never_repeated(school: School, host: str) -> None:
    answer = school.ask("GET", "/lost/", Host=host)
    assert answer.status == 400
    assert b"evil" not in answer.body + str(answer.headers).encode()


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Server", "Forwarded"],
)
def test_a_header_that_names_another_place_leads_nowhere_else(school: School, name: str) -> None:
    for value in ("evil.test", "/account/", "host=evil.test"):
        answer = school.ask("GET", "/", **{name: value})
        assert answer.status == 302
        assert answer.headers["Location"] == "/sign-in/?next=/"


TRAVERSALS = [
    *(
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd",
    ),
    *(
        "/static/%252e%252e/%252e%252e/etc/passwd",
        "/static/..\\..\\etc\\passwd",
        "/static/..%5c..%5cetc%5cpasswd",
    ),
    *(
        "/static//etc/passwd",
        "/static/web/%00/etc/passwd",
        "/static/....//....//etc/passwd",
        "/%2e%2e/etc/passwd",
    ),
    *("/static/%c0%ae%c0%ae/etc/passwd", "/film/../../etc/passwd", "/film/%2e%2e%2fkeys%2fmaster.key"),
    *("//etc/passwd", "/static/web/..;/..;/etc/passwd", "/upload/..%2f..%2fkeys/keys.sqlite3"),
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_climbs_out(school: School, path: str) -> None:
    answer = school.ask("GET", path)
    assert answer.status in {400, 404}, answer.status
    assert b"root:" not in answer.body
    assert b"SQLite" not in answer.body


SHAPES = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "a list of lengths": b"Content-Length: 0, 40\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a length in hex": b"Content-Length: 0x0\r\n\r\n",
    "chunked, spelt otherwise": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "chunked after a tab": b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a lone return": b"X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a nought in a header": b"X: y\0z\r\n\r\n",
    "chunk with an extension": b"Transfer-Encoding: chunked\r\n\r\n0;x=\n\r\n\r\n",
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_no_request_hides_in_another(school: School, shape: str) -> None:
    hidden = b"GET /static/web/icon.svg HTTP/1.1\r\nHost: coaching.school.test\r\n\r\n"
    told = school.raw(b"POST /sign-in/ HTTP/1.1\r\nHost: coaching.school.test\r\n" + SHAPES[shape] + hidden)
    # 501 says that this way of sending is not known here.
    assert told.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501")), told[:80]
    assert told.count(b"HTTP/1.1 ") == 1, "the hidden one was answered"
    assert b"<svg" not in told


def test_lines_that_end_in_a_lone_line_feed_make_one_request_or_none(school: School) -> None:
    told = school.raw(b"GET /sign-in/ HTTP/1.1\nHost: coaching.school.test\nX: y\n\n")
    assert told.count(b"HTTP/1.1 ") <= 1
    hidden = b"GET /static/web/icon.svg HTTP/1.1\r\nHost: coaching.school.test\r\n\r\n"
    folded = b"GET /sign-in/ HTTP/1.1\r\nHost: coaching.school.test\r\nX: y\r\n\t" + hidden
    assert b"<svg" not in school.raw(folded)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: coaching.school.test\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"HELO evil.test\r\n\r\n",
        b"*1\r\n$4\r\nPING\r\n",
    ],
)
def test_other_protocols_get_nothing(school: School, request_bytes: bytes) -> None:
    told = school.raw(request_bytes)
    assert told == b"" or told.startswith(b"HTTP/1.1 4"), told[:100]


def test_nothing_is_upgraded_traced_or_tunnelled(school: School) -> None:
    upgrades = {"Connection": "Upgrade", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "x" * 22 + "=="}
    for protocol in ("websocket", "h2c"):
        assert school.ask("GET", "/sign-in/", Upgrade=protocol, **upgrades).status == 200
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG", "FOO"):
        answer = school.ask(method, "/sign-in/", X_Secret="Zeisig")
        assert answer.status in {400, 403, 405}, (method, answer.status)
        assert b"Zeisig" not in answer.body


def test_no_other_site_may_read_an_answer(school: School) -> None:
    asks = {"Origin": "https://evil.test", "Access_Control_Request_Method": "DELETE"}
    for path in ("/sign-in/", "/upload/", f"/film/{school.told['film']}/film", "/static/web/icon.svg"):
        for method in ("GET", "OPTIONS"):
            answer = school.ask(method, path, who="ana", **asks)
            assert not [name for name in answer.headers if name.lower().startswith("access-control")], path
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
            assert "Server" not in answer.headers


def test_a_method_hidden_in_a_header_or_a_field_is_not_taken(school: School) -> None:
    film = f"/film/{school.told['film']}/film"
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        told = school.ask("GET", f"/cycle/{school.told['strand']}/film/delete/", who="ana", **{name: "POST"})
        assert told.status == 200
        assert school.form("/upload/", "_method=DELETE", who="ana", **{name: "DELETE"}).status == 403
    assert school.ask("GET", film, who="ana").status == 200


def test_oversize_is_refused_before_it_is_read(school: School) -> None:
    assert school.ask("GET", "/sign-in/", X="x" * 40_000).status in {400, 431}
    assert school.ask("GET", "/sign-in/?" + "x" * 9000).status in {400, 414, 431}
    many = {f"X{number}": "y" for number in range(120)}
    assert school.ask("GET", "/sign-in/", **many).status in {400, 431}
    length = {"Content_Length": str(10**12), "Content_Type": "application/x-www-form-urlencoded"}
    assert school.ask("POST", "/sign-in/", b"", **length).status == 413
    ours = {"Cookie": f"__Host-csrftoken={TOKEN}", "Origin": f"https://{HOST}"}
    for large in ("x=" + "y" * 3_000_000, "&".join(f"f{number}=x" for number in range(400))):
        assert school.form("/sign-in/", large, **ours).status == 413
        assert school.form("/sign-in/", large).status in {403, 413}


def test_slow_heads_and_bodies_keep_nobody_waiting(school: School) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(80):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", school.port), timeout=20))
            sock.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: coaching.school.test\r\n")
            if number % 2:
                sock.sendall(b"Content-Length: 1000\r\n\r\nx")
        begun = time.monotonic()
        assert school.ask("GET", "/static/web/icon.svg").status == 200
        assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    "said_range",
    [
        *("bytes=0-,0-,0-,0-,0-,0-,0-,0-", "bytes=" + ",".join(f"{at}-{at}" for at in range(400))),
        *(
            "bytes=99999999999-",
            "bytes=-0",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=" + "9" * 300 + "-",
            "lines=0-1",
        ),
        *("bytes=0-0,-1", "bytes=--1", "bytes = 0-1"),
    ],
)
def test_a_strange_range_costs_no_more_than_the_film(school: School, said_range: str) -> None:
    answer = school.ask("GET", f"/film/{school.told['film']}/film", who="ana", Range=said_range)
    assert answer.status in {200, 206, 400, 416}
    assert len(answer.body) <= len(FILM)
    assert "multipart" not in (answer.headers["Content-Type"] or "")


def test_no_other_site_posts_in_somebodys_name(school: School) -> None:
    fields, ours = f"csrfmiddlewaretoken={TOKEN}&name=Zeisig", f"https://{HOST}"
    name = "/account/name/"
    assert school.form(name, "name=Zeisig", who="ana", Origin=ours).status == 403
    for more in (
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": f"http://{HOST}"},
        {"Origin": f"https://{HOST}.evil.test"},
        {"Referer": "https://evil.test/"},
        {},
    ):
        assert school.form(name, fields, who="ana", **more).status == 403, more
    assert school.form(name, fields.replace(TOKEN, "b" * 32), who="ana", Origin=ours).status == 403
    assert b"Zeisig" not in school.ask("GET", "/account/", who="ana").body
    assert school.form(name, fields, who="ana", Origin=ours).status == 302
    assert b"Zeisig" in school.ask("GET", "/account/", who="ana").body


def signs_in(school: School, onward: str, cookie: str = "") -> Answer:
    fields = f"csrfmiddlewaretoken={TOKEN}&email=ben%40harbour.test&password={PASSWORD.replace(' ', '+')}"
    cookies = f"__Host-csrftoken={TOKEN}" + (f"; __Host-sessionid={cookie}" if cookie else "")
    # Each from an address of its own: how often one may try is another test's.
    address = f"192.0.2.{signs_in.count % 250}"  # type: ignore[attr-defined]
    signs_in.count += 1  # type: ignore[attr-defined]
    told = {"Origin": f"https://{HOST}", "Cookie": cookies, "X_Forwarded_For": address}
    return school.form("/sign-in/", f"{fields}&next={onward}", **told)


signs_in.count = 1  # type: ignore[attr-defined]


def session_of(answer: Answer) -> str:
    (cookie,) = [line for line in answer.headers.get_all("Set-Cookie") or [] if "sessionid" in line]
    return cookie


def test_a_session_cannot_be_chosen_for_somebody(school: School) -> None:
    chosen = "a" * 32
    cookie = session_of(signs_in(school, "/", chosen))
    assert chosen not in cookie
    school.told["chosen"] = chosen
    assert school.ask("GET", "/account/", who="chosen").status == 302
    # One that goes on is another one after each sign-in.
    before = session_of(signs_in(school, "/"))
    school.told["theirs"] = before.partition("=")[2].partition(";")[0]
    after = session_of(signs_in(school, "/", school.told["theirs"]))
    assert school.told["theirs"] not in after


def test_cookies_go_to_this_host_alone_over_https_and_are_read_by_no_script(school: School) -> None:
    answer = signs_in(school, "/")
    for line in answer.headers.get_all("Set-Cookie") or []:
        flags = {one.strip().lower() for one in line.split(";")[1:]}
        assert line.startswith("__Host-"), line
        assert {"secure", "path=/", "samesite=lax"} <= flags, line
        assert not any(one.startswith("domain") for one in flags), line
        assert "httponly" in flags or "csrftoken" in line, line
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "onward",
    [
        *(
            "//evil.test",
            "https://evil.test/",
            "/%5Cevil.test",
            "%5C%5Cevil.test",
            "https:evil.test",
            "///evil.test",
        ),
        *(
            "javascript:alert(1)",
            "/%09/evil.test",
            "%20//evil.test",
            "http://coaching.school.test@evil.test/",
        ),
        *(f"http://{HOST}/", "data:text/html,x", "https:///evil.test", "/%0d%0aSet-Cookie:x=y"),
    ],
)
def test_signing_in_leads_to_no_other_place(school: School, onward: str) -> None:
    answer = signs_in(school, onward)
    assert answer.status == 302
    assert re.fullmatch(r"/([^/\\].*)?", answer.headers["Location"]), answer.headers["Location"]
    assert "evil" not in answer.headers["Location"]
    assert "x=y" not in str(answer.headers.get_all("Set-Cookie"))


def test_nobody_between_keeps_a_page_or_a_film(school: School) -> None:
    for path in (
        "/",
        "/account/",
        f"/cycle/{school.told['strand']}/film/",
        f"/film/{school.told['film']}/film",
    ):
        answer = school.ask("GET", path, who="ana")
        assert answer.status == 200, path
        assert {"private", "no-store"} <= {
            one.strip() for one in answer.headers["Cache-Control"].split(",")
        }, path
    # As a cache would be fooled: a page under the name of a file.
    for end in ("/x.css", "/x.js", ";x.css", "%2fx.css", "?x.css"):
        answer = school.ask("GET", f"/account{end}" if end[0] == "/" else f"/account/{end}", who="ana")
        assert answer.status != 200 or "no-store" in answer.headers["Cache-Control"], end
