"""What home says of the group's events: asked, moved, off, or to come."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sidebyside.events.asking import Asked, news
from sidebyside.events.models import Event
from sidebyside.people.models import Person
from sidebyside.programme.when import day_and_time
from sidebyside.web.next_for_you import Waiting


def events_asked(person: Person) -> list[Waiting]:
    """Three questions, and none about content."""
    return [_line(one) for one in news(person)]


def _line(one: Asked) -> Waiting:
    event, url = one.event, reverse("events:event", args=[one.event.code])
    if one.word == "afterwards":
        return Waiting(_("Together"), _("The posters of the carousel"), "", "", "", url, also=_("Read them"))
    what, when = _what(event), day_and_time(event.starts_at)
    heading = {
        "asked": _("%(what)s %(when)s: do you come?"),
        "moved": _("%(what)s has moved, to %(day)s: do you come?"),
        "off": _("%(what)s on %(date)s is off"),
        "comes": _("%(what)s %(when)s"),
    }[one.word] % {
        "what": what,
        "when": when,
        "day": date_format(localtime(event.starts_at), "l j F, H:i"),
        "date": date_format(localtime(event.starts_at), "j F"),
    }
    if one.word == "comes":
        return Waiting(event.place or _("Together"), heading, _about(event), "", "", url, also=_("See it"))
    # A changed address is a new thing to the reminders, which say the same three times only.
    again = f"?moved={event.moves}" if one.word == "moved" else "?off" if one.word == "off" else ""
    button = _("I know now") if one.word == "off" else _("Say yes or no")
    return Waiting(event.place or _("Together"), heading, _about(event), button, url + again, "")


def _what(event: Event) -> str:
    return {
        Event.Sort.MEET: _("The group’s lunch"),
        Event.Sort.PLENARY: _("The closing plenary"),
        Event.Sort.CAROUSEL: _("The poster carousel"),
    }[Event.Sort(event.sort)]


def _about(event: Event) -> str:
    if event.guest and event.topic:
        return _("%(guest)s, on %(topic)s") % {"guest": event.guest, "topic": event.topic}
    return event.guest or event.topic
