"""The talk written down: who said what when, how it was corrected, and what either partner has taken out of it.

Everything that was said lies sealed under one key a transcript (``talk:<its code>``). Deleting destroys that key,
and a transcript that is made anew has another code and another key.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText

from .talk import Conversation, Track


def talk_key(transcript: uuid.UUID) -> str:
    """Name of the key under which the words of a transcript lie, and whatever is made of them."""
    return f"talk:{transcript}"


class Transcript(ContentModel):
    """What was said in one talk, as far as it has been written down.

    ``revision`` rises with every change, so that whoever reads it (codes, a reading, a second window) can tell
    that it is not what it was. ``attempt`` names the run of background work that may write.
    """

    class Source(models.TextChoices):
        HEARD = "heard", _("written down on this server")
        BROUGHT = "brought", _("brought from a file")
        TYPED = "typed", _("typed by you")

    class State(models.TextChoices):
        GROWING = "growing", _("being written down")
        READY = "ready", _("written down")
        FAILED = "failed", _("could not be written down")
        STOPPED = "stopped", _("stopped")

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="transcript")
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=8, choices=State)
    # An enum word, turned into a sentence on the page.
    problem = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, default="en")
    attempt = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # What core.listening says of the sound: an enum word, and the integers behind it.
    quality = models.CharField(max_length=40, blank=True)
    quality_measures = models.JSONField(default=dict, blank=True)
    # Public ids of the tracks that were heard: what arrives later is not in it. Empty where it was not heard here.
    tracks_heard = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="transcript_owed", condition=models.Q(state="growing")),
        ]

    @property
    def key(self) -> str:
        return talk_key(self.code)


class OfTranscript(SealedModel):
    """Words that belong to a transcript. Reach them from it (``transcript.turns``): each row knows it then."""

    class Meta:
        abstract = True

    transcript: models.ForeignKey["Transcript", "Transcript"]

    def sealing_key(self) -> str:
        return talk_key(self.transcript.code)


class Voice(OfTranscript):
    """One speaker as the hearing or the file tells them apart; the pair says once who it is."""

    class Role(models.TextChoices):
        COACHEE = "coachee", _("coachee")
        COACH = "coach", _("coach")
        OTHER = "other", _("somebody else")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="voices")
    number = models.PositiveSmallIntegerField()
    # None until the pair has said it, or the track has; None for good where it is neither of them.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # The part this person has in this talk; empty where that is not known.
    role = models.CharField(max_length=10, choices=Role, blank=True)
    # The name in the file that was brought.
    label = SealedText()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "number"], name="one_voice_a_number"),
        ]


class WrittenTurn(OfTranscript):
    """One turn. ``code`` is what codes and readings refer to; it stays when the words are corrected.

    Split, the first part keeps the code; merged, the earlier turn's code stays. Times are on the conversation's clock
    (since the meeting was opened), None where a file gave none. ``words`` is JSON: [[start_ms, end_ms, text, p or
    null], ...]. Read a turn through ``conversations.written.turns``: text and words of a passage that is withheld
    still lie here while the one who withheld it may bring it back, and are for nobody meanwhile.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="turns")
    # With gaps between, so that a split need not move the others.
    order = models.PositiveBigIntegerField()
    voice = models.ForeignKey(Voice, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns")
    # On which microphone it was heard.
    track = models.ForeignKey(Track, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)
    text = SealedText()
    words = SealedText()
    is_backchannel = models.BooleanField(default=False)
    # Somebody else spoke at the same time.
    is_overlapped = models.BooleanField(default=False)
    # Withheld by one partner: a gap for both.
    withheld_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withheld_at = models.DateTimeField(null=True, blank=True)
    # Taken out for good with a voice, or never brought back: text and words are wiped, the gap stays.
    blanked_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["transcript", "order"], name="turns_in_order")]

    @property
    def is_gap(self) -> bool:
        """Nothing of what was said here is for anybody."""
        return self.withheld_at is not None or self.blanked_at is not None

    @property
    def is_withheld(self) -> bool:
        return self.withheld_at is not None

    @property
    def speaker_id(self) -> int | None:
        return self.voice.person_id if self.voice is not None else None

    @property
    def role(self) -> str:
        """The part of who speaks, "coachee", "coach" or "other"; empty where nobody has said who speaks."""
        return self.voice.role if self.voice is not None else ""


