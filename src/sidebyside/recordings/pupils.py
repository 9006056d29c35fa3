"""Which pupils a film may show, and whether it may therefore be shown to anybody but its owner."""

import uuid
from datetime import datetime

from django.utils import timezone

from sidebyside.consent import gate
from sidebyside.consent.models import SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.blurring import is_looked_through
from sidebyside.recordings.models import LessonClass, Recording
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind


def named_for(strand: Strand) -> LessonClass | None:
    try:
        return strand.lesson_class
    except LessonClass.DoesNotExist:
        return None


def held_back(film: Recording) -> str:
    """Empty where pupils are no reason against showing it; else class (say whose lesson it is) or agreed (somebody
    who may be in shot has no yes, or nobody knows who was in the class then). Asks the database at most five times."""
    if film.sort != Recording.Sort.LESSON or film.covered_at is not None or is_looked_through(film):
        return ""
    named = named_for(film.strand)
    if named is None:
        school = film.strand.cycle.partnership.programme.school_id
        return "class" if gate.has_register(school) else ""
    if named.pupils == LessonClass.Pupils.NOBODY:
        return ""
    if named.school_class_id is None:
        return "class"
    when, by_plan = filmed_at(film), counts_plan(named, film)
    if not gate.was_there(named.school_class_id, when or _not_after(film)):
        return "agreed"
    return "agreed" if gate.somebody_without(named.school_class_id, when, by_plan=by_plan) else ""


def counts_plan(named: LessonClass, film: Recording) -> bool:
    """The plan knows one camera: what another device took in is anybody's guess."""
    return named.by_plan and film.angle == 0


def filmed_at(film: Recording) -> datetime | None:
    """By the clock of the device that filmed it here. None for a file: when it was brought, or which lesson it was
    brought to, does not say when it was filmed."""
    return film.parts.order_by("starts_at").values_list("starts_at", flat=True).first()


def _not_after(film: Recording) -> datetime:
    """A file was filmed before it was brought, and not after the lesson that it is said to be of."""
    return min(film.begins_at or film.made_at, film.made_at)


def classes_to_name(person: Person) -> list[SchoolClass]:
    """The person's own classes first. Names of classes only; who is in them is not theirs to know by this."""
    own = set(person.classes.values_list("pk", flat=True))
    found = SchoolClass.objects.filter(school=person.school)
    return sorted(found, key=lambda one: (one.pk not in own, one.name.casefold()))


def name(strand: Strand, by: Person, which: uuid.UUID | None, *, by_plan: bool) -> None:
    """``which`` class, or None: no pupils can be seen or there were none. Said again, the last word counts."""
    found = SchoolClass.objects.get(code=which, school=by.school) if which else None
    LessonClass.objects.update_or_create(
        strand=strand,
        defaults={
            "pupils": LessonClass.Pupils.CLASS if found else LessonClass.Pupils.NOBODY,
            "school_class": found,
            "by_plan": bool(found) and by_plan,
        },
    )
    audit.did("named the class", Kind.FILM, strand.code, by.code, pupils=bool(found))


def say_covered(film: Recording, by: Person, *, covered: bool) -> bool:
    """The owner has watched it through: no pupil can be recognised in it, because faces are hidden or cut out.

    False where it is not all there to be watched yet; then nothing is kept. It can always be taken back.
    """
    whole = Recording.objects.filter(pk=film.pk)
    if covered:
        # Of the very film that was watched: one that more has come to since has another attempt.
        whole = whole.filter(state=Recording.State.READY, attempt=film.attempt)
    film.covered_at = timezone.now() if covered else None
    if not whole.update(covered_at=film.covered_at):
        film.covered_at = None
        return False
    audit.did("covered" if covered else "uncovered", Kind.FILM, film.code, by.code)
    return True
