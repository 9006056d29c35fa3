"""What a talk is coded with: the machine's suggestions, the codes of the pair, and whether they code blind.

All of it lies under the transcript's key and goes with the transcript. A reading is never stored: it is made of
these each time somebody looks.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.trust.sealed import ContentModel, SealedText

from .written import OfTranscript, Transcript


class Suggestions(OfTranscript):
    """The codes that the machine suggests for every turn. ``revision`` is the transcript's that they were made of.

    ``wanted`` rises when the transcript is not what it was; work of a lower number is out of date. ``failed`` is the
    wish that could not be done. ``made_with`` tells which weights made them (``core.talk.weights.fingerprint``), and
    ``left_with`` for which newer ones the pair would rather not have them made anew.
    """

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="suggestions")
    wanted = models.PositiveIntegerField(default=1)
    made = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    made_with = models.CharField(max_length=16, blank=True)
    left_with = models.CharField(max_length=16, blank=True)
    # JSON, see ``conversations.codes.kept``.
    body = SealedText()


class TurnCode(OfTranscript):
    """One turn on one dimension, as the pair agreed on it, or as one of them codes it blind.

    ``value`` is JSON, empty where the code was taken away again; ``before`` is what the last change put aside.
    Elements and spans are not rows: an element begins at a turn coded so, and a span is a run of turns.
    """

    class Dimension(models.TextChoices):
        SUBJECT = "subject", _("subject matter")
        INITIATION = "initiation", _("who opened it")
        STIMULUS = "stimulus", _("what it rests on")
        TONE = "tone", _("tone")
        SCALE = "scale", _("scale")
        TIME = "time", _("time")
        FUNCTION = "function", _("what the turn does")
        BUILDING = "building", _("building together")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="codes")
    turn_code = models.UUIDField()
    dimension = models.CharField(max_length=12, choices=Dimension)
    # Whose blind code it is; None for what both go by.
    coder = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    set_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    value = SealedText()
    before = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "turn_code", "dimension", "coder"], name="one_code_a_coder"
            ),
            models.UniqueConstraint(
                fields=["transcript", "turn_code", "dimension"],
                condition=models.Q(coder__isnull=True),
                name="one_agreed_code",
            ),
        ]


class BlindCoding(ContentModel):
    """The pair codes this talk blind: each alone until all are ready, then they compare."""

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="blind")
    begun_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    # When the last of them said that they are ready.
    compared_at = models.DateTimeField(null=True, blank=True)


class CoderReady(ContentModel):
    """A partner has coded what they want to, and would compare."""

    blind = models.ForeignKey(BlindCoding, on_delete=models.CASCADE, related_name="ready")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blind", "person"], name="coder_ready_once"),
        ]