class Piece(OfTranscript):
    """A stretch of what one microphone heard, named by its first track, and what was said in it: done once, and kept
    when a worker dies. Number 0 says only that its track is one of those that are heard.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="pieces")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    # Places on the clock that begins with the first track.
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    heard_at = models.DateTimeField(null=True, blank=True)
    # JSON of core.listening's Stretch and Written: where somebody speaks in it, and what was heard.
    plan = SealedText()
    words = SealedText()

    class Meta:
        ordering = ["track_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "track", "number"], name="one_piece_a_number"),
        ]


class Voices(OfTranscript):
    """Who was heard when, and how good the sound is: told once a transcript, and kept when a worker dies."""

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="told_apart")
    # JSON of core.listening's Speakers and Heard.
    speakers = SealedText()
    sound = SealedText()


class Edit(OfTranscript):
    """One thing that one person did to a transcript, with what was there before, so that it can be undone.

    ``states`` is JSON: {"before": {turn code: state or null}, "after": {turn code: state or null}}.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("words corrected")
        SPLIT = "split", _("a turn split")
        MERGE = "merge", _("two turns joined")
        SPEAKER = "speaker", _("a turn given to another voice")
        SWAP = "swap", _("the voices swapped")
        VOICES = "voices", _("said whose voice is whose")
        BACKCHANNEL = "backchannel", _("marked as a listening sound, or not")
        ADD = "add", _("a turn added")
        REMOVE = "remove", _("a turn taken away")
        WITHHOLD = "withhold", _("a passage withheld")
        BRING_BACK = "bring-back", _("a passage brought back")
        PSEUDONYM = "pseudonym", _("a name changed for another")
        VOICE_OUT = "voice-out", _("a voice taken out")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=Kind)
    # How many turns it touched, and the first of them.
    count = models.PositiveIntegerField(default=1)
    turn_code = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    states = SealedText()

    class Meta:
        ordering = ["pk"]


class Pseudonym(OfTranscript):
    """A name that is shown as another one, on the page and in everything that is taken away."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="pseudonyms")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    name = SealedText()
    pseudonym = SealedText()

    class Meta:
        ordering = ["pk"]


class SignOff(ContentModel):
    """A partner has read it and says that it may stand so. Any change takes every sign-off away."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="sign_offs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transcript", "person"], name="signed_off_once"),
        ]


class WritingRefused(ContentModel):
    """A partner's no to having this talk worked on: nothing new is written down while it stands."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="refusals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="refused_once"),
        ]


class VoiceOut(ContentModel):
    """A partner has taken their own voice out of a talk: out of its words at once, out of its sound by a job.

    Where nobody has said whose voice is whose, or when, it cannot be applied yet; it may be taken back then. Until
    ``done_at`` no sound of the talk is played to anybody.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="voices_out")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="voice_out_once"),
        ]


class ListenerIn(models.Model):
    """Somebody from the school whom one partner asks in and every other one approves, for this talk only.

    Holds no content, so that a door may look at it: who was asked to which strand's talk, and since when.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="listeners")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # Whose yes was the last that was missing, and when.
    approved_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="asked_in_once",
            ),
        ]


class ListenerYes(models.Model):
    """A partner who did not ask says yes; in a trio two such are needed. Holds no content, as the asking does not."""

    listener = models.ForeignKey(ListenerIn, on_delete=models.CASCADE, related_name="yeses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "person"], name="said_yes_once"),
        ]
