from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from sidebyside.trust import monthly
from sidebyside.web.backup import opening, taking, turns
from sidebyside.web.backup.database import NotDone
from sidebyside.web.backup.manifest import Unusable, backups, read


class Command(BaseCommand):
    help = (
        "Copy the database, the key store, the ledger of deletions and the films into a folder, while the school "
        "works. All of it is sealed; the monthly key that opens it lies elsewhere and lives for 35 days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", metavar="FOLDER", type=Path, required=True, help="best on another machine"
        )
        parser.add_argument(
            "--check", action="store_true", help="then put it back into a folder that is thrown away"
        )
        parser.add_argument(
            "--only-check", action="store_true", help="take none; check the newest one that is there"
        )

    def handle(self, *_args: object, **options: object) -> None:
        to = options["to"]
        assert isinstance(to, Path)
        try:
            if options["only_check"]:
                there = backups(to)
                if not there:
                    raise Unusable(f"There is no backup in {to}.")
                newest = there[-1]
            else:
                newest = taking.take(to, self._say)
            if options["check"] or options["only_check"]:
                self._say(opening.check(newest))
            if not options["only_check"]:
                self._remind(to, newest)
        except turns.Taken:
            raise CommandError("A backup is being made already, by another run of this command.") from None
        except (Unusable, NotDone, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"The backup could not be made: {error.strerror} ({error.filename or to}). Nothing half-made is left."
            ) from None

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _remind(self, to: Path, newest: Path) -> None:
        self._say(f"The backup is in {newest}.")
        found = read(newest)
        if found.films_elsewhere:
            self._say(f"Not copied: films in the {found.films_elsewhere}. That service keeps them.")
        if monthly.folder().resolve().is_relative_to(Path(settings.SIDEBYSIDE["DATA"]).resolve()):
            self._say(
                f"Its monthly key lies in {monthly.folder()}, beside the data: if this disk breaks, nobody can open "
                "the backup. Set SIDEBYSIDE_MONTHLY_KEYS to a folder on another machine, apart from the backups."
            )
        for name, ends_at in monthly.too_young():
            until = datetime.fromtimestamp(ends_at, UTC).date().isoformat()
            self._say(
                f"The monthly key {monthly.folder() / name}.key was made while the clock was wrong, or the clock is "
                f"wrong now: it would live until {until}. Look at the clock. If that is right, delete this file, "
                "and the backups of those days with it: they keep what was deleted readable for too long."
            )
        old = taking.too_old(to)
        if old:
            self._say(
                f"{len(old)} older backups there can no longer be opened by anybody. Delete: {', '.join(old)}"
            )
