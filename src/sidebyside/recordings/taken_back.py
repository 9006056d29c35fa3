"""A yes is taken back: films that may show that pupil are shown to nobody but their owner, at once.

Where an owner has said that no pupil can be recognised in one, they are asked to look again.
"""

import logging
import threading
from collections.abc import Iterable
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
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
    for film in _shared(pupil):
        if sharing.withdraw(film, None):
            audit.did(UNSHARED, Kind.FILM, film.code)
            if film.owner is not None:
                told.add(film.owner)
    for owner in told:
        transaction.on_commit(lambda owner=owner: _tell(owner))  # type: ignore[misc]


def ask_to_look_again(pupil: Pupil) -> None:
    """Owners of films in which, by their word, nobody can be recognised; their shares stay."""
    covered = _that_may_show(pupil, films().filter(covered_at__isnull=False))
    for owner in {film.owner for film in covered if film.owner is not None}:
        transaction.on_commit(lambda owner=owner: _ask(owner))  # type: ignore[misc]


def _shared(pupil: Pupil) -> Iterable[Recording]:
    shared = films().filter(shares__withdrawn_at=None, shares__isnull=False, covered_at=None)
    return _that_may_show(pupil, shared)


def _that_may_show(pupil: Pupil, found: QuerySet[Recording]) -> Iterable[Recording]:
    named = LessonClass.objects.filter(
        pupils=LessonClass.Pupils.CLASS, school_class__places__pupil=pupil
    ).values("strand")
    # Angles first: a film that is taken back takes its angles with it.
    for film in found.filter(strand__in=named).distinct().order_by("-angle"):
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
    _send(owner, _("One of your films is not shared any more"), words)


def _ask(owner: Person) -> None:
    """As little as above: not even whether somebody answered or which film it is."""
    words = _(
        "Hello %(name)s,\n\nyou have said of a film of yours that no pupil can be recognised in it. Please watch it "
        "through once more. If somebody can be recognised after all, take that back on the film’s page: then who may "
        "be filmed counts again.\n\n%(link)s\n"
    ) % {"name": owner.name, "link": address_of("home")}
    _send(owner, _("Please look at one of your films again"), words)


def _send(owner: Person, subject: str, words: str) -> None:
    def run() -> None:
        try:
            send_mail(subject, words, None, [owner.email])
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent.")

    threading.Thread(target=run, name="mail").start()


def register() -> None:
    effects.when_taken_back(unshare)
    effects.when_no_is_said(ask_to_look_again)
