"""What home says of somebody’s asking: to co-ordinate, to be the link to the trust, or to hold an interview."""

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.federation.access import asked_of, visits_of
from sidebyside.federation.models import Link, Visiting
from sidebyside.instruments.models import Interview
from sidebyside.people.models import Person
from sidebyside.programme.models import RoleAsked
from sidebyside.web.interviews_asked import interviews_asked
from sidebyside.web.next_for_you import Waiting


def roles_asked(person: Person) -> list[Waiting]:
    """Nothing while an account is held: it could not say yes. One question to the database where nothing is asked."""
    if person.is_held:
        return []
    is_asked, is_link_asked, is_visit_asked, is_interviewer = (
        Person.objects.filter(pk=person.pk)
        .annotate(
            is_asked=Exists(RoleAsked.objects.filter(person=person, ended_at=None)),
            is_link_asked=Exists(Link.objects.asked().filter(person=person)),
            is_visit_asked=Exists(
                Visiting.objects.asked().filter(
                    Q(person=person)
                    | Q(school__member__links__in=Link.objects.acting().filter(person=person)),
                    school=person.school_id,
                )
            ),
            is_interviewer=Exists(Interview.objects.filter(interviewer=person, ended_at=None)),
        )
        .values_list("is_asked", "is_link_asked", "is_visit_asked", "is_interviewer")
        .get()
    )
    return [
        *(_to_co_ordinate(person) if is_asked else []),
        *(_to_be_link(person) if is_link_asked else []),
        *(_to_visit(person) if is_visit_asked else []),
        *(interviews_asked(person) if is_interviewer else []),
    ]


def _to_co_ordinate(person: Person) -> list[Waiting]:
    return [
        Waiting(
            above=_("Co-ordinating"),
            heading=_("%(name)s asks you to co-ordinate") % {"name": one.by.name},
            text=_("In their place, or beside them: the page says which. You may say no without a reason."),
            button=_("Read it and answer"),
            url=reverse("programme:who-answers"),
            more="",
        )
        for one in RoleAsked.objects.filter(person=person, ended_at=None).select_related("by")
    ]


def _to_be_link(person: Person) -> list[Waiting]:
    asked = asked_of(person)
    if asked is None:
        return []
    return [
        Waiting(
            above=_("Your trust"),
            heading=_("You are asked to be your school’s link"),
            text=_(
                "To the other schools of your trust. The page says what it means. You may say no without a reason."
            ),
            button=_("Read it and answer"),
            url=reverse("federation:schools"),
            more="",
        )
    ]


def _to_visit(person: Person) -> list[Waiting]:
    """For the link of the school first, then for the one who is asked."""
    rows = visits_of(person)
    own = [one for one in rows if one.person_id == person.pk and one.link_yes_at and not one.person_yes_at]
    school = [one for one in rows if one.person_id != person.pk and not one.link_yes_at]
    if not own and not school:
        return []
    return [
        Waiting(
            above=_("Your trust"),
            heading=_("You are asked to coach at another school")
            if own
            else _("Another school asks for one of yours"),
            text=_("The page says what it means. You may say no without a reason."),
            button=_("Read it and answer"),
            url=reverse("federation:visits"),
            more="",
        )
    ]
