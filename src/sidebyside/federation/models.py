"""Several schools that one server keeps side by side: a trust on the page, where code means another thing by it."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School, SchoolRole

WAITS = timedelta(days=30)


class Federation(models.Model):
    """Made by whoever runs the server. It opens nothing of any school to another."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    # Counts while that link does; nothing hangs on it but a word on a page.
    lead = models.ForeignKey("Link", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A school of a federation; of one at most."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="members")
    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="member")
    joined_at = models.DateTimeField(default=timezone.now)


class Links(models.QuerySet["Link"]):
    def open(self) -> "Links":
        """Neither ended nor of somebody who no longer works at the school: as a row and as a person."""
        here = {"person__is_active": True, "person__is_guest": False}
        return self.filter(ended_at=None, person__school=F("member__school"), **here)

    def acting(self) -> "Links":
        return self.open().filter(yes_at__isnull=False)

    def asked(self) -> "Links":
        """By somebody who still co-ordinates the school: an asking ends with the role of whoever asked."""
        role = {"by__roles__role": SchoolRole.Role.CO_ORDINATOR, "by__roles__school": F("member__school")}
        return self.open().filter(yes_at=None, by__is_active=True, **role)


class Link(models.Model):
    """Who keeps in touch with the other schools for theirs: asked by a co-ordinator, counts once they say yes."""

    class End(models.TextChoices):
        NO = "no", _("no")
        TAKEN_BACK = "back", _("taken back")
        STOPPED = "stop", _("stopped")
        REPLACED = "next", _("somebody else took over")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    yes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=4, choices=End, blank=True)

    objects = Links.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None, yes_at=None), name="asked_to_link_once"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None, yes_at__isnull=False), name="one_link_a_school"
            ),
        ]


class Visits(models.QuerySet["Visiting"]):
    def of_one_trust(self) -> "Visits":
        """Not ended, both schools are still of one trust, and the person still works at the one that said yes."""
        return self.filter(
            ended_at=None,
            person__is_guest=False,
            person__school=F("school"),
            school__member__federation=F("host__member__federation"),
        )

    def in_force(self) -> "Visits":
        """Both have said yes: the link of the person's school, and the person."""
        return self.of_one_trust().filter(link_yes_at__isnull=False, person_yes_at__isnull=False)

    def over(self) -> "Visits":
        """Not in force, asked more than a month ago and, where it ended, ended as long ago: nothing needs it."""
        since = timezone.now() - WAITS
        ended = Q(ended_at=None) | Q(ended_at__lte=since)
        return self.filter(ended, asked_at__lte=since).exclude(
            pk__in=Visiting.objects.in_force().values("pk")
        )

    def asked(self) -> "Visits":
        """Somebody's yes is still to come. Nobody waits longer than a month for an answer."""
        waits = Q(link_yes_at=None) | Q(person_yes_at=None)
        return self.of_one_trust().filter(waits, asked_at__gt=timezone.now() - WAITS, person__is_active=True)


class Visiting(models.Model):
    """Somebody may coach in one programme of another school of their trust. Read with each request, never copied.

    ``programme`` is a public code: this room knows no programme. ``person`` and ``school`` are empty where nobody at
    another school of the trust has the address, which the one who asks is not told.
    """

    class End(models.TextChoices):
        NO = "no", _("no")
        STOPPED = "stop", _("stopped")
        GONE = "gone", _("a school has left the trust")

    # Rows of nobody, of somebody who says no and of whoever erases what is theirs read alike to whoever asked.
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.UUIDField()
    host = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # As it was typed, in small letters.
    address = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="visits")
    school = models.ForeignKey(School, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    link_yes_at = models.DateTimeField(null=True, blank=True)
    link_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    person_yes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=4, choices=End, blank=True)
    # Taken off the page of whoever asked; a no stays a no.
    hidden_at = models.DateTimeField(null=True, blank=True)

    # Keys of the school's link, where many are looked at.
    links: set[int] | None = None

    objects = Visits.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "address"], condition=Q(ended_at=None), name="asked_to_visit_once"
            ),
        ]
