"""What a strand is about: reading and keeping the coachee's words and the questions carried into the lesson."""

from dataclasses import dataclass

from django.db import transaction

from sidebyside.people.models import Person
from sidebyside.programme.actions import running_strand
from sidebyside.programme.models import Criterion, Question, Strand, StrandContent
from sidebyside.programme.rows import set_rows
from sidebyside.programme.seen import AtRest, insist_unchanged
from sidebyside.programme.stages import reach, stage_of, take_back

CRITERIA = 5
QUESTIONS = 2
COACH_QUESTIONS = 3


@dataclass(frozen=True)
class FocusWords:
    lesson: str = ""
    focus: str = ""
    why: str = ""
    would_see: str = ""
    criteria: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def in_order(self) -> list[str]:
        """All its words with empty rows left out, and the seams between the parts kept."""
        criteria, questions = ([row for row in rows if row] for rows in (self.criteria, self.questions))
        return [self.lesson, self.focus, self.why, self.would_see, *criteria, "\n", *questions]

    @property
    def is_set(self) -> bool:
        return bool(self.focus) and any(self.criteria)


def content_of(strand: Strand) -> StrandContent | None:
    return StrandContent.objects.select_related("owner").filter(strand=strand).first()


def criteria_of(strand: Strand) -> list[Criterion]:
    return list(Criterion.objects.select_related("owner").filter(strand=strand))


def questions_of(strand: Strand, author: Person | None = None) -> list[Question]:
    """The coachee's questions first, each author's in their own order."""
    questions = Question.objects.select_related("author").filter(strand=strand)
    if author is not None:
        return list(questions.filter(author=author))
    coachee = strand.coachee
    return sorted(questions, key=lambda one: (one.author_id != coachee.pk, one.author_id, one.position))


def focus_words(strand: Strand) -> FocusWords:
    content = content_of(strand)
    return FocusWords(
        lesson=content.lesson if content else "",
        focus=content.focus if content else "",
        why=content.why if content else "",
        would_see=content.would_see if content else "",
        criteria=tuple(row.words for row in criteria_of(strand)),
        questions=tuple(row.words for row in questions_of(strand, strand.coachee)),
    )


def is_open(strand: Strand) -> bool:
    """Once the two have talked, what they talked about stays as it was."""
    return strand.cycle.is_running and "talk" not in stage_of(strand).reached


@transaction.atomic
def write_focus(strand: Strand, wanted: FocusWords, seen: str) -> None:
    """Raises AtRest or Changed; the step "focus" is reached with a focus and one thing to look for."""
    found = running_strand(strand)
    if not is_open(found):
        raise AtRest
    if not insist_unchanged(focus_words(found).in_order(), wanted.in_order(), seen):
        return
    owner = found.coachee
    content = content_of(found) or StrandContent(strand=found, owner=owner)
    content.lesson, content.focus = wanted.lesson, wanted.focus
    content.why, content.would_see = wanted.why, wanted.would_see
    content.save()
    set_rows(
        criteria_of(found),
        [{"words": row} for row in wanted.criteria],
        lambda: Criterion(strand=found, owner=owner),
    )
    _set_questions(found, owner, wanted.questions)
    plan = stage_of(found).plan
    # FLOW's second and third step are further words about the same focus.
    for key, is_there in (
        ("focus", bool(wanted.focus) if plan.has("approach") else wanted.is_set),
        ("reality", bool(wanted.why)),
        ("approach", bool(wanted.would_see)),
    ):
        if plan.has(key):
            (reach if is_there else take_back)(found, key)


@transaction.atomic
def write_questions(strand: Strand, author: Person, wanted: tuple[str, ...], seen: str) -> None:
    """A coach's own questions. Raises AtRest or Changed."""
    found = running_strand(strand)
    if not is_open(found):
        raise AtRest
    saved = [row.words for row in questions_of(found, author)]
    if insist_unchanged(saved, [row for row in wanted if row], seen):
        _set_questions(found, author, wanted)


def _set_questions(strand: Strand, author: Person, wanted: tuple[str, ...]) -> None:
    set_rows(
        questions_of(strand, author),
        [{"words": row} for row in wanted],
        lambda: Question(strand=strand, author=author),
    )
