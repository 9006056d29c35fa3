from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from sidebyside.web.backup import restoring, turns
from sidebyside.web.backup.database import NotDone
from sidebyside.web.backup.manifest import Unusable


class Command(BaseCommand):
    help = (
        "Put a backup back, without what was deleted since. The school has to be stopped, and opens only when this has "
        "ended; after a kill, run it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="folder", metavar="FOLDER", type=Path, required=True)
        parser.add_argument(
            "--backup", metavar="NAME", default="", help="one of those in FOLDER; else the newest"
        )
        parser.add_argument(
            "--over-what-is-there",
            action="store_true",
            help="a school lives here; what it made since is lost",
        )
        parser.add_argument(
            "--without-ledger", action="store_true", help="the ledger is lost: newer deletions may come back"
        )

    def handle(self, *_args: object, **options: object) -> None:
        folder = options["folder"]
        assert isinstance(folder, Path)
        wish = restoring.Wish(
            folder,
            str(options["backup"]),
            bool(options["over_what_is_there"]),
            bool(options["without_ledger"]),
        )
        try:
            restoring.restore(wish, self._say)
        except turns.Taken:
            raise CommandError(
                "The school is at work. Stop serve and every worker first, then run this again."
            ) from None
        except (Unusable, NotDone, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"The backup could not be put back: {error.strerror} ({error.filename}). Mend that and run this again."
            ) from None
        self._say(
            "The school is as it was. Accounts that were closed since are open again: look at them. Then start."
        )

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
