"""Where faces are in a film, and what is hidden. Under the film's own key; no picture of a face, no likeness."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText


class Blurring(ContentModel):
    """The two long pieces of work on one film, each with an attempt that names the run that may write."""

    class Work(models.TextChoices):
        NONE = ""
        UNDER_WAY = "under-way"
        DONE = "done"
        FAILED = "failed"

    class How(models.TextChoices):
        BLUR = "blur"
        BLOCK = "block"

    recording = models.OneToOneField(
        "recordings.Recording", on_delete=models.CASCADE, related_name="blurring"
    )
    looking = models.CharField(max_length=10, choices=Work, default=Work.NONE, blank=True)
    look_attempt = models.PositiveIntegerField(default=0)
    look_problem = models.CharField(max_length=40, blank=True)
    # The size in px that the boxes of its tracks are given in; nought before anybody has looked.
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)
    making = models.CharField(max_length=10, choices=Work, default=Work.NONE, blank=True)
    make_attempt = models.PositiveIntegerField(default=0)
    make_problem = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=5, choices=How, default=How.BLUR)
    # Something was chosen or drawn since the blurred film was made.
    changed = models.BooleanField(default=False)


class _UnderTheFilm(SealedModel):
    recording: "models.ForeignKey[object, object]"

    class Meta:
        abstract = True

    def sealing_key(self) -> str:
        # What faces were found goes with what was filmed: never under the blurred film's key.
        return f"recording:{self.recording.code}"  # type: ignore[attr-defined]


class FaceStretch(_UnderTheFilm):
    """A minute that has been looked at (core.faces.Stretch, as JSON), so that a killed run goes on after it."""

    recording = models.ForeignKey("recordings.Recording", on_delete=models.CASCADE, related_name="+")
    attempt = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    seen = SealedText()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "attempt", "number"], name="a_minute_looked_at_once")
        ]


class FaceTrack(_UnderTheFilm):
    """One face for as long as it could be followed: numbers only."""

    recording = models.ForeignKey(
        "recordings.Recording", on_delete=models.CASCADE, related_name="face_tracks"
    )
    number = models.PositiveIntegerField()
    # {"first_ms", "last_ms", "smallest_px", "gap_ms", "doubt": [words]}
    facts = SealedText()
    # [[ms, left, top, right, bottom], ...] in px of Blurring.width_px and height_px
    path = SealedText()
    stays_clear = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="a_track_has_a_number")]


class Covering(_UnderTheFilm):
    """What a person hides by hand over a stretch: a box, the whole picture, or the sound."""

    class What(models.TextChoices):
        BOX = "box"
        PICTURE = "picture"
        SOUND = "sound"

    recording = models.ForeignKey("recordings.Recording", on_delete=models.CASCADE, related_name="coverings")
    what = models.CharField(max_length=7, choices=What)
    # {"start_ms", "end_ms"}, for a box also {"left", "top", "width", "height"} in tenths of a per cent
    where = SealedText()

    class Meta:
        ordering = ["pk"]


SECOND_LOOK_DAYS = timedelta(days=14)


class SecondLook(models.Model):
    """The owner has named one colleague to look through the blurred film before it is shared. No words, no bytes: a
    door may look at it for anybody, and home reads it for whoever is named."""

    class End(models.TextChoices):
        NOBODY = "nobody", "said that nobody can be recognised"
        MARKED = "marked", "marked where somebody can be recognised"
        TAKEN_BACK = "taken-back", "the owner took it back"
        SHARED = "shared", "the film was shared"
        ANOTHER = "another", "another film took its place"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = models.ForeignKey(
        "recordings.Recording", on_delete=models.CASCADE, related_name="second_looks"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording"],
                condition=models.Q(ended_at__isnull=True),
                name="one_second_look_at_a_time",
            )
        ]


class Recognised(_UnderTheFilm):
    """Here somebody can be recognised, says who was named for the second look. Of one making of the blurred film."""

    recording = models.ForeignKey("recordings.Recording", on_delete=models.CASCADE, related_name="recognised")
    look = models.ForeignKey(SecondLook, on_delete=models.CASCADE, related_name="marks")
    make_attempt = models.PositiveIntegerField()
    # {"start_ms", "end_ms"}
    where = SealedText()
    # The owner has looked there since, and says that nobody can be recognised.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def sealing_key(self) -> str:
        # It is about the blurred film and stays with it, also once what was filmed is destroyed.
        return f"recording:{self.recording.blurred_code}"
