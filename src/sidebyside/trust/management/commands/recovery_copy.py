import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sidebyside.trust import recovery


class Command(BaseCommand):
    help = (
        "Save a copy of the master key somewhere else, and show it again: only then does a school start. "
        "Whoever has the copy and the data can read everything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--to", metavar="FILE", type=Path, help="write the copy into a new file")
        ways.add_argument("--show", action="store_true", help="print the copy here, to be written down")
        ways.add_argument(
            "--confirm", metavar="FILE", help="read the copy that was kept; - reads what is typed"
        )
        ways.add_argument(
            "--confirm-service",
            action="store_true",
            help="the key service keeps the key, and a copy is safe there",
        )

    def handle(self, *_args: object, **options: object) -> None:
        try:
            self._do(options)
        except recovery.NotTheKey as error:
            raise CommandError(str(error)) from None

    def _do(self, options: dict[str, object]) -> None:
        if options["show"]:
            self.stdout.write(recovery.copy_text())
            self.stdout.write(f"When it is written down, type it in: {recovery.COMMAND} --confirm -")
        elif isinstance(to := options["to"], Path):
            self._write(to)
        elif options["confirm_service"]:
            recovery.confirm_service()
            self.stdout.write("Noted: the key service keeps the master key, and a copy is safe there.")
        elif options["confirm"]:
            recovery.confirm(_text(str(options["confirm"])))
            self.stdout.write("That is the master key. The school can start.")
        else:
            self._say()

    def _say(self) -> None:
        if recovery.is_confirmed():
            self.stdout.write(
                "A recovery copy of the master key was saved and shown. To save another, add --to FILE."
            )
        elif recovery.lies_in_service():
            self.stdout.write(
                "The key service keeps the master key. Save a copy there, as that service says, then run:\n"
                f"  {recovery.COMMAND} --confirm-service"
            )
        else:
            self.stdout.write(
                "Save a copy of the master key on something that is not this machine, and show it again:\n"
                f"  {recovery.COMMAND} --to FILE        (or --show, to write it down)\n"
                f"  {recovery.COMMAND} --confirm FILE   (or --confirm -, to type it in)"
            )

    def _write(self, path: Path) -> None:
        if path.resolve().is_relative_to(Path(settings.SIDEBYSIDE["DATA"]).resolve()):
            raise CommandError(
                f"{path} lies in the data folder, with which it would be lost. Choose another place."
            )
        # Where there is no copy to write, no file is made.
        text = recovery.copy_text()
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}. Choose a new file.") from None
        try:
            with os.fdopen(file, "w") as copy:
                copy.write(text)
                copy.flush()
                os.fsync(copy.fileno())
        except OSError as error:
            path.unlink()
            raise CommandError(f"{path} could not be written: {error.strerror}. Choose a new file.") from None
        self.stdout.write(f"The copy is in {path}. Put it somewhere safe, then show it from there:")
        self.stdout.write(f"  {recovery.COMMAND} --confirm {path}")


def _text(path: str) -> str:
    if path == "-":
        return sys.stdin.readline()
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no text"
        raise CommandError(f"{path} cannot be read: {said}.") from None
