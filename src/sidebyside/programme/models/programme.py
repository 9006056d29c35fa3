import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person, School


class Programme(models.Model):
    """A coaching year. ``plan`` is the template as it was when the programme started (see ``plans/``)."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="programmes")
    name = models.CharField(max_length=120)
    plan = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class SchoolTemplate(models.Model):
    """A school's own copy of a template. A programme that starts from it keeps a copy of its own."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=60)
    plan = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class SchoolSignature(models.Model):
    """A co-ordinator has signed the school's part for the school; the latest counts, for a year."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="school_signatures")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    school_text = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)


class CoOrdinator(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="co_ordinators")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="co_ordinates")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="co_ordinates_once"),
        ]


class CalendarFeed(models.Model):
    """A person's private calendar link: times and places only, never a partner, a class or a focus."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
