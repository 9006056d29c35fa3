"""Sidebyside as an app on the home screen: its manifest, its service worker, the page for when there is no network.

The worker keeps the static shell and two pages that are the same for everybody; what people make is never in it.
"""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The two papers of look.css.
LIGHT = "#faf7f2"

FILMING = (
    "awake",
    "camera",
    "device-store",
    "film-courier",
    "film-recorder",
    "filming-run",
    "net",
    "part-recorder",
    "seal",
    "server-clock",
    "sound-level",
    "speed",
)
# All that the pages without a network load. Tried in a browser: a file that is missing here is missed there.
SHELL = (
    "web/look.css",
    "web/icon.svg",
    "web/icons.svg",
    "web/page-net.js",
    "web/draft-keeper.js",
    "web/installed.js",
    "web/what-waits.js",
    "web/offline-page.js",
    "web/offline-film.js",
    "web/film-passes.js",
    "web/token.js",
    "web/store-steps.js",
    "recordings/filming/filming.css",
    *(f"recordings/filming/{name}.js" for name in FILMING),
)


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    said: dict[str, Any] = {
        "id": "/",
        "name": _("Sidebyside"),
        "short_name": _("Sidebyside"),
        "description": _("Teachers coach each other as equals."),
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "categories": ["education"],
        "icons": _icons(),
        "shortcuts": [
            {"name": _("Film"), "url": reverse("film-now"), "icons": [_icon(192)]},
            {"name": _("What waits on this device"), "url": reverse("waiting"), "icons": [_icon(192)]},
        ],
        "share_target": {
            "action": reverse("take-in"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "film", "accept": ["video/*", ".mp4", ".mov", ".webm", ".mkv"]}]},
        },
    }
    return HttpResponse(json.dumps(said), content_type="application/manifest+json")


def _icon(side: int, purpose: str = "any") -> dict[str, str]:
    name = f"web/icons/{'whole' if purpose == 'any' else purpose}-{side}.png"
    return {"src": static(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


def _icons() -> list[dict[str, str]]:
    drawn = {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return [_icon(192), _icon(512), _icon(192, "maskable"), _icon(512, "maskable"), drawn]


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_offline_page())


@login_not_required
@require_safe
def offline_film(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_offline_film_page())


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker answers for nothing above its own address."""
    said = {
        "version": _version(),
        "offline": reverse("offline"),
        "offlineFilm": reverse("offline-film"),
        "shell": _shell(),
    }
    told = {"told": json.dumps(said), "take_in": reverse("take-in")}
    body = render_to_string("web/service-worker.js", told)
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


def _offline_page() -> str:
    # Without the request: no name, no token and no nonce can come into what is kept on a device.
    return render_to_string("web/offline.html", {"words": offline_words()})


def _offline_film_page() -> str:
    return render_to_string("web/offline_film.html")


def _shell() -> list[str]:
    return [staticfiles_storage.url(name) for name in SHELL]


@cache
def _version() -> str:
    """Changes with any file of the shell (their names carry hashes), with the page and with the worker."""
    parts = [
        *_shell(),
        _offline_page(),
        _offline_film_page(),
        render_to_string("web/service-worker.js", {"told": ""}),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def offline_words() -> dict[str, str]:
    """What ``offline-page.js`` says."""
    return {
        "nothing": _("Nothing waits on this device."),
        "one": _("One thing waits on this device: {size}."),
        "more": _("{n} things wait on this device: {size} together."),
        "words": _("What was written here is kept too."),
    }
