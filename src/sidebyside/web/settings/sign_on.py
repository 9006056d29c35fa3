"""The schools' own sign-ins, from the environment: Google, Microsoft, and others by OpenID Connect or SAML."""

import importlib.util
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/v2.0"
# A tenant of one school: the shared ones would let any account of the world knock here.
_SHARED_TENANTS = {"common", "organizations", "consumers"}
_NEEDS = {"jwt", "requests", "oauthlib"}


def sign_ons() -> dict[str, dict[str, str]]:
    """By key: ``name`` as people know it, ``issuer``, ``client_id`` and ``secret``; for SAML its ``metadata`` file.

    Empty where none is set.
    """
    found = {}
    if given := _given("GOOGLE", "CLIENT_ID", "CLIENT_SECRET"):
        found["google"] = _one("Google", "https://accounts.google.com", given)
    if given := _given("MICROSOFT", "TENANT", "CLIENT_ID", "CLIENT_SECRET"):
        if given["TENANT"].lower() in _SHARED_TENANTS:
            raise ImproperlyConfigured("SIDEBYSIDE_MICROSOFT_TENANT must be your school's own tenant ID.")
        found["microsoft"] = _one("Microsoft", _MICROSOFT.format(tenant=given["TENANT"]), given)
    if given := _given("OIDC", "NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        found["school"] = _one(given["NAME"], _checked(given["ISSUER"]), given)
    if given := _given("SAML", "NAME", "METADATA"):
        found["saml"] = {"name": given["NAME"], "metadata": _readable(given["METADATA"])}
        if importlib.util.find_spec("onelogin") is None:
            raise ImproperlyConfigured(
                "A SAML sign-in is set, and what it needs is not installed: "
                "run .venv/bin/pip install -r requirements/saml.txt"
            )
    if found and any(importlib.util.find_spec(name) is None for name in _NEEDS):
        raise ImproperlyConfigured(
            "A sign-in of the school's own is set, and what it needs is not installed: "
            "run .venv/bin/pip install -r requirements/sign-on.txt"
        )
    return found


def _one(name: str, issuer: str, given: dict[str, str]) -> dict[str, str]:
    return {"name": name, "issuer": issuer, "client_id": given["CLIENT_ID"], "secret": given["CLIENT_SECRET"]}


def _given(group: str, *names: str) -> dict[str, str] | None:
    found = {name: os.environ.get(f"SIDEBYSIDE_{group}_{name}", "").strip() for name in names}
    if not any(found.values()):
        return None
    for name, value in found.items():
        if not value:
            raise ImproperlyConfigured(
                f"SIDEBYSIDE_{group}_{name} is missing: the others of its group are set."
            )
    return found


def _checked(issuer: str) -> str:
    parts: Any = urlsplit(issuer)
    local = parts.hostname in {"localhost", "127.0.0.1"}
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise ImproperlyConfigured("SIDEBYSIDE_OIDC_ISSUER must begin with https://")
    return issuer.rstrip("/")


def _readable(name: str) -> str:
    path = Path(name)
    if not path.is_file():
        raise ImproperlyConfigured(f"SIDEBYSIDE_SAML_METADATA names no file: {name}")
    return str(path.resolve())
