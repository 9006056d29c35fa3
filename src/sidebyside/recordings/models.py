"""Films of lessons and sound of talks: what exists, where its bytes lie, and who was let in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText


class Recording(SealedModel):
    """A lesson film (the coachee's) or one track of a talk (both partners').

    ``state`` says what its owner is told; ``attempt`` names the run of the background work that may write.
    """

    class Sort(models.TextChoices):
        LESSON = "lesson", _("lesson film")
        TALK = "talk", _("talk")

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        PREPARING = "preparing", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")
        DELETED = "deleted", _("deleted")

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="recordings")
    sort = models.CharField(max_length=8, choices=Sort, default=Sort.LESSON)
    # Whose it is; empty for a talk, which belongs to the strand's partners together.
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="recordings")
    state = models.CharField(max_length=10, choices=State, default=State.SENDING)
    # An enum word of core.media, turned into a sentence on the page.
    problem = models.CharField(max_length=40, blank=True)
    attempt = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    # When the film begins on the clock of the lesson, so that live notes lie on its timeline.
    begins_at = models.DateTimeField(null=True, blank=True)
    # The attempt whose file has been looked into; behind ``attempt`` until then.
    looked_attempt = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(default=0)
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)
    has_sound = models.BooleanField(default=True)
    delete_on = models.DateField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    file_name = SealedText()

    class Meta:
        indexes = [
            # The sweep asks for these every few seconds; nearly all rows are ready.
            models.Index(fields=["made_at"], name="recording_owed", condition=models.Q(state="preparing")),
        ]
        constraints = [
            # A second click or tab must not begin a second film of the same lesson.
            models.UniqueConstraint(
                fields=["strand"],
                condition=models.Q(sort="lesson") & ~models.Q(state="deleted"),
                name="one_film_a_lesson",
            ),
        ]

    def sealing_key(self) -> str:
        return f"recording:{self.code}"


class Rendition(ContentModel):
    """One stored file of a recording. Written under its attempt and a random name, then published at once."""

    class Role(models.TextChoices):
        SOURCE = "source"
        FILM = "film"
        POSTER = "poster"
        STRIP = "strip"
        PEAKS = "peaks"
        CLIP = "clip"

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="renditions")
    # Only a clip belongs to an extract: the stretch and not a frame more, so that it can be shared alone.
    extract = models.ForeignKey("Extract", on_delete=models.CASCADE, null=True, related_name="renditions")
    role = models.CharField(max_length=8, choices=Role)
    attempt = models.PositiveIntegerField()
    # Name in the recordings storage: random, says nothing.
    name = models.CharField(max_length=80, unique=True)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(default=0)
    # Integers only, for example the geometry of the thumbnail strip.
    shape = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "role"],
                condition=models.Q(published_at__isnull=False, extract__isnull=True),
                name="one_published_a_role",
            ),
            models.UniqueConstraint(
                fields=["extract"],
                condition=models.Q(published_at__isnull=False),
                name="one_published_clip",
            ),
        ]


def upload_end() -> datetime:
    return timezone.now() + timedelta(days=int(settings.SIDEBYSIDE["UPLOAD_DAYS"]))


class Upload(ContentModel):
    """A tus upload. ``offset`` counts acknowledged bytes: whole stored chunks only, until the last."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, related_name="upload")
    # Unknown until the end for a talk that is being recorded.
    length = models.PositiveBigIntegerField(null=True)
    offset = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=upload_end)
    finished_at = models.DateTimeField(null=True, blank=True)
    # A writer's claim: a second PATCH takes over by changing it, the first one then stops.
    writer = models.UUIDField(null=True)

    @property
    def is_whole(self) -> bool:
        """Every byte is on the disk, also where nobody could say so any more."""
        return self.offset == self.length


class Share(ContentModel):
    """The owner lets the coach(es) of this cycle see: the whole film, or extracts only.

    In force while it is not withdrawn, the cycle runs and has not been closed since (``opening``).
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="shares")
    whole = models.BooleanField()
    opening = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_share_at_a_time",
            ),
        ]


class Extract(SealedModel):
    """A short stretch picked to be watched together. The owner's may be shared alone, as a clip of its own."""

    class State(models.TextChoices):
        POINTED = "pointed", _("a place in the film")
        CUTTING = "cutting", _("being cut")
        READY = "ready", _("cut")
        FAILED = "failed", _("could not be cut")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="extracts")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    words = SealedText()
    # Shown under a share of extracts only; a clip is cut to a file of its own before it can be played.
    is_offered = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.POINTED)
    problem = models.CharField(max_length=40, blank=True)
    attempt = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["start_ms", "pk"]

    def sealing_key(self) -> str:
        return f"recording:{self.recording.code}"
