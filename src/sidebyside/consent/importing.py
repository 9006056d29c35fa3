"""A class list becomes classes, pupils and guardians: all of it, or nothing."""

import hashlib
import hmac
from dataclasses import dataclass, field

from django.db import transaction

from sidebyside.consent import notices
from sidebyside.consent.models import Guardian, Place, Pupil, SchoolClass
from sidebyside.core.registers import Entry, Problem, read
from sidebyside.people.models import Person, School
from sidebyside.trust import audit, keystore
from sidebyside.trust.policy import Kind


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
    teachers = {one.email: one for one in school.people.filter(is_active=True)}
    problems += [
        Problem(one.line, "teacher unknown", one.teacher)
        for one in entries
        if one.teacher and one.teacher not in teachers
    ]
    if problems:
        return Taken(problems=sorted(problems, key=lambda one: one.line))
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school.pk)
        taken = _Register(school).take(entries, teachers)
        audit.did("took in", Kind.REGISTER, school.code, by.code, pupils=taken.pupils, classes=taken.classes)
    return taken


class _Register:
    """What there is already, by the names that a list uses. Opened once for the whole list."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.classes = {one.name: one for one in school.classes.all()}
        self.by_id = {one.id_hash: one for one in school.pupils.filter(deleted_at=None).exclude(id_hash="")}
        places = Place.objects.filter(
            school_class__school=school, left_at=None, pupil__deleted_at=None
        ).select_related("pupil", "school_class")
        self.by_name = {(one.school_class.name, one.pupil.name.casefold()): one.pupil for one in places}
        self.guardians: dict[int, list[Guardian]] = {}
        for guardian in Guardian.objects.filter(pupil__school=school).select_related("pupil"):
            self.guardians.setdefault(guardian.pupil_id, []).append(guardian)
        self.taken = Taken()

    def take(self, entries: list[Entry], teachers: dict[str, Person]) -> Taken:
        for entry in entries:
            school_class = self._class(entry.school_class)
            if entry.teacher:
                school_class.teachers.add(teachers[entry.teacher])
            pupil = self._pupil(entry, school_class)
            self._guardian(entry, pupil)
        return self.taken

    def _class(self, name: str) -> SchoolClass:
        if name not in self.classes:
            self.classes[name] = SchoolClass.objects.create(school=self.school, name=name)
            self.taken.classes += 1
        return self.classes[name]

    def _pupil(self, entry: Entry, school_class: SchoolClass) -> Pupil:
        name = (school_class.name, f"{entry.first} {entry.last}".casefold())
        hashed = _hashed(self.school, entry.pupil_id)
        pupil = self.by_id.get(hashed) if hashed else None
        if pupil is None:
            pupil = self.by_name.get(name)
            # Two who are called the same have two ids.
            if pupil is not None and hashed and pupil.id_hash:
                pupil = None
        if pupil is None:
            pupil = Pupil.objects.create(
                school=self.school, first_name=entry.first, last_name=entry.last, id_hash=hashed
            )
            self.taken.pupils += 1
        elif hashed and not pupil.id_hash:
            pupil.id_hash = hashed
            pupil.save(update_fields=["id_hash"])
        if hashed:
            self.by_id[hashed] = pupil
        self.by_name[name] = pupil
        Place.objects.update_or_create(school_class=school_class, pupil=pupil, defaults={"left_at": None})
        return pupil

    def _guardian(self, entry: Entry, pupil: Pupil) -> None:
        there = self.guardians.setdefault(pupil.pk, [])
        if not (entry.guardian or entry.email) and there:
            return
        for one in there:
            if (entry.email and one.email.casefold() == entry.email.casefold()) or (
                one.name.casefold() == entry.guardian.casefold() and not (one.email and entry.email)
            ):
                return
        made = Guardian.objects.create(
            pupil=pupil, name=entry.guardian, email=entry.email, language=entry.language or "en"
        )
        there.append(made)
        self.taken.guardians += 1


def _hashed(school: School, pupil_id: str) -> str:
    """Under a key of the key store: an id that a school uses elsewhere cannot be guessed back from the database."""
    if not pupil_id:
        return ""
    key = keystore.key_made_on_first_use(f"register:{school.code}")
    return hmac.new(key, pupil_id.casefold().encode(), hashlib.sha256).hexdigest()
