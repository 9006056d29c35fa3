from django.core.management.base import BaseCommand, CommandError

from sidebyside.recordings import filming_key, store


class Command(BaseCommand):
    help = (
        "See whether films can be kept where the settings say: writes, reads and deletes a few bytes there."
    )

    def handle(self, *args: object, **options: object) -> None:
        # Every start asks: so the key is there before anybody films, and in every backup of the key store.
        filming_key.public_key()
        try:
            store.check()
        except store.NotReady as error:
            raise CommandError(str(error)) from None
        except store.Away:
            raise CommandError(
                "The S3 service does not answer. Look at SIDEBYSIDE_S3_ENDPOINT and at the network.",
                returncode=3,
            ) from None
        self.stdout.write("Films can be kept.")
