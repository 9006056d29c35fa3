"""The exception in plain words, for everybody at a school where it is switched on."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sidebyside.programme.models import Strand
from sidebyside.safeguarding.standing import period_at, the_two


def coaches_of(strand: Strand) -> str:
    """By name where they are of the coachee's school: the two of one school are told of nobody at another."""
    school = strand.coachee.school_id
    names = [
        one.name if one.school_id == school else _("a coach of another school") for one in strand.coaches
    ]
    return _(" and ").join(names)


def beside(school_id: int) -> str:
    """Said to a coach of another school, whose own films and talks this school's two never open. Names nobody there."""
    period = period_at(school_id)
    if period is None:
        return ""
    return _(
        "At %(school)s the exception for safeguarding is switched on: its two named people may together open a film "
        "that is of its own staff, for an hour. Nothing of yours, and no talk of yours with a colleague there."
    ) % {"school": period.school.name}


def exception_at(school_id: int) -> str:
    """Who the two are, and since when; empty where it is off."""
    period = period_at(school_id)
    if period is None:
        return ""
    day = formats.date_format(timezone.localtime(period.on_at), "j F Y, H:i")
    two = the_two(school_id)
    if not two:
        return _(
            "The exception for safeguarding is switched on since %(day)s, and opens nothing: two people are not named."
        ) % {"day": day}
    names = _(" and ").join(one.name for one in two)
    return _(
        "One exception is switched on since %(day)s: for safeguarding, %(names)s may together open one recording made "
        "since then, for an hour. You hear of it at once."
    ) % {"day": day, "names": names}
