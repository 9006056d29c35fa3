"""All that happened with a person's films, in plain words and in order; no content in it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.access import recordings
from sidebyside.recordings.models import Recording
from sidebyside.recordings.words import deed_in_words, seconds_in_words
from sidebyside.trust import doors
from sidebyside.trust.models import Access, Deed
from sidebyside.trust.policy import Act, Kind

# A page of it; the whole is in what a person takes away.
MOST = 200


@dataclass(frozen=True)
class Happened:
    at: datetime
    what: str
    # Which lesson: the number of its cycle, and the strand that its page is found by.
    cycle: int
    strand: uuid.UUID
    is_talk: bool = False


def happened(person: Person, most: int | None = MOST) -> list[Happened]:
    """The newest first; all of it where ``most`` is None. A constant number of queries, and no content table for who
    owns nothing."""
    viewings = list(Access.objects.filter(owner=person.code).order_by("-started_at", "-pk")[:most])
    deeds = list(Deed.objects.filter(owner=person.code).order_by("-at", "-pk")[:most])
    if not (viewings or deeds):
        return []
    mine = _mine(person, {one.recording for one in viewings} | {one.object for one in deeds})
    talks = _talks(person, {one.object for one in deeds if one.kind == Kind.TALK})
    people = {one.person for one in viewings} | {one.by for one in deeds if one.by}
    names = dict(Person.objects.filter(code__in=people).values_list("code", "name"))
    found = [_viewing(one, mine[one.recording], names) for one in viewings if one.recording in mine]
    found += [_deed(one, mine[one.object], names, person) for one in deeds if one.object in mine]
    found += [_of_talk(one, talks[one.object], names, person) for one in deeds if one.object in talks]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _mine(person: Person, codes: set[uuid.UUID]) -> dict[uuid.UUID, Recording]:
    rows = recordings().filter(code__in=codes, owner=person)
    return {one.code: one for one in rows if doors.may(person, Act.SEE, Kind.ACCESSES, one)}


def _viewing(entry: Access, film: Recording, names: dict[uuid.UUID, str]) -> Happened:
    seconds = round(sum(end - start for start, end in entry.stretches) / 1000)
    said = {"name": names.get(entry.person) or _("Somebody who has left"), "long": seconds_in_words(seconds)}
    what = _("%(name)s watched, %(long)s") if seconds else _("%(name)s opened it and played nothing")
    return Happened(entry.started_at, what % said, film.strand.cycle.number, film.strand.code)


def _talks(person: Person, codes: set[uuid.UUID]) -> dict[uuid.UUID, Strand]:
    """Talks of theirs, by their strands: what is noted of one stands in the chain of each partner."""
    if not codes:
        return {}
    rows = Strand.objects.filter(code__in=codes, parts__person=person).select_related("cycle")
    return {one.code: one for one in rows}


def _deed(deed: Deed, film: Recording, names: dict[uuid.UUID, str], person: Person) -> Happened:
    what = _said(deed, names, person)
    return Happened(deed.at, what, film.strand.cycle.number, film.strand.code)


def _of_talk(deed: Deed, strand: Strand, names: dict[uuid.UUID, str], person: Person) -> Happened:
    what = _("%(what)s (your conversation)") % {"what": _said(deed, names, person)}
    return Happened(deed.at, what, strand.cycle.number, strand.code, is_talk=True)


def _said(deed: Deed, names: dict[uuid.UUID, str], person: Person) -> str:
    if deed.by is None:
        by = _("Sidebyside, by itself")
    else:
        by = _("You") if deed.by == person.code else names.get(deed.by) or _("Somebody who has left")
    return f"{by}: {deed_in_words(deed.act)}"
