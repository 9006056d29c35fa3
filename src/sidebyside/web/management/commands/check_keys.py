from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from sidebyside.trust import ledger, monthly, recovery
from sidebyside.web.backup import replaying


class Command(BaseCommand):
    help = "See whether a school may open its doors: its keys open, and somebody has saved a recovery copy."

    def handle(self, *_args: object, **_options: object) -> None:
        try:
            confirmed = recovery.is_confirmed()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if not confirmed:
            raise CommandError(recovery.NOT_SAVED)
        monthly.destroy_due()
        # A key store that somebody put back by hand does not know what was deleted since; the ledger does.
        ledger.begin()
        if replaying.keys(ledger.entries()):
            replaying.recordings()
        self.stdout.write("The keys are safe.")
