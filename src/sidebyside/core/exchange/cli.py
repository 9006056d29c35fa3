"""`sidebyside talk convert IN OUT [--from KIND] [--to KIND]`: a transcript from one kind of file to another.

Exit 0, with what was mended on stderr, a sentence a line; exit 2 with one plain sentence where IN cannot be used.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import ExchangeError
from .kinds import ENDINGS, WRITERS, Kind, read, write
from .shapes import LIMIT_BYTES

UNUSABLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    target: Kind | None = arguments.to or ENDINGS.get(arguments.target.suffix.lower().lstrip("."))
    if target is None:
        return _unusable("Say with --to which kind of file to write: " + ", ".join(WRITERS) + ".")
    try:
        with arguments.source.open("rb") as file:
            transcript = read(file.read(LIMIT_BYTES + 1), arguments.kind)
        made = write(transcript, target)
        _put(made, arguments.target)
    except ExchangeError as error:
        return _unusable(error.sentence)
    except OSError as error:
        return _unusable(
            f"A file cannot be opened or written: {error.strerror or 'the disk gave no reason'}."
        )
    for note in transcript.notes:
        print(note.sentence, file=sys.stderr)
    print(f"{len(transcript.turns)} turns, {len(transcript.speakers)} named speakers.")
    return 0


def _put(made: bytes, target: Path) -> None:
    """Whole or not at all."""
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(made)
    partial.replace(target)


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside talk convert", description="Turn a transcript into another kind of file."
    )
    parser.add_argument("source", type=Path, metavar="IN")
    parser.add_argument("target", type=Path, metavar="OUT")
    parser.add_argument(
        "--from",
        dest="kind",
        type=Kind,
        choices=list(Kind),
        metavar="KIND",
        help="what IN is, if its content does not tell: " + ", ".join(Kind),
    )
    parser.add_argument(
        "--to",
        type=Kind,
        choices=list(WRITERS),
        metavar="KIND",
        help="what to write, if the name of OUT does not tell: " + ", ".join(WRITERS),
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
