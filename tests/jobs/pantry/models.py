from django.db import models


class Jar(models.Model):
    code = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    recipe = models.CharField(max_length=40, default="plain")
    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="owed")
    word = models.CharField(max_length=40, default="")
    filled_with = models.CharField(max_length=40, default="")
    fillings = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.code)


class Visit(models.Model):
    """One run of one step, as it began."""

    code = models.UUIDField()
    attempt = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    pid = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.step} of {self.code}"
