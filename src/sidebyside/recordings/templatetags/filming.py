import time

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from sidebyside.recordings.filming_words import courier_words, record_words

register = template.Library()


@register.simple_tag
def film_courier_words() -> SafeString:
    return json_script(courier_words(), "courier-words")


@register.simple_tag
def filming_page_words(coachee: str, is_owner: bool, rehearsal: bool) -> SafeString:
    return json_script(record_words("" if is_owner else coachee, rehearsal=rehearsal), "filming-words")


@register.simple_tag
def server_now_ms() -> int:
    return time.time_ns() // 1_000_000
