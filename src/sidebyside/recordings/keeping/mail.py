"""The mail before a last day: a date and the way to home, nothing of what is kept."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from sidebyside.people.mail import address_of, send_for_a_room
from sidebyside.people.models import Person


def send_left_behind(person: Person, first: date, last: date) -> None:
    """To whom an account is closed. Raises MailTrouble."""
    days = {"first": formats.date_format(first, "j F Y"), "last": formats.date_format(last, "j F Y")}
    send_for_a_room(
        person.email,
        _("Your account in Sidebyside is closed"),
        _(
            "Hello %(name)s,\n\nyour account in Sidebyside is closed. Films that you made are kept for you alone: "
            "nobody else can watch them. They are deleted by themselves after %(first)s at the earliest and "
            "%(last)s at the latest.\n\nIf you want to take them with you, or to delete them now, ask the "
            "co-ordinator at your school to open your account again before then. Else there is nothing to do.\n"
        )
        % {"name": person.name, **days},
    )


def send_last_days(person: Person, first: date) -> None:
    """Raises MailTrouble."""
    send_for_a_room(
        person.email,
        _("Something you keep in Sidebyside ends soon"),
        _(
            "Hello %(name)s,\n\nsomething that you keep in Sidebyside is deleted by itself after its last day. The "
            "nearest is %(day)s. Home says what it is; there you can keep a film longer, or let it go:\n\n%(link)s\n\n"
            "If you want it to end, there is nothing to do.\n"
        )
        % {"name": person.name, "day": formats.date_format(first, "j F Y"), "link": address_of("home")},
    )
