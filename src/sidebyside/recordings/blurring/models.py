"""Where faces are in a film, and what is hidden. Under the film's own key; no picture of a face, no likeness."""

from django.db import models

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
