"""A class list becomes classes, pupils and guardians: all of it, or nothing.

Keys are made and words are sealed before the transaction, which only writes: nobody's answer waits for a long list.
"""

import hashlib
import hmac
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from sidebyside.consent import notices
from sidebyside.consent.models import Guardian, Place, Pupil, SchoolClass
from sidebyside.core.registers import Entry, Problem, read
from sidebyside.people.models import Person, School
from sidebyside.trust import audit, keystore, sealed
from sidebyside.trust.policy import Kind

# Somebody may change the register between planning and writing; the last time it is planned while others wait.
TRIES = 3


@dataclass
class Taken:
    """How many are new."""

    classes: int = 0
    pupils: int = 0
    guardians: int = 0
    problems: list[Problem] = field(default_factory=list)


def take_in(school: School, by: Person, content: bytes) -> Taken:
    """Where there is a problem in any row, nothing is changed."""
    entries, problems = read(content, notices.by_name())
    teachers = {one.email: one for one in school.colleagues()}
    problems += [
        Problem(one.line, "teacher unknown", one.teacher)
        for one in entries
        if one.teacher and one.teacher not in teachers
    ]
    if problems:
        return Taken(problems=sorted(problems, key=lambda one: one.line))
    for left in reversed(range(TRIES)):
        plan = _planned(school, entries, teachers) if left else None
        if plan is not None and plan.problems:
            return Taken(problems=plan.problems)
        with transaction.atomic():
            School.objects.select_for_update().get(pk=school.pk)
            if plan is None:
                plan = _planned(school, entries, teachers)
                if plan.problems:
                    return Taken(problems=plan.problems)
            elif plan.there != _there(school):
                continue
            plan.write()
            taken = Taken(len(plan.new_classes), len(plan.new_pupils), len(plan.new_guardians))
            audit.did(
                "took in", Kind.REGISTER, school.code, by.code, pupils=taken.pupils, classes=taken.classes
            )
            return taken
    raise AssertionError


def _there(school: School) -> list[list[tuple[object, ...]]]:
    """All of the register that a plan depends on, without opening a word of it."""
    return [
        sorted(school.classes.values_list("pk", "name")),
        sorted(school.pupils.filter(deleted_at=None).values_list("pk", "id_hash")),
        sorted(Place.objects.filter(school_class__school=school, left_at=None).values_list("pk")),
        sorted(Guardian.objects.filter(pupil__school=school).values_list("pk")),
    ]


def _planned(school: School, entries: list[Entry], teachers: dict[str, Person]) -> "_Plan":
    there = _there(school)
    plan = _Plan(school, there)
    plan.take(entries, teachers)
    if not plan.problems:
        for one in (*plan.new_pupils, *plan.new_guardians):
            sealed.seal(one)
    return plan


