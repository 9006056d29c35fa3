"""The cast, and a school in which they stand. Allowed and denied cases share this set-up, so that a
denial cannot pass for the wrong reason."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sidebyside.consent import policies
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme import plans
from sidebyside.programme.actions import CURRENT_SCHOOL_TEXT
from sidebyside.programme.models import (
    Agreement,
    CoOrdinator,
    Cycle,
    Membership,
    PartnerCheck,
    Partnership,
    Programme,
    Signature,
    Strand,
    StrandPart,
)

PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Cast:
    school: School
    other_school: School
    programme: Programme
    ana: Person
    ben: Person
    cleo: Person
    idris: Person
    dora: Person
    leo: Person
    tim: Person
    nina: Person
    omar: Person
    eve: Person
    pair: Partnership
    other_pair: Partnership
    cycle: Cycle
    strand: Strand
    other_strand: Strand

    def everybody(self) -> dict[str, Person]:
        names = ("ana", "ben", "cleo", "idris", "dora", "leo", "tim", "nina", "omar", "eve")
        return {name: getattr(self, name) for name in names}


def gather() -> Cast:
    """Ana is coachee, Ben her coach, in the first cycle of a signed Video dyad; Cleo and Idris are another pair."""
    school = School.objects.create(name="Harbour School")
    other_school = School.objects.create(name="Hill School")
    for one in (school, other_school):
        publish_policy(one)
    people = {
        name: Person.objects.create_person(f"{name}@harbour.test", name.title(), school, PASSWORD)
        for name in ("ana", "ben", "cleo", "idris", "dora", "leo", "tim", "nina", "omar")
    }
    eve = Person.objects.create_person("eve@hill.test", "Eve", other_school, PASSWORD)
    for name, role in (
        ("dora", SchoolRole.Role.CO_ORDINATOR),
        ("leo", SchoolRole.Role.LEADER),
        ("tim", SchoolRole.Role.TECHNICIAN),
    ):
        SchoolRole.objects.create(person=people[name], school=school, role=role)
    SchoolRole.objects.create(person=eve, school=other_school, role=SchoolRole.Role.CO_ORDINATOR)
    programme = Programme.objects.create(
        school=school,
        name="Coaching year",
        plan=plans.as_kept(plans.VIDEO_DYAD),
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 20),
    )
    CoOrdinator.objects.create(programme=programme, person=people["dora"])
    pair, cycle, strand = _pair(programme, people["ana"], people["ben"])
    other_pair, _other_cycle, other_strand = _pair(programme, people["cleo"], people["idris"])
    return Cast(
        school=school,
        other_school=other_school,
        programme=programme,
        eve=eve,
        pair=pair,
        other_pair=other_pair,
        cycle=cycle,
        strand=strand,
        other_strand=other_strand,
        **people,
    )


def publish_policy(school: School) -> None:
    """Without one nobody films."""
    ready = {
        name: words.replace("[", "(").replace("]", ")") for name, words in policies.template(school).items()
    }
    policies.publish(school, None, ready)


def _pair(programme: Programme, coachee: Person, coach: Person) -> tuple[Partnership, Cycle, Strand]:
    now = timezone.now()
    pair = Partnership.objects.create(programme=programme)
    agreement = Agreement.objects.create(partnership=pair, version=1, school_text=CURRENT_SCHOOL_TEXT)
    for place, (person, other) in enumerate(((coachee, coach), (coach, coachee))):
        Membership.objects.create(partnership=pair, person=person, place=place, accepted_at=now)
        PartnerCheck.objects.create(partnership=pair, by=person, about=other)
        Signature.objects.create(agreement=agreement, person=person)
    cycle = Cycle.objects.create(partnership=pair, number=1)
    strand = Strand.objects.create(cycle=cycle)
    StrandPart.objects.create(strand=strand, person=coachee, role=StrandPart.Role.COACHEE)
    StrandPart.objects.create(strand=strand, person=coach, role=StrandPart.Role.COACH)
    return pair, cycle, strand
