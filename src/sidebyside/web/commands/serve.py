import argparse
import asyncio
import os
import subprocess
import sys

from sidebyside.web import serving
from sidebyside.web.commands.django_settings import SERVE, CannotStart, complain, use_school

EPILOG = """Settings come from the environment; docs/guides/operator.md lists them.
Start at least one `./sidebyside worker` beside this, or add --worker.
For https, put Caddy or nginx in front; the same guide has a file for each, not tried by us yet."""


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
    if django(environment, "migrate", "--check").returncode:
        raise CannotStart("The database is not at this version. Run: ./sidebyside manage migrate")
    for command in (["collectstatic", "--noinput"], ["engine_store"]):
        finished = django(environment, *command)
        if finished.returncode:
            raise CannotStart(f"{command[0]} failed:\n{finished.stderr[-2000:]}")
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
    asyncio.run(server.serve(lambda: serving.say(f"Sidebyside answers at http://{host}:{port}")))
    return 0


def django(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
