import fcntl
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sidebyside.recordings import moving, store
from sidebyside.recordings.moving import Outcome
from sidebyside.recordings.words import size_in_words


class Command(BaseCommand):
    help = (
        "Move films from where they were kept before to where SIDEBYSIDE_FILMS says, while the school works. "
        "Stop it when you like and run it again: it goes on."
    )

    def handle(self, *args: object, **options: object) -> None:
        if len(store.shelves()) < 2:
            raise CommandError(
                "Films are kept in one place only. Set SIDEBYSIDE_FILMS and the SIDEBYSIDE_S3_ settings first; "
                "docs/guides/operator.md says how."
            )
        run = Path(settings.SIDEBYSIDE["DATA"]) / "run"
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (run / "moving.lock").open("w") as turn:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("Films are being moved already, by another run of this command.") from None
            self._move()

    def _move(self) -> None:
        try:
            store.check()
            counts = self._told()
        except store.NotReady as error:
            raise CommandError(str(error)) from None
        except store.Full:
            raise CommandError(
                "There is no room left. What was moved is safe; make room and run this again."
            ) from None
        except store.Away:
            raise CommandError(
                "The S3 service does not answer. Nothing is lost; run this again when it does."
            ) from None
        if counts[Outcome.AT_WORK]:
            self.stdout.write(
                f"{counts[Outcome.AT_WORK]} files are still being sent or made and stay where they are. "
                "Run this again later."
            )
        if counts[Outcome.BROKEN]:
            raise CommandError(
                f"{counts[Outcome.BROKEN]} files do not open where they lie, and stay there. They are named above."
            )
        if not counts[Outcome.AT_WORK]:
            self.stdout.write("Every film is where it should be. Nothing is left in the place of before.")

    def _told(self) -> dict[Outcome, int]:
        counts, size = dict.fromkeys(Outcome, 0), 0
        for step in moving.move_all():
            counts[step.outcome] += 1
            size += step.size
            if step.outcome is Outcome.MOVED:
                self.stdout.write(f"{counts[Outcome.MOVED]} files moved, {size_in_words(size)}.")
            if step.outcome is Outcome.BROKEN:
                self.stdout.write(f"{step.name} does not open.")
            self.stdout.flush()
        return counts
