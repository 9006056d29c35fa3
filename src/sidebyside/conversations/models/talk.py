"""The talk: opened by both, recorded if both want it, with what was on screen when."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText

# "I am here" said two hours ago does not open a meeting now.
HERE_FOR = timedelta(hours=2)


class Conversation(ContentModel):
    """The meeting of one strand.

    Places on its clock are kept as milliseconds since the meeting was opened. People are shown them from the
    recorder's start, where one ran (``clock.zero_ms``): a recorder that starts late must not move what lies before.
    """

    strand = models.OneToOneField(Strand, on_delete=models.CASCADE, related_name="conversation")
    made_at = models.DateTimeField(default=timezone.now)
    # When every partner had confirmed.
    opened_at = models.DateTimeField(null=True, blank=True)
    recording_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Confirmation(ContentModel):
    """A partner says: I am here, and I do (not) want our talk recorded."""

    class How(models.TextChoices):
        OWN_SESSION = "own", _("signed in here")
        PHONE = "phone", _("on an own device, by a code")
        BESIDE = "beside", _("signed in beside the other")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    wants_recording = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="confirmed_once"),
        ]


class JoinCode(ContentModel):
    """Six digits on the shared screen that the second partner types on an own phone; ten minutes, one use."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="join_codes")
    digits_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)


class Track(ContentModel):
    """One microphone of the talk; where there are two, each is a track of its own."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tracks")
    # On whose device the sound lies until all of it has arrived; None where no device holds any.
    by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    # None until the first bytes are on their way.
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, null=True, related_name="track")
    number = models.PositiveSmallIntegerField()
    # Where this track begins on the conversation's clock.
    starts_ms = models.PositiveBigIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # What was recorded, while ``recording`` is a rendering of it with passages silenced that may come back.
    # Never played.
    whole = models.OneToOneField(
        Recording, on_delete=models.SET_NULL, null=True, blank=True, related_name="silenced_track"
    )
    # Raised when what is to be silent changes; while the rendering of it is not made, nothing is played.
    silence_wanted = models.PositiveIntegerField(default=0)
    silence_made = models.PositiveIntegerField(default=0)
    # The wish that could not be done, as long as nobody has tried it again.
    silence_failed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="one_track_a_number"),
        ]


class StimulusEvent(ContentModel):
    """What the player did, on the conversation's clock. ``code`` is the browser's, so that it lands once."""

    class Deed(models.TextChoices):
        PLAY = "play"
        PAUSE = "pause"
        SEEK = "seek"
        REPLAY = "replay"
        RATE = "rate"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="stimuli")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed)
    at_ms = models.PositiveBigIntegerField()
    film_ms = models.PositiveBigIntegerField()
    rate_percent = models.PositiveSmallIntegerField(default=100)
    # Which of the lesson's films was on the screen from then on; places are those of the first, whichever it was.
    angle = models.PositiveSmallIntegerField(default=0)
    # Which player it was: two screens that play at once are two stories.
    screen = models.UUIDField(null=True)

    class Meta:
        ordering = ["at_ms", "pk"]


class TalkNote(SealedModel):
    """Words typed during the meeting, the author's own, on the conversation's clock."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at_ms = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    words = SealedText()

    def sealing_key(self) -> str:
        return f"words:{self.author.code}"


class DeletionProposal(ContentModel):
    """One partner would have the sound of the talk deleted, or all that is kept of it; the others' word does it."""

    class What(models.TextChoices):
        SOUND = "sound", _("the sound")
        WORDS = "words", _("what was written down")
        ALL = "all", _("the sound and all that was written down")

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="deletion")
    what = models.CharField(max_length=5, choices=What, default=What.SOUND)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class DeletionYes(models.Model):
    """A partner who did not propose it says yes; in a trio two such are needed."""

    proposal = models.ForeignKey(DeletionProposal, on_delete=models.CASCADE, related_name="yeses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="agreed_to_delete_once"),
        ]
