"""What must be checked, written and told as one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from sidebyside.people import identities, mail, second_factor, sessions
from sidebyside.people.models import (
    NEW_FOR,
    Invitation,
    Person,
    Recovery,
    School,
    SchoolRole,
    hashed,
    new_secret,
)
from sidebyside.trust import audit

LINK_LIFE = timedelta(hours=2)
_EMAIL_SALT = "people.new-email"
# What rooms above look after when an account closes or opens again.
_listeners: list[Callable[[Person], None]] = []


def when_closed_or_opened(tell: Callable[[Person], None]) -> None:
    """``tell(person)`` runs in the transaction of each change, and may run again with nothing changed."""
    if tell not in _listeners:
        _listeners.append(tell)


def invite(school: School, email: str, name: str, by: Person, *, for_guest: bool = False) -> None:
    """Invite an address. Whether it has an account elsewhere is told to that address only. Raises MailTrouble."""
    email = email.strip().lower()
    has_account = Person.objects.filter(email=email).exists()
    secret = new_secret()
    invitation = Invitation.objects.create(
        school=school,
        email=email,
        name=name.strip(),
        made_by=by,
        token_hash=hashed(secret),
        for_guest=for_guest,
    )
    try:
        # In no transaction: while a mail server takes its time, everybody else must be able to write.
        if has_account:
            # It stands in the list like any other; its secret is told to nobody.
            mail.send_already_here(email)
        else:
            mail.send_invitation(invitation, secret)
    except mail.MailTrouble:
        # An invitation whose mail did not go must not stand as if it had.
        invitation.delete()
        raise
    with transaction.atomic():
        _take_back_open(school, email, but=invitation)
        audit.did("invited", "invitation", invitation.code, by.code)


def invite_first_co_ordinator(school_name: str, email: str, name: str, zone: str) -> tuple[Invitation, str]:
    """Make a school and the one-time way in for its first co-ordinator; the caller prints the secret."""
    with transaction.atomic():
        school = School.objects.create(name=school_name.strip(), zone=zone)
        secret = new_secret()
        invitation = Invitation.objects.create(
            school=school,
            email=email.strip().lower(),
            name=name.strip(),
            role=SchoolRole.Role.CO_ORDINATOR,
            token_hash=hashed(secret),
        )
    return invitation, secret


def _take_back_open(school: School, email: str, but: Invitation) -> None:
    Invitation.objects.filter(
        school=school, email=email, used_at__isnull=True, taken_back_at__isnull=True
    ).exclude(pk=but.pk).update(taken_back_at=timezone.now())


def take_back(invitation: Invitation, by: Person) -> None:
    changed = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(
        taken_back_at=timezone.now()
    )
    if changed:
        audit.did("took back", "invitation", invitation.code, by.code)


def open_invitation(token: str) -> Invitation | None:
    found = Invitation.objects.select_related("school").filter(token_hash=hashed(token)).first()
    return found if found is not None and found.is_open else None


def join(token: str, name: str, password: str) -> Person | None:
    """Use an invitation up and make its account; None if it was used meanwhile or the address has one."""
    with transaction.atomic():
        invitation = open_invitation(token)
        if invitation is None:
            return None
        used = Invitation.objects.filter(
            pk=invitation.pk, used_at__isnull=True, taken_back_at__isnull=True
        ).update(used_at=timezone.now())
        if not used or Person.objects.filter(email=invitation.email).exists():
            return None
        try:
            with transaction.atomic():
                person = Person.objects.create_person(invitation.email, name, invitation.school, password)
        except IntegrityError:
            return None
        if invitation.for_guest:
            person.is_guest = True
            person.save(update_fields=["is_guest"])
        if invitation.role:
            SchoolRole.objects.create(person=person, school=invitation.school, role=invitation.role)
        audit.did("joined", "account", person.code, person.code)
        return person


def ask_way_back(email: str) -> None:
    """Send a way back to an address that has an account; say and take the same either way."""
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        return
    recent = timezone.now() - timedelta(minutes=5)
    if person.recoveries.filter(asked_at__gt=recent).count() >= 3:
        return
    secret = new_secret()
    with transaction.atomic():
        Recovery.objects.create(
            person=person,
            email=person.email,
            token_hash=hashed(secret),
            stop_hash=hashed(new_secret()),
        )
        audit.did("asked way back", "account", person.code)
        transaction.on_commit(lambda: mail.aside(lambda: mail.send_way_back(person, secret)))


def open_recovery(token: str) -> Recovery | None:
    return (
        Recovery.objects.select_related("person__school")
        .filter(
            token_hash=hashed(token),
            used_at__isnull=True,
            stopped_at__isnull=True,
            asked_at__gt=timezone.now() - LINK_LIFE,
            person__is_active=True,
        )
        .first()
    )


def come_back(token: str, password: str, lost_all: bool = False) -> Person | None:
    """A new sign-in after a lost one: content is held, the address is told, other devices and links are out, and so
    are the factors and sign-ins that were added within ``NEW_FOR``.

    ``lost_all``: the older ones are gone too, so that none of them opens the account any more. Where a second factor is
    gone so, and no other is left, nothing opens the account before the notice has had its 72 hours.

    Raises MailTrouble, and changes nothing, where the notice cannot be sent.
    """
    recovery, stop_secret = open_recovery(token), new_secret()
    if recovery is None:
        return None
    claimed = Recovery.objects.filter(pk=recovery.pk, used_at__isnull=True, stopped_at__isnull=True)
    if not claimed.update(used_at=timezone.now(), stop_hash=hashed(stop_secret)):
        return None
    try:
        # In no transaction: while a mail server takes its time, everybody else must be able to write.
        mail.send_recovery_notice(recovery.person, stop_secret)
    except mail.MailTrouble:
        Recovery.objects.filter(pk=recovery.pk).update(used_at=None)
        raise
    return _sign_in_anew(recovery, password, lost_all)


def _sign_in_anew(recovery: Recovery, password: str, lost_all: bool) -> Person | None:
    """None where whoever reads the address was quicker and has stopped it."""
    person = recovery.person
    person.set_password(password)
    with transaction.atomic():
        claimed = Recovery.objects.select_for_update().filter(pk=recovery.pk, stopped_at__isnull=True)
        if not claimed.exists():
            return None
        _void_ways_back(person)
        since = None if lost_all else _not_surely_theirs_since(person)
        second_factor.wipe_on_way_back(person, since)
        identities.wipe(person, since=since)
        sessions.end_all(person)
        person.held_since, person.hold_confirmed_at = timezone.now(), None
        person.save(update_fields=["password", "held_since", "hold_confirmed_at"])
        audit.did("came back", "account", person.code, person.code, lost_all=lost_all)
    return person


def _not_surely_theirs_since(person: Person) -> datetime:
    """From when on ways in may be a stranger's, who leaves one behind to come in by after all is cleared up."""
    new = timezone.now() - NEW_FOR
    # Whoever came back before and was no one the partner knew may have added theirs at any moment since.
    return min(new, person.held_since) if person.is_held and person.held_since is not None else new


