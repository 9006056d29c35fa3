"""What home says of the exception for safeguarding: what was opened of one's own, and what waits for one of the two."""

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.safeguarding import telling
from sidebyside.safeguarding.actions import is_over
from sidebyside.safeguarding.models import Telling
from sidebyside.safeguarding.standing import is_one_of_two
from sidebyside.web.next_for_you import Waiting

Sort = Telling.Sort


def lines(person: Person) -> tuple[list[Waiting], list[Waiting]]:
    """What is asked of them, and what they are told: one question to the database, and more for one of the two only."""
    found = telling.lately(person)
    asked = [one for one in found if one.sort == Sort.ASKED and _still_waits(one)]
    waits = [_asked()] if asked and not person.is_held and is_one_of_two(person) else []
    opened = [_opened(one) for one in found if one.sort == Sort.OPENED]
    switched = [one for one in found if one.sort in {Sort.ON, Sort.OFF}][:1]
    return waits, [*opened, *(_switched(one) for one in switched)]


def _still_waits(one: Telling) -> bool:
    opening = one.opening
    return opening is not None and opening.opened_at is None and not is_over(opening)


def _asked() -> Waiting:
    return Waiting(
        above=_("Safeguarding"),
        heading=_("The other of you two asks to open a recording"),
        text=_("Nothing opens unless you ask for the same one, with a reason of your own."),
        button=_("See what is asked for"),
        url=reverse("safeguarding:here"),
        more="",
    )


def _opened(one: Telling) -> Waiting:
    day = {"day": formats.date_format(timezone.localtime(one.at), "j F Y, H:i")}
    is_talk = one.opening is not None and one.opening.what == "talk"
    heading = (
        _("A conversation of yours was opened for safeguarding on %(day)s")
        if is_talk
        else _("A lesson film of yours was opened for safeguarding on %(day)s")
    )
    return Waiting("", heading % day, "", "", "", reverse("recordings:watched"))


def _switched(one: Telling) -> Waiting:
    heading = (
        _("The exception for safeguarding was switched on at your school")
        if one.sort == Sort.ON
        else _("The exception for safeguarding was switched off at your school")
    )
    return Waiting("", heading, "", "", "", reverse("people:who-could-look"))
