"""What home says of a co-ordinator's asking: to co-ordinate, or to be the school's link to its trust."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.federation.access import asked_of
from sidebyside.people.models import Person
from sidebyside.programme.models import RoleAsked
from sidebyside.web.next_for_you import Waiting


def asked_to_co_ordinate(person: Person) -> list[Waiting]:
    """One question. Nothing while an account is held: it could not say yes."""
    if person.is_held:
        return []
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


def asked_to_be_link(person: Person) -> list[Waiting]:
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
