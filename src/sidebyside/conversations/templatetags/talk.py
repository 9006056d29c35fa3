from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from sidebyside.conversations.forms import BesideForm, NoteForm
from sidebyside.conversations.panel import Panel, panel_for
from sidebyside.conversations.proposed import Proposed, proposed
from sidebyside.conversations.words import for_scripts

register = template.Library()


@register.simple_tag(takes_context=True)
def talk_now(context: template.Context) -> Panel | None:
    """The talk of the page's ``strand`` as its person may see it."""
    request: Any = context["request"]
    return panel_for(request, request.user, context["strand"])


@register.simple_tag(takes_context=True)
def proposed_deletion(context: template.Context) -> Proposed | None:
    """What is proposed to be deleted of the talk of the page's ``strand``, for who may answer it."""
    request: Any = context["request"]
    return proposed(request.user, context["strand"])


@register.simple_tag
def talk_words() -> SafeString:
    return json_script(for_scripts(), "talk-words")


@register.simple_tag
def beside_form() -> BesideForm:
    return BesideForm()


@register.simple_tag(takes_context=True)
def note_form(context: template.Context) -> NoteForm:
    """The one that came back with what was typed, where one did."""
    return context.get("note_form") or NoteForm()
