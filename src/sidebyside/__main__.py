"""`./sidebyside NAME ...`: each name is a small module in `sidebyside.web.commands`."""

import importlib
import io
import os
import sys

COMMANDS = {
    "demo": "start a made school on this computer, to look at and to try",
    "test": "install what the suite needs, then run the suite",
    "serve": "serve a real school; settings come from the environment",
    "worker": "do the work that pages leave behind: films, mails",
    "manage": "everything else an operator does: migrate, new-school, ...",
    "media": "look at a film file, or prepare it, without a database",
    "talk": "a transcript from one kind of file to another, without a database",
    "listen": "write down what is said in a recording, and by whom, without a database",
    "models": "what writes speech down: what is there, and fetch it",
    "bench": "measure, and print the ratios",
}


# As a shell counts a program that ended because nobody read on.
NOBODY_READS = 141


def overview() -> str:
    lines = [f"  {name:8} {meaning}" for name, meaning in COMMANDS.items()]
    return "\n".join(
        [
            "usage: ./sidebyside COMMAND ...",
            "",
            "Teachers coach each other as equals: a lesson film, a talk, a next step.",
            "",
            *lines,
            "",
            "Begin with: ./sidebyside demo",
            "Each command explains itself: ./sidebyside COMMAND --help",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Names have letters that the narrowest locales do not know.
        sys.stdout.reconfigure(encoding="utf-8")
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if given[0] not in COMMANDS:
        print(f"There is no command {given[0]!r}.\n\n{overview()}", file=sys.stderr)
        return 2
    command = importlib.import_module(f"sidebyside.web.commands.{given[0]}")
    try:
        code = int(command.main(given[1:]))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # What is still to be written goes nowhere, so that the end of the process says nothing either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
