from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as people say them: 40 min, 2 h, 2 h 40 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(n)d min") % {"n": rest}
    if not rest:
        return _("%(n)d h") % {"n": whole}
    return _("%(h)d h %(m)d min") % {"h": whole, "m": rest}
