"""What a school has said about filming, and what guardians and pupils have said: policy, register, seating plans."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.notices import LANGUAGES
from sidebyside.people.models import Person, School
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText

SECTIONS = ("purpose", "scope", "storage", "who_sees", "retention", "safeguarding")


class VideoPolicy(models.Model):
    """One published version of a school's video policy: anybody may read it. A version is never changed."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="video_policies")
    version = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    # Never shown: the page speaks for the school and names no person.
    published_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    purpose = models.TextField()
    scope = models.TextField()
    storage = models.TextField()
    who_sees = models.TextField()
    retention = models.TextField()
    safeguarding = models.TextField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["school", "version"], name="one_policy_a_version")]


class Charge(models.Model):
    """Somebody at school is charged with something here. The co-ordinator says who; nobody charges themselves."""

    class What(models.TextChoices):
        DATA_LEAD = "data lead", _("data-protection lead")
        PUBLISHER = "publisher", _("publishes the video policy")
        # The two of rule 7: each does nothing without the other, and nothing where it is not switched on.
        SAFEGUARDING_LEAD = "sg lead", _("designated safeguarding lead")
        SAFEGUARDING_SECOND = "sg second", _("second person for safeguarding")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="charges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="charges")
    what = models.CharField(max_length=12, choices=What)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "school", "what"], name="one_charge_once")]


SAFEGUARDING = (Charge.What.SAFEGUARDING_LEAD, Charge.What.SAFEGUARDING_SECOND)


class SchoolClass(models.Model):
    """A class has a name and its teachers; who is in it stands in content tables."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="classes")
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    teachers = models.ManyToManyField(Person, related_name="classes")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_class_a_name")]


class Pupil(SealedModel):
    """A pupil who was taken out of the register keeps an empty row: films that may show them stay held back."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="pupils")
    first_name = SealedText()
    last_name = SealedText()
    # What the school's own system calls them, so that a second list finds them again: a keyed hash.
    id_hash = models.CharField(max_length=64, blank=True)
    opted_out_at = models.DateTimeField(null=True, blank=True)
    # A backup was put back that may not know of a later no: one yes is not enough until every guardian has answered.
    all_must_answer = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "id_hash"], condition=~models.Q(id_hash=""), name="one_pupil_an_id"
            )
        ]

    def sealing_key(self) -> str:
        return f"pupil:{self.code}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and initial: all that a guardian's page shows."""
        return f"{self.first_name} {self.last_name[:1]}." if self.last_name else self.first_name


class Place(ContentModel):
    """A pupil is in a class, or was until ``left_at``."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="places")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="places")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_class", "pupil"], name="one_place_a_class")]


class Guardian(SealedModel):
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="guardians")
    name = SealedText()
    email = SealedText()
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")

    class Meta:
        ordering = ["pk"]

    def sealing_key(self) -> str:
        return f"pupil:{self.pupil.code}"


class Answer(ContentModel):
    """What a guardian said, by their link or on paper. The newest counts; older ones stay as the record."""

    class How(models.TextChoices):
        LINK = "link", _("by the link")
        PAPER = "paper", _("on paper")

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="answers")
    coaching = models.BooleanField()
    study = models.BooleanField(default=False)
    exemplar = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=5, choices=How)
    # Which words they had read: the notice's version here, and the school's policy of that day.
    notice = models.PositiveSmallIntegerField()
    policy = models.PositiveSmallIntegerField(default=0)
    typed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]


class Link(ContentModel):
    """A guardian's private way in. Every link that was ever given takes a no for good; a yes for 30 days."""

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    answer_until = models.DateTimeField()


class Scope(models.TextChoices):
    COACHING = "coaching", _("coaching only")
    STUDY = "study", _("study")
    EXEMPLAR = "exemplar", _("exemplar")


class Allowed(ContentModel):
    """There is a yes that counts. Only ``register.settle`` writes these; where there is none, there is no yes.

    A row of its own, because the ledger of deletions can name it: a backup that is put back brings no yes back that
    had been taken back since.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="allowed")
    scope = models.CharField(max_length=8, choices=Scope)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "scope"], name="one_yes_a_scope")]


class SeatingPlan(ContentModel):
    """Who sat where, and what the camera took in, from ``made_at`` until the next plan. A plan is never changed.

    Lengths are centimetres, angles degrees; what they mean is said in core.seating.
    """

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="plans")
    made_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    apart_cm = models.PositiveSmallIntegerField(default=120)
    deep_cm = models.PositiveSmallIntegerField(default=150)
    camera_x_cm = models.SmallIntegerField()
    camera_y_cm = models.SmallIntegerField()
    heading_deg = models.PositiveSmallIntegerField()
    view_deg = models.PositiveSmallIntegerField(default=70)

    class Meta:
        ordering = ["-made_at", "-pk"]


class Seat(ContentModel):
    """A seat in which somebody sits; the others follow from the plan's rows and columns."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, related_name="seats")
    row = models.PositiveSmallIntegerField()
    column = models.PositiveSmallIntegerField()
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="seats")
    in_shot = models.BooleanField()

    class Meta:
        ordering = ["row", "column"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "row", "column"], name="one_seat_a_place"),
            models.UniqueConstraint(fields=["plan", "pupil"], name="one_seat_a_pupil"),
        ]
