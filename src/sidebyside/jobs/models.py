from django.db import models


class WorkerBeat(models.Model):
    """A worker that lives says so every few seconds. Times are the database's own clock, so that machines
    whose clocks differ agree on who is dead."""

    name = models.CharField(max_length=80, unique=True)
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobProgress(models.Model):
    """How far the latest attempt is; holds no content, only codes and words."""

    kind = models.CharField(max_length=40)
    code = models.UUIDField()
    attempt = models.PositiveIntegerField()
    fraction_permille = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(max_length=40)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_progress_a_job"),
            models.CheckConstraint(
                condition=models.Q(fraction_permille__lte=1000), name="progress_at_most_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def fraction(self) -> float:
        return self.fraction_permille / 1000
