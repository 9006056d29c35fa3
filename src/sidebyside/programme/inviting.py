"""A proposal in words, to one who is proposed: what is asked, in which programme, how often, and who begins."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sidebyside.programme import plans
from sidebyside.programme.models import Membership, Partnership, Programme, StrandPart
from sidebyside.programme.plans import Plan, Roles
from sidebyside.programme.plans.words import invitation_words, name_of
from sidebyside.programme.previewing import how_often


@dataclass(frozen=True)
class Invitation:
    question: str
    words: str
    facts: list[str]


def invitation_of(partnership: Partnership, mine: Membership) -> Invitation:
    """Asks the database nothing where memberships and their people are fetched ahead."""
    plan = plans.kept(partnership.programme.plan)
    members = sorted(partnership.memberships.all(), key=lambda one: one.place)
    names = _(" and ").join(one.person.name for one in members if one.pk != mine.pk)
    begins = _begins(plan, members[0], mine)
    return Invitation(
        _question(plan, mine, names),
        invitation_words(plan, names, coaches=mine.fixed_role == StrandPart.Role.COACH),
        [
            _programme(partnership.programme, plan),
            how_often(plan, plan.cycles),
            *([begins] if begins else []),
        ],
    )


def role_words(mine: Membership, names: str) -> str:
    """Who coaches whom, of a partnership that stands."""
    if mine.fixed_role == StrandPart.Role.COACH:
        return _("You coach %(names)s") % {"names": names}
    if mine.fixed_role:
        return _("%(names)s coaches you") % {"names": names}
    return _("You and %(names)s coach each other") % {"names": names}


def _question(plan: Plan, mine: Membership, names: str) -> str:
    if plan.roles is not Roles.FIXED:
        asked = _("%(names)s and you: would you coach each other this year?")
    elif mine.fixed_role == StrandPart.Role.COACH:
        asked = _("Would you coach %(names)s?")
    else:
        asked = _("Would you be coached by %(names)s?")
    return asked % {"names": names}


def _programme(programme: Programme, plan: Plan) -> str:
    return _("%(name)s (%(model)s), from %(first)s to %(last)s") % {
        "name": programme.name,
        "model": name_of(plan),
        "first": date_format(programme.starts_on, "j F Y"),
        "last": date_format(programme.ends_on, "j F Y"),
    }


def _begins(plan: Plan, first: Membership, mine: Membership) -> str:
    if plan.roles is not Roles.ALTERNATE:
        return ""
    films = plan.films_lesson and not plan.visits
    if first.pk == mine.pk:
        return _("You film first.") if films else _("You are coached first.")
    begins = _("%(name)s films first.") if films else _("%(name)s is coached first.")
    return begins % {"name": first.person.name}
