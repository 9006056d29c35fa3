"""`./sidebyside talk PART ...`: each part is a small module without a database."""

import importlib
import sys

PARTS = {
    "convert": "sidebyside.core.exchange.cli",
    "read": "sidebyside.core.talk.cli_read",
    "agree": "sidebyside.core.talk.cli_agree",
}

USAGE = """usage: ./sidebyside talk PART ...

  convert IN OUT        turn a transcript into another kind of file: vtt, eaf, csv, docx, json
  read TRANSCRIPT...    describe a coaching talk turn by turn, and read it
  agree A.json B.json   how far two codings of one talk agree

Each part explains itself: ./sidebyside talk PART --help"""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(USAGE)
        return 0
    if arguments[0] not in PARTS:
        print(f"There is no part {arguments[0]!r} of talk.\n\n{USAGE}", file=sys.stderr)
        return 2
    return int(importlib.import_module(PARTS[arguments[0]]).main(arguments[1:]))
