"""A real OpenID provider on this machine (Authlib's), as a process of its own."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import requests
from tests.journeys.stack import free_port


@dataclass(frozen=True)
class OpenID:
    """``url`` is its issuer; it knows the clients that registered, by their secrets and addresses."""

    url: str

    def register(self, back_to: str) -> dict[str, str]:
        told = {"redirect_uris": [back_to], "token_endpoint_auth_method": "client_secret_post"}
        made = requests.post(f"{self.url}/oauth2/clients", json=told, timeout=10)
        made.raise_for_status()
        return {"name": "the school", "issuer": self.url, **_as_set(made.json())}

    def knows(self, subject: str, **claims: object) -> None:
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def signs_in(self, address: str, subject: str) -> str:
        """What the browser is sent back to after this person has said yes there: path and query of ours."""
        answer = requests.post(address, data={"sub": subject}, timeout=10, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def id_token(self, client: dict[str, str], back_to: str, subject: str, nonce: str) -> str:
        """One for any client that registered: how an attacker with a site of their own comes by one."""
        asked = {"client_id": client["client_id"], "redirect_uri": back_to, "nonce": nonce}
        asked |= {"response_type": "code", "scope": "openid"}
        address = requests.Request("GET", f"{self.url}/oauth2/authorize", params=asked).prepare().url
        assert address
        code = parse_qs(urlsplit(self.signs_in(address, subject)).query)["code"][0]
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back_to}
        sent |= {"client_id": client["client_id"], "client_secret": client["secret"]}
        told = requests.post(f"{self.url}/oauth2/token", data=sent, timeout=10)
        told.raise_for_status()
        return str(told.json()["id_token"])


def _as_set(made: dict[str, str]) -> dict[str, str]:
    return {"client_id": made["client_id"], "secret": made["client_secret"]}


@contextlib.contextmanager
def openid() -> Iterator[OpenID]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-registration"]
    # Plain http, on the loopback only.
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = OpenID(f"http://localhost:{port}")
        _wait_for(f"{found.url}/.well-known/openid-configuration")
        yield found
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            requests.get(address, timeout=2).raise_for_status()
            return
        except requests.RequestException:
            assert time.monotonic() < ends, f"{address} never answered"
            time.sleep(0.1)
