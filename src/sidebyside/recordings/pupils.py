"""Which pupils a film may show, and whether it may therefore be shown to anybody but its owner."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sidebyside.consent import gate
from sidebyside.consent.models import SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import is_across
from sidebyside.recordings import recognition
from sidebyside.recordings.models import LessonClass, Recording
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

# Acts in the owner's list of what happened.
UNSHARED, NAMED, CHANGED = "unshared for a pupil", "named the class", "changed the class"


class Settled(Exception):
    """Somebody who may be in shot has no yes: the lesson's class is not its owner's to change for now."""


def named_for(strand: Strand) -> LessonClass | None:
    try:
        return strand.lesson_class
    except LessonClass.DoesNotExist:
        return None


def held_back(film: Recording) -> str:
    """Empty where pupils are no reason against showing it; else class (say whose lesson it is), agreed (somebody
    who may be in shot has no yes, or nobody knows who was in the class then) or school (the coach is of another one:
    a yes was said to colleagues of the pupils' own school). Asks the database at most five times."""
    if film.sort != Recording.Sort.LESSON or recognition.nobody_since(film) is not None:
        return ""
    named = named_for(film.strand)
    if is_across(film.strand):
        return "" if named is not None and named.pupils == LessonClass.Pupils.NOBODY else "school"
    if named is None:
        return "class" if gate.has_register(film.strand.coachee.school_id) else ""
    return _held_by(named, film)


def _held_by(named: LessonClass, film: Recording) -> str:
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


def is_settled(strand: Strand) -> bool:
    """Whether the class named for this lesson holds a film of it back, so that its owner cannot name another.

    Else a pupil's no would be undone by a menu. A film that was deleted counts as well: it could be brought again.
    Hidden faces hold nothing back, but change nothing about who was there.
    """
    named = named_for(strand)
    return named is not None and any(_held_by(named, film) for film in lesson_films(strand))


def lesson_films(strand: Strand) -> list[Recording]:
    return list(Recording.objects.filter(strand=strand, sort=Recording.Sort.LESSON).order_by("angle", "pk"))


@transaction.atomic
def name(strand: Strand, by: Person, which: uuid.UUID | None, *, by_plan: bool) -> None:
    """``which`` class, or None: no pupils can be seen or there were none. Said again, the last word counts.

    Raises Settled where that would take a film out of the hands of the class that holds it back.
    """
    found = SchoolClass.objects.get(code=which, school=by.school) if which else None
    before = LessonClass.objects.select_for_update().filter(strand=strand).first()
    wanted = LessonClass(
        strand=strand,
        pupils=LessonClass.Pupils.CLASS if found else LessonClass.Pupils.NOBODY,
        school_class=found,
        by_plan=bool(found) and by_plan,
    )
    if before is not None:
        if _is_same(before, wanted):
            return
        _insist_not_settled(strand, before, wanted)
    # One row for each lesson: the second of two tabs that name the first class at once gets the other's row.
    LessonClass.objects.update_or_create(
        strand=strand,
        defaults={name: getattr(wanted, name) for name in ("pupils", "school_class", "by_plan")},
    )
    act = NAMED if before is None else CHANGED
    for thing in {film.code for film in lesson_films(strand)} or {strand.code}:
        audit.did(act, Kind.FILM, thing, by.code, pupils=bool(found), by_plan=wanted.by_plan)


def _is_same(one: LessonClass, other: LessonClass) -> bool:
    return (one.pupils, one.school_class_id, one.by_plan) == (
        other.pupils,
        other.school_class_id,
        other.by_plan,
    )


def _insist_not_settled(strand: Strand, before: LessonClass, wanted: LessonClass) -> None:
    films = lesson_films(strand)
    if not any(_held_by(before, film) for film in films):
        return
    another_class = (before.pupils, before.school_class_id) != (wanted.pupils, wanted.school_class_id)
    # Where everybody sat is part of naming the class, until somebody's no has ended a share.
    if another_class or was_unshared(strand):
        raise Settled


def was_unshared(strand: Strand) -> bool:
    """Whether somebody's no has ended a share of a film of this lesson, ever."""
    return any(deed.act == UNSHARED for film in lesson_films(strand) for deed in audit.deeds(film.code))


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
