"""`sidebyside media probe FILE --json` and `sidebyside media prepare FILE --out DIR --json`.

Exit 0 with the answer on stdout; exit 2 with one plain sentence on stderr for a file that cannot be used.
"""

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import MediaError
from .prepare import prepare_stream
from .probe import probe_stream
from .shapes import Prepared, Probe, SinkName

UNUSABLE = 2


class FileSource:
    """A plain file, for the command line and for tests; the product itself reads from the encrypted store."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self._descriptor).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        os.close(self._descriptor)


class FolderSinks:
    """Files in one folder; each appears under its name only when it is whole."""

    NAMES: dict[str, str] = {
        "indexed": "indexed.webm",
        "film": "film.mp4",
        "poster": "poster.jpg",
        "strip": "strip.jpg",
        "peaks": "peaks.json",
    }

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, int] = {}

    def __call__(self, name: SinkName) -> "_FileSink":
        return _FileSink(self, self.folder / self.NAMES[name])


class _FileSink:
    def __init__(self, sinks: FolderSinks, path: Path) -> None:
        self._sinks, self._path = sinks, path
        self._partial = path.with_name(path.name + ".part")
        self._file = self._partial.open("wb", buffering=0)
        self._written = 0

    def write(self, block: bytes, /) -> None:
        view = memoryview(block)
        while view:
            view = view[self._file.write(view) or 0 :]
        self._written += len(block)

    def close(self) -> None:
        self._file.close()
        self._partial.replace(self._path)
        self._sinks.made[self._path.name] = self._written


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        source = FileSource(arguments.file)
    except OSError as error:
        return _unusable(f"This file cannot be opened: {error.strerror}.")
    try:
        if source.size == 0 and not arguments.file.is_file():
            return _unusable("This is not a file. Choose a film from a camera or a phone.")
        answer = _probe(arguments, source) if arguments.command == "probe" else _prepare(arguments, source)
    except MediaError as error:
        return _unusable(error.sentence)
    except OSError as error:
        return _unusable(f"The film could not be written: {error.strerror or 'the disk gave no reason'}.")
    finally:
        source.close()
    print(answer)
    return 0


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside media",
        description="Look into a film, or make it playable.",
        epilog="Two more, with helps of their own: faces (find them) and blur (hide them).",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    probe = commands.add_parser("probe", help="say what a film holds and whether a browser plays it as it is")
    prepare = commands.add_parser("prepare", help="make a playable film, a poster, thumbnails and peaks")
    prepare.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for what is made")
    for command in (probe, prepare):
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("--json", action="store_true", help="answer in JSON")
        command.add_argument("--talk", action="store_true", help="a conversation: keep only the sound")
    return parser


def _probe(arguments: argparse.Namespace, source: FileSource) -> str:
    probe = probe_stream(source, kind="talk" if arguments.talk else "lesson")
    return json.dumps(probe_facts(probe), indent=2) if arguments.json else _probe_words(probe)


def probe_facts(probe: Probe) -> dict[str, object]:
    return {**dataclasses.asdict(probe), "codecs": list(probe.codecs)}


def _probe_words(probe: Probe) -> str:
    lines = [f"{probe.container}, {probe.duration_ms / 1000:.1f} s, {', '.join(probe.codecs)}"]
    lines.append("It plays as it is." if probe.playable_as_is else "It does not play as it is:")
    return "\n".join([*lines, *probe.why_not, *probe.problems])


def _prepare(arguments: argparse.Namespace, source: FileSource) -> str:
    arguments.out.mkdir(parents=True, exist_ok=True)
    sinks = FolderSinks(arguments.out)
    kind = "talk" if arguments.talk else "lesson"
    prepared = prepare_stream(source, sinks, kind=kind)  # type: ignore[arg-type]
    if prepared.strip is not None:
        geometry = json.dumps(dataclasses.asdict(prepared.strip)).encode()
        (arguments.out / "strip.json").write_bytes(geometry)
        sinks.made["strip.json"] = len(geometry)
    if arguments.json:
        return json.dumps(prepared_facts(prepared, sinks), indent=2)
    return f"{prepared.method}: {', '.join(sinks.made)} in {sum(prepared.seconds.values()):.1f} s"


def prepared_facts(prepared: Prepared, sinks: FolderSinks) -> dict[str, object]:
    return {
        **dataclasses.asdict(prepared),
        "probe": probe_facts(prepared.probe),
        "film": "film.mp4" if prepared.film_bytes else "the file itself: nothing needed rewriting",
        "made": sinks.made,
    }


if __name__ == "__main__":
    sys.exit(main())
