import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BoundField, PasswordInput
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sidebyside.people.put_right import sentences

register = template.Library()

# 42x stays open: a form that comes back with its errors is a 422 and must be shown.
HTMX_CONFIG = {
    "includeIndicatorCSS": False,
    "noSwap": [204, 304, "40x", "41x", "429", "43x", "44x", "45x", "5xx"],
    "history": "reload",
    "defaultTimeout": 30_000,
    "extensions": "none",
}


@register.simple_tag
def htmx_config() -> SafeString:
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(HTMX_CONFIG))


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the symbols of ``web/icons.svg``; never the only carrier of a meaning, so readers skip it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(), name)


@register.simple_tag
def picture(name: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" viewBox="0 0 96 56" aria-hidden="true"><use href="{}#{}"></use></svg>',
        name,
        _sprite(),
        name,
    )


def _sprite() -> str:
    return static("web/icons.svg")


@register.filter
def clock(ms: int | None) -> str:
    """Milliseconds on a film or a talk as people say them: 18:02, or 1:02:03 from an hour on."""
    if ms is None:
        return ""
    minutes, seconds = divmod(max(0, int(ms)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def said(field: BoundField) -> list[str]:
    """A field's errors in our own words: every form's pages ask here."""
    return sentences(field)


@register.filter
def asks_password(fields: Iterable[BoundField]) -> bool:
    """A browser is never given a password back, so that it must be typed again."""
    return any(isinstance(one.field.widget, PasswordInput) for one in fields)


@register.inclusion_tag("web/partials/year.html")
def year(dots: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """``dots``: role (mine, yours), state (done, now, todo), number, words, and maybe when and url."""
    return {"dots": dots, "label": label or _("The cycles of this year")}


@register.inclusion_tag("web/partials/stages.html")
def stages(states: Iterable[str], label: str) -> dict[str, Any]:
    """``states``: done, now or an empty word for each stage; ``label`` says the same in words."""
    return {"stages": states, "label": label}


@register.inclusion_tag("web/partials/path.html")
def path(steps: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """``steps``: words, state (done, now, todo) and maybe url."""
    return {"path": steps, "label": label or _("Where this cycle stands")}


@register.inclusion_tag("web/partials/empty.html")
def empty(
    title: str, text: str = "", href: str = "", button: str = "", *, go: bool = False
) -> dict[str, Any]:
    return {"title": title, "text": text, "href": href, "button": button, "go": go}


@register.simple_tag(takes_context=True)
def person_attributes(context: template.Context) -> SafeString:
    """Whose drafts this device may open here: a code, and a key that only a signed-in page carries."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return SafeString("")
    if user.is_held:
        # What lies on a device is content too: whoever came back opens it when the rest opens.
        return format_html(' data-person="{}"', user.code)
    key = salted_hmac("sidebyside.drafts", str(user.code), algorithm="sha256").hexdigest()
    return format_html(' data-person="{}" data-draft-key="{}"', user.code, key)


@register.simple_tag
def look_words() -> SafeString:
    """What the shared modules say, translated here because they load no catalogue."""
    return json_script(
        {
            "offline": _("You are offline. What you write or film is kept on this device."),
            "online": _("You are back online."),
            "notSent": _("That did not reach the server. Nothing you wrote is lost. Try again in a moment."),
            "refused": _("That could not be done. Reload the page to see how things stand now."),
            "back": _("What you typed is back."),
            "backChanged": _("What you typed is back. The saved text has changed since then."),
            "saved": _("This is the saved text."),
            "useSaved": _("Show the saved text"),
            "useMine": _("Show what I typed"),
            "drop": _("Let it go"),
            "other": _("Something you typed here before, or in another tab, is kept too."),
            "otherShow": _("Show it"),
            "kept": _("You are offline. What you wrote is kept here; send it when you are back."),
            "full": _("This device has no room to keep what you type. Send it before you leave the page."),
            "close": _("Close"),
        },
        "look-words",
    )
