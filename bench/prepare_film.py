"""Preparing a playable film of 1 GB (index at its end) against `ffmpeg -c copy -movflags +faststart`.

Ours reads the sealed upload, looks into it, puts the index first and seals the film again, up to the moment it
can be watched from its final file; ffmpeg reads and writes plain files. Prints `name ratio limit ok|short`.
Without a system ffmpeg the line says `absent` and no ratio.
"""

import argparse
import io
import os
import secrets
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
LIMIT = 1.5
RATE = 25
BITS_A_SECOND = 4_000_000


def write_film(path: Path, size: int) -> None:
    """A film whose pictures are real and repeated until it is as large as wanted, its index at the end."""
    import av

    seconds = 4
    small = io.BytesIO()
    with av.open(small, "w", format="mp4") as container:
        track = container.add_stream("libx264", rate=RATE)
        track.width, track.height, track.pix_fmt = 1280, 720, "yuv420p"
        # As a phone films: noise costs bytes as a full classroom does, and the rate is held.
        track.codec_context.options = {
            "preset": "ultrafast",
            "b": str(BITS_A_SECOND),
            "maxrate": str(BITS_A_SECOND),
            "bufsize": str(BITS_A_SECOND),
            "bf": "0",
            "g": str(2 * RATE),
        }
        for number in range(seconds * RATE):
            picture = av.VideoFrame(1280, 720, "yuv420p")
            for plane in picture.planes:
                plane.update(secrets.token_bytes(plane.buffer_size))
            picture.pts = number
            container.mux(track.encode(picture))
        container.mux(track.encode(None))
    small.seek(0)
    with av.open(small) as source, av.open(str(path), "w", format="mp4") as target:
        stream = source.streams.video[0]
        out = target.add_stream_from_template(stream)
        packets = [(bytes(p), p.pts, p.dts, p.is_keyframe) for p in source.demux(stream) if p.size]
        base, turn, written = stream.time_base, 0, 0
        length = round(seconds / base)
        while written < size:
            for body, pts, dts, is_key in packets:
                packet = av.Packet(body)
                packet.pts, packet.dts, packet.time_base = pts + turn * length, dts + turn * length, base
                packet.is_keyframe = is_key
                packet.stream = out
                target.mux(packet)
                written += len(body)
            turn += 1


def index_is_last(path: Path) -> bool:
    with path.open("rb") as file:
        order, at, end = [], 0, path.stat().st_size
        while at < end:
            file.seek(at)
            size, kind = struct.unpack(">I4s", file.read(8))
            order.append(kind)
            at += struct.unpack(">Q", file.read(8))[0] if size == 1 else size
    return order.index(b"moov") > order.index(b"mdat")


def set_up(folder: Path) -> None:
    os.environ["SIDEBYSIDE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidebyside.web.settings.test"
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    import django

    django.setup()


def sealed(path: Path) -> Any:
    """The film as an upload leaves it in the store."""
    from sidebyside.recordings import store
    from sidebyside.trust import keystore

    code = uuid.uuid4()
    keystore.make(f"recording:{code}")
    place = store.Place(code, "source", store.new_name(code), 1)
    with store.create(place) as writer, path.open("rb") as file:
        while block := file.read(4 * MIB):
            writer.append(block)
        writer.seal()
    return place


class Watchable(Exception):
    """The film has been written: pictures and peaks, which ffmpeg does not make, are not measured."""


def ours(source: Any) -> float:
    from sidebyside.core.media.prepare import prepare_stream
    from sidebyside.recordings import store

    film = store.Place(source.recording, "film", store.new_name(source.recording), 1)

    class Sink:
        def __init__(self, name: str) -> None:
            assert name == "film"
            self._writer = store.create(film)

        def write(self, block: bytes) -> None:
            self._writer.append(block)

        def close(self) -> None:
            self._writer.seal()
            self._writer.close()
            raise Watchable

    begun = time.perf_counter()
    try:
        with store.read(source) as reader:
            prepare_stream(reader, Sink)
        raise AssertionError("the film was left as it was")
    except Watchable:
        return time.perf_counter() - begun
    finally:
        store.delete(film.name)


def theirs(ffmpeg: str, path: Path) -> float:
    made = path.with_name("faststart.mp4")
    command = [
        ffmpeg,
        "-v",
        "error",
        "-y",
        "-i",
        str(path),
        "-c",
        "copy",
        "-movflags",
        "+faststart",
        str(made),
    ]
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    # Ours is on the disk when it says so.
    with made.open("rb") as file:
        os.fsync(file.fileno())
    passed = time.perf_counter() - begun
    made.unlink()
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="64 MB instead of 1 GB")
    small = parser.parse_args().small
    size, rounds = (64 * 1000**2, 2) if small else (1000**3, 3)
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        print(f"prepare_film absent {LIMIT} short")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="sidebyside-bench-"))
    try:
        set_up(folder)
        path = folder / "lesson.mp4"
        write_film(path, size)
        assert index_is_last(path)
        source = sealed(path)
        ours_s, theirs_s = [], []
        for _round in range(rounds):
            ours_s.append(ours(source))
            theirs_s.append(theirs(ffmpeg, path))
        ratio = min(ours_s) / min(theirs_s)
        print(f"# ours {min(ours_s):.2f} s, ffmpeg {min(theirs_s):.2f} s", file=sys.stderr)
        print(f"prepare_film {ratio:.2f} {LIMIT} {'ok' if ratio <= LIMIT else 'short'}")
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
