"""How the room writes hours and money."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def in_hours(minutes: int) -> str:
    """2 h, 45 min or 1 h 30 min"""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)s h") % {"n": hours}] if hours else []
    if rest or not hours:
        parts.append(_("%(n)s min") % {"n": rest})
    return " ".join(parts)


@register.filter
def in_pounds(pence: int) -> str:
    return f"£{pence / 100:,.2f}"


@register.filter
def for_cover(pence: int, minutes: int) -> str:
    """What ``minutes`` of cover cost. £0.00 would read as free of charge where there was none, or no price is known."""
    if not minutes:
        return _("no cover")
    return in_pounds(pence) if pence else _("no price given")


@register.filter
def tenths(number: int) -> str:
    return f"{number / 10:g}"
