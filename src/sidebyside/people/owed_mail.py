"""Mails that no kill loses: a row says that one is owed, from the transaction that it tells of until it is sent.

It goes aside at once, as every mail does. What a kill or the mail server leaves, the sweep of a worker sends. Killed
between sending and noting it, the same mail comes twice.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people import mail
from sidebyside.people.models import MailOwed, Person

log = logging.getLogger(__name__)
SEND = "send_owed_mail"
# A mail server that hangs is given up long before.
ON_ITS_WAY = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=20)
# What it tells is old by then, or comes of a backup that was put back.
NEWS_FOR = timedelta(days=2)


def tell(person: Person, subject: str, words: str, link: str = "") -> None:
    """Mail of a room above, once it is certain: a greeting, ``words``, and the address of a page if any. Whoever's
    account is closed is told nothing."""
    if not person.is_active:
        return
    parts = [_("Hello %(name)s,") % {"name": person.name}, words, *([link] if link else [])]
    body = "\n\n".join(parts) + "\n"
    now = timezone.now()
    row = MailOwed.objects.create(
        person=person, subject=subject, body=body, made_at=now, try_from=now + ON_ITS_WAY
    )
    transaction.on_commit(lambda: go(row))


def go(row: MailOwed) -> None:
    mail.aside(lambda: _send(row))


def _send(row: MailOwed) -> None:
    """Raises MailTrouble."""
    mail.send_for_a_room(row.person.email, row.subject, row.body)
    try:
        MailOwed.objects.filter(pk=row.pk).delete()
    except DatabaseError as error:
        # Better the same mail twice than none.
        log.warning("A mail was sent and is still noted as owed (%s).", type(error).__name__)


def send_owed_mail(code: str, _attempt: int) -> None:
    row = _to_send().select_related("person__school").filter(code=code).first()
    if row is None:
        return
    try:
        with timezone.override(ZoneInfo(row.person.school.zone)):
            _send(row)
    except mail.MailTrouble:
        raise StepFailed("mail_trouble") from None


def _to_send() -> QuerySet[MailOwed]:
    now = timezone.now()
    return MailOwed.objects.filter(try_from__lte=now, made_at__gt=now - NEWS_FOR, person__is_active=True)


def _owed() -> Iterable[Owed]:
    MailOwed.objects.filter(made_at__lte=timezone.now() - NEWS_FOR).delete()
    return [Owed(str(code), attempt) for code, attempt in _to_send().values_list("code", "attempt")]


def _failed(owed: Owed, _word: str) -> None:
    later = timezone.now() + AGAIN_AFTER
    MailOwed.objects.filter(code=owed.code, attempt=owed.attempt).update(
        attempt=F("attempt") + 1, try_from=later
    )


def register() -> None:
    jobs.register(jobs.Kind(SEND, jobs.Queue.QUICK, (send_owed_mail,), _owed, _failed))
