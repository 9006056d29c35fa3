"""The year that a template would make, as a page shows it before anybody starts it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.programme.plans import Cadence, Plan, Roles
from sidebyside.programme.plans.words import CADENCES, PHASES, ROLES, WHO, name_of, title_of
from sidebyside.programme.plans.year import Stretch, Year, last_day, year_of
from sidebyside.programme.year import MOST_DOTS, Dot

HALF_TERMS = 6


@dataclass(frozen=True)
class Preview:
    name: str
    sentence: str
    facts: list[tuple[str, str]]
    steps: list[str]
    phases: list[tuple[str, str]]
    dots: list[Dot]
    rest: str
    warning: str
    # Whether terms and closures were known; where not, holidays are counted as school.
    knows_days: bool
    ends_early: str


def preview_of(
    plan: Plan, starts_on: date, ends_on: date, school_days: Container[date] | None = None
) -> Preview:
    """Raises ValueError where the last day does not come after the first."""
    year = year_of(plan, starts_on, ends_on, school_days)
    shown = year.cycles[:MOST_DOTS]
    return Preview(
        name=name_of(plan),
        sentence=how_often(plan, len(year.cycles)),
        facts=_facts(plan),
        steps=[title_of(step) for step in plan.steps],
        phases=[(str(PHASES[key]), _from_to(stretch)) for key, stretch in year.phases],
        dots=[_dot(plan, number, stretch) for number, stretch in enumerate(shown, 1)],
        rest=_rest(year),
        warning=_warning(year),
        knows_days=school_days is not None,
        ends_early=_ends_early(plan, starts_on, ends_on),
    )


def _ends_early(plan: Plan, starts_on: date, ends_on: date) -> str:
    last = last_day(plan, starts_on, ends_on)
    if last == ends_on:
        return ""
    return _("It is a block of %(n)d weeks, so it ends on %(day)s, whatever last day stands here.") % {
        "n": plan.weeks,
        "day": date_format(last, "j F Y"),
    }


def how_often(plan: Plan, count: int) -> str:
    """So many cycles of this plan, as one reads them."""
    cadence = plan.cadence
    if cadence is Cadence.HALF_TERM and count != HALF_TERMS:
        cadence = Cadence.SERIES
    return ngettext("%(n)d cycle, %(how)s", "%(n)d cycles, %(how)s", count) % {
        "n": count,
        "how": CADENCES[cadence],
    }


def _facts(plan: Plan) -> list[tuple[str, str]]:
    minutes = _("%(n)d minutes")
    facts = [(_("Who"), str(WHO[plan.who])), (_("Roles"), str(ROLES[plan.roles]))]
    facts.append((_("A talk"), minutes % {"n": plan.meeting_minutes}))
    if plan.has_lesson:
        facts.append((_("A lesson"), minutes % {"n": plan.lesson_minutes}))
    facts.append((_("What is seen"), _seen(plan)))
    if plan.trios:
        facts.append((_("Threes"), _("possible as well as pairs")))
    return facts


def _seen(plan: Plan) -> str:
    if plan.clip_seconds:
        return _("clips of %(n)d minutes at most") % {"n": plan.clip_seconds // 60}
    if plan.films_lesson and plan.visits:
        return _("a visit or a film, as the two like")
    if plan.films_lesson:
        return _("a film of the lesson")
    return _("a visit, nothing is filmed") if plan.visits else _("no lesson: nothing is filmed or visited")


def _dot(plan: Plan, number: int, stretch: Stretch) -> Dot:
    own = plan.roles is Roles.SHARED or plan.roles is Roles.FIXED or number % 2 == 1
    return Dot(
        number=number,
        role="mine" if own else "yours",
        state="todo",
        words=_("from %(day)s") % {"day": date_format(stretch.starts_on, "j M")},
    )


def _rest(year: Year) -> str:
    more = len(year.cycles) - MOST_DOTS
    if more < 1:
        return ""
    return ngettext(
        "And %(n)d more; the last begins on %(day)s.", "And %(n)d more; the last begins on %(day)s.", more
    ) % {"n": more, "day": date_format(year.cycles[-1].starts_on, "j F Y")}


def _warning(year: Year) -> str:
    if not year.all_fit:
        return _("Between these two days there is room for %(n)d of %(all)d. It starts with those.") % {
            "n": len(year.cycles),
            "all": year.wanted,
        }
    if year.apart < 14 and len(year.cycles) > 1 and year.apart != 7:
        return _("That is a cycle every %(n)d days: closer than most can manage. Fewer cycles may do.") % {
            "n": year.apart
        }
    return ""


def _from_to(stretch: Stretch) -> str:
    return _("%(first)s to %(last)s") % {
        "first": date_format(stretch.starts_on, "j M Y"),
        "last": date_format(stretch.ends_on, "j M Y"),
    }
