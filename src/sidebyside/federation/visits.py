"""Coaching in a programme of another school of the trust: asked by its co-ordinator, two yeses, ended by any of three.

Nobody of another school is ever listed: whoever asks types an address, and reads the same whether it is known or not.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.federation.models import WAITS, Link, Member, Visiting
from sidebyside.federation.refusing import NotPossible
from sidebyside.people import mail, owed_mail
from sidebyside.people.models import Person, School
from sidebyside.trust import audit

MOST_ASKED = 20
_TO_LINK = gettext_lazy(
    "another school of your trust asks whether somebody at yours may coach in its programme. You say yes or no here:"
)
_TO_PERSON = gettext_lazy(
    "another school of your trust asks whether you would like to coach with a colleague there. Your school’s link has"
    " said yes. You say yes or no here, and a no needs no reason:"
)

_ENDED = gettext_lazy(
    "you coach at another school of your trust no more: it, your own school or your trust has ended it. A pair that"
    " came of it has ended as well. What is yours stays yours, and you find it on your own page:"
)

# What follows in the room above when somebody may not coach there any more: the programme's code, and who.
_when_ended: list[Callable[[uuid.UUID, Person], None]] = []


def when_ended(act: Callable[[uuid.UUID, Person], None]) -> None:
    if act not in _when_ended:
        _when_ended.append(act)


def may_visit(programme: uuid.UUID, person: Person) -> bool:
    """Whether both yeses stand at this moment. One question to the database."""
    return Visiting.objects.in_force().filter(programme=programme, person=person).exists()


def may_visit_still(programme: uuid.UUID, person: Person) -> bool:
    """``may_visit``, and that it stays so until the caller's transaction is over."""
    rows = Visiting.objects.in_force().filter(programme=programme, person=person)
    return rows.select_for_update(of=("self",)).first() is not None


def visited_by(person: Person) -> QuerySet[Visiting, uuid.UUID]:
    """Public codes of the programmes in which both yeses stand for this person: to be part of another question."""
    return Visiting.objects.in_force().filter(person=person).values_list("programme", flat=True)


def visitors(programme: uuid.UUID) -> list[Person]:
    """Who has said yes to coach in it, with an open account."""
    rows = Visiting.objects.in_force().filter(programme=programme, person__is_active=True)
    return [
        one.person for one in rows.select_related("person__school").order_by("person__name") if one.person
    ]


@transaction.atomic
def ask(by: Person, host: School, programme: uuid.UUID, address: str) -> Visiting:
    """The second press finds the first. While a no is not a month old, nobody is asked again. Raises NotPossible."""
    School.objects.select_for_update().get(pk=host.pk)
    member = Member.objects.filter(school=host).first()
    if member is None:
        raise NotPossible("over")
    address, since = address.strip().lower(), timezone.now() - WAITS
    rows = Visiting.objects.filter(programme=programme)
    there = rows.filter(address=address).filter(_looks_open(since)).first()
    if there is not None:
        return there
    if rows.filter(asked_at__gt=since).count() >= MOST_ASKED:
        raise NotPossible("enough")
    said_no = rows.filter(address=address, end=Visiting.End.NO, person_yes_at=None, ended_at__gt=since)
    no = said_no.order_by("ended_at").last()
    # What waited for longer than a month is over.
    rows.filter(address=address, ended_at=None).update(ended_at=timezone.now(), end=Visiting.End.STOPPED)
    if no is not None:
        # To whoever asks it looks as if it had been asked; the no holds for as long as it would have.
        return Visiting.objects.create(
            programme=programme,
            host=host,
            by=by,
            address=address,
            person=no.person,
            school=no.school,
            ended_at=no.ended_at,
            end=no.end,
        )
    person = _found(member, address)
    visiting = Visiting.objects.create(
        programme=programme,
        host=host,
        by=by,
        address=address,
        person=person,
        school=person.school if person else None,
    )
    audit.did("asked to visit", "programme", programme, by.code)
    if person is not None:
        for link in Link.objects.acting().filter(member__school=person.school).select_related("person"):
            _tell(link.person, _("Another school of your trust asks"), str(_TO_LINK))
    return visiting


def _found(member: Member, address: str) -> Person | None:
    """Somebody at another school of the trust."""
    at = {"school__member__federation": member.federation_id, "is_active": True, "is_guest": False}
    people = Person.objects.filter(email__iexact=address, **at).exclude(school=member.school_id)
    return people.select_related("school").first()


def _looks_open(since: object) -> Q:
    """What whoever asked reads as asked or in force. A no looks like no answer, as an address nobody has does."""
    in_force = Q(ended_at=None, link_yes_at__isnull=False, person_yes_at__isnull=False)
    quiet = Q(ended_at=None) | Q(end=Visiting.End.NO, person_yes_at=None)
    return in_force | (quiet & Q(asked_at__gt=since, hidden_at=None))


def of_programme(programme: uuid.UUID) -> list[tuple[Visiting, str]]:
    """As its co-ordinators read them, each with the name of whoever has said yes, or nothing."""
    rows = Visiting.objects.filter(_looks_open(timezone.now() - WAITS), programme=programme)
    named = {one.pk: one.person.name for one in rows.in_force().select_related("person") if one.person}
    return [(one, named.get(one.pk, "")) for one in rows.order_by("-asked_at", "-pk")]


