"""What one partner proposes to delete, as every page of the talk says it to both until it is answered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sidebyside.conversations import deleting
from sidebyside.conversations.models import DeletionProposal
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

What = DeletionProposal.What
PAIR = 2


@dataclass(frozen=True)
class Proposed:
    """``waits_for`` are the partners whose yes is still to come; ``has_said`` that this person's has."""

    what: str
    name: str
    is_mine: bool
    waits_for: str
    has_said: bool = False
    is_of_three: bool = False
    has_sound: bool = True
    has_words: bool = True

    @property
    def _goes(self) -> str:
        """What of it is there to go: nobody is asked about a sound that there is not."""
        if self.what == What.ALL and not (self.has_sound and self.has_words):
            return What.WORDS.value if self.has_words else What.SOUND.value
        return self.what

    @property
    def sentence(self) -> str:
        if self.is_mine:
            return {
                What.SOUND: _("You propose to delete the sound of your talk."),
                What.WORDS: _("You propose to delete what was written down of your talk."),
                What.ALL: _("You propose to delete the sound of your talk and all that was written down."),
            }[What(self._goes)]
        return {
            What.SOUND: _("%(name)s proposes to delete the sound of your talk."),
            What.WORDS: _("%(name)s proposes to delete what was written down of your talk."),
            What.ALL: _("%(name)s proposes to delete the sound of your talk and all that was written down."),
        }[What(self._goes)] % {"name": self.name}

    @property
    def does(self) -> str:
        """What goes with it, and what stays."""
        if self._goes == What.SOUND:
            if self.has_words:
                return _("What is written down, its codes and its reading stay.")
            return _("Notes and times stay.")
        if self.what == What.WORDS and self.has_sound:
            return _("Its codes and its reading go too; the sound stays.")
        return _("Its codes and its reading go too; notes and times stay.")

    @property
    def mark(self) -> str:
        """Changes when somebody proposes something else, or takes it back."""
        return f"{self.name}-{self.what}-{self.waits_for}"


def proposed(person: Person, strand: Strand) -> Proposed | None:
    """None where nothing is proposed, and for everybody who could not answer it."""
    if not doors.may(person, Act.CHANGE, Kind.TALK, strand):
        return None
    rows = DeletionProposal.objects.select_related("by", "conversation").prefetch_related("yeses")
    rows = rows.filter(conversation__strand=strand)
    found = rows.first()
    if found is None:
        return None
    waits_for = deleting.missing(found, strand)
    return Proposed(
        found.what,
        found.by.name,
        found.by_id == person.pk,
        _(" and ").join(one.name for one in waits_for),
        has_said=any(one.person_id == person.pk for one in found.yeses.all()),
        is_of_three=len(strand.parts.all()) > PAIR,
        has_sound=deleting.is_kept(found.conversation),
        has_words=deleting.is_written(found.conversation),
    )
