import argparse
import asyncio
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from sidebyside.web import serving
from sidebyside.web.demo.prepare import is_prepared, prepared
from sidebyside.web.demo.stamp import NOTE, WrongFolder, claim

SETTINGS = "sidebyside.web.settings.demo"
HOSTS = ["127.0.0.1", "::1"]
CAST = "Ana, Ben, Cleo, Dora, Leo, Tim, Nina, Omar and Eve"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./sidebyside demo", description="A made school on this computer only."
    )
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (8000); 0 takes any")
    parser.add_argument("--fresh", action="store_true", help="throw the made school away and make it anew")
    given = parser.parse_args(arguments)
    folder = Path(os.environ.get("SIDEBYSIDE_DATA") or serving.ROOT / "var" / "demo").resolve()
    os.umask(0o077)
    try:
        claim(folder)
    except WrongFolder as wrong:
        print(wrong, file=sys.stderr)
        return 2
    run = folder / "run"
    run.mkdir(exist_ok=True, mode=0o700)
    with (run / "lock").open("a+") as turn:
        if not is_free(turn):
            print(
                f"The demo runs already, at {running_at(turn)}\nStop that one first, or use it.",
                file=sys.stderr,
            )
            return 1
        return start(folder, turn, given.port, given.fresh)


def is_free(turn: TextIO) -> bool:
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    turn.truncate(0)
    return True


def running_at(turn: TextIO) -> str:
    turn.seek(0)
    return turn.read().strip() or "an address that it is about to print."


def start(folder: Path, turn: TextIO, port: int, fresh: bool) -> int:
    if fresh or prepared(folder).get("school") != "built":
        sweep_out(folder)
    kept = keep_secrets(folder)
    environment = serving.children_environment(
        SETTINGS, folder, SIDEBYSIDE_SECRET_KEY=kept["secret"], SIDEBYSIDE_DEMO_KEY=kept["key"]
    )
    listeners = listen_near(port)
    address = f"http://localhost:{listeners[0].getsockname()[1]}"
    environment["SIDEBYSIDE_PUBLIC_URL"] = address
    if not is_prepared(folder, serving.SOURCE):
        print("Making the demo school. The first time this takes a minute or two.", flush=True)
        command = [sys.executable, "-m", "sidebyside.web.demo.prepare", str(serving.SOURCE)]
        if subprocess.run(command, env=environment, check=False).returncode:
            print("The demo school could not be made; the lines above say what happened.", file=sys.stderr)
            return 1
    doors = f"{address}/demo/?key={kept['key']}"
    turn.write(doors)
    turn.flush()
    children = [serving.pages(), serving.films(), serving.worker("--patience", "5")]
    children.append(serving.front(listeners, "--judge"))
    server = serving.Server(serving.run_folder(folder), environment, children)
    asyncio.run(server.serve(lambda: welcome(doors)))
    return 0


def sweep_out(folder: Path) -> None:
    """Also what a start that was killed left behind. The note and the lock stay."""
    for entry in folder.iterdir():
        if entry.name in {NOTE, "run"}:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def keep_secrets(folder: Path) -> dict[str, str]:
    path = folder / "secrets.json"
    if not path.exists():
        made = {"secret": secrets.token_urlsafe(48), "key": secrets.token_urlsafe(16)}
        new = path.with_suffix(".new")
        new.write_text(json.dumps(made))
        new.chmod(0o600)
        new.replace(path)
    return {name: str(value) for name, value in json.loads(path.read_text()).items()}


def listen_near(port: int) -> list[socket.socket]:
    """Loopback only. A busy port is said, and the next free one taken."""
    for candidate in range(port, port + 50):
        try:
            listeners = serving.listen(HOSTS, candidate)
        except serving.Busy:
            continue
        if candidate != port:
            print(f"Port {port} is in use by another program, so the demo takes {candidate}.", flush=True)
        return listeners
    raise SystemExit(f"No free port between {port} and {port + 49}. Choose another with --port.")


def welcome(doors: str) -> None:
    print(
        f"\nThe demo school is open, on this computer only:\n\n    {doors}\n\n"
        f"That page lets you in as {CAST}.\nStop with Ctrl-C.",
        flush=True,
    )
