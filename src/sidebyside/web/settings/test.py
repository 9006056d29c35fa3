"""The suite: same code and stores as a school, in a folder that is thrown away."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SIDEBYSIDE_SECRET_KEY", "the suite's own key, of no worth elsewhere")
if "SIDEBYSIDE_DATA" not in os.environ:
    os.environ["SIDEBYSIDE_DATA"] = tempfile.mkdtemp(prefix="sidebyside-test-")

from sidebyside.web.settings.base import *  # noqa: F403
from sidebyside.web.settings.base import SIDEBYSIDE, STORAGES
from sidebyside.web.settings.environment import database

DATA = Path(os.environ["SIDEBYSIDE_DATA"])
(DATA / "static").mkdir(exist_ok=True)
# Files are served from where they lie, so that a journey sees them without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES = {"default": database(DATA)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # As in a school: a file, where writers queue. The shared database in memory refuses instead.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# Argon2 at its proper cost would take most of the suite's time; strength is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SIDEBYSIDE = SIDEBYSIDE | {
    "PUBLIC_URL": "http://testserver",
    "SECURITY_CONTACT": "mailto:security@harbour.test",
    # The matrix asks thousands of times in one breath; tests/web/test_limits.py switches them on.
    "LIMITS": False,
}
