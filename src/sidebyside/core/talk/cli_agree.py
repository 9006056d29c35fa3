"""`sidebyside talk agree A.json B.json [--json]`: how far two codings of one talk agree, dimension by dimension."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

from ..exchange import LIMIT_BYTES
from .agreement import Agreement, Measure, agreements

UNUSABLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        found = agreements(_read(arguments.first), _read(arguments.second))
    except (ValueError, KeyError, TypeError, IndexError, OSError, RecursionError) as error:
        print(_sentence(error), file=sys.stderr)
        return UNUSABLE
    if arguments.json:
        print(json.dumps({"version": 1, "agreement": [asdict(one) for one in found]}))
    else:
        print("\n".join(_plainly(one) for one in found))
    return 0


def _read(path: Path) -> dict[str, object]:
    """The first description in a file of one line of JSON a talk, or of one talk over several lines."""
    with path.open("rb") as file:
        content = file.read(LIMIT_BYTES * 10)
    try:
        made = json.JSONDecoder().raw_decode(content.decode("utf-8-sig").lstrip())[0]
    except ValueError:
        # No text, no JSON, or a number of more digits than Python reads.
        raise ValueError(f"{path} is not JSON.") from None
    if not isinstance(made, dict):
        raise ValueError(f"{path} is no description of a talk.")
    return cast(dict[str, object], made)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"A file cannot be opened: {error.strerror or 'the disk gave no reason'}."
    if isinstance(error, ValueError):
        return str(error)
    return "A file is no description of a talk as talk read writes it."


def _plainly(one: Agreement) -> str:
    return (
        f"{one.dimension}, unit {one.unit}: {_measure(one.coded_by_both)} where both coded; "
        f"{_measure(one.with_uncoded)} with uncoded"
    )


def _measure(found: Measure) -> str:
    if found.percent is None:
        return "nothing to compare"
    kappa = "no kappa (one value only)" if found.kappa is None else f"kappa {found.kappa:.2f}"
    return f"{found.percent:.0f} % of {found.pairs}, {kappa}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidebyside talk agree", description="Compare two codings of one talk, as talk read writes them."
    )
    parser.add_argument("first", type=Path, metavar="A.json")
    parser.add_argument("second", type=Path, metavar="B.json")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
