import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person, School


class RoleAsked(models.Model):
    """A co-ordinator asks a colleague to co-ordinate as well, or in their place. It counts once they say yes."""

    class End(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        TAKEN_BACK = "back", _("taken back")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="roles_asked")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles_asked")
    hands_over = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=4, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person"],
                condition=models.Q(ended_at=None),
                name="asked_to_co_ordinate_once",
            )
        ]


class AnswersFor(models.Model):
    """Who at school answers for one of four things, by a name that need not have an account."""

    class What(models.TextChoices):
        TIME = "time", _("Time for coaching")
        BUDGET = "budget", _("The budget")
        VIDEO = "video", _("The video policy")
        QUALITY = "quality", _("How well it goes")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="answering")
    what = models.CharField(max_length=8, choices=What)
    name = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "what"], name="answers_for_once")]
