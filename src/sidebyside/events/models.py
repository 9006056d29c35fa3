"""What the whole group does together: meets, the plenary, the carousel and its posters."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import CoOrdinator, Membership, Programme
from sidebyside.trust.sealed import SealedModel, SealedText, words_key


class Event(models.Model):
    """A day on which the people of a programme meet. Words here are the co-ordinator's, for everybody it is for."""

    class Sort(models.TextChoices):
        MEET = "meet", _("meet over lunch")
        PLENARY = "plenary", _("closing plenary")
        CAROUSEL = "carousel", _("poster carousel")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    sort = models.CharField(max_length=8, choices=Sort)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=60, blank=True)
    guest = models.CharField(max_length=80, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    # Colleagues who are in no pair are asked as well.
    whole_school = models.BooleanField(default=False)
    # How often its time was changed: an answer is to one of them.
    moves = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def stands(self) -> bool:
        return self.cancelled_at is None

    @cached_property
    def members(self) -> frozenset[int]:
        """Keys of the school's people who are in a pair of its programme now; asked once for each event that was
        read."""
        pairs = Membership.objects.filter(
            partnership__programme=self.programme_id,
            partnership__ended_at=None,
            person__school=F("partnership__programme__school"),
        )
        here = pairs.filter(accepted_at__isnull=False, left_at=None)
        return frozenset(here.values_list("person_id", flat=True))

    @cached_property
    def run_by(self) -> frozenset[int]:
        rows = CoOrdinator.objects.filter(programme=self.programme_id)
        return frozenset(rows.values_list("person_id", flat=True))

    @property
    def has_posters(self) -> bool:
        return self.sort == Event.Sort.CAROUSEL


class Answer(models.Model):
    """Whether somebody comes; only sums are shown of it. ``told`` is that they know it is off."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    comes = models.BooleanField()
    # The time that they answered to, counted as the event counts it.
    moves = models.PositiveSmallIntegerField(default=0)
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="answered_once")]


class Poster(SealedModel):
    """Somebody's words for a carousel: theirs alone, then with whom they name, then the event's people's; and theirs
    again as soon as one of them takes it back."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="posters")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    title = SealedText()
    tried = SealedText()
    saw = SealedText()
    take = SealedText()
    changed_at = models.DateTimeField(default=timezone.now)
    # The author's yes; and since when it hangs, which is when the last of its people said theirs.
    ready_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "author"], name="one_poster_an_author")]

    def sealing_key(self) -> str:
        return words_key(self.author.code)

    @property
    def words(self) -> list[str]:
        return [self.title, self.tried, self.saw, self.take]

    @property
    def drawn(self) -> "Picture | None":
        """The picture that stands on it."""
        return getattr(self, "picture", None) if self.pk else None

    @property
    def all_of_it(self) -> list[str]:
        """What somebody says yes to: its words, and which picture."""
        return [*self.words, *([str(self.drawn.code), self.drawn.alt] if self.drawn else [])]


class Picture(SealedModel):
    """A picture of the author's own on their poster, as we made it anew; shown and gone with the poster."""

    poster = models.OneToOneField(Poster, on_delete=models.CASCADE, related_name="picture")
    # One line that says what is on it, for whoever does not see it.
    alt = SealedText()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # A JPEG, sealed by pictures.py; read from there only.
    content = models.BinaryField()

    def sealing_key(self) -> str:
        return self.poster.sealing_key()


class Beside(models.Model):
    """A partner whose poster it is as well: it hangs only with their yes. No words."""

    poster = models.ForeignKey(Poster, on_delete=models.CASCADE, related_name="beside")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    yes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poster", "person"], name="beside_once")]
