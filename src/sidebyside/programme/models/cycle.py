import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models.partnership import Partnership


class Cycle(models.Model):
    """One round of a partnership: stages and dates. What it is about lies in ``StrandContent``."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)
    # Raised when a closed cycle is opened again, so that a share from before does not come back by itself.
    opening = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_cycle_a_number"),
        ]

    @property
    def is_running(self) -> bool:
        return self.closed_at is None and self.paused_at is None and self.skipped_at is None


class Strand(models.Model):
    """One coachee's way through a cycle; a cycle has one for each coachee in it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="strands")
    lesson_at = models.DateTimeField(null=True, blank=True)
    lesson_minutes = models.PositiveSmallIntegerField(default=60)
    meeting_at = models.DateTimeField(null=True, blank=True)
    meeting_minutes = models.PositiveSmallIntegerField(default=40)
    place = models.CharField(max_length=60, blank=True)

    def people_as(self, role: "StrandPart.Role") -> list[Person]:
        return [part.person for part in self.parts.all() if part.role == role]

    @property
    def coachee(self) -> Person:
        return self.people_as(StrandPart.Role.COACHEE)[0]

    @property
    def coaches(self) -> list[Person]:
        return self.people_as(StrandPart.Role.COACH)


class StrandPart(models.Model):
    class Role(models.TextChoices):
        COACHEE = "coachee", _("coachee")
        COACH = "coach", _("coach")

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="strand_parts")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strand", "person"], name="one_role_a_strand"),
            models.UniqueConstraint(
                fields=["strand"], condition=models.Q(role="coachee"), name="one_coachee_a_strand"
            ),
        ]


class StrandStep(models.Model):
    """A step of the programme's plan that this strand has reached, and when."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="steps")
    # The key of a step in the programme's plan, see ``plans``.
    key = models.CharField(max_length=20)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strand", "key"], name="step_reached_once"),
        ]
