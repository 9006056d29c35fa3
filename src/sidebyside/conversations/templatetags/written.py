from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sidebyside.conversations.models import Voice
from sidebyside.conversations.written import names
from sidebyside.conversations.written.page import Page
from sidebyside.conversations.written.turns import Said
from sidebyside.conversations.written.words import for_scripts

register = template.Library()


@register.simple_tag
def written_words() -> SafeString:
    return json_script(for_scripts(), "written-words")


@register.filter
def who(said: Said, page: Page) -> str:
    """Who speaks, as the page says it."""
    if said.voice is None:
        return _("cannot say")
    return names.replaced(named(said.voice), said.pseudonyms)


@register.filter
def track(said: Said, page: Page) -> str:
    """The track on whose microphone it was heard, where that is known."""
    return page.track_codes.get(said.row.track_id or 0, "")


@register.filter
def named(voice: Voice) -> str:
    if voice.person is not None:
        return voice.person.name
    return voice.label or plain_name(voice)


@register.filter
def plain_name(voice: Voice) -> str:
    """What the hearing or the file calls it, whoever it is."""
    return voice.label or _("Voice %(number)s") % {"number": voice.number}


@register.filter
def text(value: object) -> str:
    return str(value)
