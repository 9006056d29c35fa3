"""Second factors: who must have one, whether this session was begun with one, and what is wiped when one is lost."""

import time
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people import mail, sessions
from sidebyside.people.models import EVERYBODY, HOLD, Person
from sidebyside.trust import audit

PASSED = "second_factor"
Sort = Authenticator.Type
# Recovery codes open where the other is lost; alone they are no second factor.
FACTORS = (Sort.TOTP, Sort.WEBAUTHN)
# Marks the row that stands for a factor which was lost.
LOST = "lost"


def watch() -> None:
    authenticator_used.connect(_used, dispatch_uid="people.second_factor.used")
    authenticator_added.connect(_added, dispatch_uid="people.second_factor.added")
    authenticator_removed.connect(_removed, dispatch_uid="people.second_factor.removed")
    authenticator_reset.connect(_reset, dispatch_uid="people.second_factor.reset")


def passed(request: HttpRequest, person: Person) -> None:
    request.session[PASSED] = person.pk


def was_passed(request: HttpRequest, person: Person) -> bool:
    return bool(request.session.get(PASSED) == person.pk)


def is_asked_of(person: Person) -> bool:
    """Whether the person's school asks them for a second factor. No query where it asks nobody or everybody."""
    asked = person.school.second_factor_for
    return EVERYBODY in asked or bool(asked and person.roles.filter(role__in=asked).exists())


def is_missing(request: HttpRequest, person: Person) -> bool:
    """Whether this session may go no further than to where a second factor is set up."""
    if not person.school.second_factor or was_passed(request, person):
        return False
    return is_asked_of(person)


def of(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"))


def has_one(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists())


def is_wanted_beside(person: Person) -> bool:
    """Whether a password alone does not say who this is: they have a second factor, or their school asks for one."""
    return has_one(person) or is_asked_of(person)


def use_up(authenticator: Authenticator, code: str) -> bool:
    """The library remembers used codes in one process; here they are remembered in the row, whoever asks. False where
    this one, or a later one, was used already."""
    secret = decrypt(authenticator.data["secret"])
    step = max(
        (
            at
            for at in yield_hotp_counters_from_time()
            if format_hotp_value(hotp_value(secret, at)) == code.strip()
        ),
        default=int(time.time()),
    )
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        if row.data.get("used_step", -1) >= step:
            return False
        row.data["used_step"] = step
        row.save(update_fields=["data"])
        authenticator.data = row.data
    return True


def has_codes(person: Person) -> bool:
    """Whether an app of theirs shows codes; the one that `shut` puts there shows them to nobody."""
    rows = Authenticator.objects.filter(user_id=person.pk, type=Sort.TOTP)
    return bool(rows.exclude(data__has_key=LOST).exists())


def wipe(person: Person, since: datetime | None = None) -> None:
    """Take all of a person's factors away, or those that were set up since then. What `shut` put there stays."""
    rows = Authenticator.objects.filter(user_id=person.pk).exclude(data__has_key=LOST)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    rows.delete()
    # Recovery codes alone would ask for nothing and open nothing.
    if not has_one(person):
        Authenticator.objects.filter(user_id=person.pk).delete()


def wipe_on_way_back(person: Person, since: datetime | None) -> None:
    """As `wipe`; where that leaves an account without the second factor that it had, nothing opens it for ``HOLD``: who
    reads a mail box must not come in by that alone. Inside a transaction."""
    # What has had its time is no factor that could be lost again.
    open_where_over(person)
    had_one = has_one(person)
    wipe(person, since)
    if had_one and not Authenticator.objects.filter(user_id=person.pk, type=Sort.WEBAUTHN).exists():
        row = Authenticator.objects.filter(user_id=person.pk, type=Sort.TOTP).first()
        if row is None or LOST in row.data:
            shut(person)


def shut(person: Person) -> None:
    """Nothing opens the account for ``HOLD`` from now on."""
    # An app that nobody has, so that a sign-in which began before asks for it, too.
    nobodys = {"secret": encrypt(generate_totp_secret()), LOST: True}
    Authenticator.objects.update_or_create(
        user_id=person.pk, type=Sort.TOTP, defaults={"data": nobodys, "created_at": timezone.now()}
    )


def shut_until(person: Person) -> datetime | None:
    """Until when nothing opens the account, since its second factor was lost; None where something does."""
    row = Authenticator.objects.filter(user_id=person.pk, data__has_key=LOST).first()
    until: datetime | None = row.created_at + HOLD if row is not None else None
    return until if until is not None and until > timezone.now() else None


def open_where_over(person: Person) -> None:
    """Take away what `shut` put there, once its time is over: before a sign-in of theirs, here or beside a partner.
    Safe to repeat."""
    over = timezone.now() - HOLD
    Authenticator.objects.filter(user_id=person.pk, data__has_key=LOST, created_at__lte=over).delete()


def _used(sender: object, request: HttpRequest, user: Person, **_more: Any) -> None:
    passed(request, user)


def _added(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **_more: Any
) -> None:
    if authenticator.type == Sort.RECOVERY_CODES:
        return
    if authenticator.type == Sort.TOTP:
        # The code that set the app up is used with that.
        use_up(authenticator, request.POST.get("code", ""))
    # Whoever sits at another device has shown nothing of it.
    sessions.end_all(user, but=request.session.session_key)
    audit.did("added second factor", "account", user.code, user.code, sort=authenticator.type)
    _tell(user, _("was added"), authenticator)


def _removed(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **_more: Any
) -> None:
    if authenticator.type == Sort.RECOVERY_CODES:
        return
    audit.did("removed second factor", "account", user.code, user.code, sort=authenticator.type)
    _tell(user, _("was taken away"), authenticator)


def _reset(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **_more: Any
) -> None:
    audit.did("made recovery codes", "account", user.code, user.code)
    mail.aside(lambda: mail.send_ways_in_changed(user, _("New recovery codes were made")))


def _tell(person: Person, what: str, authenticator: Authenticator) -> None:
    thing = _("A passkey") if authenticator.type == Sort.WEBAUTHN else _("A codes app")
    sentence = f"{thing} {what}"
    mail.aside(lambda: mail.send_ways_in_changed(person, sentence))
