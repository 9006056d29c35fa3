"""What home says of interviews: a colleague asks this person to hold one, or sits there and waits for their yes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.instruments.interviews import to_answer
from sidebyside.instruments.models import Interview
from sidebyside.people.models import Person
from sidebyside.web.next_for_you import Waiting


def interviews_asked(person: Person) -> list[Waiting]:
    """One question, and none about content."""
    return [_asked(one) for one in to_answer(person)]


def _asked(one: Interview) -> Waiting:
    name = {"name": one.person.name}
    url = reverse("instruments:interview", args=[one.code])
    if one.agreed_at is None:
        return Waiting(
            above=_("An interview"),
            heading=_("%(name)s asks you to hold an interview") % name,
            text=_("You read the questions aloud and listen. You may say no without a reason."),
            button=_("Read it and answer"),
            url=url,
            more="",
        )
    return Waiting(
        above=_("An interview"),
        heading=_("%(name)s is ready for the interview") % name,
        text=_("It is recorded once you say yes as well."),
        button=_("Open it"),
        url=url,
        more="",
    )
