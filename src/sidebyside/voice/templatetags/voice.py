from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from sidebyside.voice import words

register = template.Library()


@register.simple_tag(takes_context=True)
def voice_words(context: template.Context, *, microphone: bool = True) -> SafeString:
    """The recorder's sentences, once a page. It marks the request too: this page, and no other, may open the
    microphone, unless it only offers what was spoken before."""
    if microphone:
        context["request"].takes_voice = True
    return json_script(words.for_script(context.get("voice_sent") or ""), "voice-words")


@register.filter
def why_no_words(problem: str) -> str:
    return words.why_not(problem)
