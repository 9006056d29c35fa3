"""How what is held is kept safe, as this server is set up."""

from django.conf import settings
from django.utils.translation import gettext as _


def measures() -> tuple[str, ...]:
    secure = str(settings.SIDEBYSIDE["PUBLIC_URL"]).startswith("https://")
    return (
        _("Films and words are encrypted with AES-256, with a key for each recording and each author."),
        _("Films lie with a storage service, sealed.")
        if films_elsewhere()
        else _("Films lie on the school’s own server, sealed."),
        _("Every page comes over https.")
        if secure
        else _("Pages do not come over https yet: set that up before real use."),
        _("Backups are sealed with keys that are destroyed after 35 days."),
        _("Each viewing of a film is noted, and its owner sees it."),
        _("Logs and mails hold nothing of what people made."),
    )


def films_elsewhere() -> bool:
    return str(settings.STORAGES.get("recordings", {}).get("BACKEND", "")).endswith("S3Storage")
