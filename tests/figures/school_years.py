"""A school with a calendar, programmes and pairs, and taps at a moment that the test owns."""

from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sidebyside.figures.agreeing import agree
from sidebyside.figures.models import Counted
from sidebyside.people.models import Person, School
from sidebyside.programme import plans
from sidebyside.programme.models import (
    Cycle,
    Membership,
    Partnership,
    Programme,
    Strand,
    StrandPart,
)
from sidebyside.reflection.models import Pulse
from sidebyside.timetable.models import Term, Year

LONDON = ZoneInfo("Europe/London")
YEAR = 2024
DAY = date(YEAR, 9, 10)
# Before any half-term of a test.
SAID_YES = datetime(2020, 9, 1, tzinfo=LONDON)
_numbers = count()


def calendar(school: School, begins: int) -> list[tuple[date, date]]:
    """Three terms with a half-term each; the answer is the six half-terms."""
    year = Year.objects.create(school=school)
    halves = []
    for name, first, half, after, last in (
        ("Autumn", date(begins, 9, 1), date(begins, 10, 19), date(begins, 10, 25), date(begins, 12, 18)),
        (
            "Spring",
            date(begins + 1, 1, 4),
            date(begins + 1, 2, 8),
            date(begins + 1, 2, 14),
            date(begins + 1, 3, 26),
        ),
        (
            "Summer",
            date(begins + 1, 4, 12),
            date(begins + 1, 5, 24),
            date(begins + 1, 5, 30),
            date(begins + 1, 7, 16),
        ),
    ):
        Term.objects.create(
            year=year, name=name, first=first, last=last, half_term_first=half, half_term_last=after
        )
        halves += [(first, half - timedelta(1)), (after + timedelta(1), last)]
    return halves


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LONDON)


def programme_of(school: School, name: str, begins: int, years: int = 1) -> Programme:
    return Programme.objects.create(
        school=school,
        name=name,
        plan=plans.as_kept(plans.VIDEO_DYAD),
        starts_on=date(begins, 9, 1),
        ends_on=date(begins + years, 7, 20),
    )


def newcomer(school: School, *, counted: bool = True) -> Person:
    number = next(_numbers)
    person = Person.objects.create_person(f"n{number}@figures.test", f"N{number}", school, None)
    if counted:
        agree(person)
        Counted.objects.filter(person=person).update(since=SAID_YES, trust_since=SAID_YES)
    return person


def reader_of(school: School) -> Person:
    """Somebody who was in no pair, and so in no cell."""
    return Person.objects.filter(email=f"reader{school.pk}@figures.test").first() or (
        Person.objects.create_person(f"reader{school.pk}@figures.test", "Reader", school, None)
    )


def pair(programme: Programme, people: list[Person]) -> Partnership:
    made = Partnership.objects.create(programme=programme)
    at = noon(programme.starts_on)
    for place, person in enumerate(people):
        Membership.objects.create(partnership=made, person=person, place=place, accepted_at=at)
    return made


def strand_of(pair: Partnership) -> Strand:
    number = pair.cycles.count() + 1
    strand = Strand.objects.create(cycle=Cycle.objects.create(partnership=pair, number=number))
    people = list(pair.people.all())
    StrandPart.objects.create(strand=strand, person=people[0], role=StrandPart.Role.COACHEE)
    StrandPart.objects.create(strand=strand, person=people[1], role=StrandPart.Role.COACH)
    return strand


def tap(strand: Strand, person: Person, day: date, answer: str) -> Pulse:
    return Pulse.objects.create(
        strand=strand,
        person=person,
        safe=answer,
        challenged="yes",
        will_try="partly",
        changed_at=noon(day),
    )


def pairs_that_tap(programme: Programme, answers: str, day: date = DAY) -> list[Person]:
    """Two to a pair; each letter is an answer: y, p or n."""
    people = [newcomer(programme.school) for _each in answers]
    said = {"y": "yes", "p": "partly", "n": "no"}
    for at in range(0, len(people), 2):
        strand = strand_of(pair(programme, people[at : at + 2]))
        for place in (at, at + 1):
            tap(strand, people[place], day, said[answers[place]])
    return people
