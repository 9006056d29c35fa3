"""Calendar entries by mail: a time, a place, "Sidebyside: meeting" or "lesson", and nothing else.

RFC 5545 and 5546, kept to what Google, Outlook and Apple take alike: one entry a file; the method in the file and in
the mail; UTC, so that no zone needs a definition; the same UID for good, a SEQUENCE that rises with every mail, the
same organiser throughout (the server, for a partner must not stand there) and the receiver as the one attendee.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people import mail
from sidebyside.people.mail import MailTrouble
from sidebyside.people.models import Person
from sidebyside.timetable.models import Invite, NoInvites

MAIL = "mail_calendar"
# Where the mail server would not take it.
AGAIN_AFTER = timedelta(minutes=20)


@dataclass(frozen=True)
class Entry:
    """``summary`` is one of two: it must say nothing of whom or what."""

    uid: str
    summary: str
    starts: datetime
    ends: datetime
    place: str = ""


def tell(person: Person, wanted: list[Entry], known: list[str]) -> None:
    """Bring somebody's calendar up to date: what is new or moved is asked in, what is no longer wanted is cancelled.

    ``known`` are the uids that this is about. What has begun already is left as it was. Rows say which mails are owed,
    so that none is lost with a process; the entries are the same whether it runs once or twice.
    """
    now = timezone.now()
    told = {one.uid: one for one in Invite.objects.select_for_update().filter(person=person, uid__in=known)}
    mails_wanted = not NoInvites.objects.filter(person=person).exists()
    if not told and not (wanted and mails_wanted):
        return
    by_uid = {one.uid: one for one in wanted}
    for uid in known:
        entry, before = by_uid.get(uid), told.get(uid)
        if entry is not None and entry.starts > now and _is_news(entry, before):
            row = _noted(person, entry, before)
        elif entry is None and before is not None and not before.is_cancelled and before.starts_at > now:
            row = _cancelled(before)
        else:
            continue
        if mails_wanted:
            jobs.ask(MAIL, Owed(str(row.code), row.attempt))
        else:
            Invite.objects.filter(pk=row.pk).update(told_sequence=row.sequence)


def _is_news(entry: Entry, before: Invite | None) -> bool:
    if before is None or before.is_cancelled:
        return True
    return (entry.starts, entry.ends, entry.place) != (before.starts_at, before.ends_at, before.place)


def _noted(person: Person, entry: Entry, before: Invite | None) -> Invite:
    row = before or Invite(person=person, uid=entry.uid)
    row.summary, row.place = entry.summary, entry.place
    row.starts_at, row.ends_at, row.is_cancelled = entry.starts, entry.ends, False
    return _owing(row, is_new=before is None)


def _cancelled(before: Invite) -> Invite:
    before.is_cancelled = True
    return _owing(before, is_new=False)


def _owing(row: Invite, *, is_new: bool) -> Invite:
    if not is_new:
        row.sequence += 1
        row.attempt += 1
    row.try_from = timezone.now()
    row.save()
    return row


def mail_calendar(code: str, _attempt: int) -> None:
    """Sent first, noted then: killed between the two, the same entry comes twice, which calendars take as one."""
    row = _to_mail().filter(code=code).select_related("person__school").first()
    if row is None:
        return
    # What was certainly never told needs no cancelling; a server that broke off may have taken the mail.
    if not (row.is_cancelled and row.tried_at is None):
        Invite.objects.filter(pk=row.pk, tried_at=None).update(tried_at=timezone.now())
        try:
            # A job has no page around it, and so no school's clock.
            with timezone.override(ZoneInfo(row.person.school.zone)):
                _send(row)
        except MailTrouble:
            raise StepFailed("mail_trouble") from None
    Invite.objects.filter(pk=row.pk, told_sequence__lt=row.sequence).update(told_sequence=row.sequence)


def _to_mail() -> QuerySet[Invite]:
    """What has begun needs no mail any more."""
    return Invite.objects.filter(
        told_sequence__lt=F("sequence"),
        starts_at__gt=timezone.now(),
        person__is_active=True,
        person__no_invites=None,
    )


def _owed() -> Iterable[Owed]:
    rows = _to_mail().filter(try_from__lte=timezone.now()).values_list("code", "attempt")
    return [Owed(str(code), attempt) for code, attempt in rows]


def _failed(owed: Owed, _word: str) -> None:
    later = timezone.now() + AGAIN_AFTER
    Invite.objects.filter(code=owed.code, attempt=owed.attempt).update(
        attempt=F("attempt") + 1, try_from=later
    )


def register() -> None:
    jobs.register(jobs.Kind(MAIL, jobs.Queue.QUICK, (mail_calendar,), _owed, _failed))


def _send(row: Invite) -> None:
    summary = row.summary or "Sidebyside"
    if row.is_cancelled:
        subject = _("%(what)s, cancelled") % {"what": summary}
    else:
        subject = summary if row.told_sequence < 0 else _("%(what)s, a new time") % {"what": summary}
    method = "CANCEL" if row.is_cancelled else "REQUEST"
    to = row.person.email
    mail.send_calendar_entry(to, subject, _body(row), file_of(row, summary, to), method)


def _body(row: Invite) -> str:
    when = date_format(timezone.localtime(row.starts_at), "l j F Y, H:i")
    words = _("%(when)s is cancelled.") if row.is_cancelled else _("%(when)s")
    lines = [words % {"when": when}]
    if row.place and not row.is_cancelled:
        lines.append(row.place)
    more = _("More is behind your sign-in: %(link)s") % {"link": mail.address_of("home")}
    stop = _("No calendar mails any more: %(link)s") % {"link": mail.address_of("timetable:week")}
    return "\n".join([*lines, "", more, stop, ""])


def file_of(row: Invite, summary: str, to: str) -> bytes:
    """The file of one entry, with line ends and folding as calendars expect them."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Sidebyside//Sidebyside//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if row.is_cancelled else "REQUEST")
    event = icalendar.Event()
    event.add("uid", row.uid)
    event.add("sequence", row.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _utc(row.starts_at))
    event.add("dtend", _utc(row.ends_at))
    event.add("summary", summary)
    if row.place:
        event.add("location", row.place)
    event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], CN="Sidebyside"))
    event.add("attendee", _address(to, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _address(email: str, **parameters: str) -> icalendar.vCalAddress:
    found = icalendar.vCalAddress(f"mailto:{email}")
    for name, value in parameters.items():
        found.params[name] = icalendar.vText(value)
    return found
