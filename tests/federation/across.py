"""Ana's and Ben's pair as one of two schools: he works at Eve's, and coaches here by two yeses."""

from django.utils import timezone

from sidebyside.federation.models import Federation, Member, Visiting
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from tests.cast import Cast


def of_two_schools(cast: Cast) -> Visiting:
    federation = Federation.objects.first() or Federation.objects.create(name="Bay Trust")
    for school in (cast.school, cast.other_school):
        Member.objects.get_or_create(federation=federation, school=school)
    Person.objects.filter(pk=cast.ben.pk).update(school=cast.other_school)
    cast.ben.school = cast.other_school
    now = timezone.now()
    return Visiting.objects.create(
        programme=cast.programme.code,
        host=cast.school,
        by=cast.dora,
        address=cast.ben.email,
        person=cast.ben,
        school=cast.other_school,
        link_yes_at=now,
        person_yes_at=now,
    )


def ben_is_coached(cast: Cast) -> Strand:
    """The same cycle with the roles exchanged: what is made in it is Ben's, and so his school's to rule."""
    first = cast.strand.parts.all()
    ana, ben = first.get(person=cast.ana), first.get(person=cast.ben)
    ana.role, ben.role = "coach", "waits"
    ben.save(update_fields=["role"])
    ana.save(update_fields=["role"])
    ben.role = "coachee"
    ben.save(update_fields=["role"])
    return now_of(cast)


def now_of(cast: Cast) -> Strand:
    return strands().get(pk=cast.strand.pk)
