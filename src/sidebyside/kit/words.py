"""What is booked, and why it cannot be, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.kit.actions import Clash
from sidebyside.kit.models import Booking
from sidebyside.programme.when import day_and_time


def kit_words(booking: Booking) -> str:
    """2 × tripod, 1 × microphone; without a technician's minutes."""
    return ", ".join(f"{one.count} × {one.item.name}" for one in booking.pieces.all())


def clash_words(clash: Clash) -> str:
    """What happened, to which thing, what to do next."""
    names = ", ".join(one.name for one in clash.needs)
    said = ngettext("%(names)s is taken then.", "%(names)s are taken then.", len(clash.needs))
    if clash.free_at is None:
        free = _("The school has not so many: ask for fewer.")
    else:
        free = _("All that you asked for is free again %(when)s.") % {"when": day_and_time(clash.free_at)}
    return f"{_upper(said % {'names': names})} {free} {_('Nothing was booked.')}"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
