"""Putting right a class that was named wrongly, while the named one holds the lesson's films back.

The owner says which class it was, and why. Somebody who knows the register and is no partner of theirs confirms it, or
not; until then nothing changes. So a pupil's no cannot be stepped around by its film's owner alone.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.consent.models import Charge, SchoolClass
from sidebyside.consent.standing import class_standing
from sidebyside.people.mail import address_of, aside, send_for_a_room
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.recordings import pupils, sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import ClassChange, LessonClass
from sidebyside.trust import audit, doors
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Act, If, Kind

ASKED, TAKEN_BACK = "asked for another class", "took another class back"
CONFIRMED, REFUSED = "confirmed another class", "did not confirm another class"


class CannotAsk(Exception):
    """Nothing holds the lesson's films back, so that its owner names the class alone; or it is the same class."""


def asked_for(strand: Strand) -> ClassChange | None:
    return _open().filter(strand=strand).first()


def _open() -> QuerySet[ClassChange]:
    return ClassChange.objects.filter(ended_at__isnull=True).select_related(
        "named", "wanted", "asked_by", "strand__cycle"
    )


def standing(person: Person, change: ClassChange) -> Standing:
    """Whoever keeps the register of the class that was named: never the film's owner, nor another partner."""
    if any(part.person_id == person.pk for part in change.strand.parts.all()):
        return Standing(frozenset())
    facts = frozenset() if change.after_a_no else frozenset({If.NO_SHARE_ENDED})
    return Standing(class_standing(person, change.named).who, facts)


@transaction.atomic
def ask(strand: Strand, by: Person, which: uuid.UUID, why: str) -> ClassChange:
    """Another class was in this lesson. The films stay held back until it is confirmed. Raises CannotAsk.

    Asked again, the last word counts: who has not answered yet is asked about that one.
    """
    named = LessonClass.objects.select_for_update().filter(strand=strand).first()
    wanted = SchoolClass.objects.filter(code=which, school=by.school).first()
    if named is None or named.school_class is None or wanted is None or wanted == named.school_class:
        raise CannotAsk
    if not pupils.is_settled(strand):
        raise CannotAsk
    _end(asked_for(strand), by, ClassChange.End.TAKEN_BACK)
    change = ClassChange.objects.create(
        strand=strand,
        asked_by=by,
        named=named.school_class,
        wanted=wanted,
        why=why,
        after_a_no=pupils.was_unshared(strand),
    )
    _note(strand, ASKED, by)
    transaction.on_commit(lambda: _tell(change))
    return change


def _note(strand: Strand, act: str, by: Person) -> None:
    for thing in {film.code for film in pupils.lesson_films(strand)}:
        audit.did(act, Kind.FILM, thing, by.code)


def _end(change: ClassChange | None, by: Person, how: ClassChange.End) -> bool:
    if change is None:
        return False
    there = ClassChange.objects.filter(pk=change.pk, ended_at__isnull=True)
    return bool(there.update(ended_at=timezone.now(), ended_by=by, end=how))


@transaction.atomic
def take_back(strand: Strand, by: Person) -> bool:
    if not _end(asked_for(strand), by, ClassChange.End.TAKEN_BACK):
        return False
    _note(strand, TAKEN_BACK, by)
    return True


def waiting_for(person: Person) -> list[ClassChange]:
    """What this person may confirm. One question where nothing is asked at their school; none about content."""
    if doors.is_shut_out(person, Kind.CLASS_CHANGE):
        return []
    return [one for one in _kept_by(person) if doors.may(person, Act.CHANGE, Kind.CLASS_CHANGE, one)]


def is_waiting_for(person: Person) -> bool:
    """The same for home: no dearer where much is asked, as the first that may be confirmed is enough."""
    if doors.is_shut_out(person, Kind.CLASS_CHANGE):
        return False
    return any(doors.may(person, Act.CHANGE, Kind.CLASS_CHANGE, one) for one in _kept_by(person))


def _kept_by(person: Person) -> QuerySet[ClassChange]:
    """Of classes whose register this person keeps, and of no lesson of theirs; the door has the last word."""
    leads = Charge.objects.filter(school=OuterRef("named__school"), person=person, what=Charge.What.DATA_LEAD)
    teaches = SchoolClass.objects.filter(pk=OuterRef("named"), teachers=person)
    partner = StrandPart.objects.filter(strand=OuterRef("strand"), person=person)
    asked = _open().filter(named__school_id=person.school_id).exclude(Exists(partner))
    kept = asked.filter(Exists(leads) | (Q(after_a_no=False) & Exists(teaches)))
    return kept.prefetch_related("strand__parts").order_by("asked_at")


def change_for(person: Person, code: uuid.UUID) -> ClassChange | None:
    """One that waits for this person; None where it does not, or not any more."""
    return next((one for one in waiting_for(person) if one.code == code), None)


@transaction.atomic
def confirm(change: ClassChange, by: Person) -> bool:
    """That class counts from now on, with whoever in it has no yes. Shares end: the owner gives them anew.

    False where something else came first.
    """
    named = LessonClass.objects.select_for_update().filter(strand=change.strand).first()
    if named is None or named.school_class_id != change.named_id:
        _end(change, by, ClassChange.End.OVERTAKEN)
        return False
    if not _end(change, by, ClassChange.End.CONFIRMED):
        return False
    named.school_class, named.by_plan = change.wanted, False
    named.save(update_fields=["school_class", "by_plan"])
    # A share that rests must not come to life behind its owner's back. Angles first: a film takes them with it.
    for film in films().filter(strand=change.strand).order_by("-angle"):
        sharing.withdraw(film, None)
    _note(change.strand, CONFIRMED, by)
    return True


@transaction.atomic
def refuse(change: ClassChange, by: Person) -> bool:
    if not _end(change, by, ClassChange.End.REFUSED):
        return False
    _note(change.strand, REFUSED, by)
    return True


def last_refused(strand: Strand) -> ClassChange | None:
    """The last word, where it was a no: its owner reads it until they ask again."""
    last = (
        ClassChange.objects.filter(strand=strand)
        .select_related("wanted")
        .order_by("-asked_at", "-pk")
        .first()
    )
    return last if last is not None and last.end == ClassChange.End.REFUSED else None


def _keepers(change: ClassChange) -> Iterable[Person]:
    leads = Charge.objects.filter(school=change.named.school, what=Charge.What.DATA_LEAD)
    found = {one.person for one in leads.select_related("person")}
    if not change.after_a_no:
        found |= set(change.named.teachers.all())
    return [one for one in found if doors.may(one, Act.CHANGE, Kind.CLASS_CHANGE, change)]


def _tell(change: ClassChange) -> None:
    """Neither whose lesson, nor which class: a link and a reason to open it."""
    for keeper in _keepers(change):
        words = _(
            "Hello %(name)s,\n\na colleague says that another class was in a filmed lesson than the one that was "
            "named. You keep the register: please look whether that is so.\n\n%(link)s\n"
        ) % {"name": keeper.name, "link": address_of("recordings:class-changes")}
        _send(keeper.email, words)


def _send(to: str, words: str) -> None:
    aside(lambda: send_for_a_room(to, _("Which class was in a lesson?"), words))
