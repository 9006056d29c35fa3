"""A pair brings turns of its talk to a group: asked by one, agreed by all, taken back by either at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from sidebyside.conversations.models import Transcript
from sidebyside.conversations.written.access import transcript_of
from sidebyside.conversations.written.signing import is_signed_off
from sidebyside.conversations.written.turns import Said, said_in
from sidebyside.groups.models import ExtractYes, Group, Member, TalkExtract
from sidebyside.groups.names import still_named
from sidebyside.people.models import Person
from sidebyside.programme.actions import locked_strand
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import is_across
from sidebyside.trust import audit

# So many turns at most: a passage to talk about, not the talk.
MOST_TURNS = 40


class NotNow(Exception):
    """Carries an enum word, and names where there are some; the view turns both into a sentence."""

    def __init__(self, word: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(word)
        self.word, self.names = word, names


@dataclass(frozen=True)
class Line:
    """One turn as a group reads it: who speaks is a part in the talk, never a name."""

    role: str
    text: str


def now_of(strand: Strand) -> TalkExtract | None:
    """What is asked or brought of this talk and has not ended."""
    rows = TalkExtract.objects.select_related("group", "asked_by")
    found = rows.filter(strand=strand, ended_at=None).first()
    if found is not None:
        found.strand = strand
    return found


def ready_talk(strand: Strand) -> Transcript | None:
    """What was written down, where all partners have signed that it may stand so."""
    found = transcript_of(strand)
    is_ready = found is not None and found.state == Transcript.State.READY and is_signed_off(found)
    return found if is_ready else None


def lines_of(extract: TalkExtract) -> list[Line] | None:
    """What all said yes to, or None where the talk is not any more what it was then."""
    talk = ready_talk(extract.strand)
    if talk is None or (talk.code, talk.revision) != (extract.transcript, extract.revision):
        return None
    return [
        Line(one.role, one.text) for one in _between(said_in(talk), extract.first_turn, extract.last_turn)
    ]


def _between(said: list[Said], first: uuid.UUID, last: uuid.UUID) -> list[Said]:
    places = {one.code: place for place, one in enumerate(said)}
    if first not in places or last not in places:
        return []
    return said[places[first] : places[last] + 1]


def readers_of(group: Group) -> list[Member]:
    return readers_in([group])[group.pk]


def readers_in(groups: Iterable[Group]) -> dict[int, list[Member]]:
    """By group, who is in it now, without those who have left the school: one question. Whoever's account is shut
    today is among them, for they read again once it is opened."""
    found: dict[int, list[Member]] = {one.pk: [] for one in groups}
    rows = Member.objects.select_related("person").filter(group__in=found, left_at=None)
    for one in rows.filter(person__school=F("group__school")).order_by("joined_at", "pk"):
        if not one.person.is_guest:
            found[one.group_id].append(one)
    return found


@transaction.atomic
def ask(strand: Strand, by: Person, group: Group, turns: tuple[uuid.UUID, uuid.UUID], seen: str) -> None:
    """``seen`` is the page's stamp of who is in the group. Raises NotNow."""
    found = locked_strand(strand)
    if is_across(found):
        # A group is one school's: the other partner's words would be read by people of whom they know nothing.
        raise NotNow("two schools")
    if now_of(found) is not None:
        raise NotNow("one already")
    # Whoever joins waits here, and so joins after it was asked.
    Group.objects.select_for_update().get(pk=group.pk)
    if not constant_time_compare(stamp([str(one.person.code) for one in readers_of(group)]), seen):
        raise NotNow("others joined")
    talk = ready_talk(found)
    if talk is None:
        raise NotNow("not signed")
    _look_for_names(found, group, _between(said_in(talk), *turns))
    made = TalkExtract.objects.create(
        group=group,
        strand=found,
        asked_by=by,
        transcript=talk.code,
        revision=talk.revision,
        first_turn=turns[0],
        last_turn=turns[1],
    )
    _say_yes(made, by)


def _look_for_names(strand: Strand, group: Group, said: list[Said]) -> None:
    if not said or all(one.is_gap for one in said):
        raise NotNow("nothing there")
    if len(said) > MOST_TURNS:
        raise NotNow("too long")
    schools = {group.school_id, strand.cycle.partnership.programme.school_id}
    known = set(Person.objects.filter(school__in=schools).values_list("name", flat=True))
    known |= {part.person.name for part in strand.parts.all()}
    named = still_named("\n".join(one.text for one in said), known)
    if named:
        raise NotNow("names", tuple(named))


@transaction.atomic
def agree(strand: Strand, by: Person, extract: uuid.UUID) -> None:
    """Once the last partner has said yes, the group reads it. Raises NotNow."""
    found = locked_strand(strand)
    asked = now_of(found)
    if asked is None or asked.code != extract:
        raise NotNow("taken back")
    if is_across(found):
        raise NotNow("two schools")
    talk = ready_talk(found)
    if talk is None or lines_of(asked) is None:
        raise NotNow("not signed")
    _look_for_names(found, asked.group, _between(said_in(talk), asked.first_turn, asked.last_turn))
    _say_yes(asked, by)


def _say_yes(extract: TalkExtract, by: Person) -> None:
    ExtractYes.objects.get_or_create(extract=extract, person=by)
    said = set(extract.yeses.values_list("person_id", flat=True))
    if extract.agreed_at is None and {part.person_id for part in extract.strand.parts.all()} <= said:
        extract.agreed_at = timezone.now()
        extract.save(update_fields=["agreed_at"])
        audit.did("brought to a group", "extract of a talk", extract.code)


@transaction.atomic
def take_back(strand: Strand, by: Person) -> None:
    """By any partner, at once, whoever asked; a no is the same. Pressed twice it is done once."""
    ended = TalkExtract.objects.filter(strand=strand, ended_at=None)
    for one in ended:
        audit.did("took back from a group", "extract of a talk", one.code, by.code)
    ended.update(ended_at=timezone.now())
