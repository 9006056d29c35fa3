"""A form as it was given, and what one person answered to it."""

import uuid

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person, School
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class FormVersion(models.Model):
    """One form as a school gave it from one moment on. Never changed: answers stay with what they were given to."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="form_versions")
    key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    body = models.JSONField()
    # Ours, as it came with the product; else the school's own copy.
    is_built_in = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "key", "number"], name="one_form_version"),
        ]


class Reply(models.Model):
    """What the programme answers everybody after an interim review: the school's own words, for all its people."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="form_replies")
    key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    words = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "key", "year"], name="one_reply_a_year"),
        ]


class Sheet(SealedModel):
    """One person's answers to one version, sealed as one text under their own words key."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sheets")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    # The school year by the calendar year it begins in, and the term in it; nought where a form is filled in once.
    year = models.PositiveSmallIntegerField(default=0)
    term = models.PositiveSmallIntegerField(default=0)
    answers = SealedText()
    began_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key", "year", "term"], name="one_sheet_each"),
        ]

    def sealing_key(self) -> str:
        return words_key(self.person.code)


class Interview(models.Model):
    """A colleague holds one form with one person: who asked whom, and each one's yes. No words and no sound: what was
    said lies in voice notes of the interviewee's (spoken.py)."""

    class End(models.TextChoices):
        NO = "no", "the colleague said no"
        TAKEN_BACK = "taken-back", "the interviewee took it back"
        LEFT = "left", "the interviewer left"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interviews")
    interviewer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interviews_held")
    key = models.CharField(max_length=40)
    asked_at = models.DateTimeField(default=timezone.now)
    # The colleague's yes to hold it.
    agreed_at = models.DateTimeField(null=True, blank=True)
    # Each one's yes to record, until their no or three hours later.
    own_yes_at = models.DateTimeField(null=True, blank=True)
    interviewer_yes_at = models.DateTimeField(null=True, blank=True)
    # The last no to a recording that could run.
    stopped_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_interview",
            ),
        ]
