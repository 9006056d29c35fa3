"""What is said of last days. No words and no bytes: whose, which day, and when it was said."""

from django.db import models

from sidebyside.people.models import Person, School

SHORTEST_DAYS, LONGEST_MONTHS = 7, 24


class SchoolKeeping(models.Model):
    """The school's limits. Without a row, or without a day, a year ends with its programme."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="keeping")
    # 29 February is the 28th in a year that has none.
    year_ends_month = models.PositiveSmallIntegerField(null=True, blank=True)
    year_ends_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # Counted from the day a recording was made.
    shortest_days = models.PositiveSmallIntegerField(default=SHORTEST_DAYS)
    longest_months = models.PositiveSmallIntegerField(default=LONGEST_MONTHS)


class Notice(models.Model):
    """Somebody was told that a recording ends on ``day``. Public ids as values: pages of no content may read it."""

    class Sort(models.TextChoices):
        MONTH = "month"
        WEEK = "week"

    recording = models.UUIDField()
    strand = models.UUIDField()
    is_talk = models.BooleanField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=5, choices=Sort)
    day = models.DateField()
    # The day that it was before: told too late, the recording lives a week on, and back where a clock was wrong.
    day_before = models.DateField()
    told_on = models.DateField()
    told_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "person", "sort", "day"], name="told_once"),
        ]
        indexes = [
            models.Index(fields=["told_at"], name="notice_to_mail", condition=models.Q(mailed_at=None)),
        ]
