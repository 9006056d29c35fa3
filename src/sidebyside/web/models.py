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
