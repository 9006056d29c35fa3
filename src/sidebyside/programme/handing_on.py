"""The co-ordinator's role from one person to the next: asked, answered, given up. It takes no content along."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.people import mail, owed_mail
from sidebyside.people.actions import is_only_co_ordinator
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme.co_ordinating import NotPossible
from sidebyside.programme.models import AnswersFor, CoOrdinator, Programme, RoleAsked
from sidebyside.trust import audit

# What the mails say, each followed by the link.
_ASKED = gettext_lazy(
    "a co-ordinator at your school asks you to co-ordinate coaching. You say yes or no here:"
)
_DECLINED = gettext_lazy("a colleague whom you asked to co-ordinate has said no. You can ask somebody else:")
_JOINED = gettext_lazy("a colleague whom you asked now co-ordinates as well:")
_HANDED_OVER = gettext_lazy(
    "a colleague has taken over from you. You no longer co-ordinate; what is your own stays yours:"
)
_BEGAN = gettext_lazy(
    "you co-ordinate coaching at your school now. You see stages, dates and hours, no content:"
)
_STOPPED = gettext_lazy(
    "you no longer co-ordinate. What is your own stays yours. If that was not you, say so today:"
)
_OTHER_STOPPED = gettext_lazy(
    "a co-ordinator of your school has stepped down. What they ran goes on with you:"
)

Refusal = Callable[[Person], bool]
Listener = Callable[[Programme, Person, Person], None]
_refusals: list[Refusal] = []
_listeners: list[Listener] = []


def never_for(refuses: Refusal) -> None:
    """A room above says who can be no co-ordinator because of what they are there."""
    if refuses not in _refusals:
        _refusals.append(refuses)


def when_handed_on(tell: Listener) -> None:
    """``tell(programme, before, after)`` runs in the transaction in which one takes the other's place."""
    if tell not in _listeners:
        _listeners.append(tell)


def co_ordinators(school: School) -> list[Person]:
    """Whoever runs the school's coaching and can sign in."""
    roles = {"roles__school": school, "roles__role": SchoolRole.Role.CO_ORDINATOR}
    return list(Person.objects.filter(is_active=True, **roles).order_by("name", "pk"))


def may_be_asked(school: School) -> list[Person]:
    runs = {one.pk for one in co_ordinators(school)}
    asked = set(RoleAsked.objects.filter(school=school, ended_at=None).values_list("person", flat=True))
    return [one for one in school.colleagues() if one.pk not in runs | asked]


@transaction.atomic
def ask(by: Person, person: Person, *, hands_over: bool) -> RoleAsked:
    """Ask a colleague; the second press finds the first. Raises NotPossible."""
    _insist_may_give(by)
    School.objects.select_for_update().get(pk=by.school_id)
    _insist_may_have(person, by.school)
    made, is_new = RoleAsked.objects.get_or_create(
        school=by.school, person=person, ended_at=None, defaults={"by": by, "hands_over": hands_over}
    )
    if is_new:
        audit.did("asked to co-ordinate", "account", person.code, by.code, over=hands_over)
        _tell(person, _("You are asked to co-ordinate"), str(_ASKED))
    return made


@transaction.atomic
def take_back(asked: RoleAsked, by: Person) -> None:
    if _end(asked, RoleAsked.End.TAKEN_BACK):
        audit.did("took role back", "account", asked.person.code, by.code)


@transaction.atomic
def say_no(asked: RoleAsked) -> None:
    """No reason is asked for, and none is kept."""
    if _end(asked, RoleAsked.End.NO):
        audit.did("declined role", "account", asked.person.code, asked.person.code)
        _tell(asked.by, _("Co-ordinating: an answer"), str(_DECLINED))


