"""The demo's classes: who may be filmed, where they sit, and whose lessons the films are of. All names are made up."""

from datetime import timedelta

from django.utils import timezone

from sidebyside.consent import plans, register
from sidebyside.consent.models import Charge, Guardian, Place, Pupil, SchoolClass, SeatingPlan
from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.recordings import pupils
from sidebyside.recordings.access import film_of
from sidebyside.recordings.models import Part, Recording

BEECH = (
    *("Ada Winter", "Bilal Shah", "Carys Prosser", "Dara Quinn", "Ewa Lis", "Femi Oke"),
    *("Gita Rao", "Hamza Malik", "Ioan Pop", "Jess Marlow", "Kai Brandt", "Lily Osei"),
)
ASH = ("Mina Sol", "Noor Haddad", "Otto Lind", "Pia Marsh", "Quentin Day", "Rosa Vale")
LANGUAGES = {
    "Bilal Shah": "ur",
    "Carys Prosser": "cy",
    "Ewa Lis": "pl",
    "Ioan Pop": "ro",
    "Noor Haddad": "ar",
}
# Their guardians said no, or have not answered: they sit out of shot.
SAID_NO, NOT_YET = "Dara Quinn", "Kai Brandt"
# Everybody else sits in front of the camera, which stands at the back on the left and looks to the board.
ROOM = plans.Layout(rows=4, columns=5, camera_x_cm=60, camera_y_cm=700, heading_deg=205, view_deg=60)
OUT_OF_SHOT = ((3, 4), (3, 3))


def build(school: School, lead: Person, ana: Person, jo: Person) -> None:
    Charge.objects.create(school=school, person=lead, what=Charge.What.DATA_LEAD)
    beech, ash = _class(school, "8 Beech", BEECH, ana), _class(school, "7 Ash", ASH, jo)
    _seats(beech, ana)
    for teacher, school_class in ((ana, beech), (jo, ash)):
        own = Strand.objects.filter(parts__person=teacher, parts__role="coachee")
        for strand in own.filter(recordings__sort="lesson").distinct():
            pupils.name(strand, teacher, school_class.code, by_plan=school_class == beech)
            if school_class == beech:
                _filmed_here(film_of(strand), strand)


def _filmed_here(film: Recording | None, strand: Strand) -> None:
    """As if a device had filmed it here: a seating plan says nothing of a file, whose day nobody knows."""
    assert film is not None
    begins_at = film.begins_at or strand.lesson_at
    assert begins_at is not None
    is_ready = film.state == Recording.State.READY
    Part.objects.create(
        recording=film,
        number=1,
        starts_at=begins_at,
        film_start_ms=0 if is_ready else None,
        duration_ms=film.duration_ms if is_ready else None,
    )
    Recording.objects.filter(pk=film.pk).update(begins_at=begins_at, parts_in_all=1)


def _class(school: School, name: str, names: tuple[str, ...], teacher: Person) -> SchoolClass:
    # It was there before the first of the year's films.
    made = SchoolClass.objects.create(school=school, name=name, made_at=timezone.now() - timedelta(days=90))
    made.teachers.add(teacher)
    for one in names:
        first, _space, last = one.partition(" ")
        pupil = Pupil.objects.create(school=school, first_name=first, last_name=last)
        Place.objects.create(school_class=made, pupil=pupil)
        guardian = Guardian.objects.create(
            pupil=pupil, name=f"{last} family", language=LANGUAGES.get(one, "en")
        )
        if one != NOT_YET:
            register.answer(guardian, coaching=one != SAID_NO)
    return made


def _seats(school_class: SchoolClass, by: Person) -> None:
    found = {one.name: one for one in register.pupils_of(school_class)}
    outside = dict(zip(OUT_OF_SHOT, (SAID_NO, NOT_YET), strict=True))
    inside = [one for one in BEECH if one not in outside.values()]
    others = [spot for spot in ROOM.spots if spot not in OUT_OF_SHOT]
    seats = dict(zip(others, inside, strict=False)) | outside
    plan = plans.save(school_class, by, ROOM, {spot: found[name] for spot, name in seats.items()})
    # It was there before the first of the year's films.
    SeatingPlan.objects.filter(pk=plan.pk).update(made_at=timezone.now() - timedelta(days=90))
