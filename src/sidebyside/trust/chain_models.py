"""The owner's chain: a link for each entry, so that a missing one shows and one can still be erased."""

from django.db import models


class Chain(models.Model):
    """How far an owner's chain goes. Its row is held while a link is added, so that two never take one place."""

    owner = models.UUIDField(unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)


class Link(models.Model):
    """``digest`` is over the entry and ``salt``; ``seal`` over the link before, the place and ``digest``.

    Without its salt nobody can guess from ``digest`` what an erased entry said, and the chain still holds.
    """

    class Sort(models.TextChoices):
        BEGAN = "began"
        ENDED = "ended"
        DEED = "deed"
        ERASED = "erased"

    owner = models.UUIDField()
    place = models.PositiveBigIntegerField()
    sort = models.CharField(max_length=6, choices=Sort)
    # The entry's row; for ERASED the place in this chain of what was erased.
    about = models.PositiveBigIntegerField()
    salt = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="one_link_a_place")]
        indexes = [models.Index(fields=["sort", "about"])]
