"""Films of lessons and sound of talks: what exists, where its bytes lie, and who was let in."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.models import SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.keeping.models import Notice as Notice
from sidebyside.recordings.keeping.models import SchoolKeeping as SchoolKeeping
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText

NAME_MOST = 40


def blurred_code(recording: uuid.UUID) -> uuid.UUID:
    """What a blurred film is stored under: a folder and a key of its own, so that the original can be destroyed."""
    return uuid.uuid5(recording, "blurred")


class Recording(SealedModel):
    """A lesson film or a dummy run of one (the coachee's), or one track of a talk (both partners').

    ``state`` says what its owner is told; ``attempt`` names the run of the background work that may write.
    A lesson has one film (``angle`` 0) and maybe more of them, taken at the same time by other devices.
    """

    class Sort(models.TextChoices):
        LESSON = "lesson", _("lesson film")
        REHEARSAL = "rehearsal", _("dummy run")
        TALK = "talk", _("talk")

    class LinedUp(models.TextChoices):
        """How an angle came to lie where it lies on the film's timeline."""

        NOT_YET = "", _("not yet")
        SOUND = "sound", _("by its sound")
        HAND = "hand", _("by hand")
        NOT_FOUND = "not-found", _("no place was found")

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        PREPARING = "preparing", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")
        DELETED = "deleted", _("deleted")

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="recordings")
    sort = models.CharField(max_length=10, choices=Sort, default=Sort.LESSON)
    # Which device of one lesson: 0 is the film that the pair's marks lie on, 1 and more lie beside it.
    angle = models.PositiveSmallIntegerField(default=0)
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
    # Filmed in the browser: how many parts the device said there are; empty until it has said so.
    parts_in_all = models.PositiveSmallIntegerField(null=True, blank=True)
    # Where this angle's first moment lies on the film's timeline, and how much faster its clock runs.
    on_film_ms = models.BigIntegerField(default=0)
    drift_ppm = models.IntegerField(default=0)
    lined_up = models.CharField(max_length=10, choices=LinedUp, default=LinedUp.NOT_YET, blank=True)
    # A word of core.listening on whether the sound is good enough, and the integers behind it.
    sound = models.CharField(max_length=20, blank=True)
    sound_measures = models.JSONField(default=dict, blank=True)
    # Since when its owner has said, having watched it through, that no pupil can be recognised in it.
    covered_at = models.DateTimeField(null=True, blank=True)
    delete_on = models.DateField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # A film in which faces were hidden is what everybody is shown, its owner included.
    shows_blurred = models.BooleanField(default=False)
    # Being blurred, or blurred and not looked through yet: nobody is shown it, whatever else is shared.
    blur_waits = models.BooleanField(default=False)
    looked_through_at = models.DateTimeField(null=True, blank=True)
    # Since then the key that the recording began with is destroyed; its words lie under the blurred film's.
    original_gone_at = models.DateTimeField(null=True, blank=True)
    file_name = SealedText()
    # What its owner calls it, beside or instead of its number: a few words, NAME_MOST at most.
    called = SealedText()

    class Meta:
        indexes = [
            # The sweep asks for these every few seconds; nearly all rows are ready.
            models.Index(fields=["made_at"], name="recording_owed", condition=models.Q(state="preparing")),
        ]
        constraints = [
            # A second click or tab must not begin the same film of a lesson twice.
            models.UniqueConstraint(
                fields=["strand", "angle"],
                condition=models.Q(sort="lesson") & ~models.Q(state="deleted"),
                name="one_film_a_lesson",
            ),
        ]

    @property
    def blurred_code(self) -> uuid.UUID:
        return blurred_code(self.code)

    def sealing_key(self) -> str:
        return f"recording:{self.blurred_code if self.original_gone_at else self.code}"


