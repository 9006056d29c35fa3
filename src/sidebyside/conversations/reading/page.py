"""What the reading page shows one person: a sentence, passages with what was said, figures, one thing to try."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.conversations import screen
from sidebyside.conversations.codes.coded import CodedTalk, Phase
from sidebyside.conversations.models import Conversation, Transcript, Voice
from sidebyside.conversations.reading import figures, playing, words
from sidebyside.conversations.reading.earlier import earlier_talks
from sidebyside.conversations.reading.figures import Figure, ToneRow
from sidebyside.conversations.reading.playing import Shown, Sound
from sidebyside.conversations.reading.read import ReadTalk, read_talk
from sidebyside.conversations.written import making, names, signing
from sidebyside.conversations.written.access import conversation_of, transcript_of
from sidebyside.conversations.written.turns import Said, pseudonyms_of
from sidebyside.core.talk.codes import Role
from sidebyside.core.talk.reading import ONE_VOICE
from sidebyside.core.talk.shapes import FEWEST_TURNS, Point, Reading
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.standing import part_of
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Mark:
    """A mark of a level in plain words, with the turns that show it."""

    text: str
    turns: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class PassageRow:
    name: str
    sureness: str
    first: Said
    last: Said
    present: list[Mark]
    missing: list[Mark]


@dataclass(frozen=True)
class MomentRow:
    said: Said
    why: str


@dataclass
class ReadingPage:
    strand: Strand
    person: Person
    conversation: Conversation | None
    transcript: Transcript | None
    talk: ReadTalk | None

    @property
    def coded(self) -> CodedTalk | None:
        return self.talk.coded if self.talk is not None else None

    @property
    def is_partner(self) -> bool:
        return part_of(self.person, self.strand) is not None

    @property
    def is_coachee(self) -> bool:
        part = part_of(self.person, self.strand)
        return part is not None and part.role == StrandPart.Role.COACHEE

    @property
    def may_change(self) -> bool:
        return doors.may(self.person, Act.CHANGE, Kind.CODES, self.strand)

    @cached_property
    def refused(self) -> list[Person]:
        return making.refused_by(self.conversation) if self.conversation is not None else []

    @cached_property
    def state(self) -> str:
        """none, growing, empty, blind, waiting, coding or read: what the page is about."""
        if self.talk is None:
            is_growing = self.transcript is not None and self.transcript.state == Transcript.State.GROWING
            return "growing" if is_growing else "none"
        if not self.talk.turns:
            return "empty"
        if self.is_blind:
            return "blind"
        if self.reading is not None and self.reading.level is not None:
            return "read"
        return "waiting" if self.awaits_suggestions else "coding"

    @property
    def awaits_suggestions(self) -> bool:
        """Whether the first suggestions for this talk are being made just now."""
        if self.coded is None or self.is_blind or self.refused:
            return False
        return not (self.coded.has_suggestions or self.coded.is_fresh or self.coded.is_failed)

    @property
    def is_older(self) -> bool:
        """Whether to offer suggestions of a newer description, to who may have them made."""
        if self.coded is None or self.is_blind or self.refused:
            return False
        return self.coded.is_older and self.may_change

    @property
    def is_blind(self) -> bool:
        """Each codes alone now: a reading would tell what is suggested, and what the other has coded before."""
        return self.coded is not None and self.coded.phase is Phase.BLIND

    @property
    def alone_since(self) -> str:
        """Who switched both to coding alone, and when; empty while they do not."""
        blind = self.coded.blind if self.coded is not None and self.is_blind else None
        if blind is None:
            return ""
        when = date_format(timezone.localtime(blind.begun_at), "j F, H:i")
        if blind.begun_by_id == self.person.pk:
            return _("You switched you both to this on %(when)s. Either of you can end it.") % {"when": when}
        return _("%(name)s switched you both to this on %(when)s. Either of you can end it.") % {
            "name": self.name_of(blind.begun_by),
            "when": when,
        }

    @cached_property
    def reading(self) -> Reading | None:
        if self.talk is None or not self.talk.turns or self.is_blind:
            return None
        return self.talk.reading

    @property
    def _built_at_ms(self) -> int | None:
        """Where on people's clock the first passage begins in which they build together."""
        spans = self.talk.description.spans if self.talk is not None else ()
        return self.talk.turns[spans[0].first].at_ms if self.talk is not None and spans else None

    @property
    def heading(self) -> str:
        if self.state == "read" and self.reading is not None:
            return words.heading(self.reading, self._built_at_ms)
        if self.state == "coding" and self.is_of_one_voice:
            return words.not_read("one voice")
        return words.not_read("too short" if self.state == "coding" and self.is_too_short else self.state)

    @property
    def rests_on(self) -> str:
        """On how many turns it rests: "suggested" is what the machine coded, "coded" what the pair did."""
        if self.talk is None or self.reading is None:
            return ""
        numbers = {
            "turns": len(self.talk.turns),
            "suggested": self.talk.coded.merely_suggested,
            "coded": self.talk.coded.confirmed,
        }
        return _("A reading of %(turns)d turns: %(suggested)d suggested, %(coded)d coded by you.") % numbers

    @property
    def can_be_coded(self) -> int:
        """Turns that say something: a sound of listening carries no code."""
        return sum(not said.row.is_backchannel for said in self.talk.turns) if self.talk is not None else 0

    @property
    def is_too_short(self) -> bool:
        """Whether there would be no reading though every turn were coded."""
        return self.can_be_coded < FEWEST_TURNS

    @property
    def to_go(self) -> int:
        coded = self.reading.coded_turns if self.reading is not None else 0
        return max(0, FEWEST_TURNS - coded)

    @property
    def is_of_one_voice(self) -> bool:
        return self.reading is not None and self.reading.words == ONE_VOICE

    @property
    def level_name(self) -> str:
        return words.level(self.reading.level) if self.reading and self.reading.level else ""

    @property
    def passage_beside(self) -> str:
        if self.talk is None or self.reading is None or self.reading.level is None:
            return ""
        return words.passage_beside(self.reading.level, len(self.talk.description.spans), self._built_at_ms)

    @property
    def sureness(self) -> str:
        return words.sureness(self.reading.sureness_words) if self.reading is not None else ""

    # What was said

    def _marks(self, points: Sequence[Point]) -> list[Mark]:
        assert self.talk is not None
        return [Mark(_(point.text), self.talk.said(point.turns)) for point in points]

    @property
    def speaks_for(self) -> list[Mark]:
        return self._marks(self.reading.speaks_for) if self.reading else []

    @property
    def speaks_against(self) -> list[Mark]:
        return self._marks(self.reading.speaks_against) if self.reading else []

    @property
    def next_shown(self) -> list[Mark]:
        return self._marks(self.reading.next_shown) if self.reading else []

    @property
    def missing(self) -> list[Mark]:
        return self._marks(self.reading.missing) if self.reading else []

    @property
    def to_try(self) -> str:
        return _(self.reading.to_try) if self.reading and self.reading.to_try else ""

    @cached_property
    def moments(self) -> list[MomentRow]:
        if self.talk is None or self.reading is None:
            return []
        return [MomentRow(self.talk.turns[one.turn], _(one.why)) for one in self.reading.moments]

    @cached_property
    def passages(self) -> list[PassageRow]:
        if self.talk is None or self.reading is None:
            return []
        turns = self.talk.turns
        return [
            PassageRow(
                words.level(one.level),
                words.how_sure(one.sureness),
                turns[one.first],
                turns[one.last],
                self._marks(one.present),
                self._marks(one.missing),
            )
            for one in self.reading.passages
            if one.level is not None
        ]

    # Figures

    @cached_property
    def pseudonyms(self) -> dict[str, str]:
        return pseudonyms_of(self.transcript) if self.transcript is not None else {}

    def name_of(self, person: Person) -> str:
        return names.replaced(person.name, self.pseudonyms)

    @cached_property
    def names(self) -> dict[str, str]:
        """Of the roles; two coaches are named together."""
        coaches = ", ".join(self.name_of(person) for person in self.strand.coaches)
        return {Role.COACHEE.value: self.name_of(self.strand.coachee), Role.COACH.value: coaches}

    def speaker(self, said: Said) -> str:
        voice = said.voice
        if voice is None:
            return ""
        if voice.person is not None:
            return self.name_of(voice.person)
        return names.replaced(voice.label, self.pseudonyms) or _("Voice %(n)d") % {"n": voice.number}

    @cached_property
    def earlier(self) -> list[ReadTalk]:
        talks = earlier_talks(self.person, self.strand)
        return [one for one in talks if one.turns and one.coded.phase is not Phase.BLIND]

    @cached_property
    def figures(self) -> list[Figure]:
        if self.talk is None or not self.talk.turns or self.is_blind:
            return []
        before = [one.indicators for one in self.earlier]
        return figures.figures(self.talk.indicators, before, self.names)

    @cached_property
    def tones(self) -> list[ToneRow]:
        if self.talk is None or self.is_blind:
            return []
        return figures.tones(self.talk.indicators, self.names)

    # Signed off

    @cached_property
    def is_signed_off(self) -> bool:
        return self.transcript is not None and signing.is_signed_off(self.transcript)

    # Sound and picture

    @cached_property
    def sound(self) -> list[Sound]:
        return playing.sound_of(self.conversation) if self.conversation else []

    @cached_property
    def film(self) -> str:
        return (
            playing.film_src(self.person, self.conversation) if self.conversation and self.is_partner else ""
        )

    def film_ms(self, said: Said) -> int | None:
        shown = self.shown(said)
        return shown.film_ms if shown is not None else None

    @cached_property
    def angle_names(self) -> dict[int, str]:
        if self.talk is None or self.conversation is None:
            return {}
        return screen.angle_names(self.person, self.conversation, self.talk.watched)

    def shown(self, said: Said) -> Shown | None:
        return playing.shown_at(self.talk.watched, said.row.start_ms) if self.talk is not None else None


def hue(said: Said) -> str:
    return {Voice.Role.COACHEE.value: "mine", Voice.Role.COACH.value: "yours"}.get(said.role, "")


def reading_page(person: Person, strand: Strand) -> ReadingPage:
    """Asks no right to see it."""
    conversation = conversation_of(strand)
    transcript = transcript_of(strand) if conversation is not None else None
    ready = transcript if transcript is not None and transcript.state == Transcript.State.READY else None
    talk = read_talk(ready, person) if ready is not None else None
    return ReadingPage(strand, person, conversation, transcript, talk)
