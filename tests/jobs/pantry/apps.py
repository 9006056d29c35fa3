import os
import sys

from django.apps import AppConfig

# A test does not wait a minute for what a school can wait for.
KNOBS = (
    ("PANTRY_SWEEP_EVERY_S", "worker", "SWEEP_EVERY_S"),
    ("PANTRY_DEAD_AFTER_S", "beats", "DEAD_AFTER_S"),
    ("PANTRY_BEAT_EVERY_S", "beats", "BEAT_EVERY_S"),
    ("PANTRY_WAITS_S", "running", "WAITS_S"),
)


class PantryRoom(AppConfig):
    name = "tests.jobs.pantry"
    label = "pantry"

    def ready(self) -> None:
        from sidebyside.jobs import beats, running, version, worker  # noqa: F401
        from tests.jobs.pantry import work

        version.STEPS = os.environ.get("PANTRY_VERSION", version.STEPS)
        for name, module, constant in KNOBS:
            if name in os.environ:
                setattr(sys.modules[f"sidebyside.jobs.{module}"], constant, _read(os.environ[name]))
        work.register_kinds()


def _read(text: str) -> object:
    return tuple(map(float, text.split())) if " " in text else float(text)
