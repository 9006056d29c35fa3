"""`sidebyside media faces FILE --json` and `sidebyside media blur FILE --out FILE --json`.

Exit 0 with the answer on stdout; exit 2 with one plain sentence on stderr.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath

from sidebyside.core.media.cli import UNUSABLE, FileSource
from sidebyside.core.media.errors import MediaError

from .cover import hide
from .search import FacesNotInstalled, find_faces
from .shapes import Found, Key, Track

VERSION = 1
COMMANDS = ("faces", "blur")
NOTHING_FOUND = "No face was found, so nothing is hidden. Look through the film before you show it to anyone."
ONLY_KEPT = "Every face that was found is kept, so nothing is hidden."
LOOK = "A program misses faces. Look through the new film before you show it to anyone."


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    try:
        source = FileSource(arguments.file)
    except OSError as error:
        return _refused(f"This file cannot be opened: {error.strerror}.")
    try:
        if source.size == 0 and not arguments.file.is_file():
            return _refused("This is not a file. Choose a film from a camera or a phone.")
        return _faces(arguments, source) if arguments.command == "faces" else _blur(arguments, source)
    except FacesNotInstalled as error:
        return _refused(error.sentence)
    except MediaError as error:
        return _refused(error.sentence)
    except OSError as error:
        return _refused(f"The film could not be written: {error.strerror or 'the disk gave no reason'}.")
    finally:
        source.close()


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _count(given: str) -> int:
    number = int(given)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside media", description="Find faces in a film, or hide them."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    faces = commands.add_parser("faces", help="say where faces are, and where that is in doubt")
    blur = commands.add_parser("blur", help="make a film with faces made unrecognisable")
    for command in (faces, blur):
        command.add_argument("file", type=FilePath, metavar="FILE")
        command.add_argument("--json", action="store_true", help="answer in JSON")
        command.add_argument(
            "--every", type=_count, metavar="N", help="look at every Nth picture (about six a second)"
        )
    blur.add_argument("--out", type=FilePath, required=True, metavar="FILE", help="the film to make, an MP4")
    blur.add_argument(
        "--keep", type=int, nargs="+", default=[], action="extend", metavar="TRACK",
        help="tracks to leave as they are, by their numbers in `media faces` with the same --every",
    )  # fmt: skip
    blur.add_argument("--how", choices=("blur", "block"), default="blur")
    return parser


def _progress(phase: str, share: float) -> None:
    if sys.stderr.isatty():
        print(f"\r{phase} {share:4.0%} ", end="" if share < 1 else "\n", file=sys.stderr, flush=True)


def _faces(arguments: argparse.Namespace, source: FileSource) -> int:
    found = find_faces(source, every=arguments.every, progress=_progress)
    if arguments.json:
        for piece in as_json(found):
            sys.stdout.write(piece)
        return 0
    for track in found.tracks:
        doubt = f", look at it: {', '.join(track.doubt)}" if track.doubt else ""
        print(
            f"track {track.number}: {track.first_ms / 1000:.1f} to {track.last_ms / 1000:.1f} s, "
            f"from {track.smallest_px} px{doubt}"
        )
    print(f"{len(found.tracks)} tracks in {len(found.times_ms)} pictures, {found.looks} of them looked at")
    return 0


def as_json(found: Found) -> Iterator[str]:
    """Piece by piece: a lesson has a hundred thousand pictures."""
    yield f'{{"version": {VERSION}, "width": {found.width}, "height": {found.height}, "frames": ['
    timeline = NumberedTimeline(found.tracks)
    frames = [0] * len(found.tracks)
    for frame, ms in enumerate(found.times_ms):
        boxes = []
        for number, key in timeline.at(ms):
            box = inside(key, found.width, found.height)
            if box is not None:
                frames[number - 1] += 1
                boxes.append({"box": box, "score": round(key.score, 3), "track": number})
        line = json.dumps({"frame": frame, "time_ms": ms, "boxes": boxes})
        yield f"{',' if frame else ''}\n{line}"
    tracks = [track_facts(track, count) for track, count in zip(found.tracks, frames, strict=True)]
    yield f'],\n"tracks": {json.dumps(tracks)}}}\n'


class NumberedTimeline:
    """The boxes at a time, each with its track's number."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._waiting = sorted(tracks, key=lambda track: track.first_ms, reverse=True)
        self._live: list[Track] = []

    def at(self, ms: int) -> list[tuple[int, Key]]:
        while self._waiting and self._waiting[-1].first_ms <= ms:
            self._live.append(self._waiting.pop())
        self._live = [track for track in self._live if track.last_ms >= ms]
        found = [(track.number, track.path.at(ms)) for track in self._live]
        return [(number, key) for number, key in found if key is not None]


def inside(key: Key, width: int, height: int) -> list[float] | None:
    """The part of a box that lies in the picture, in px; None where that is less than one."""
    x0, y0, x1, y1 = max(0.0, key.x0), max(0.0, key.y0), min(float(width), key.x1), min(float(height), key.y1)
    return [round(side, 1) for side in (x0, y0, x1, y1)] if x1 - x0 >= 1 and y1 - y0 >= 1 else None


def track_facts(track: Track, frames: int) -> dict[str, object]:
    return {
        "track": track.number,
        "first_ms": track.first_ms,
        "last_ms": track.last_ms,
        "frames": frames,
        "longest_gap_ms": track.longest_gap_ms,
        "smallest_px": track.smallest_px,
        "doubt": [str(reason) for reason in track.doubt],
    }


class _FileSink:
    """A file that appears under its name only when it is whole."""

    def __init__(self, path: FilePath) -> None:
        self._path, self._partial = path, path.with_name(path.name + ".part")
        self._file = self._partial.open("wb")

    def write(self, block: bytes, /) -> None:
        self._file.write(block)

    def close(self) -> None:
        self._file.close()
        self._partial.replace(self._path)

    def give_up(self) -> None:
        self._file.close()
        self._partial.unlink(missing_ok=True)


def _blur(arguments: argparse.Namespace, source: FileSource) -> int:
    if arguments.out.exists() and not arguments.out.is_file():
        return _refused("What --out names is there already and is not a file. Choose another name for --out.")
    if arguments.out.exists() and arguments.out.samefile(arguments.file):
        return _refused("The new film would be written over the old one. Choose another name for --out.")
    found = find_faces(source, every=arguments.every, progress=_progress)
    unknown = sorted(set(arguments.keep) - {track.number for track in found.tracks})
    if unknown:
        return _refused(f"This film has no track {unknown[0]}: look at the numbers that `media faces` gives.")
    covered = [track for track in found.tracks if track.number not in arguments.keep]
    sink = _FileSink(arguments.out)
    try:
        made = hide(
            source,
            sink,
            [track.path for track in covered],
            (found.width, found.height),
            how=arguments.how,
            progress=_progress,
        )
    except BaseException:
        sink.give_up()
        raise
    note = LOOK if covered else ONLY_KEPT if found.tracks else NOTHING_FOUND
    answer = {
        "version": VERSION,
        "film": arguments.out.name,
        "how": arguments.how,
        **dataclasses.asdict(made),
        "hidden": [track.number for track in covered],
        "kept": sorted(set(arguments.keep)),
        "doubt": {str(track.number): [str(d) for d in track.doubt] for track in covered if track.doubt},
        "note": note,
    }
    print(json.dumps(answer, indent=2) if arguments.json else f"{len(covered)} faces hidden. {note}")
    return 0
