import os

from django.apps import AppConfig


class PantryRoom(AppConfig):
    name = "tests.jobs.pantry"
    label = "pantry"

    def ready(self) -> None:
        from sidebyside.jobs import beats, running, version, worker
        from tests.jobs.pantry import work

        worker.SWEEP_EVERY_S = float(os.environ.get("PANTRY_SWEEP_S", "0.5"))
        beats.DEAD_AFTER_S = float(os.environ.get("PANTRY_DEAD_AFTER_S", "60"))
        beats.BEAT_EVERY_S = float(os.environ.get("PANTRY_BEAT_EVERY_S", "0.5"))
        version.STEPS = os.environ.get("PANTRY_VERSION", version.STEPS)
        running.WAITS_S = (0.01, 0.02, 0.05)
        work.register_kinds()
