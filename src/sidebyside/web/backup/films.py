"""Stored films of a folder to and from a backup: sealed bytes, copied as they lie."""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from sidebyside.recordings import store
from sidebyside.trust import keystore
from sidebyside.web.backup import manifest
from sidebyside.web.backup.manifest import Film

# What is found changed in the pool is put aside under this ending, till it is copied anew.
DAMAGED = ".damaged"


def folders() -> list[Path]:
    """Where films lie on this machine: where new ones go, and where they went before."""
    names = [store.HERE, store.EARLIER]
    known = [storages[name] for name in names if name in storages.backends]
    return [Path(one.path("")) for one in known if isinstance(one, FileSystemStorage)]


def elsewhere() -> str:
    """The bucket that films lie in, in words; empty where there is none."""
    buckets, described = [], dict[str, Any](settings.STORAGES)
    for name in (store.HERE, store.EARLIER):
        options = described.get(name, {}).get("OPTIONS", {})
        if "bucket_name" in options:
            buckets.append(f"bucket {options['bucket_name']} at {options['endpoint_url'] or 'Amazon'}")
    return " and ".join(buckets)


def lying(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*/*")):
        name = f"{path.parent.name}/{path.name}"
        if manifest.FILM_NAME.fullmatch(name):
            yield name, path


def copy_all(pool: Path, before: dict[str, Film]) -> dict[str, Film]:
    """What lies here now is in the pool afterwards; what has not changed since ``before`` is not copied again."""
    found: dict[str, Film] = {}
    for folder in folders():
        for name, path in lying(folder):
            # Deleted meanwhile.
            with contextlib.suppress(FileNotFoundError):
                found.setdefault(name, _copied(path, pool / name, before.get(name)))
    return found


def _copied(path: Path, to: Path, before: Film | None) -> Film:
    seen = path.stat()
    is_same = before is not None and (before.size, before.changed_ns) == (seen.st_size, seen.st_mtime_ns)
    if before is not None and is_same and to.exists() and to.stat().st_size == seen.st_size:
        return before
    digest, size = _copy(path, to)
    return Film(size, seen.st_mtime_ns, digest)


def _copy(path: Path, to: Path) -> tuple[str, int]:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = to.with_name(f"{to.name}.new")
    with path.open("rb") as source, new.open("wb") as target:
        digest = manifest.hash_while_read(source, target)
        size = target.tell()
        manifest.onto_the_disk(target)
    os.replace(new, to)
    return digest, size


def clear_up(pool: Path, named: set[str]) -> None:
    """What no backup names, and what was deleted, leaves the pool: its key is gone, and its bytes go too."""
    deleted = folders_of(keystore.destroyed("recording:"))
    if not pool.is_dir():
        return
    for folder in list(pool.iterdir()):
        if folder.name in deleted:
            shutil.rmtree(folder)
            continue
        if not folder.is_dir():
            # Not ours: some systems lay files of their own into every folder that is looked at.
            continue
        for path in list(folder.iterdir()):
            name = f"{folder.name}/{path.name.removesuffix(DAMAGED)}"
            is_replaced = path.name.endswith(DAMAGED) and (pool / name).exists()
            if path.is_file() and (name not in named or is_replaced):
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def folders_of(keys: Iterable[str]) -> set[str]:
    """Names of the folders that recordings lie in, from the names of their keys."""
    return {name.removeprefix("recording:").replace("-", "") for name in keys}


def wrong_in(pool: Path, films: dict[str, Film], gone: set[str]) -> list[str]:
    """Names of films that a backup promises and that do not lie in the pool as they were."""
    wrong = []
    for name, film in films.items():
        path = pool / name
        if name.split("/")[0] in gone and not path.exists():
            continue
        if not path.exists() or path.stat().st_size != film.size or manifest.hash_of(path) != film.sha256:
            wrong.append(name)
    return wrong


def put_aside(pool: Path, names: list[str]) -> None:
    """Else the next backup would take them for copied."""
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            (pool / name).rename(pool / f"{name}{DAMAGED}")


def put_back(pool: Path, films: dict[str, Film], gone: set[str]) -> int:
    """Where they are not there yet; ``gone`` are recordings, in hex, that were deleted since."""
    count = 0
    target = folders()[0] if folders() else None
    for name, film in films.items():
        if target is None or name.split("/")[0] in gone or not (pool / name).exists():
            continue
        there = target / name
        if not there.exists() or there.stat().st_size != film.size:
            _copy(pool / name, there)
            os.utime(there, ns=(film.changed_ns, film.changed_ns))
        count += 1
    return count
