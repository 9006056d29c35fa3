"""The demo: loopback only, a made school, ways in without a password. Never for real people."""

import os
from pathlib import Path

from sidebyside.web.settings.base import *  # noqa: F403
from sidebyside.web.settings.base import MAIL_BY_FILE, MIDDLEWARE, ROOT, SIDEBYSIDE, STORAGES
from sidebyside.web.settings.environment import sqlite
from sidebyside.web.settings.films import EARLIER, HERE, in_folder

DATA = Path(os.environ.get("SIDEBYSIDE_DATA", ROOT / "var" / "demo")).resolve()
DATABASES = {"default": sqlite(DATA / "demo.sqlite3")}
SECRET_KEY = os.environ["SIDEBYSIDE_SECRET_KEY"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
MAILERS = MAIL_BY_FILE
STATIC_ROOT = DATA / "static"
# Whatever a school on this machine uses: made films stay in the demo's folder.
STORAGES = {name: kept for name, kept in STORAGES.items() if name != EARLIER} | {HERE: in_folder(DATA)}
SIDEBYSIDE = SIDEBYSIDE | {
    "DATA": DATA,
    "KEYSTORE": DATA / "keys" / "keys.sqlite3",
    "MASTER_KEY": "",
    "MASTER_KEY_FILE": DATA / "keys" / "master.key",
    "KEY_SERVICE": "",
    "NEXT_MASTER_KEY": "",
    "NEXT_MASTER_KEY_FILE": "",
    "NEXT_KEY_SERVICE": "",
    "MONTHLY_KEYS": DATA / "keys" / "monthly",
    "LEDGER": DATA / "ledger" / "deletions",
    "ENGINE_URL": "",
    # One comes into the demo by its doors.
    "SIGN_ON": {},
    "DEMO": True,
    "DEMO_KEY": os.environ.get("SIDEBYSIDE_DEMO_KEY", ""),
}
MIDDLEWARE = ["sidebyside.web.demo.guard.loopback_only", *MIDDLEWARE]
ROOT_URLCONF = "sidebyside.web.demo.urls"
