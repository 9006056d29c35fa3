from argparse import ArgumentParser
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from sidebyside.trust import chain
from sidebyside.web.backup import manifest, opening
from sidebyside.web.backup.manifest import Unusable


class Command(BaseCommand):
    help = (
        "Look whether the list of who watched is whole for every owner: each entry sealed in the owner's chain, none "
        "missing, moved or changed. With --backup also whether what stood there when it was taken is still there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--backup",
            metavar="FOLDER",
            type=Path,
            help="a backup, or the folder of backups: then the newest",
        )

    def handle(self, *_args: object, **options: object) -> None:
        folder = options["backup"]
        try:
            known = _heads(folder) if isinstance(folder, Path) else {}
        except (Unusable, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        owners = sorted({str(one) for one in chain.owners()} | set(known))
        wrong = [str(one) for owner in owners for one in chain.check(UUID(owner), known.get(owner, ""))]
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError(
                f"{len(wrong)} things are wrong in the chains of {len(owners)} owners. Keep this database as it is, "
                "tell the owners and the data-protection lead, and look who could write to it. After a restore, what "
                "came after that backup is missing by right."
            )
        beside = " and fit the backup" if isinstance(folder, Path) else ""
        self.stdout.write(f"The chains of {len(owners)} owners are whole{beside}.")


def _heads(folder: Path) -> dict[str, str]:
    """Of a manifest whose seal holds. Raises Unusable."""
    there = manifest.backups(folder)
    return opening.opened(there[-1] if there else folder).manifest.heads
