"""A real school: everything that must be decided by the operator is asked for, loudly."""

from django.core.exceptions import ImproperlyConfigured

from sidebyside.web.settings.base import *  # noqa: F403
from sidebyside.web.settings.base import ALLOWED_HOSTS, SECRET_KEY, SIDEBYSIDE

if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("Set SIDEBYSIDE_SECRET_KEY to at least 32 random letters and keep it secret.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set SIDEBYSIDE_HOSTS to the name people type, for example coaching.school.uk")

_secure = str(SIDEBYSIDE["PUBLIC_URL"]).startswith("https://")
SESSION_COOKIE_SECURE = _secure
CSRF_COOKIE_SECURE = _secure
CSRF_TRUSTED_ORIGINS = [str(SIDEBYSIDE["PUBLIC_URL"])]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
