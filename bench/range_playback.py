"""Encrypted Range playback against the same view without encryption, side by side in one run.

Both sides answer the same 4 MiB ranges of the same film through Django's handlers as a signed-in owner; the
peer differs in one thing: its reader takes plain bytes from a plain file. Prints `name ratio limit ok|short`.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
LIMIT = 0.8


class PlainReader:
    """What `store.Reader` is to the view, without a seal."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self._file).st_size

    def __enter__(self) -> "PlainReader":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def iter_range(self, start: int, end: int, piece: int) -> Iterator[bytes]:
        while start < end:
            chunk = memoryview(os.pread(self._file, min(MIB, end - start), start))
            for at in range(0, len(chunk), piece):
                yield bytes(chunk[at : at + piece])
            start += len(chunk)

    def close(self) -> None:
        os.close(self._file)


def prepare(folder: Path, size: int) -> tuple[Any, str, Path]:
    """A client that is the film's owner, the film's address, and the same film in a plain file."""
    os.environ["SIDEBYSIDE_DATA"] = str(folder)
    os.environ["SIDEBYSIDE_DATABASE_URL"] = ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidebyside.web.settings.test"
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone
    from tests.cast import gather

    from sidebyside.recordings import renditions, store
    from sidebyside.recordings.models import Recording, Rendition

    call_command("migrate", verbosity=0)
    cast = gather()
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana, state=Recording.State.READY)
    rendition = Rendition.objects.create(
        recording=film,
        role=Rendition.Role.FILM,
        attempt=1,
        name=store.new_name(film.code),
        media_type="video/mp4",
        published_at=timezone.now(),
    )
    plain = folder / "plain"
    block = secrets.token_bytes(4 * MIB)
    with store.create(renditions.place(rendition)) as writer, plain.open("wb") as beside:
        for _part in range(size // len(block)):
            writer.append(block)
            beside.write(block)
        writer.seal()
    client = Client()
    client.force_login(cast.ana, backend="sidebyside.people.backends.EmailBackend")
    return client, f"/film/{film.code}/film", plain


def seconds(client: Any, address: str, size: int) -> float:
    begun = time.perf_counter()
    for start in range(0, size, 4 * MIB):
        response = client.get(address, headers={"range": f"bytes={start}-"})
        got = sum(len(piece) for piece in response.streaming_content)
        response.close()
        assert (response.status_code, got) == (206, 4 * MIB)
    return time.perf_counter() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="32 MiB instead of 512")
    small = parser.parse_args().small
    size, rounds = (32 * MIB, 10) if small else (512 * MIB, 10)
    folder = Path(tempfile.mkdtemp(prefix="sidebyside-bench-"))
    try:
        client, address, plain = prepare(folder, size)
        from sidebyside.recordings import store

        sealed_reader = store.read
        readers = {"sealed": sealed_reader, "plain": lambda _place: PlainReader(plain)}
        best = dict.fromkeys(readers, float("inf"))
        seconds(client, address, size)
        for round_number in range(rounds):
            # Whoever goes first on a busy machine must not always be the same.
            for name in sorted(readers, reverse=bool(round_number % 2)):
                with mock.patch.object(store, "read", readers[name]):
                    best[name] = min(best[name], seconds(client, address, size))
        # The best of each: what else the machine does only ever adds.
        ratio = best["plain"] / best["sealed"]
        rates = {name: size / passed / MIB for name, passed in best.items()}
        print(f"# sealed {rates['sealed']:.0f} MiB/s, plain {rates['plain']:.0f} MiB/s", file=sys.stderr)
        print(f"range_playback {ratio:.2f} {LIMIT} {'ok' if ratio >= LIMIT else 'short'}")
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
