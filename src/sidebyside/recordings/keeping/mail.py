"""The mail before a last day: a date and the way to home, nothing of what is kept."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from sidebyside.people.mail import address_of, send_for_a_room
from sidebyside.people.models import Person


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
