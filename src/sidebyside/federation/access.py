"""The only way from a person to the schools of their trust, and to a link between them."""

import uuid

from django.db.models import Prefetch, QuerySet

from sidebyside.federation.models import Federation, Link, Member, Visiting
from sidebyside.federation.standing import links_at
from sidebyside.people.models import Person, School
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def federation_of(person: Person, act: Act = Act.SEE) -> Federation:
    """That of the person's own school. Raises Http404 where there is none, and where it is not theirs to see."""
    found = _of(person)
    doors.check(person, act, Kind.FEDERATION, found)
    assert found is not None
    return found


def has_page(person: Person) -> bool:
    """Whether the page of the trust opens for them: for a way to it. Asks the database at most four times."""
    found = _of(person)
    if found is None:
        return False
    return doors.may(person, Act.SEE, Kind.FEDERATION, found) or asked_of(person) is not None


def asked_of(person: Person) -> Link | None:
    """A co-ordinator's question to this person that they have not answered."""
    rows = (
        Link.objects.asked()
        .filter(person=person)
        .select_related("by", "member__federation", "member__school")
    )
    return next((one for one in rows if doors.may(person, Act.SEE, Kind.LINK, one)), None)


def link_for(person: Person, code: uuid.UUID, act: Act) -> Link:
    found = Link.objects.select_related("member__federation", "member__school", "person", "by").filter(
        code=code
    )
    link = found.first()
    doors.check(person, act, Kind.LINK, link)
    assert link is not None
    return link


def visits_of(person: Person) -> list[Visiting]:
    """What this person is asked or has said yes to: for themself, or as the link for somebody at their school."""
    if doors.is_shut_out(person, Kind.VISITING):
        return []
    rows = Visiting.objects.in_force() | Visiting.objects.asked()
    own = rows.filter(school=person.school_id).select_related("host", "by", "person")
    links = links_at(person.school_id)
    found = list((own if person.pk in links else own.filter(person=person)).order_by("asked_at", "pk"))
    for one in found:
        # Asked once for all of them.
        one.links = links
    return [one for one in found if doors.may(person, Act.SEE, Kind.VISITING, one)]


def visiting_for(person: Person, code: uuid.UUID, act: Act) -> Visiting:
    found = Visiting.objects.filter(code=code).select_related("host", "by", "person").first()
    doors.check(person, act, Kind.VISITING, found)
    assert found is not None
    return found


def is_over_for(person: Person, code: uuid.UUID) -> bool:
    """It has ended, and this person had it to answer: a second press finds it done, not an empty page."""
    found = Visiting.objects.filter(code=code, ended_at__isnull=False, school=person.school_id).first()
    if found is None or doors.is_shut_out(person, Kind.VISITING):
        return False
    was_theirs = found.person_id == person.pk and found.link_yes_at is not None
    return was_theirs or person.pk in links_at(person.school_id)


def schools_of(federation: Federation) -> QuerySet[Member]:
    """By name, each with ``acting``: its link, or nothing. Two questions to the database, however many there are."""
    acting = Link.objects.acting().select_related("person")
    rows = federation.members.select_related("school").prefetch_related(
        Prefetch("links", queryset=acting, to_attr="acting")
    )
    return rows.order_by("school__name", "pk")


def link_of(school: School) -> Link | None:
    """Who acts for it now."""
    return Link.objects.acting().filter(member__school=school).select_related("person").first()


def lead_of(federation: Federation) -> Link | None:
    if federation.lead_id is None:
        return None
    return Link.objects.acting().filter(pk=federation.lead_id).select_related("person").first()


def is_in_one(school: School) -> bool:
    return Member.objects.filter(school=school).exists()


def _of(person: Person) -> Federation | None:
    return Federation.objects.filter(members__school=person.school_id).first()
