"""The films process as it is run, on a database of its own, to be killed in the middle of things."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.tables import lay_in

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32

GATHER = """
import django; django.setup()
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cast import gather
cast = gather()
def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "sidebyside.people.backends.EmailBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
print(json.dumps({"strand": str(cast.strand.code), "ana": signed_in(cast.ana), "ben": signed_in(cast.ben)}))
"""


@dataclass
class Films:
    """One gunicorn of the films process."""

    folder: Path
    told: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
            "SIDEBYSIDE_DATA": str(self.folder),
            "SIDEBYSIDE_DATABASE_URL": "",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PYTHONWARNINGS": "ignore",
            "HOME": str(self.folder),
        }

    def run(self, script: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def gather(self) -> None:
        lay_in(self.folder)
        self.told = json.loads(self.run(GATHER).splitlines()[-1])

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        command += [
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            "--no-control-socket",
            "sidebyside.web.wsgi",
        ]
        self.process = subprocess.Popen(
            command, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("OPTIONS", "/upload/")
                return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def kill(self) -> None:
        """The master and its worker, in the middle of whatever they do."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def headers(self, who: str = "ana", **more: str) -> dict[str, str]:
        return {
            "Cookie": f"sessionid={self.told.get(who, '')}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
        } | {name.replace("_", "-"): value for name, value in more.items()}

    def ask(self, method: str, address: str, body: bytes | None = None, **headers: str) -> Any:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, address, body, self.headers(**headers))
            response = connection.getresponse()
            response.read()
            return response
