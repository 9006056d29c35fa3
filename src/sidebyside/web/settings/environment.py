"""Settings read from the environment: a wrong value stops the start with a sentence that names it."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")
    return value in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.")
    return int(value)


def choice(name: str, choices: dict[str, str], default: str) -> str:
    value = os.environ.get(name, "").strip().lower() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; choose one of {', '.join(choices)}.")
    return choices[value]


def security_contact() -> str:
    """An address for whoever found a hole: ``mailto:`` or ``https://``; empty where none is set."""
    value = os.environ.get("SIDEBYSIDE_SECURITY_CONTACT", "").strip()
    if value and (not value.startswith(("mailto:", "https://")) or any(one.isspace() for one in value)):
        raise ImproperlyConfigured(
            f"SIDEBYSIDE_SECURITY_CONTACT is {value!r}; write mailto: and an address, or one that begins with https://"
        )
    return value


def database(folder: Path) -> dict[str, Any]:
    """Django's settings for ``SIDEBYSIDE_DATABASE_URL``; an SQLite file in ``folder`` where it is empty."""
    url = os.environ.get("SIDEBYSIDE_DATABASE_URL", "").strip()
    if not url:
        return sqlite(folder / "sidebyside.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("SIDEBYSIDE_DATABASE_URL must begin with postgresql://")
    # What follows the question mark is the driver's own: sslmode and its kind must not be dropped in silence.
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # Writers queue at BEGIN instead of failing half-way; WAL lets pages read meanwhile. FULL, because
            # a power cut must not undo a withdrawn share or an acknowledged piece of film.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
            ),
        },
    }
