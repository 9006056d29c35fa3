"""Files that try to make the reader open something else: a canary file, a listening port."""

import io
import os
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest

from sidebyside.core.media.errors import MediaError
from sidebyside.core.media.prepare import prepare_stream
from sidebyside.core.media.probe import probe_stream
from sidebyside.core.media.sandbox import Bounds, run_child
from sidebyside.core.media.wire import Say
from tests.core.media.films import Held, Shelf, film

BOUNDS = Bounds(memory_bytes=1024**3, cpu_s=20, wall_s=30, silence_s=20)


class Trap:
    """A FIFO that would block or tell of a reader, a file whose words must not appear, a port that counts."""

    def __init__(self, folder: Path) -> None:
        self.fifo = folder / "fifo.ts"
        os.mkfifo(self.fifo)
        self.canary = folder / "canary.ts"
        self.canary.write_bytes(film("mpegts", "mpeg2video", None, seconds=0.4))
        self._ear = socket.create_server(("127.0.0.1", 0))
        self._ear.settimeout(0.1)
        self.port = self._ear.getsockname()[1]

    def close(self) -> None:
        self._ear.close()

    def was_called(self) -> bool:
        try:
            self._ear.accept()
        except TimeoutError:
            return False
        return True

    def has_reader(self) -> bool:
        try:
            os.close(os.open(self.fifo, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    trap = Trap(tmp_path)
    yield trap
    assert not trap.was_called()
    assert not trap.has_reader()
    trap.close()


def hls(trap: Trap) -> bytes:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:10"]
    for target in (
        f"file://{trap.canary}",
        str(trap.fifo),
        f"http://127.0.0.1:{trap.port}/a.ts",
        "canary.ts",
    ):
        lines += ["#EXTINF:1,", target]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]).encode()


def concat(trap: Trap) -> bytes:
    return f"ffconcat version 1.0\nfile '{trap.canary}'\nfile 'http://127.0.0.1:{trap.port}/a.ts'\n".encode()


def drawing(trap: Trap) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:{trap.port}/a"/></svg>'.encode()


def dash(trap: Trap) -> bytes:
    return f'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:{trap.port}/</BaseURL></MPD>'.encode()


def session(trap: Trap) -> bytes:
    return f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=video {trap.port} RTP/AVP 96\r\n".encode()


def playlist_behind_blanks(trap: Trap) -> bytes:
    return b"\n \n" + hls(trap)


def playlist_inside_a_film(trap: Trap) -> bytes:
    return hls(trap).ljust(1024) + film(seconds=0.4)


TEXTS = [hls, concat, drawing, dash, session, playlist_behind_blanks, playlist_inside_a_film]


@pytest.mark.parametrize("make", TEXTS, ids=lambda make: make.__name__)
def test_a_file_that_points_elsewhere_reads_and_calls_nothing(
    trap: Trap, make: Callable[[Trap], bytes]
) -> None:
    shelf = Shelf()
    with pytest.raises(MediaError) as caught:
        prepare_stream(Held(make(trap)), shelf)
    assert caught.value.sentence.endswith(".")
    assert shelf.parts == {}


@pytest.mark.parametrize("make", TEXTS, ids=lambda make: make.__name__)
def test_nor_does_the_child_when_asked_directly(trap: Trap, make: Callable[[Trap], bytes]) -> None:
    with pytest.raises(MediaError):
        run_child({"do": "facts"}, Held(make(trap)), BOUNDS)


def outside_film(target: bytes) -> bytes:
    """A QuickTime film whose picture lies, it says, in another file (an alias with an absolute path)."""
    content = film("mov", "libx264", None, seconds=0.4)
    at = content.index(b"dref") + 12
    entry_size = struct.unpack_from(">I", content, at)[0]
    path = target + b"\0" * (len(target) % 2)
    record = b"\0" * 150 + struct.pack(">HH", 2, len(path)) + path + b"\xff\xff\0\0"
    record = record[:4] + struct.pack(">H", len(record)) + record[6:]
    alias = struct.pack(">I4sI", len(record) + 12, b"alis", 0) + record
    return _replaced(content, at, entry_size, alias)


def _replaced(content: bytes, at: int, old_size: int, new: bytes) -> bytes:
    """Puts `new` where a box was and lets every box around it grow."""
    grown = bytearray(content[:at] + new + content[at + old_size :])
    growth = len(new) - old_size
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = grown.rindex(kind, 0, at) - 4
        size = struct.unpack_from(">I", grown, start)[0]
        struct.pack_into(">I", grown, start, size + growth)
    return bytes(grown)


def test_a_film_whose_picture_lies_in_another_file_is_refused(trap: Trap) -> None:
    for target in (
        os.fsencode(trap.canary),
        os.fsencode(trap.fifo),
        f"http://127.0.0.1:{trap.port}/x".encode(),
    ):
        content = outside_film(target)
        with pytest.raises(MediaError) as caught:
            probe_stream(Held(content))
        assert caught.value.code == "playlist"


def test_and_the_child_finds_no_picture_in_it(trap: Trap) -> None:
    """Even with our own look at the boxes left out, FFmpeg neither opens the other file nor shows it."""
    content = outside_film(os.fsencode(trap.canary))
    found = run_child({"do": "facts"}, Held(content), BOUNDS, {Say.PROGRESS: lambda body: None}).result
    assert found["frames_decoded"] == 0


def test_a_trusting_reader_would_have_followed_it(tmp_path: Path) -> None:
    """The control: the same bytes do lead a reader astray that allows it."""
    asked: list[str] = []

    def note(url: str, flags: int, options: dict[str, str]) -> None:
        asked.append(url)
        raise PermissionError

    target = str(tmp_path / "canary.ts")
    options = {"enable_drefs": "1", "use_absolute_path": "1"}
    with pytest.raises(PermissionError):
        av.open(io.BytesIO(outside_film(target.encode())), options=options, io_open=note)
    assert asked == [target]


def test_the_film_it_was_made_from_does_have_a_picture() -> None:
    content = film("mov", "libx264", None, seconds=0.4)
    found = run_child({"do": "facts"}, Held(content), BOUNDS, {Say.PROGRESS: lambda body: None}).result
    assert found["frames_decoded"] != 0


def test_a_film_named_wrongly_is_read_by_its_bytes() -> None:
    """A name is content and never reaches the reader: only bytes do."""
    assert probe_stream(Held(film("webm", "libvpx", None))).container == "matroska"
