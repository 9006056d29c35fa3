"""A class in a register, and guardians who answer."""

from datetime import timedelta

from django.utils import timezone

from sidebyside.consent import links, register
from sidebyside.consent.models import Charge, Guardian, Place, Pupil, SchoolClass
from sidebyside.people.models import Person, School


def make_class(
    school: School, *names: str, teacher: Person | None = None, name: str = "8 Beech"
) -> SchoolClass:
    # It was there before any film of it.
    made = SchoolClass.objects.create(school=school, name=name, made_at=timezone.now() - timedelta(days=365))
    if teacher is not None:
        made.teachers.add(teacher)
    for one in names:
        add_pupil(made, one)
    return made


def add_pupil(school_class: SchoolClass, name: str, *guardians: str) -> Pupil:
    first, _space, last = name.partition(" ")
    pupil = Pupil.objects.create(school=school_class.school, first_name=first, last_name=last)
    Place.objects.create(school_class=school_class, pupil=pupil)
    for one in guardians or (f"{last} at home",):
        Guardian.objects.create(pupil=pupil, name=one, email="")
    return pupil


def say(pupil: Pupil, yes: bool, which: int = 0) -> None:
    register.answer(pupil.guardians.select_related("pupil")[which], coaching=yes)


def all_say_yes(school_class: SchoolClass) -> None:
    for place in school_class.places.select_related("pupil"):
        say(place.pupil, True)


def lead(person: Person) -> None:
    Charge.objects.create(school=person.school, person=person, what=Charge.What.DATA_LEAD)


def link_for(guardian: Guardian, by: Person) -> str:
    """The path of a new link."""
    (given,) = links.give([guardian], by)
    return "/" + given.address.split("/", 3)[3]
