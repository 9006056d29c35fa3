"""Groups of coaches who meet all year, and what a pair brings there of its talk. No column holds a word of a talk."""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Partnership, Strand


class Group(models.Model):
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    # Whose membership was read already, and what it is: for a page that asks it of many things at once.
    of_asker: "tuple[int, Member | None] | None" = None

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody's time in a group. Whoever comes back has a new row: what was brought before is not theirs to read."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=models.Q(left_at=None), name="in_a_group_once"
            ),
        ]


class Meeting(models.Model):
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meetings")
    at = models.DateTimeField()
    place = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["at", "pk"]


class TalkExtract(models.Model):
    """Turns of one signed-off talk that all its partners let one group read: which, and of which version.

    It points at the talk and copies nothing. Whatever changes there (a word corrected, a name shown again, a voice
    taken out, the talk deleted) is another version than all said yes to, and this one opens no more.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="extracts")
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Whoever joins the group later than this does not read it.
    asked_at = models.DateTimeField(default=timezone.now)
    transcript = models.UUIDField()
    revision = models.PositiveIntegerField()
    first_turn = models.UUIDField()
    last_turn = models.UUIDField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strand"], condition=models.Q(ended_at=None), name="one_extract_a_talk"
            ),
        ]


class ExtractYes(models.Model):
    extract = models.ForeignKey(TalkExtract, on_delete=models.CASCADE, related_name="yeses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "person"], name="yes_to_an_extract_once"),
        ]


class OnceMore(models.Model):
    """One partner's yes to a further cycle after the last one, which has this number."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    after = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "person", "after"], name="once_more_once"),
        ]
