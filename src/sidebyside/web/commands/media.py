"""`./sidebyside media COMMAND ...`: what looks for faces is loaded only when it is asked for."""

import importlib

from sidebyside.core.media import cli


def main(arguments: list[str]) -> int:
    if arguments[:1] in (["faces"], ["blur"]):
        return int(importlib.import_module("sidebyside.core.faces.cli").main(arguments))
    return cli.main(arguments)
