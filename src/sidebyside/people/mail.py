"""Mails. They carry a link and a reason to open it; never words from inside."""

import email.policy
import logging
import threading
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.db import connections
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.people.models import NEW_FOR, Invitation, Person

logger = logging.getLogger(__name__)


class MailTrouble(Exception):
    """The mail server did not take the mail."""


def address_of(name: str, **parts: object) -> str:
    return str(settings.SIDEBYSIDE["PUBLIC_URL"]).rstrip("/") + reverse(name, kwargs=parts)


def send_invitation(invitation: Invitation, secret: str) -> None:
    _send(
        invitation.email,
        _("Your way into Sidebyside"),
        _(
            "Hello %(name)s,\n\n%(school)s invites you to Sidebyside, where two teachers coach each other.\n"
            "Open this link within seven days; it works once and only for you:\n\n%(link)s\n\n"
            "Nothing happens until you press the button there. If you did not expect this, leave it."
        )
        % {
            "name": invitation.name,
            "school": invitation.school.name,
            "link": address_of("people:join", token=secret),
        },
    )


def send_already_here(email: str) -> None:
    _send(
        email,
        _("You already have an account"),
        _(
            "Hello,\n\nsomebody invited you to Sidebyside. This address has an account already, so sign in as you "
            "are used to:\n\n%(link)s\n"
        )
        % {"link": address_of("people:sign-in")},
    )


def send_way_back(person: Person, secret: str) -> None:
    _send(
        person.email,
        _("Your way back into Sidebyside"),
        _(
            "Hello %(name)s,\n\nsomebody, we hope you, lost the way in. This link lets you choose a new password. "
            "It works once, for two hours:\n\n%(link)s\n\n"
            "It signs every device out, and takes away each passkey, codes app and linked sign-in that was added "
            "in the last %(days)d days. Your films, notes and talk stay closed for 72 hours after that and until "
            "your partner has said that it is you. If you did not ask for this, leave it: nothing has changed.\n"
        )
        % {"name": person.name, "link": address_of("people:come-back", token=secret), "days": NEW_FOR.days},
    )


def send_recovery_notice(person: Person, stop_secret: str) -> None:
    _send(
        person.email,
        _("A new sign-in was made for your account"),
        _(
            "Hello %(name)s,\n\na new password was chosen for your account. Every device is signed "
            "out, and each passkey, codes app and linked sign-in that was added in the last %(days)d days is taken "
            "away: add yours again. Where your account had a second factor and none is left, nothing opens for 72 "
            "hours. Films, notes and talk stay closed for 72 hours and until your partner has said "
            "that it is you.\n\nIf that was you, ask your partner to open your pair's page. If it was not, "
            "open this link and press stop:\n\n%(link)s\n"
        )
        % {"name": person.name, "link": address_of("people:stop", token=stop_secret), "days": NEW_FOR.days},
    )


def send_new_address(person: Person, email: str, secret: str) -> None:
    _send(
        email,
        _("Confirm your new e-mail"),
        _(
            "Hello %(name)s,\n\nto sign in to Sidebyside with this address from now on, open this link while you "
            "are signed in, within two hours:\n\n%(link)s\n"
        )
        % {"name": person.name, "link": address_of("people:confirm-email", token=secret)},
    )


def send_address_changed(person: Person, old: str) -> None:
    _send(
        old,
        _("Your e-mail was changed"),
        _(
            "Hello %(name)s,\n\nyour account now has another e-mail. If that was not you, speak to your "
            "co-ordinator today: they can close the account.\n"
        )
        % {"name": person.name},
    )


def send_ways_in_changed(person: Person, what: str) -> None:
    """``what`` is the beginning of a sentence, such as "A passkey was added"."""
    _send(
        person.email,
        _("Your ways in were changed"),
        _(
            "Hello %(name)s,\n\n%(what)s, so that your sign-in works in another way now.\n\nIf that was not you, "
            "ask for a way back, and speak to your co-ordinator today: they can close the account. The way back "
            "ends every session and takes away whatever was added in the last %(days)d days.\n\n%(link)s\n"
        )
        % {"name": person.name, "what": what, "link": address_of("people:lost"), "days": NEW_FOR.days},
    )


def _send(to: str, subject: str, body: str) -> None:
    try:
        send_mail(subject, body, None, [to])
    except (OSError, SMTPException) as error:
        raise MailTrouble from error


def send_for_a_room(to: str, subject: str, body: str) -> None:
    """Mail of a room above: a link and a reason to open it, like all others. Raises MailTrouble."""
    _send(to, subject, body)


class _CalendarMail(EmailMessage):
    """A mail whose other form is a calendar entry, which is how calendars of Google, Outlook and Apple take one."""

    entry: bytes = b""
    method: str = "REQUEST"

    def message(self, *, policy: Any = None) -> Any:
        made: Any = super().message(policy=policy or email.policy.default)
        # As bytes: its line ends are the calendar's own, whatever the mail's are.
        made.add_alternative(
            self.entry,
            maintype="text",
            subtype="calendar",
            params={"method": self.method, "charset": "UTF-8", "name": "invite.ics"},
        )
        return made


def send_calendar_entry(to: str, subject: str, body: str, entry: bytes, method: str) -> None:
    """``entry`` is a whole iCalendar file, ``method`` the one that it says. Raises MailTrouble."""
    mail = _CalendarMail(subject, body, None, [to])
    mail.entry, mail.method = entry, method
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        raise MailTrouble from error


def aside(send: Callable[[], None]) -> None:
    """Send while the page answers, so that the time it takes does not tell whether there was a mail to send."""

    def run() -> None:
        try:
            send()
        except MailTrouble:
            logger.exception("A mail could not be sent.")
        finally:
            # This thread's own, where sending asked the database: nobody else would end them.
            connections.close_all()

    threading.Thread(target=run, name="mail").start()
