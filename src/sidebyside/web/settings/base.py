"""What every way of running shares. Values that differ come from the environment and fail loudly."""

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from sidebyside.web.settings.environment import choice, database, flag, number, security_contact, words
from sidebyside.web.settings.films import film_storages
from sidebyside.web.settings.sign_on import sign_ons

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SIDEBYSIDE_DATA", ROOT / "var" / "serve")).resolve()

SECRET_KEY = os.environ.get("SIDEBYSIDE_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = words("SIDEBYSIDE_HOSTS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "sidebyside.jobs",
    "sidebyside.trust",
    "sidebyside.people",
    "sidebyside.federation",
    "sidebyside.voice",
    "sidebyside.timetable",
    "sidebyside.programme",
    "sidebyside.instruments",
    "sidebyside.change",
    "sidebyside.cover",
    "sidebyside.kit",
    "sidebyside.walks",
    "sidebyside.pairing",
    "sidebyside.library",
    "sidebyside.events",
    "sidebyside.shelf",
    "sidebyside.consent",
    "sidebyside.recordings",
    "sidebyside.conversations",
    "sidebyside.reflection",
    "sidebyside.room",
    "sidebyside.groups",
    "sidebyside.safeguarding",
    "sidebyside.figures",
    "sidebyside.law",
    "sidebyside.overview",
    "sidebyside.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sidebyside.web.middleware.quiet_headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "sidebyside.web.middleware.body_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sidebyside.web.middleware.refusals_noted",
    "sidebyside.web.middleware.SignInFirst",
    "sidebyside.web.middleware.school_time",
    "sidebyside.web.limits.Limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sidebyside.web.middleware.SecondFactorFirst",
    "sidebyside.web.middleware.AskAgain",
    "sidebyside.web.drafts.draft_taken",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sidebyside.web.urls"
WSGI_APPLICATION = "sidebyside.web.wsgi.application"
FORM_RENDERER = "sidebyside.web.forms.LookRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sidebyside.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "sidebyside.people.backends.EmailBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "sidebyside.people.passwords.NoPlainVariation"},
    {"NAME": "sidebyside.people.passwords.NoWordOfThisPlace"},
    {"NAME": "sidebyside.people.passwords.NotFoundElsewhere"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign-in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = "sidebyside.people.tries.counted_by"
AXES_SENSITIVE_PARAMETERS = [
    "password",
    "code",
    "credential",
    "again-password",
    "again-code",
    "again-credential",
]
AXES_LOCKOUT_CALLABLE = "sidebyside.people.backends.too_many_tries"
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "sidebyside.people.backends.counted_name"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# One lock-out, axes: it counts in the database, so that two processes count together. See docs/adr/0020.
ACCOUNT_ADAPTER = "sidebyside.people.adapters.Accounts"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_USER_DISPLAY = "sidebyside.people.backends.shown_name"
SOCIALACCOUNT_ADAPTER = "sidebyside.people.identities.Identities"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
MFA_ADAPTER = "sidebyside.people.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Read by nobody else's page; whitenoise would offer static files to all.
WHITENOISE_ALLOW_ALL_ORIGINS = False

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "sidebyside.web.statics.Statics"},
    **film_storages(DATA),
}

# Uploads are read as a stream in the films process; of the rest little may be larger (web.little_files).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The longest form has some sixty fields, and no form has more than one file.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = ["sidebyside.web.little_files.LittleFiles"]

MAIL_BY_FILE = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(DATA / "mail")},
    }
}
MAIL_BY_SMTP = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("SIDEBYSIDE_SMTP_HOST", "localhost"),
            "port": number("SIDEBYSIDE_SMTP_PORT", 25),
            "username": os.environ.get("SIDEBYSIDE_SMTP_USER", ""),
            "password": os.environ.get("SIDEBYSIDE_SMTP_PASSWORD", ""),
            "use_tls": flag("SIDEBYSIDE_SMTP_TLS", default=False),
            "timeout": 15,
        },
    }
}
MAILERS: dict[str, Any] = {
    "smtp": MAIL_BY_SMTP,
    "file": MAIL_BY_FILE,
}[choice("SIDEBYSIDE_MAIL", {"smtp": "smtp", "file": "file"}, "smtp")]
DEFAULT_FROM_EMAIL = os.environ.get("SIDEBYSIDE_MAIL_FROM", "Sidebyside <sidebyside@localhost>")

SIDEBYSIDE: dict[str, Any] = {
    "DATA": DATA,
    "KEYSTORE": DATA / "keys" / "keys.sqlite3",
    "MASTER_KEY": os.environ.get("SIDEBYSIDE_MASTER_KEY", ""),
    "MASTER_KEY_FILE": Path(os.environ.get("SIDEBYSIDE_MASTER_KEY_FILE", DATA / "keys" / "master.key")),
    "KEY_SERVICE": os.environ.get("SIDEBYSIDE_KEY_SERVICE", ""),
    "NEXT_MASTER_KEY": os.environ.get("SIDEBYSIDE_NEXT_MASTER_KEY", ""),
    "NEXT_MASTER_KEY_FILE": os.environ.get("SIDEBYSIDE_NEXT_MASTER_KEY_FILE", ""),
    "NEXT_KEY_SERVICE": os.environ.get("SIDEBYSIDE_NEXT_KEY_SERVICE", ""),
    "MONTHLY_KEYS": Path(os.environ.get("SIDEBYSIDE_MONTHLY_KEYS", DATA / "keys" / "monthly")),
    "LEDGER": Path(os.environ.get("SIDEBYSIDE_LEDGER", DATA / "ledger" / "deletions")),
    "ENGINE_URL": os.environ.get("SIDEBYSIDE_ENGINE_URL", ""),
    "LARGEST_FILM_BYTES": number("SIDEBYSIDE_LARGEST_FILM_GB", 8) * 1000**3,
    "UPLOAD_DAYS": 7,
    "PUBLIC_URL": os.environ.get("SIDEBYSIDE_PUBLIC_URL", "http://localhost:8000"),
    "SIGN_ON": sign_ons(),
    "SECURITY_CONTACT": security_contact(),
    "FOUND_PASSWORDS": os.environ.get("SIDEBYSIDE_FOUND_PASSWORDS", ""),
    "LIMITS": True,
    "DEMO": False,
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "sidebyside.trust.scrub.ScrubFilter"}},
    "formatters": {
        # Django has set the process to UTC.
        "line": {
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%SZ",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["scrub"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sidebyside": {"level": "INFO"}},
}
