"""Schools, accounts, roles, invitations, and the way back in for somebody who lost theirs."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HOLD = timedelta(hours=72)
# A way back takes away what was added to the ways in within this time: it may have been somebody at an open laptop.
# Each addition is told by mail, and this is the time to read it.
NEW_FOR = timedelta(days=14)
INVITATION_DAYS = 7
EVERYBODY = "everybody"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """How a secret of 256 random bits is kept: guessing is hopeless, so a fast hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


class School(models.Model):
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60, default="Europe/London")
    made_at = models.DateTimeField(default=timezone.now)
    # Roles that must sign in with a second factor, or "everybody"; words with a comma between them.
    second_factor = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.name

    def colleagues(self) -> "models.QuerySet[Person]":
        """Whoever works here and has an open account: no guests."""
        return self.people.filter(is_active=True, is_guest=False).order_by("name")

    @property
    def second_factor_for(self) -> list[str]:
        return [word for word in self.second_factor.split(",") if word]


class People(BaseUserManager["Person"]):
    def create_person(self, email: str, name: str, school: School, password: str | None) -> "Person":
        person = self.model(email=email.strip().lower(), name=name.strip(), school=school)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """An account. No superuser, no staff flag, no permissions: rights follow the object."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    # Comes from outside the staff to coach: may be proposed as somebody's coach, and is nobody's colleague here.
    is_guest = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # After a lost sign-in: content stays closed for 72 hours and until a partner has confirmed.
    held_since = models.DateTimeField(null=True, blank=True)
    hold_confirmed_at = models.DateTimeField(null=True, blank=True)
    # Since when it is closed, and when its owner was told by mail what becomes of what they left behind.
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @property
    def is_held(self) -> bool:
        if self.held_since is None:
            return False
        return self.hold_confirmed_at is None or timezone.now() < self.held_since + HOLD

    @property
    def opened_at(self) -> datetime | None:
        """When what was held after a lost sign-in had opened; None while it is held, or never was."""
        if self.is_held or self.hold_confirmed_at is None or self.hold_ends_at is None:
            return None
        return max(self.hold_ends_at, self.hold_confirmed_at)

    @property
    def hold_ends_at(self) -> datetime | None:
        return self.held_since + HOLD if self.held_since else None


class SchoolRole(models.Model):
    class Role(models.TextChoices):
        CO_ORDINATOR = "co-ordinator", _("co-ordinator")
        LEADER = "leader", _("leader")
        TECHNICIAN = "technician", _("technician")
        DATA_PROTECTION = "data-protection", _("data-protection lead")
        SAFEGUARDING = "safeguarding", _("safeguarding")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "school", "role"], name="one_role_once"),
        ]


def invitation_end() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Invitation(models.Model):
    """A link to one address: single use, 7 days, stored hashed, never good for an account that exists."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, blank=True, choices=SchoolRole.Role)
    for_guest = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    # Empty for the first co-ordinator, whose link a command on the server printed.
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=invitation_end)
    used_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.taken_back_at is None and timezone.now() < self.ends_at


class Recovery(models.Model):
    """A way back in, asked for by mail. Using it holds the account's content; the old address is told."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recoveries")
    token_hash = models.CharField(max_length=64, unique=True)
    # Sent to the old address with the notice: stops the recovery and the account until it is cleared up.
    stop_hash = models.CharField(max_length=64, unique=True)
    # Where the notice went: whoever reads that address may put everything back.
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)


class SignedIn(models.Model):
    """A session, so that its person can see it and end it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signed_in")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=60, blank=True)


class MailOwed(models.Model):
    """A mail of a room above that is not sent yet; gone once it is. It leads to a page, and names nobody else."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    # Before that it is on its way already, or the mail server would not take it.
    try_from = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
