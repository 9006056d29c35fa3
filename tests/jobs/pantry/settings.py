"""The smallest product that has jobs: what a worker needs and the pantry, nothing else."""

import os
from pathlib import Path

from sidebyside.web.settings.environment import database

DATA = Path(os.environ["SIDEBYSIDE_DATA"])
SECRET_KEY = "a pantry has none"
INSTALLED_APPS = ["sidebyside.jobs", "tests.jobs.pantry"]
DATABASES = {"default": database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
SIDEBYSIDE = {"DATA": DATA, "ENGINE_URL": os.environ.get("SIDEBYSIDE_ENGINE_URL", "")}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "ROOT {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sidebyside": {"level": "INFO"}},
}
