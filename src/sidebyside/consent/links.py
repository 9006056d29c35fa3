"""Guardians' private links: made anew each time they are given out, because only their hashes are kept.

An older link goes on taking a no. What is shown here is shown once, to whoever gives the links out.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

import segno
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.formats import date_format

from sidebyside.consent import notices, register
from sidebyside.consent.models import Guardian, Link, SchoolClass
from sidebyside.people.mail import address_of
from sidebyside.people.models import Person, hashed, new_secret
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

ANSWERS_FOR = timedelta(days=30)
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def day_in(spoken: notices.Language, day: date) -> str:
    """A date as this language writes it, its month in full."""
    # What Django has no form of its own for, it writes as in the United States.
    with translation.override("en-gb" if spoken.code == "en" else spoken.code):
        return date_format(day, "j F Y" if spoken.code in ("en", "ur") else "DATE_FORMAT")


@dataclass(frozen=True)
class Given:
    """One guardian's link, as it can be seen this once."""

    guardian: Guardian
    address: str
    answer_until: datetime

    @property
    def qr(self) -> str:
        """A picture for an <img>; made here, no other computer hears of it."""
        return str(segno.make(self.address, error="m").svg_data_uri(scale=4, border=4))

    @property
    def message(self) -> str:
        """For any messenger: no name of a child in it."""
        school = self.guardian.pupil.school.name
        return f"{notices.language(self.guardian.language).words.asks.format(school=school)}\n{self.address}"

    @property
    def until(self) -> str:
        zone = ZoneInfo(self.guardian.pupil.school.zone)
        day = timezone.localtime(self.answer_until, zone).date()
        return day_in(notices.language(self.guardian.language), day)

    @property
    def answer_by(self) -> str:
        """For the printed slip."""
        return notices.language(self.guardian.language).words.answer_by.format(until=self.until)


def waiting(school_class: SchoolClass) -> list[Guardian]:
    """Guardians from whom an answer could still make a difference: theirs is missing, and nobody has said no."""
    return [
        guardian
        for pupil in register.pupils_of(school_class)
        if register.state_of(pupil) in {"waiting", "again"}
        for guardian in pupil.guardians.all()
    ]


def everybody(school_class: SchoolClass) -> list[Guardian]:
    return [one for pupil in register.pupils_of(school_class) for one in pupil.guardians.all()]


def give(guardians: Iterable[Guardian], by: Person) -> list[Given]:
    given = []
    for guardian in guardians:
        secret = new_secret()
        link = Link.objects.create(
            guardian=guardian, token_hash=hashed(secret), answer_until=timezone.now() + ANSWERS_FOR
        )
        audit.did("gave a link", Kind.CLASS, guardian.pupil.code, by.code)
        given.append(Given(guardian, address_of("consent:agree", token=secret), link.answer_until))
    return given


def as_csv(given: Iterable[Given]) -> bytes:
    """For a school's message system. A cell that would begin a formula gets an apostrophe."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(
        ["pupil first name", "pupil last name", "guardian", "e-mail", "language", "link", "message"]
    )
    for one in given:
        pupil = one.guardian.pupil
        cells = [pupil.first_name, pupil.last_name, one.guardian.name, one.guardian.email]
        cells += [one.guardian.get_language_display(), one.address, one.message]
        writer.writerow([f"'{cell}" if cell.startswith(_BEGINS_FORMULA) else cell for cell in cells])
    return made.getvalue().encode("utf-8-sig")


def send(given: Iterable[Given]) -> tuple[int, int]:
    """A mail to everybody with an address: the school's name and the link. How many went, and how many did not."""
    sent = failed = 0
    for one in given:
        words = notices.language(one.guardian.language).words
        school = one.guardian.pupil.school.name
        until = one.until
        try:
            send_mail(
                school, f"{one.message}\n\n{words.until.format(until=until)}\n", None, [one.guardian.email]
            )
            sent += 1
        except (OSError, SMTPException):
            failed += 1
    return sent, failed