class _Plan:
    """What is to be written, and what there is already by the names that a list uses. Opened once for the list."""

    def __init__(self, school: School, there: list[list[tuple[object, ...]]]) -> None:
        self.school = school
        self.there = there
        self.classes = {one.name: one for one in school.classes.all()}
        self.by_id = {one.id_hash: one for one in school.pupils.filter(deleted_at=None).exclude(id_hash="")}
        places = Place.objects.filter(school_class__school=school, pupil__deleted_at=None)
        self.places: dict[tuple[uuid.UUID, uuid.UUID], Place] = {}
        self.by_name: dict[tuple[str, str], Pupil] = {}
        for one in places.select_related("pupil", "school_class"):
            self.places[one.school_class.code, one.pupil.code] = one
            if one.left_at is None:
                # One pupil, one instance: what the list adds to it is found by whichever way.
                pupil = self.by_id.get(one.pupil.id_hash, one.pupil)
                self.by_name[one.school_class.name, one.pupil.name.casefold()] = pupil
        self.guardians: dict[uuid.UUID, list[Guardian]] = {}
        for guardian in Guardian.objects.filter(pupil__school=school).select_related("pupil"):
            self.guardians.setdefault(guardian.pupil.code, []).append(guardian)
        self.of_id: dict[str, list[Entry]] = {}
        self.new_classes: list[SchoolClass] = []
        self.new_pupils: list[Pupil] = []
        self.new_places: list[Place] = []
        self.new_guardians: list[Guardian] = []
        self.back: set[int] = set()
        self.named: dict[int, str] = {}
        self.teaching: dict[tuple[str, int], Person] = {}
        self.problems: list[Problem] = []

    def take(self, entries: list[Entry], teachers: dict[str, Person]) -> None:
        for entry in entries:
            if entry.pupil_id:
                self.of_id.setdefault(_hashed(self.school, entry.pupil_id), []).append(entry)
        for entry in entries:
            school_class = self._class(entry.school_class)
            if entry.teacher:
                teacher = teachers[entry.teacher]
                self.teaching[school_class.name, teacher.pk] = teacher
            pupil = self._pupil(entry, school_class)
            if pupil is not None:
                self._place(school_class, pupil)
                self._guardian(entry, pupil)

    def write(self) -> None:
        SchoolClass.objects.bulk_create(self.new_classes)
        teaching = SchoolClass.teachers.through
        teaching.objects.bulk_create(
            [teaching(schoolclass_id=self.classes[name].pk, person_id=pk) for name, pk in self.teaching],
            ignore_conflicts=True,
        )
        for pk, hashed in self.named.items():
            Pupil.objects.filter(pk=pk).update(id_hash=hashed)
        Pupil.objects.bulk_create(self.new_pupils)
        Place.objects.bulk_create(self.new_places)
        Place.objects.filter(pk__in=self.back).update(left_at=None)
        Guardian.objects.bulk_create(self.new_guardians)

    def _class(self, name: str) -> SchoolClass:
        if name not in self.classes:
            self.classes[name] = SchoolClass(school=self.school, name=name)
            self.new_classes.append(self.classes[name])
        return self.classes[name]

    def _pupil(self, entry: Entry, school_class: SchoolClass) -> Pupil | None:
        """None where nobody can say which of two pupils is meant; that is a problem then."""
        name = (school_class.name, f"{entry.first} {entry.last}".casefold())
        hashed = _hashed(self.school, entry.pupil_id)
        pupil = self.by_id.get(hashed) if hashed else None
        if pupil is None:
            pupil = self.by_name.get(name)
            if pupil is not None and hashed:
                # Two who are called the same have two ids.
                if pupil.id_hash or not self._may_be(pupil, self.of_id[hashed]):
                    pupil = None
            elif pupil is not None and not self._may_be(pupil, [entry]):
                self.problems.append(Problem(entry.line, "same name", f"{entry.first} {entry.last}"[:40]))
                return None
        if pupil is None:
            pupil = Pupil(school=self.school, first_name=entry.first, last_name=entry.last, id_hash=hashed)
            self.new_pupils.append(pupil)
        elif hashed and not pupil.id_hash:
            pupil.id_hash = hashed
            if pupil.pk is not None:
                self.named[pupil.pk] = hashed
        if hashed:
            self.by_id[hashed] = pupil
        self.by_name[name] = pupil
        return pupil

    def _may_be(self, pupil: Pupil, rows: list[Entry]) -> bool:
        """Whether rows without an id that is known speak of this pupil: by a guardian, where both have any."""
        there = self.guardians.get(pupil.code, [])
        named = [row for row in rows if row.guardian or row.email]
        return not there or not named or any(_is_same(one, row) for one in there for row in named)

    def _place(self, school_class: SchoolClass, pupil: Pupil) -> None:
        at = (school_class.code, pupil.code)
        place = self.places.get(at)
        if place is None:
            self.places[at] = Place(school_class=school_class, pupil=pupil)
            self.new_places.append(self.places[at])
        elif place.left_at is not None:
            self.back.add(place.pk)

    def _guardian(self, entry: Entry, pupil: Pupil) -> None:
        there = self.guardians.setdefault(pupil.code, [])
        if not (entry.guardian or entry.email) and there:
            return
        if any(_is_same(one, entry) for one in there):
            return
        made = Guardian(pupil=pupil, name=entry.guardian, email=entry.email, language=entry.language or "en")
        there.append(made)
        self.new_guardians.append(made)


def _is_same(guardian: Guardian, entry: Entry) -> bool:
    if entry.email and guardian.email.casefold() == entry.email.casefold():
        return True
    same_name = guardian.name.casefold() == entry.guardian.casefold()
    return same_name and not (guardian.email and entry.email)


def _hashed(school: School, pupil_id: str) -> str:
    """Under a key of the key store: an id that a school uses elsewhere cannot be guessed back from the database."""
    if not pupil_id:
        return ""
    key = keystore.key_made_on_first_use(f"register:{school.code}")
    return hmac.new(key, pupil_id.casefold().encode(), hashlib.sha256).hexdigest()
