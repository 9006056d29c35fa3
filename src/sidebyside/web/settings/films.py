"""Where films are kept: in the data folder, or in a bucket of an S3 service; and where they were kept before."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from sidebyside.web.settings.environment import choice

HERE, EARLIER = "recordings", "recordings_earlier"
# A service that is gone must be noticed while somebody waits; one that is slow must not be taken for gone.
CONNECT_WITHIN_S, READ_WITHIN_S, TRIES = 3, 30, 3


def film_storages(folder: Path) -> dict[str, Any]:
    """Django's STORAGES for films. Raises ImproperlyConfigured."""
    kept = choice("SIDEBYSIDE_FILMS", {"folder": "folder", "s3": "s3"}, "folder")
    if kept == "s3":
        return {HERE: bucket(), EARLIER: in_folder(folder)}
    # With its settings still there, a bucket that was left is read and emptied; without them it is not known.
    earlier = {EARLIER: bucket()} if _value("BUCKET") else {}
    return {HERE: in_folder(folder), **earlier}


def in_folder(folder: Path) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder / "recordings", "file_permissions_mode": 0o600},
    }


def bucket() -> dict[str, Any]:
    # Botocore takes a third of a second to load, which a school with a folder need not wait for.
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_WITHIN_S,
        read_timeout=READ_WITHIN_S,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=64,
        tcp_keepalive=True,
        # Every record carries its own seal, and not every service knows the newer sums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if _value("ENDPOINT") else "auto"},
    )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _needed("BUCKET"),
            "endpoint_url": _endpoint(),
            "region_name": _value("REGION") or "us-east-1",
            "access_key": _needed("KEY_ID"),
            "secret_key": _secret(),
            "location": _value("PREFIX").strip("/"),
            "client_config": config,
        },
    }


def _endpoint() -> str | None:
    endpoint = _value("ENDPOINT")
    if not endpoint:
        return None
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"SIDEBYSIDE_S3_ENDPOINT is {endpoint!r}; write the address of the service alone, "
            "for example https://s3.eu-west-2.amazonaws.com"
        )
    return endpoint.rstrip("/")


def _secret() -> str:
    path = _value("SECRET_FILE")
    if not path:
        return _needed("SECRET", "or SIDEBYSIDE_S3_SECRET_FILE to a file that holds it")
    try:
        secret = Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ImproperlyConfigured(f"SIDEBYSIDE_S3_SECRET_FILE {path} cannot be read: {said}.") from None
    if not secret:
        raise ImproperlyConfigured(f"SIDEBYSIDE_S3_SECRET_FILE {path} is empty.")
    return secret


def _needed(name: str, more: str = "") -> str:
    value = _value(name)
    if not value:
        raise ImproperlyConfigured(
            f"Films are to be kept on an S3 service: set SIDEBYSIDE_S3_{name}{' ' + more if more else ''}."
        )
    return value


def _value(name: str) -> str:
    return os.environ.get(f"SIDEBYSIDE_S3_{name}", "").strip()
