"""How often something was asked for lately. No names, no addresses: a keyed hash that ends with its window."""

from django.db import models


class Tally(models.Model):
    """One count: what was asked, by whom (hashed with the server's secret), in which stretch of time."""

    what = models.CharField(max_length=60)
    who = models.CharField(max_length=32)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "who", "began_at"], name="one_tally_a_stretch"),
        ]


class Rhythm(models.Model):
    """When a person wants to hear what waits for them. No row means: Monday morning."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="rhythm")
    # Days of the week as digits, Monday is 0; none means never.
    days = models.CharField(max_length=7, blank=True)
    # On the school's clock.
    hour = models.PositiveSmallIntegerField(default=7)
    away_until = models.DateField(null=True, blank=True)


class Reminded(models.Model):
    """The last time it was looked whether something waits for somebody: a day and how often it was the same."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="reminded")
    on = models.DateField()
    # A hash of where the waiting things are, so that the same ones do not come for ever.
    same = models.CharField(max_length=64, blank=True)
    times = models.PositiveSmallIntegerField(default=0)
