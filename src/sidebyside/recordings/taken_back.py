"""A yes is taken back: films that may show that pupil are shown to nobody but their owner, at once."""

import logging
import threading
from collections.abc import Iterable
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sidebyside.consent import effects, gate
from sidebyside.consent.models import Pupil
from sidebyside.people.mail import address_of
from sidebyside.people.models import Person
from sidebyside.recordings import sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import LessonClass, Recording
from sidebyside.recordings.pupils import UNSHARED, counts_plan, filmed_at
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

logger = logging.getLogger(__name__)


def unshare(pupil: Pupil) -> None:
    """In one transaction with the answer. Owners are told, without names."""
    told: set[Person] = set()
    for film in _that_may_show(pupil):
        if sharing.withdraw(film, None):
            audit.did(UNSHARED, Kind.FILM, film.code)
            if film.owner is not None:
                told.add(film.owner)
    for owner in told:
        transaction.on_commit(lambda owner=owner: _tell(owner))  # type: ignore[misc]


def _that_may_show(pupil: Pupil) -> Iterable[Recording]:
    named = LessonClass.objects.filter(
        pupils=LessonClass.Pupils.CLASS, school_class__places__pupil=pupil
    ).values("strand")
    shared = films().filter(
        strand__in=named, shares__withdrawn_at=None, shares__isnull=False, covered_at=None
    )
    # Angles first: a film that is taken back takes its angles with it.
    for film in shared.distinct().order_by("-angle"):
        lesson = film.strand.lesson_class
        assert lesson.school_class_id is not None
        by_plan = counts_plan(lesson, film)
        if gate.may_be_in(pupil, lesson.school_class_id, filmed_at(film), by_plan=by_plan):
            yield film


def _tell(owner: Person) -> None:
    """A link and a reason to open it; no lesson, no class, no name. The guardian's page does not wait for it."""
    words = _(
        "Hello %(name)s,\n\nsomething has changed with a film of yours: from now on only you can watch it. "
        "Nothing is wrong, and you need not do anything. Its page says more:\n\n%(link)s\n"
    ) % {"name": owner.name, "link": address_of("home")}

    def run() -> None:
        try:
            send_mail(_("One of your films is not shared any more"), words, None, [owner.email])
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent.")

    threading.Thread(target=run, name="mail").start()


def register() -> None:
    effects.when_taken_back(unshare)
