"""`sidebyside talk read TRANSCRIPT... [--coach NAME] [--keep-rows] [--json]`: a talk described and read.

One line of JSON a file (see `telling`), or some plain lines. Exit 2, with one plain sentence on stderr for each
file that cannot be used; the others are read all the same.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ..exchange import LIMIT_BYTES, ExchangeError
from ..exchange import read as read_transcript
from . import telling
from .describing import describe
from .indicators import indicators
from .reading import read
from .shapes import Description, Indicators, Reading
from .turns import form, rows_of

UNUSABLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    failed = False
    for path in arguments.transcripts:
        try:
            described = _described(path, arguments.coach, keep_rows=arguments.keep_rows)
        except (ExchangeError, OSError, ValueError) as error:
            print(f"{path}: {_sentence(error)}", file=sys.stderr)
            failed = True
            continue
        counted, reading = indicators(described), read(described)
        if arguments.json:
            print(json.dumps(as_json(str(path), described, counted, reading), ensure_ascii=False))
        else:
            print(_plainly(str(path), described, counted, reading))
    return UNUSABLE if failed else 0


def _described(path: Path, coach: str | None, *, keep_rows: bool) -> Description:
    with path.open("rb") as file:
        transcript = read_transcript(file.read(LIMIT_BYTES + 1), keep_rows=keep_rows)
    return describe(form(rows_of(transcript, coach), keep_rows=keep_rows))


def as_json(
    file: str, described: Description, counted: Indicators, reading: Reading
) -> dict[str, telling.Json]:
    return {
        "file": file,
        "version": telling.VERSION,
        **telling.description_json(described),
        "indicators": telling.indicators_json(counted),
        "reading": telling.reading_json(reading),
    }


def _sentence(error: Exception) -> str:
    if isinstance(error, ExchangeError):
        return error.sentence
    if isinstance(error, OSError):
        return f"The file cannot be opened: {error.strerror or 'the disk gave no reason'}."
    return str(error)


def _plainly(file: str, described: Description, counted: Indicators, reading: Reading) -> str:
    lines = [f"{file}: {sum(counted.turns.values())} turns, {len(described.elements)} elements."]
    lines += [
        f"  {role}: {round(100 * (share.value or 0))} % of the words"
        for role, share in counted.talk_share_words.items()
    ]
    if reading.level is None:
        return "\n".join([*lines, f"  {reading.words}"])
    lines.append(f"  Level {reading.level.value} ({reading.sureness_words}). {reading.words}")
    lines += [f"  For: {point.text}" for point in reading.speaks_for]
    lines += [f"  Not seen yet: {point.text}" for point in reading.missing]
    lines.append(f"  To try: {reading.to_try}")
    lines += [f"  Worth hearing: turn {moment.turn + 1}. {moment.why}" for moment in reading.moments]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside talk read", description="Describe a coaching talk turn by turn, and read it."
    )
    parser.add_argument("transcripts", type=Path, nargs="+", metavar="TRANSCRIPT")
    parser.add_argument(
        "--coach", metavar="NAME", help="the name of the one who coaches, as the transcript has it"
    )
    parser.add_argument("--keep-rows", action="store_true", help="keep every row of the input a turn")
    parser.add_argument("--json", action="store_true", help="one line of JSON a file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