@transaction.atomic
def say_yes_for_school(visiting: Visiting, link: Person) -> None:
    """By the link, who says that both schools have agreed who answers for what. Never of themself. NotPossible.

    The second press finds it done; so it is with the person's yes.
    """
    if visiting.person_id == link.pk:
        raise NotPossible("yourself")
    now = timezone.now()
    still = Visiting.objects.asked().filter(pk=visiting.pk, link_yes_at=None)
    if not Visiting.objects.filter(pk__in=still.values("pk")).update(link_yes_at=now, link_by=link):
        if _stands(visiting, "link_yes_at"):
            return
        raise NotPossible("over")
    audit.did("let visit", "visit", visiting.code, link.code)
    assert visiting.person is not None
    _tell(visiting.person, _("You are asked to coach at another school"), str(_TO_PERSON))


@transaction.atomic
def say_yes(visiting: Visiting) -> None:
    """By the person, after their school's link. Raises NotPossible."""
    still = Visiting.objects.asked().filter(pk=visiting.pk, link_yes_at__isnull=False, person_yes_at=None)
    if not Visiting.objects.filter(pk__in=still.values("pk")).update(person_yes_at=timezone.now()):
        if _stands(visiting, "person_yes_at"):
            return
        raise NotPossible("over")
    assert visiting.person is not None
    audit.did("visits", "visit", visiting.code, visiting.person.code)


def _stands(visiting: Visiting, yes: str) -> bool:
    return Visiting.objects.of_one_trust().filter(pk=visiting.pk, **{f"{yes}__isnull": False}).exists()


@transaction.atomic
def end(visiting: Visiting, by: Person | None, how: Visiting.End | None = None) -> None:
    """By the co-ordinator, the link or the person; pressed twice it is ended once. Their pair ends with it."""
    was_yes = visiting.person_yes_at is not None
    how = how or (Visiting.End.STOPPED if was_yes else Visiting.End.NO)
    if not Visiting.objects.filter(pk=visiting.pk, ended_at=None).update(ended_at=timezone.now(), end=how):
        return
    audit.did("ended visit", "visit", visiting.code, by.code if by else None)
    if visiting.person is not None:
        for act in _when_ended:
            act(visiting.programme, visiting.person)
        if was_yes and (by is None or by.pk != visiting.person_id):
            _tell(visiting.person, _("Your coaching at another school has ended"), str(_ENDED), "home")


def take_back(visiting: Visiting, by: Person) -> None:
    """By whoever asked. What was answered with no leaves their page as what nobody has answered does; it stays a no."""
    end(visiting, by, Visiting.End.STOPPED)
    Visiting.objects.filter(pk=visiting.pk, hidden_at=None).update(hidden_at=timezone.now())


def end_all_of(school: School) -> None:
    """The school leaves its trust: whoever came from it, or went to it."""
    rows = Visiting.objects.filter(Q(host=school) | Q(school=school), ended_at=None)
    for one in rows.select_related("person"):
        # Who had not said yes is as quiet to whoever asked as an address that nobody has.
        end(one, None, Visiting.End.GONE if one.person_yes_at else None)


def schools_with(school: School) -> list[School]:
    """With which schools this one has somebody coaching across now."""
    rows = (
        Visiting.objects.in_force().filter(Q(host=school) | Q(school=school)).select_related("host", "school")
    )
    found = {other.pk: other for one in rows for other in (one.host, one.school) if other and other != school}
    return sorted(found.values(), key=lambda one: one.name)


def forget(person: Person) -> None:
    """They erase what is theirs. Where they had said no yes, whoever asked keeps the address that they typed, and
    reads what stands there for one that nobody has; a month later it is gone."""
    for one in Visiting.objects.filter(person=person).select_related("person"):
        end(one, person)
    Visiting.objects.filter(person=person, person_yes_at__isnull=False).delete()
    Visiting.objects.filter(person=person).update(person=None, school=None, link_by=None)
    # What others typed to ask somebody is theirs; who asked is let go of with the account's own rows.
    Visiting.objects.filter(by=person).update(by=None)


def sweep_one(code: str) -> None:
    """What is over goes, with the address that was typed. Run twice, it finds nothing the second time."""
    for one in Visiting.objects.over().filter(code=code).select_related("person"):
        if one.ended_at is None and one.person_yes_at is not None:
            # They have changed school since: their pair ends first, and the row is let go of in a month.
            end(one, None, Visiting.End.GONE)
        else:
            one.delete()


def hide_all() -> None:
    """After a restore: all are asked anew, and no row that stays visible says who had said no."""
    now = timezone.now()
    Visiting.objects.filter(hidden_at=None).update(hidden_at=now)
    Visiting.objects.filter(ended_at=None).update(ended_at=now, end=Visiting.End.STOPPED)


def _tell(person: Person, subject: str, words: str, page: str = "federation:visits") -> None:
    """It names nobody and no school: the page it leads to does."""
    owed_mail.tell(person, subject, words, mail.address_of(page))
