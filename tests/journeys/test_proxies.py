"""The whole product behind Caddy and nginx, with the files that the operator's guide shows, over https."""

import contextlib
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sidebyside.web.front import Limits
from tests import proxies
from tests.journeys import stack
from tests.journeys.films import (
    choose,
    digest_of_played,
    play_a_little,
    send_film,
    source_of,
    wait_until_ready,
)
from tests.journeys.people import Somebody
from tests.recordings.conftest import made_film, metadata

pytestmark = pytest.mark.journey
MB = 1024 * 1024


@contextlib.contextmanager
def school_behind(
    name: str, folder: Path, **instead: str
) -> Iterator[tuple[stack.Running, proxies.Certificate]]:
    listen, behind = stack.free_port(), stack.free_port()
    pair = proxies.certificate(folder)
    if name == "caddy":
        command = proxies.caddy(folder, listen, behind, pair)
    else:
        command = proxies.nginx(folder, listen, behind, pair, **instead)
    url = f"https://localhost:{listen}"
    with (
        proxies.running(command, folder, listen),
        stack.school(bind=behind, SIDEBYSIDE_PUBLIC_URL=url) as school,
    ):
        school.url = url
        yield school, pair


def forgive_certificate(one: Somebody) -> None:
    """A service worker is not fetched under a certificate that signed itself, whatever a page may do."""
    one.complaints[:] = [words for words in one.complaints if "SSL certificate error" not in words]


def headers_of(one: Somebody) -> dict[str, str]:
    """What this person's browser would send along with bytes of a film."""
    cookies = {cookie["name"]: cookie for cookie in one.context.cookies()}
    # The application knows that it is behind https.
    assert cookies["__Host-sessionid"]["secure"]
    held = "; ".join(f"{name}={cookie['value']}" for name, cookie in cookies.items())
    return {
        "Cookie": held,
        "X-CSRFToken": cookies["__Host-csrftoken"]["value"],
        "Tus-Resumable": "1.0.0",
        "Origin": one.url,
        "Referer": f"{one.url}/",
    }


def ask(one: Somebody, pair: proxies.Certificate, method: str, path: str, **more: str) -> dict[str, str]:
    port = int(one.url.rsplit(":", 1)[1])
    with contextlib.closing(HTTPSConnection("localhost", port, context=pair.trusted(), timeout=30)) as line:
        sent = headers_of(one) | {name.replace("_", "-"): value for name, value in more.items()}
        line.request(method, path, headers=sent)
        answer = line.getresponse()
        assert answer.status < 300, (answer.status, answer.read())
        return {name.lower(): value for name, value in answer.getheaders()}


def slow_upload(one: Somebody, pair: proxies.Certificate, strand: str) -> None:
    """Half a megabyte a second: what has come is known to the server long before the request has ended."""
    size = 4 * MB
    words = metadata(strand=strand, filename="slow.mp4")
    begun = ask(one, pair, "POST", "/upload/", Upload_Length=str(size), Upload_Metadata=words)
    path = re.sub(r"^https://[^/]+", "", begun["location"])
    port = int(one.url.rsplit(":", 1)[1])
    lines = [f"PATCH {path} HTTP/1.1", f"Host: localhost:{port}", f"Content-Length: {size}"]
    lines += ["Content-Type: application/offset+octet-stream", "Upload-Offset: 0"]
    lines += [f"{name}: {value}" for name, value in headers_of(one).items()]
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    with pair.trusted().wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        seen = []
        for _ in range(8):
            line.sendall(secrets.token_bytes(size // 8))
            time.sleep(1)
            seen.append(int(ask(one, pair, "HEAD", path)["upload-offset"]))
        assert any(0 < offset < size for offset in seen[:-1]), seen
        assert line.recv(64).startswith(b"HTTP/1.1 204")
    assert int(ask(one, pair, "HEAD", path)["upload-offset"]) == size


@pytest.mark.parametrize("name", ["caddy", "nginx"])
def test_a_film_goes_through_the_proxy_of_the_guide_and_is_watched_through_it(
    name: str, person: Callable[..., Somebody], tmp_path: Path
) -> None:
    film = made_film(2.0) + b"\0\0\0\x08free" * MB
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film)
    with school_behind(name, tmp_path) as (school, certificate):
        pair = school.settle_pair()
        ana = person(school, "Ana", ignore_https_errors=True)
        ana.sign_in(pair.ana)
        ana.go(f"{pair.cycle}film/")
        # Without this no browser opens its camera.
        assert ana.page.evaluate("isSecureContext")
        slow_upload(ana, certificate, pair.cycle.strip("/").split("/")[-1])
        other = school.settle_pair()
        cleo = person(school, "Cleo", ignore_https_errors=True)
        cleo.sign_in(other.ana)
        cleo.go(f"{other.cycle}film/")
        send_film(cleo, path)
        wait_until_ready(cleo)
        play_a_little(cleo.page)
        assert digest_of_played(cleo, source_of(cleo.page)) == digest_of_played(cleo, source_of(cleo.page))
        for one in (ana, cleo):
            forgive_certificate(one)


def test_a_proxy_that_takes_too_little_at_once_is_named_to_who_sends(
    person: Callable[..., Somebody], tmp_path: Path
) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(secrets.token_bytes(3 * MB))
    with school_behind("nginx", tmp_path, client_max_body_size="500k") as (school, _certificate):
        pair = school.settle_pair()
        ana = person(school, "Ana", ignore_https_errors=True)
        ana.allowed.add(413)
        ana.sign_in(pair.ana)
        ana.go(f"{pair.cycle}film/")
        choose(ana.page, path)
        expect(ana.page.locator("film-upload [data-say]")).to_contain_text(
            re.compile("proxy|between|in front", re.I)
        )
        forgive_certificate(ana)


def test_no_proxy_of_the_guide_gives_up_before_we_do() -> None:
    file = proxies.file_in_guide("nginx")
    for name in ("proxy_read_timeout", "proxy_send_timeout"):
        found = re.search(rf"{name} (\d+)s;", file)
        assert found is not None
        assert int(found[1]) >= Limits().answer
    assert "client_max_body_size 0;" in file
