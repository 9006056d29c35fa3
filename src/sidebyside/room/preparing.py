"""What the room's pages show: rows of marks, what they are about, and who is ready."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandContent
from sidebyside.programme.standing import people_here
from sidebyside.recordings.models import Extract, Recording
from sidebyside.room import clock
from sidebyside.room.access import Showing, authors_seen_by
from sidebyside.room.models import Moment
from sidebyside.room.overlaps import Span, overlaps
from sidebyside.room.reveal import is_meeting_open, ready_people


@dataclass(frozen=True)
class Readiness:
    you: bool
    revealed: bool
    waiting_for: tuple[str, ...]

    @property
    def waiting_said(self) -> str:
        return _(" and ").join(self.waiting_for)


def readiness(person: Person, strand: Strand) -> Readiness:
    ready = ready_people(strand)
    waiting = tuple(one.name for one in people_here(strand) if one.pk not in ready and one.pk != person.pk)
    you = person.pk in ready
    return Readiness(you, (you and not waiting) or is_meeting_open(strand), waiting)


@dataclass(frozen=True)
class About:
    """Focus, questions and criteria, as they hang on the wall of the room."""

    focus: str = ""
    lesson: str = ""
    why: str = ""
    would_see: str = ""
    questions: Sequence[tuple[str, str]] = ()
    criteria: Sequence[str] = ()


def about(strand: Strand) -> About:
    content = StrandContent.objects.filter(strand=strand).select_related("owner").first() or StrandContent()
    return About(
        focus=content.focus,
        lesson=content.lesson,
        why=content.why,
        would_see=content.would_see,
        questions=[(one.author.name, one.words) for one in strand.questions.select_related("author")],
        criteria=[one.words for one in strand.criteria.select_related("owner")],
    )


@dataclass(slots=True)
class Row:
    """One mark in the list and on the line. ``side`` is its author's: mine for who was filmed, yours for a coach."""

    code: uuid.UUID
    author: str
    author_id: int
    is_own: bool
    side: str
    start_ms: int
    end_ms: int | None
    sort: str
    sort_said: str
    seen: str
    made_of_it: str
    revision: int
    is_shared: bool = field(default=False)

    @property
    def when(self) -> str:
        if self.end_ms is None:
            return clock.said(self.start_ms)
        return f"{clock.said(self.start_ms)}–{clock.said(self.end_ms)}"

    @property
    def attributes(self) -> SafeString:
        """What the page's modules read off its row, in one piece: a page of 300 rows is slow variable by variable."""
        ends = format_html(' data-end="{}"', self.end_ms) if self.end_ms is not None else ""
        return format_html(
            'class="moment {}{}" id="moment-{}" data-code="{}" data-start="{}"{} data-sort="{}" data-side="{}" '
            'data-revision="{}"{}',
            *(self.side, " both" if self.is_shared else "", self.code, self.code, self.start_ms, ends),
            *(self.sort, self.side, self.revision, " data-own" if self.is_own else ""),
        )


@dataclass(frozen=True)
class Timeline:
    rows: Sequence[Row]
    put_away: Sequence[Row]
    # Own words about a film that is gone.
    orphans: Sequence[Row]
    bands: Sequence[tuple[int, int]]


def timeline(person: Person, strand: Strand, recording: Recording | None) -> Timeline:
    """All marks of this film that the person may read, in the film's order; a fixed number of queries."""
    authors = {author.pk: author for author in authors_seen_by(person, strand)}
    sides = _sides(strand)
    names = {str(value): str(label) for value, label in Moment.Sort.choices}
    rows: list[Row] = []
    put_away: list[Row] = []
    orphans: list[Row] = []
    for moment in Moment.objects.filter(recording__strand=strand, author__in=authors):
        # The words lie under the author's key: the person that is already here saves a query for each row.
        moment.author = authors[moment.author_id]
        row = _row(moment, person, sides[moment.author_id], names[moment.sort])
        if moment.put_away_at is None and (recording is None or moment.recording_id == recording.pk):
            rows.append(row)
        elif row.is_own:
            (orphans if moment.put_away_at is None else put_away).append(row)
    return Timeline(rows, put_away, orphans, _named(rows))


def _row(moment: Moment, person: Person, side: str, sort_said: str) -> Row:
    return Row(
        moment.code,
        moment.author.name,
        moment.author_id,
        moment.author_id == person.pk,
        side,
        moment.start_ms,
        moment.end_ms,
        moment.sort,
        sort_said,
        moment.seen,
        moment.made_of_it,
        moment.revision,
    )


def _named(rows: Sequence[Row]) -> Sequence[tuple[int, int]]:
    met = overlaps([Span(row.author_id, row.start_ms, row.end_ms) for row in rows])
    for place in met.shared:
        rows[place].is_shared = True
    return met.bands


def _sides(strand: Strand) -> dict[int, str]:
    return {
        part.person_id: "mine" if part.role == part.Role.COACHEE else "yours" for part in strand.parts.all()
    }


@dataclass(frozen=True)
class Picked:
    code: uuid.UUID
    author: str
    is_own: bool
    side: str
    start_ms: int
    end_ms: int
    words: str
    when: str


def picked(person: Person, strand: Strand, showing: Showing) -> list[Picked]:
    """Extracts for the meeting: own ones, and the partner's once both sides are open.

    Where only clips are shared, they are the coach's playlist from the start, without the owner's words on them.
    """
    recording = showing.recording
    if recording is None:
        return []
    authors = {author.pk: author for author in authors_seen_by(person, strand)}
    sides = _sides(strand)
    offered = {clip.pk for clip in showing.clips}
    found = Extract.objects.filter(recording=recording).filter(Q(author__in=authors) | Q(pk__in=offered))
    rows = []
    for extract in found.select_related("author"):
        if not showing.holds(extract.start_ms, extract.end_ms):
            continue
        extract.recording = recording
        rows.append(
            Picked(
                code=extract.code,
                author=extract.author.name,
                is_own=extract.author_id == person.pk,
                side=sides[extract.author_id],
                start_ms=extract.start_ms,
                end_ms=extract.end_ms,
                words=extract.words if extract.author_id in authors else "",
                when=f"{clock.said(extract.start_ms)}–{clock.said(extract.end_ms)}",
            )
        )
    return rows
