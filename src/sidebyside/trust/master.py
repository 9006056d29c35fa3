"""The master key, which wraps the school key: from the environment, from a file, or kept by a program.

While the master key is rotated there are two, and what is wrapped says by its mark which of them opens it.
"""

import base64
import hashlib
import os
import secrets
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12
# The program is asked once for each process that starts.
SERVICE_WITHIN_S = 20
SERVICE_MARK = "service"


class WrongMaster(ImproperlyConfigured):
    """The master key does not open what it is asked to open."""


class ServiceAway(ImproperlyConfigured):
    """The key service does not answer, or not as it should. Nothing was made or changed."""


class Master(Protocol):
    @property
    def mark(self) -> str:
        """Says which master key it is, and nothing of the key."""

    def wrap(self, name: str, key: bytes) -> bytes: ...

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Raises WrongMaster."""


@dataclass(frozen=True)
class HeldHere:
    """A master key that this process knows."""

    key: bytes

    @property
    def mark(self) -> str:
        return hashlib.sha256(b"sidebyside.master:" + self.key).hexdigest()[:16]

    def wrap(self, name: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, key, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        try:
            return AESGCM(self.key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise WrongMaster(
                "The master key does not open the key store. "
                "Put back the master key that this school started with."
            ) from None


@dataclass(frozen=True)
class KeyService:
    """``command wrap NAME`` and ``command unwrap NAME`` take base64 on their input and give base64 on their output."""

    command: str

    @property
    def mark(self) -> str:
        return SERVICE_MARK

    def wrap(self, name: str, key: bytes) -> bytes:
        wrapped = self._ask("wrap", name, key)
        # What cannot be opened again must never take the place of what can.
        if key in wrapped or self._ask("unwrap", name, wrapped) != key:
            raise ImproperlyConfigured(
                "The key service does not give back the key it was given. Nothing was changed; mend it first."
            )
        return wrapped

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        return self._ask("unwrap", name, wrapped)

    def _ask(self, what: str, name: str, given: bytes) -> bytes:
        command = [*shlex.split(self.command), what, name]
        try:
            answer = subprocess.run(  # noqa: S603
                command,
                input=base64.b64encode(given),
                capture_output=True,
                timeout=SERVICE_WITHIN_S,
                check=True,
            )
            return base64.b64decode(answer.stdout.strip(), validate=True)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            # What the program says may hold anything: it stays out of the sentence, and out of the log.
            raise ServiceAway(
                f"The key service does not {what} ({type(error).__name__}). "
                "Look at the program that SIDEBYSIDE_KEY_SERVICE names, and start again when it answers."
            ) from None


def current(may_make: Callable[[], bool]) -> Master:
    """The one that wraps from now on. Where there is none yet and ``may_make()``, a first one is made."""
    return _named("", may_make)


def following() -> Master | None:
    """The one that is to take its place, while a rotation is under way or about to begin."""
    if any(_setting(f"NEXT_{name}") for name in ("KEY_SERVICE", "MASTER_KEY", "MASTER_KEY_FILE")):
        return _named("NEXT_", lambda: False)
    if not _is_file():
        return None
    try:
        return HeldHere(from_text(next_file().read_text()))
    except FileNotFoundError:
        # There is none, or it took its place just now.
        return None


def opening(mark: str) -> Iterator[Master]:
    """Those that may open what was wrapped under ``mark``, the likeliest first."""
    now, after = current(lambda: False), following()
    fits = [one for one in (now, after) if one is not None and one.mark == mark]
    yield from fits or [now]


def make_next() -> Master:
    """A new master key beside the present one's file. Safe to repeat: a rotation that was cut short goes on with it."""
    if not next_file().exists():
        _write_new(next_file(), secrets.token_bytes(KEY_BYTES))
    return HeldHere(_read(next_file()))


def take_next(mark: str) -> None:
    """The next file becomes the file, if it is the one of this mark; nothing lies under the old one any more."""
    if HeldHere(_read(next_file())).mark != mark:
        raise ImproperlyConfigured(
            f"The new master key at {next_file()} is not the one that this rotation wrapped keys under. "
            "It was not taken; run the rotation again."
        )
    os.replace(next_file(), _file())
    sync(_file().parent)


def keeps_itself() -> bool:
    """Whether the present master key lies in a file that this product may replace, and no other is named."""
    named = any(_setting(f"NEXT_{name}") for name in ("KEY_SERVICE", "MASTER_KEY", "MASTER_KEY_FILE"))
    return _is_file() and not named


def next_file() -> Path:
    return _file().with_name(f"{_file().name}.next")


def as_text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def from_text(text: str) -> bytes:
    """Raises ImproperlyConfigured."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured("The master key must be 32 bytes in base64.")
    return key


def _setting(name: str) -> str:
    return str(settings.SIDEBYSIDE.get(name) or "")


def _file() -> Path:
    return Path(settings.SIDEBYSIDE["MASTER_KEY_FILE"])


def _is_file() -> bool:
    return not (_setting("MASTER_KEY") or _setting("KEY_SERVICE"))


def _named(prefix: str, may_make: Callable[[], bool]) -> Master:
    service, given = _setting(f"{prefix}KEY_SERVICE"), _setting(f"{prefix}MASTER_KEY")
    if service and given:
        raise ImproperlyConfigured(
            f"Both SIDEBYSIDE_{prefix}KEY_SERVICE and SIDEBYSIDE_{prefix}MASTER_KEY are set; "
            "the master key comes from one place: take one of them out."
        )
    if service:
        return KeyService(service)
    if given:
        return HeldHere(from_text(given))
    return HeldHere(_from_file(Path(_setting(f"{prefix}MASTER_KEY_FILE")), may_make))


def _from_file(path: Path, may_make: Callable[[], bool]) -> bytes:
    if not path.exists():
        # Never beside a store that already holds keys: they would all be lost.
        if not may_make():
            raise ImproperlyConfigured(f"The master key is missing: put its file back at {path}.")
        _write_new(path, secrets.token_bytes(KEY_BYTES))
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        return from_text(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ImproperlyConfigured(f"The master key's file {path} cannot be read: {said}.") from None


def _write_new(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(as_text(key) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Two processes may start at once: link, unlike rename, lets only the first one win.
        os.link(own, path)
        sync(path.parent)
    except FileExistsError:
        pass
    finally:
        own.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
