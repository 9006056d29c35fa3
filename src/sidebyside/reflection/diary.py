"""Writing in one's diary, and bringing one entry to a meeting or taking it back."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.actions import running_strand
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import insist_unchanged
from sidebyside.reflection import spoken
from sidebyside.reflection.models import Brought, DiaryEntry, Pulse
from sidebyside.trust.doors import is_shut_out, may
from sidebyside.trust.policy import Act, Kind

# Sent twice within this time, the same words are one entry.
TWICE = timedelta(minutes=10)
# So many of one's latest entries are offered for a meeting.
OFFERED = 12


@dataclass(frozen=True)
class Visited:
    label: str
    count: int
    of: int


def entries_of(person: Person) -> list[DiaryEntry]:
    if is_shut_out(person, Kind.DIARY):
        return []
    return list(DiaryEntry.objects.select_related("author").filter(author=person))


def visited(entries: Iterable[DiaryEntry]) -> list[Visited]:
    """Each layer with how often it was visited, for its owner alone; no layer is better than another."""
    counts = Counter(one.layer for one in entries)
    every = sum(counts.values())
    return [Visited(str(layer.label), counts[layer.value], every) for layer in DiaryEntry.Layer]


def threads(entries: Iterable[DiaryEntry]) -> list[tuple[str, int]]:
    """The owner's own words for what runs through several entries, the longest first."""
    return Counter(one.thread for one in entries if one.thread).most_common()


class NothingSaid(Exception):
    """Neither words nor a voice note that is still there."""


@transaction.atomic
def begin(
    author: Person, layer: str, asked: str, words: str, thread: str, voice: Iterable[uuid.UUID] = ()
) -> DiaryEntry:
    """A new entry of words, of voice notes that were spoken on the diary's page, or of both. Raises NothingSaid."""
    # One after the other: pressed twice, the second finds the entry of the first.
    Person.objects.select_for_update(no_key=True).get(pk=author.pk)
    lately = DiaryEntry.objects.select_related("author").filter(
        author=author, written_at__gte=timezone.now() - TWICE
    )
    last = lately.first()
    waiting = spoken.waiting(author, voice)
    if last is not None and (last.asked, last.words) == (asked, words) and not waiting:
        return last
    if not words and not waiting:
        raise NothingSaid
    entry = DiaryEntry.objects.create(author=author, layer=layer, asked=asked, words=words, thread=thread)
    spoken.take_on(entry, waiting)
    return entry


@transaction.atomic
def change(entry: DiaryEntry, words: str, thread: str, seen: str) -> None:
    """Emptied of its words, it is taken back from every meeting that it was brought to. Raises Changed."""
    found = DiaryEntry.objects.select_for_update(of=("self",)).select_related("author").get(pk=entry.pk)
    if insist_unchanged([found.words, found.thread], [words, thread], seen):
        found.words, found.thread, found.changed_at = words, thread, timezone.now()
        found.save()
    if not words:
        # A day without words would tell a partner that something was spoken.
        Brought.objects.filter(entry=found).delete()


@transaction.atomic
def bring(strand: Strand, author: Person, wanted: set[str]) -> None:
    """Show exactly these of one's own latest entries at this meeting; any other is taken back. Raises AtRest."""
    found = running_strand(strand)
    own = {str(one.code): one.pk for one in offered(author)}
    # What was brought before the cycle was opened again ended then.
    Brought.objects.filter(strand=found, entry__author=author).exclude(opening=found.cycle.opening).delete()
    brought = {str(one.entry.code): one for one in _rows(found).filter(entry__author=author)}
    for code, row in brought.items():
        if code not in wanted:
            row.delete()
    anew = [own[code] for code in wanted & own.keys() - brought.keys()]
    # Read again under a lock: another tab may be emptying one at this moment.
    locked = DiaryEntry.objects.select_for_update(of=("self",)).select_related("author")
    for one in locked.filter(pk__in=anew):
        if one.words:
            Brought.objects.create(entry=one, strand=found, opening=found.cycle.opening)


def offered(person: Person) -> list[DiaryEntry]:
    """One's own latest entries that have words: a voice goes to nobody."""
    latest = DiaryEntry.objects.select_related("author").filter(author=person)[:OFFERED]
    return [one for one in latest if one.words] if not is_shut_out(person, Kind.DIARY) else []


def brought_to(person: Person, strand: Strand) -> list[Brought]:
    """What lies on the table of this meeting for this person: their own, and what partners show them now."""
    rows = list(_rows(strand))
    for row in rows:
        # The strand as it was read, with all that a standing needs.
        row.strand = strand
    return [row for row in rows if may(person, Act.SEE, Kind.BROUGHT, row)]


def _rows(strand: Strand) -> QuerySet[Brought]:
    now = Brought.objects.filter(strand=strand, opening=strand.cycle.opening)
    return now.select_related("entry__author").order_by("pk")


TAPS = ("safe", "challenged", "will_try")
ANSWERS = ("yes", "partly", "no")


def tap(pulse: Pulse, given: dict[str, str]) -> None:
    """One to three taps; an emptied one goes, and a pulse without any is no row. The last taps count."""
    try:
        _tap(pulse, given)
    except IntegrityError:
        # Another tab made the row in this very moment: now it is there to be changed.
        _tap(pulse, given)


@transaction.atomic
def _tap(pulse: Pulse, given: dict[str, str]) -> None:
    found = (
        Pulse.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(strand=pulse.strand, person=pulse.person)
        .first()
    ) or pulse
    for name in TAPS:
        setattr(found, name, given[name])
    if any(given.values()):
        found.changed_at = timezone.now()
        found.save()
    elif found.pk:
        found.delete()
