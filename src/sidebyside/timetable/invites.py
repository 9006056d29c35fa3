"""Calendar entries by mail: a time, a place, "Sidebyside: meeting" or "lesson", and nothing else.

RFC 5545 and 5546, kept to what Google, Outlook and Apple take alike: one entry a file; the method in the file and in
the mail; UTC, so that no zone needs a definition; the same UID for good, a SEQUENCE that rises with every mail, the
same organiser throughout (the server, for a partner must not stand there) and the receiver as the one attendee.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr

import icalendar
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.people import mail
from sidebyside.people.models import Person
from sidebyside.timetable.models import Invite, NoInvites


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

    ``known`` are the uids that this is about. What has begun already is left as it was. Mails go once the transaction
    holds; the entries are the same whether it runs once or twice.
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
            _note(person, entry, before)
        elif entry is None and before is not None and not before.is_cancelled and before.starts_at > now:
            _cancel(before)
        else:
            continue
        if mails_wanted:
            row = Invite.objects.get(person=person, uid=uid)
            transaction.on_commit(_sender(person, row, entry.summary if entry else "", is_new=before is None))


def _is_news(entry: Entry, before: Invite | None) -> bool:
    if before is None or before.is_cancelled:
        return True
    return (entry.starts, entry.ends, entry.place) != (before.starts_at, before.ends_at, before.place)


def _note(person: Person, entry: Entry, before: Invite | None) -> None:
    Invite.objects.update_or_create(
        person=person,
        uid=entry.uid,
        defaults={
            "sequence": before.sequence + 1 if before else 0,
            "starts_at": entry.starts,
            "ends_at": entry.ends,
            "place": entry.place,
            "is_cancelled": False,
        },
    )


def _cancel(before: Invite) -> None:
    before.is_cancelled = True
    before.sequence += 1
    before.save(update_fields=["is_cancelled", "sequence"])


def _sender(person: Person, row: Invite, summary: str, *, is_new: bool) -> Callable[[], None]:
    summary = summary or "Sidebyside"
    method = "CANCEL" if row.is_cancelled else "REQUEST"
    file = file_of(row, summary, person.email)
    if row.is_cancelled:
        subject = _("%(what)s, cancelled") % {"what": summary}
    else:
        subject = summary if is_new else _("%(what)s, a new time") % {"what": summary}
    body = _body(row)
    return lambda: mail.aside(lambda: mail.send_calendar_entry(person.email, subject, body, file, method))


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
