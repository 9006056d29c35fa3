"""What a pair makes of a cycle: looking back, next steps, what came of the last ones, what the coach takes."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.actions import locked_strand, running_strand
from sidebyside.programme.focus import criteria_of, questions_of
from sidebyside.programme.models import Partnership, Strand
from sidebyside.programme.rows import set_rows
from sidebyside.programme.seen import insist_unchanged
from sidebyside.programme.stages import reach, take_back
from sidebyside.programme.standing import strands
from sidebyside.reflection.models import LookBack, NextStep, Takeaway
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind

STEPS = 5


@dataclass(frozen=True)
class StepWords:
    what: str = ""
    by_when: str = ""
    how_we_know: str = ""


@dataclass(frozen=True)
class Agreed:
    """One criterion or carried question, and what each partner says of it afterwards."""

    code: uuid.UUID
    words: str
    is_question: bool
    said: tuple[LookBack, ...]

    def by(self, person: Person) -> str:
        return next((one.words for one in self.said if one.author_id == person.pk), "")


def steps_of(strand: Strand) -> list[NextStep]:
    return list(NextStep.objects.select_related("owner").filter(strand=strand))


def step_words(steps: Iterable[NextStep]) -> list[StepWords]:
    return [StepWords(step.what, step.by_when, step.how_we_know) for step in steps]


def in_order(rows: Iterable[StepWords]) -> list[str]:
    return [word for row in rows if any(astuple(row)) for word in astuple(row)]


@transaction.atomic
def write_steps(strand: Strand, wanted: Sequence[StepWords], seen: str) -> None:
    """The coachee's next steps. Raises AtRest or Changed."""
    found = running_strand(strand)
    saved = steps_of(found)
    if not insist_unchanged(in_order(step_words(saved)), in_order(wanted), seen):
        return
    owner = found.coachee
    set_rows(
        saved,
        [{"what": row.what, "by_when": row.by_when, "how_we_know": row.how_we_know} for row in wanted],
        lambda: NextStep(strand=found, owner=owner),
    )
    if in_order(wanted):
        reach(found, "steps")
    else:
        take_back(found, "steps")


def agreed_in(strand: Strand, with_words: bool = True) -> list[Agreed]:
    """Criteria, then questions, each with both partners' words where those may be read."""
    rows = (
        LookBack.objects.select_related("author").filter(strand=strand).order_by("pk") if with_words else []
    )
    said: dict[uuid.UUID, list[LookBack]] = {}
    for row in rows:
        said.setdefault(row.about, []).append(row)
    criteria = [(one.code, one.words, False) for one in criteria_of(strand)]
    questions = [(one.code, one.words, True) for one in questions_of(strand)]
    listed = criteria + questions
    # What somebody said stays, also where the coachee has taken away what it was about.
    gone = [
        (about, _("No longer on your list"), False)
        for about in said.keys() - {code for code, *_rest in listed}
    ]
    return [
        Agreed(code, words, is_question, tuple(said.get(code, ())))
        for code, words, is_question in listed + sorted(gone)
    ]


@transaction.atomic
def write_look_back(strand: Strand, author: Person, wanted: Mapping[uuid.UUID, str], seen: str) -> None:
    """One partner's own words on each; an emptied one goes. Raises AtRest or Changed."""
    found = running_strand(strand)
    saved = {one.code: one.by(author) for one in agreed_in(found)}
    if not insist_unchanged(list(saved.values()), [wanted.get(code, "") for code in saved], seen):
        return
    own = {
        row.about: row
        for row in LookBack.objects.select_related("author").filter(strand=found, author=author)
    }
    for code in saved:
        row = own.get(code) or LookBack(strand=found, author=author, about=code)
        if wanted.get(code):
            row.words, row.changed_at = wanted[code], timezone.now()
            row.save()
        elif row.pk:
            row.delete()


@transaction.atomic
def write_takeaway(takeaway: Takeaway, words: str, seen: str) -> None:
    """The coach's own, so that it may change also after the cycle has closed. Raises Changed."""
    locked_strand(takeaway.strand)
    found = Takeaway.objects.select_related("author").filter(
        strand=takeaway.strand, author=takeaway.author
    ).first() or Takeaway(strand=takeaway.strand, author=takeaway.author)
    if insist_unchanged([found.words], [words], seen):
        found.words, found.changed_at = words, timezone.now()
        found.save()


@transaction.atomic
def write_came_of_it(step: NextStep, words: str, seen: str) -> None:
    """Raises Changed."""
    found = NextStep.objects.select_for_update(of=("self",)).select_related("owner").get(pk=step.pk)
    if insist_unchanged([found.came_of_it], [words], seen):
        found.came_of_it = words
        found.save(update_fields=["came_of_it"])


def from_last_time(person: Person, partnership: Partnership, before: int) -> list[NextStep]:
    """Each partner's steps from the last closed cycle before this number in which they were coachee."""
    closed = strands().filter(
        cycle__partnership=partnership, cycle__closed_at__isnull=False, cycle__number__lt=before
    )
    latest: dict[int, Strand] = {}
    for strand in closed.order_by("-cycle__number"):
        latest.setdefault(strand.coachee.pk, strand)
    readable = [one for one in latest.values() if may(person, Act.SEE, Kind.NEXT_STEP, one)]
    return list(
        NextStep.objects.select_related("owner", "strand__cycle")
        .filter(strand__in=readable)
        .order_by("-strand__cycle__number", "position", "pk")
    )


def now_running(person: Person, partnership: Partnership) -> Strand | None:
    """The strand of the open cycle that this person may read, their own first."""
    open_now = strands().filter(cycle__partnership=partnership, cycle__closed_at=None)
    readable = [one for one in open_now if may(person, Act.SEE, Kind.FOCUS, one)]
    return min(readable, key=lambda one: one.coachee.pk != person.pk, default=None)
