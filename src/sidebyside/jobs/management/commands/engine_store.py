from typing import Any

from django.core.management.base import BaseCommand

from sidebyside.jobs import engine


class Command(BaseCommand):
    help = "Make the store of the workflow engine, or bring it to this version. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        engine.make_store()
        self.stdout.write("The engine store is there.")