def _void_ways_back(person: Person) -> None:
    """Links that were asked for and not used yet: one way back at a time, and none after a stop."""
    person.recoveries.filter(used_at__isnull=True, stopped_at__isnull=True).update(stopped_at=timezone.now())


def stop(token: str) -> Person | None:
    """Whoever reads the old address says: that was not me. The new password and any new address are undone.

    The answer is the account that was stopped; None where there is nothing to stop.
    """
    with transaction.atomic():
        recovery = (
            Recovery.objects.select_related("person")
            .filter(stop_hash=hashed(token), used_at__isnull=False, stopped_at__isnull=True)
            .first()
        )
        if recovery is None:
            return None
        Recovery.objects.filter(pk=recovery.pk).update(stopped_at=timezone.now())
        person = recovery.person
        _void_ways_back(person)
        # The address may be a colleague's by now: what counts is that the new password dies.
        if not Person.objects.filter(email=recovery.email).exclude(pk=person.pk).exists():
            person.email = recovery.email
        person.set_unusable_password()
        person.save(update_fields=["email", "password"])
        # What was set up by whoever came back opens nothing either; what the owner had before still does.
        second_factor.wipe(person, since=recovery.used_at)
        identities.wipe(person, since=recovery.used_at)
        sessions.end_all(person)
        audit.did("stopped a new sign-in", "account", person.code)
        return person


def confirm_hold(person: Person, by: Person) -> bool:
    """The yes counts for the new sign-in as ``person`` was read; False where there has been another since."""
    asked_about = Person.objects.filter(pk=person.pk, held_since=person.held_since)
    if person.held_since is None or not asked_about.update(hold_confirmed_at=timezone.now()):
        return False
    audit.did("confirmed", "account", person.code, by.code)
    return True


def change_password(person: Person, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    _void_ways_back(person)
    audit.did("changed password", "account", person.code, person.code)


def ask_new_email(person: Person, email: str) -> None:
    """Send a link to the new address. The account must not be held: a thief would move it away for good."""
    assert not person.is_held
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        mail.send_already_here(email)
        return
    secret = signing.dumps({"person": str(person.code), "from": person.email, "to": email}, salt=_EMAIL_SALT)
    mail.send_new_address(person, email, secret)


def confirm_new_email(person: Person, token: str) -> bool:
    """Only from the person's own session, and only from the address it was asked from. Raises MailTrouble."""
    try:
        asked = signing.loads(token, salt=_EMAIL_SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return False
    old = person.email
    if person.is_held or asked["person"] != str(person.code) or asked["from"] != old:
        return False
    if Person.objects.filter(email=asked["to"]).exists():
        return False
    # Before it changes, so that the old address is told whatever happens; and in no transaction, as above.
    mail.send_address_changed(person, old)
    person.email = asked["to"]
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
            audit.did("changed e-mail", "account", person.code, person.code)
    except IntegrityError:
        person.email = old
        return False
    return True


def ask_second_factor(school: School, who: list[str], by: Person) -> None:
    """Ask these roles, or everybody, for a second factor; nobody where ``who`` is empty."""
    school.second_factor = ",".join(who)
    school.save(update_fields=["second_factor"])
    audit.did("asked for second factor", "school", school.code, by.code, who=school.second_factor)


@transaction.atomic
def disable(person: Person, by: Person) -> None:
    """Pressed twice, it is closed since the first time: what was left behind is kept no longer by it."""
    open_now = Person.objects.filter(pk=person.pk, is_active=True)
    open_now.update(is_active=False, closed_at=timezone.now(), closed_told_at=None)
    sessions.end_all(person)
    audit.did("disabled", "account", person.code, by.code)
    for tell in _listeners:
        tell(person)


def is_only_co_ordinator(person: Person) -> bool:
    """Nobody else at their school could invite anybody, or open an account again."""
    runs = SchoolRole.objects.filter(role=SchoolRole.Role.CO_ORDINATOR, school=person.school)
    others = runs.filter(person__is_active=True).exclude(person=person)
    return runs.filter(person=person).exists() and not others.exists()


def close_own(person: Person) -> None:
    """By its owner, who leaves. The co-ordinator can open it again at their wish."""
    disable(person, person)


@transaction.atomic
def enable(person: Person, by: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=True, closed_at=None, closed_told_at=None)
    audit.did("enabled", "account", person.code, by.code)
    for tell in _listeners:
        tell(person)
