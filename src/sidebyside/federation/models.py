"""Several schools that one server keeps side by side: a trust on the page, where code means another thing by it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School, SchoolRole


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
