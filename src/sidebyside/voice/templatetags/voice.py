from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from sidebyside.voice import words

register = template.Library()


@register.simple_tag
def voice_words() -> SafeString:
    """The recorder's sentences, once a page."""
    return json_script(words.for_script(), "voice-words")
