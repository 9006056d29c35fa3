"""What home says of films that this person is asked about by colleagues: to look through one, or which class it was."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.recordings import class_changes
from sidebyside.recordings.blurring.second import asked_of
from sidebyside.web.next_for_you import Waiting


def second_looks(person: Person) -> list[Waiting]:
    """One question, and none about content. Nothing while an account is held: the page would not open."""
    if person.is_held:
        return []
    return [
        Waiting(
            above=_("A second look"),
            heading=_("%(name)s asks you to look through a film") % {"name": look.asked_by.name},
            text=_(
                "Faces are hidden in it. Say whether somebody can still be recognised, before it is shared."
            ),
            button=_("Look through it"),
            url=reverse("recordings:second-look", args=[look.code]),
            more="",
        )
        for look in asked_of(person)
    ]


def classes_to_confirm(person: Person) -> list[Waiting]:
    """One question where nothing is asked at this school, and none about content."""
    if not class_changes.is_waiting_for(person):
        return []
    return [
        Waiting(
            above=_("Who may be filmed"),
            heading=_("A colleague says that another class was filmed"),
            text=_("You keep the register. Look whether that is so."),
            button=_("Which class was it?"),
            url=reverse("recordings:class-changes"),
            more="",
        )
    ]
