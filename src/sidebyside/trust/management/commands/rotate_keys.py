import sqlite3
from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from sidebyside.trust import master, monthly, recovery, rotating, rotation_turn


class Command(BaseCommand):
    help = (
        "Put new keys in the place of old ones, while the school works; films and words are not touched. "
        "Stop it when you like and run it again: it goes on. Without an option it does both."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--school", action="store_true", help="the school key, which wraps the key of each thing"
        )
        parser.add_argument(
            "--master", action="store_true", help="the master key, which wraps the school key"
        )

    def handle(self, *_args: object, **options: object) -> None:
        try:
            with rotation_turn.alone():
                self._rotate(options)
        except rotation_turn.Taken:
            raise CommandError(
                "A rotation is at work already. Wait until it has ended, or a backup has made its monthly key, "
                "then run this again."
            ) from None
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        except (OSError, sqlite3.Error) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise CommandError(
                f"The keys could not be written ({said}). Everything opens as before. "
                "See that there is room on the disk, then run this again: it goes on."
            ) from None

    def _rotate(self, options: dict[str, object]) -> None:
        both = not (options["school"] or options["master"])
        if (options["master"] or both) and not master.keeps_itself() and master.following() is None:
            self._refuse_without_a_next_one()
        if options["school"] or both:
            rotating.rotate_school_key()
            self.stdout.write(
                "There is a new school key, and every other key lies under it. The old one is gone."
            )
        if options["master"] or both:
            self._rotate_master()

    def _refuse_without_a_next_one(self) -> None:
        if not recovery.lies_in_service():
            raise CommandError(
                "The master key comes from SIDEBYSIDE_MASTER_KEY, where Sidebyside cannot put a new one. Set "
                "SIDEBYSIDE_NEXT_MASTER_KEY (or _NEXT_MASTER_KEY_FILE or _NEXT_KEY_SERVICE) as well; "
                "docs/guides/operator.md says how to go on."
            )

    def _rotate_master(self) -> None:
        own = master.keeps_itself()
        mark = rotating.rotate_master()
        for name in monthly.not_under(mark):
            self.stdout.write(
                f"The monthly key {monthly.folder() / name}.key is damaged or of another school. It was left as it is."
            )
        self.stdout.write("The school key lies under the new master key.")
        if not own and master.following() is not None:
            self.stdout.write(
                "Now put the setting SIDEBYSIDE_NEXT_... in the place of the one without NEXT, take the one with NEXT "
                "out, and start again."
            )
        if not recovery.is_confirmed():
            self.stdout.write(
                f"The recovery copy that was saved is of no use any more. Save a new one: {recovery.COMMAND}"
            )
