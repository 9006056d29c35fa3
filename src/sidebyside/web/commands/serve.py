import argparse
import asyncio
import os
import subprocess
import sys
from urllib.parse import urlsplit

from sidebyside.web import serving
from sidebyside.web.backup import turns
from sidebyside.web.commands.django_settings import SERVE, CannotStart, complain, use_school

EPILOG = """Settings come from the environment; docs/guides/operator.md lists them.
Start at least one `./sidebyside worker` beside this, or add --worker.
Filming with the camera needs https: put Caddy or nginx in front; the same guide has a file for each."""

NO_CAMERA = """People cannot film with the camera at {address}: browsers open it over https only (or on this machine,
at http://localhost). Films from a file, and everything else, work. To have the camera too:
  1. Put Caddy or nginx in front, with the lines from docs/guides/operator.md, HTTPS.
  2. Set SIDEBYSIDE_PUBLIC_URL to the https:// address that people type, and start again."""

# How `check_films` ends where it could not ask.
FILMS_AWAY = 3


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./sidebyside serve",
        description="Serve a real school.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (127.0.0.1:8000)")
    parser.add_argument(
        "--proxies", default="127.0.0.1,::1", help="addresses whose X-Forwarded headers are believed"
    )
    parser.add_argument("--worker", action="store_true", help="start one worker too")
    given = parser.parse_args(arguments)
    try:
        return serve(*host_and_port(given.bind), given.proxies, given.worker)
    except CannotStart as error:
        return complain(error)


def host_and_port(bind: str) -> tuple[str, int]:
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise CannotStart(f"--bind is {bind!r}; write an address and a port, for example 127.0.0.1:8000")
    return host.strip("[]") or "127.0.0.1", int(port)


def serve(host: str, port: int, proxies: str, with_worker: bool) -> int:
    os.umask(0o077)
    folder = use_school()
    environment = serving.children_environment(SERVE, folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    turns.share(folder)
    turns.clear_all_copies(folder)
    if django(environment, "migrate", "--check").returncode:
        raise CannotStart("The database is not at this version. Run: ./sidebyside manage migrate")
    for command in (["collectstatic", "--noinput"], ["engine_store"]):
        finished = django(environment, *command)
        if finished.returncode:
            raise CannotStart(f"{command[0]} failed:\n{finished.stderr[-2000:]}")
    check_keys(environment)
    check_films(environment)
    try:
        listeners = serving.listen([host], port)
    except serving.Busy:
        raise CannotStart(f"Port {port} is in use by another program. Choose another with --bind.") from None
    except OSError as error:
        raise CannotStart(f"Sidebyside cannot listen on {host}:{port}: {error.strerror}.") from None
    children = [serving.pages(), serving.films(), serving.front(listeners, "--proxies", proxies)]
    if with_worker:
        children.append(serving.worker())
    server = serving.Server(serving.run_folder(folder), environment, children)
    asyncio.run(server.serve(lambda: announce(host, port)))
    return 0


def check_keys(environment: dict[str, str]) -> None:
    """No door opens before the keys are safe and what was deleted is gone again. Raises CannotStart."""
    finished = django(environment, "check_keys")
    if finished.returncode:
        raise CannotStart(finished.stderr.strip().removeprefix("CommandError: ")[-2000:])


def check_films(environment: dict[str, str]) -> None:
    """A service that only sleeps does not keep a school closed: pages work without it. Raises CannotStart."""
    finished = django(environment, "check_films")
    if finished.returncode == FILMS_AWAY:
        serving.say(
            "The S3 service that keeps the films does not answer. Nobody can send or watch until it does."
        )
    elif finished.returncode:
        raise CannotStart(finished.stderr.strip().removeprefix("CommandError: ")[-2000:])


def announce(host: str, port: int) -> None:
    from django.conf import settings

    serving.say(f"Sidebyside answers at http://{host}:{port}")
    address = str(settings.SIDEBYSIDE["PUBLIC_URL"])
    if not has_camera(address, host):
        serving.say(NO_CAMERA.format(address=address if not is_here(address) else f"http://{host}:{port}"))


def has_camera(address: str, host: str) -> bool:
    """Whether browsers take what people type for safe: https, or this very machine."""
    return address.startswith("https://") or (
        is_here(address) and is_here(f"http://[{host}]" if ":" in host else f"http://{host}")
    )


def is_here(address: str) -> bool:
    return (urlsplit(address).hostname or "") in {"localhost", "127.0.0.1", "::1"}


def django(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
