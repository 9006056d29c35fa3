"""Days and times as colleagues say them, on the clock of the page's school."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day_words(at: datetime) -> str:
    """today, tomorrow, on Tuesday (within six days either side), on 24 November."""
    day, today = timezone.localtime(at).date(), timezone.localdate()
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    if day == today - timedelta(days=1):
        return _("yesterday")
    if abs((day - today).days) < 7:
        weekday = date_format(day, "l")
        return _("on %(day)s") % {"day": weekday} if day > today else _("last %(day)s") % {"day": weekday}
    if day.year == today.year:
        return _("on %(day)s") % {"day": date_format(day, "j F")}
    return _("on %(day)s") % {"day": date_format(day, "j F Y")}


def time_words(at: datetime) -> str:
    return date_format(timezone.localtime(at), "H:i")


def day_and_time(at: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day_words(at), "time": time_words(at)}


def short_day(at: datetime) -> str:
    """For under a dot or a step: Tue within a week, else 24 Nov."""
    day = timezone.localtime(at).date()
    near = abs((day - timezone.localdate()).days) < 7
    return date_format(day, "D") if near else date_format(day, "j M")
