"""Makes or mends ``.venv`` from a lock file. Standard library only: it runs before anything is installed.

Stamps, both inside the environment:
``half-made``            exists from the first file to the last; a killed start leaves it, the next starts anew
``made-from-NAME.txt``   the lock file that the environment holds, written last
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 12)


def main(root: Path, name: str) -> int:
    os.umask(0o022)
    with (root / ".venv.lock").open("w") as turn:
        # The system lets go of this lock when its holder dies, however it dies.
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is preparing Sidebyside; waiting for it.")
            fcntl.flock(turn, fcntl.LOCK_EX)
        return make(root, name)


def make(root: Path, name: str) -> int:
    venv = root / ".venv"
    locks = ["base", "test"] if name == "test" else ["base"]
    if (venv / "half-made").exists() or not runs(venv / "bin" / "python"):
        shutil.rmtree(venv, ignore_errors=True)
    if is_made(root, venv, name):
        return 0
    ours = not venv.exists() or any(venv.glob("made-from-*.txt"))
    if not venv.exists():
        say("Preparing Sidebyside for its first start. This takes about a minute.")
        venv.mkdir()
        (venv / "half-made").touch()
        finished = subprocess.run([sys.executable, "-m", "venv", str(venv)], check=False)
        if finished.returncode:
            return complain(f"Python at {sys.executable} could not make an environment in {venv}.")
    else:
        say("Bringing what Sidebyside needs up to date.")
    if ours:
        # An environment made by hand is mended in place instead, never thrown away.
        (venv / "half-made").touch()
    if not install(venv / "bin" / "python", root / "requirements" / f"{name}.txt"):
        return complain("Something that Sidebyside needs could not be installed; the lines above say what.")
    for lock in locks:
        shutil.copyfile(root / "requirements" / f"{lock}.txt", venv / f"made-from-{lock}.txt")
    (venv / "half-made").unlink(missing_ok=True)
    return 0


def is_made(root: Path, venv: Path, name: str) -> bool:
    stamp = venv / f"made-from-{name}.txt"
    return stamp.exists() and stamp.read_bytes() == (root / "requirements" / f"{name}.txt").read_bytes()


def runs(python: Path) -> bool:
    try:
        check = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install(python: Path, lock: Path) -> bool:
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--quiet", "--quiet"]
    if os.geteuid() == 0:
        options.append("--root-user-action=ignore")
    command = [str(python), "-m", "pip", "install", *options, "-r", str(lock)]
    return subprocess.run(command, check=False).returncode == 0


def complain(sentence: str) -> int:
    print(
        f"{sentence} Check the network and the free space, then run the same command again.", file=sys.stderr
    )
    return 1


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
