"""A real school: everything that must be decided by the operator is asked for, loudly."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from sidebyside.web.settings.base import *  # noqa: F403
from sidebyside.web.settings.base import ALLOWED_HOSTS, SECRET_KEY, SIDEBYSIDE
from sidebyside.web.settings.environment import flag

if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("Set SIDEBYSIDE_SECRET_KEY to at least 32 random letters and keep it secret.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set SIDEBYSIDE_HOSTS to the name people type, for example coaching.school.uk")

_public = urlsplit(str(SIDEBYSIDE["PUBLIC_URL"]))
if _public.scheme not in {"http", "https"} or not validate_host(_public.hostname or "", ALLOWED_HOSTS):
    # Else mails would lead elsewhere, and cookies would travel without https.
    raise ImproperlyConfigured(
        "Set SIDEBYSIDE_PUBLIC_URL to the address that people type, for example https://coaching.school.uk; "
        "its name must be one of SIDEBYSIDE_HOSTS."
    )
_secure = _public.scheme == "https"
SESSION_COOKIE_SECURE = _secure
CSRF_COOKIE_SECURE = _secure
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
# Off unless asked for: below a school's own name other services may live that have no https.
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure and flag("SIDEBYSIDE_HSTS_SUBDOMAINS", default=False)
if _secure:
    # No other host of the school's domain, and no page without https, can set or replace these.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