class Rendition(ContentModel):
    """One stored file of a recording. Written under its attempt and a random name, then published at once."""

    class Role(models.TextChoices):
        SOURCE = "source"
        FILM = "film"
        POSTER = "poster"
        STRIP = "strip"
        PEAKS = "peaks"
        CLIP = "clip"
        # What a browser's recorder wrote, with its index and length put in: plays in most browsers at once.
        INDEXED = "indexed"

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="renditions")
    # Only a clip belongs to an extract: the stretch and not a frame more, so that it can be shared alone.
    extract = models.ForeignKey("Extract", on_delete=models.CASCADE, null=True, related_name="renditions")
    role = models.CharField(max_length=8, choices=Role)
    # Made with faces hidden: what others are shown, never mixed with what was filmed.
    blurred = models.BooleanField(default=False)
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
                fields=["recording", "role", "blurred"],
                condition=models.Q(published_at__isnull=False, extract__isnull=True),
                name="one_published_a_role",
            ),
            models.UniqueConstraint(
                fields=["extract"],
                condition=models.Q(published_at__isnull=False),
                name="one_published_clip",
            ),
        ]


class Part(ContentModel):
    """One run of a browser's recorder: a film is its parts in their order. Sealed on the device (core.media.parts).

    ``starts_at`` is the server's clock as the device knew it; with ``pauses`` it says which moment of the lesson
    a moment of the film is.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    # Empty once the finished film has taken its place: what the part says of the clock is still needed then.
    rendition = models.OneToOneField(Rendition, on_delete=models.SET_NULL, null=True, related_name="part")
    starts_at = models.DateTimeField()
    # The film that its seal names, where that was deleted while its owner's device went on, and the owner kept what
    # lay there as this film.
    sealed_as = models.UUIDField(null=True, blank=True)
    # Pairs [where in the part, ms; for how long, ms] in order; the recorder leaves a pause out of its file.
    pauses = models.JSONField(default=list, blank=True)
    # Known once it was looked into: where it begins in the joined film, and how long it is there.
    film_start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="one_part_a_number")]


class LessonClass(ContentModel):
    """Which pupils a lesson's films may show: a class, or none at all. Said by the coachee, before or after filming."""

    class Pupils(models.TextChoices):
        CLASS = "class", _("a class")
        NOBODY = "nobody", _("no pupils")

    strand = models.OneToOneField(Strand, on_delete=models.CASCADE, related_name="lesson_class")
    pupils = models.CharField(max_length=6, choices=Pupils)
    # Empty again once the class has left the register: then nobody can say who was in shot.
    school_class = models.ForeignKey(SchoolClass, on_delete=models.SET_NULL, null=True, related_name="+")
    # Everybody sat by the seating plan of that day. Else anybody of the class may be in shot.
    by_plan = models.BooleanField(default=False)


class ClassChange(models.Model):
    """The owner says that another class was in the lesson than the one that holds its films back. It counts once
    somebody who knows the register, and is no partner, has confirmed it. Names of classes only; no words."""

    class Why(models.TextChoices):
        WRONG_LINE = "wrong-line", _("I chose the wrong line in the list")
        SWAPPED = "swapped", _("Lessons were swapped that day")
        TOGETHER = "together", _("The class has another name in the register")

    class End(models.TextChoices):
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        TAKEN_BACK = "taken-back"
        OVERTAKEN = "overtaken"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="class_changes")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="+")
    wanted = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    # A share was ended by somebody's no: then only the data-protection lead may confirm.
    after_a_no = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strand"],
                condition=models.Q(ended_at__isnull=True),
                name="one_class_change_at_a_time",
            )
        ]


class HandOver(ContentModel):
    """The coachee lets the coach film this lesson. The film is the coachee's; the coach's device only writes."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "to"],
                condition=models.Q(ended_at__isnull=True),
                name="handed_over_once",
            ),
        ]


def upload_end() -> datetime:
    return timezone.now() + timedelta(days=int(settings.SIDEBYSIDE["UPLOAD_DAYS"]))


class Upload(ContentModel):
    """A tus upload. ``offset`` counts acknowledged bytes: whole stored chunks only, until the last."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, related_name="upload")
    # Unknown until the end for what is being recorded. Finished without one: kept as far as it had come.
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
        return self.recording.sealing_key()


from sidebyside.recordings.blurring.models import Blurring, Covering, FaceStretch, FaceTrack  # noqa: E402, F401
