import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models.programme import Programme


class Partnership(models.Model):
    """Two or three colleagues who coach each other; a person may be in several."""

    class Roles(models.TextChoices):
        ALTERNATE = "alternate", _("swap each cycle")
        SHARED = "shared", _("both at once")
        FIXED = "fixed", _("stay the same")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partnerships")
    roles = models.CharField(max_length=12, choices=Roles, default=Roles.ALTERNATE)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    people: "models.ManyToManyField[Person, Membership]" = models.ManyToManyField(
        Person, through="Membership", related_name="partnerships"
    )

    @property
    def members_in(self) -> "list[Membership]":
        """Who has accepted and not left. Asks the database nothing where memberships are fetched ahead."""
        return [one for one in self.memberships.all() if one.is_in]

    @property
    def has_two_in(self) -> bool:
        """Two at least are in it now; a trio that lost one goes on."""
        return len(self.members_in) > 1


class Membership(models.Model):
    """One person's place in a partnership. Leaving needs no reason and none is kept."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    # Order of being coachee first where roles alternate.
    place = models.PositiveSmallIntegerField()
    # Only where roles are fixed.
    fixed_role = models.CharField(max_length=12, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "person"], name="member_once"),
            models.UniqueConstraint(fields=["partnership", "place"], name="one_a_place"),
        ]

    @property
    def is_in(self) -> bool:
        return self.accepted_at is not None and self.left_at is None


class PartnerCheck(models.Model):
    """``by`` has confirmed, beside their partner, that the account ``about`` is really theirs."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="checks")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "by", "about"], name="checked_once"),
        ]


class Agreement(models.Model):
    """One version of what the pair agrees. The school's part is the school's; the pair's part lies apart."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    # Which of the product's school texts it was signed on (see ``agreement.py``).
    school_text = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="one_agreement_a_version"),
        ]


class Signature(models.Model):
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person"], name="signed_once"),
        ]
