import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sidebyside.jobs.engine import MayCallOut
from sidebyside.jobs.store import StoreMissing
from sidebyside.jobs.worker import NameTaken, Worker


class Command(BaseCommand):
    help = "Do the work that pages leave behind: prepare films, send mails, listen to conversations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--name", default="worker-1", help="stays the same over restarts; one worker a name"
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=25.0,
            help="seconds a step may take to finish after a stop signal",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        worker = Worker(options["name"], options["patience"])
        worker.listen_to_signals()
        self.stdout.write(f"Worker {options['name']} starts.")
        try:
            finished = worker.run()
        except NameTaken as taken:
            raise CommandError(
                f"A worker named {taken} runs already; give this one another --name.", returncode=2
            ) from None
        except MayCallOut as refused:
            raise CommandError(str(refused), returncode=2) from None
        except StoreMissing as missing:
            raise CommandError(f"{missing} Make it with: manage.py engine_store", returncode=2) from None
        self.stdout.write(f"Worker {options['name']} has stopped.")
        if not finished:
            # Its thread would hold the process until the step ends; the next worker does the step again.
            sys.stdout.flush()
            os._exit(0)