@transaction.atomic
def say_yes(asked: RoleAsked) -> None:
    """From this moment ``asked.person`` co-ordinates, and whoever handed over does not. Raises NotPossible."""
    School.objects.select_for_update().get(pk=asked.school_id)
    before, person = Person.objects.get(pk=asked.by_id), Person.objects.get(pk=asked.person_id)
    if not before.is_active or before not in co_ordinators(asked.school):
        raise NotPossible("over")
    _insist_may_give(before)
    _insist_may_have(person, asked.school)
    if not _end(asked, RoleAsked.End.YES):
        raise NotPossible("over")
    SchoolRole.objects.get_or_create(person=person, school=asked.school, role=SchoolRole.Role.CO_ORDINATOR)
    for programme in Programme.objects.filter(school=asked.school, co_ordinators__person=before):
        CoOrdinator.objects.get_or_create(programme=programme, person=person)
    audit.did("became co-ordinator", "account", person.code, before.code)
    _tell(person, _("You co-ordinate now"), str(_BEGAN))
    if asked.hands_over:
        _give_up(before, person)
    _tell(before, _("Co-ordinating: an answer"), str(_HANDED_OVER if asked.hands_over else _JOINED))


@transaction.atomic
def step_down(person: Person) -> None:
    """Where others co-ordinate, what this one ran alone goes on with them. Raises NotPossible for the last one."""
    _insist_may_give(person)
    School.objects.select_for_update().get(pk=person.school_id)
    others = [one for one in co_ordinators(person.school) if one != person]
    if is_only_co_ordinator(person) or not others:
        raise NotPossible("last")
    for programme in Programme.objects.filter(co_ordinators__person=person):
        if not programme.co_ordinators.filter(person__in=others).exists():
            CoOrdinator.objects.bulk_create(CoOrdinator(programme=programme, person=one) for one in others)
    _give_up(person, others[0])
    _tell(person, _("You no longer co-ordinate"), str(_STOPPED))
    for one in others:
        _tell(one, _("A co-ordinator has stepped down"), str(_OTHER_STOPPED))


def _give_up(person: Person, to: Person) -> None:
    """Rights are read from these rows with each request, so they end here, in every session."""
    for programme in Programme.objects.filter(co_ordinators__person=person):
        for tell in _listeners:
            tell(programme, person, to)
    CoOrdinator.objects.filter(person=person).delete()
    SchoolRole.objects.filter(person=person, school=person.school, role=SchoolRole.Role.CO_ORDINATOR).delete()
    open_now = RoleAsked.objects.filter(by=person, ended_at=None)
    open_now.update(ended_at=timezone.now(), end=RoleAsked.End.TAKEN_BACK)
    audit.did("gave up co-ordinating", "account", person.code, person.code)


@transaction.atomic
def write_who_answers(school: School, names: dict[str, str], by: Person) -> None:
    School.objects.select_for_update().get(pk=school.pk)
    for what in AnswersFor.What:
        AnswersFor.objects.update_or_create(
            school=school, what=what, defaults={"name": names[what].strip(), "changed_at": timezone.now()}
        )
    audit.did("wrote who answers", "school", school.code, by.code)


def _insist_may_give(by: Person) -> None:
    """Else whoever reads a co-ordinator's mailbox could make an accomplice one."""
    if by.is_held:
        raise NotPossible("held")


def _insist_may_have(person: Person, school: School) -> None:
    if person.school_id != school.pk or not person.is_active or person.is_guest or person.is_held:
        raise NotPossible("not a colleague")
    if person in co_ordinators(school):
        raise NotPossible("already")
    if any(refuses(person) for refuses in _refusals):
        raise NotPossible("has another task")


def _end(asked: RoleAsked, end: RoleAsked.End) -> bool:
    """False where it was ended before: of two presses the first counts."""
    still = RoleAsked.objects.filter(pk=asked.pk, ended_at=None)
    return bool(still.update(ended_at=timezone.now(), end=end))


def _tell(person: Person, subject: str, words: str) -> None:
    """It names nobody: the page it leads to does."""
    owed_mail.tell(person, subject, words, mail.address_of("programme:who-answers"))
