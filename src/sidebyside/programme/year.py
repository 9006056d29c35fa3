"""A partnership's year as dots: whose turn each cycle is, and where it stands. Stages and dates only."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.actions import roles_in
from sidebyside.programme.models import Cycle, Partnership
from sidebyside.programme.when import short_day
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Dot:
    number: int
    role: str
    state: str
    words: str
    when: str = ""
    url: str = ""


def dots_of(partnership: Partnership, person: Person) -> list[Dot]:
    """A dot for each cycle of the plan, linked where it opens. Clay is the person's own turn to be filmed."""
    cycles = {cycle.number: cycle for cycle in partnership.cycles.all()}
    if not cycles or not partnership.has_two_in:
        planned = range(1, max(cycles, default=0) + 1)
    else:
        # A pair may have agreed to one cycle more than the plan has.
        planned = _window(max(cycles), max(*cycles, plans.kept(partnership.programme.plan).cycles))
    return [
        _begun(cycles[number], person) if number in cycles else _to_come(partnership, person, number)
        for number in planned
    ]


def rest_of(partnership: Partnership, dots: list[Dot]) -> str:
    """How many cycles of the plan come after the dots that are shown."""
    more = plans.kept(partnership.programme.plan).cycles - dots[-1].number if dots else 0
    if more < 1 or not partnership.has_two_in:
        return ""
    return ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more}


# A line of weekly talks would fill the page: what was last and what comes next is enough.
MOST_DOTS = 8
BEFORE = 2


def _window(reached: int, planned: int) -> range:
    if planned <= MOST_DOTS:
        return range(1, planned + 1)
    first = max(1, min(reached - BEFORE, planned - MOST_DOTS + 1))
    return range(first, first + MOST_DOTS)


def _begun(cycle: Cycle, person: Person) -> Dot:
    strands = list(cycle.strands.all())
    own = next((one for one in strands if one.coachee.pk == person.pk), None)
    strand = own or strands[0]
    filmed = {step.key: step.done_at for one in strands for step in one.steps.all()}.get("film")
    at = filmed or cycle.closed_at or strand.lesson_at
    plan = plans.kept(cycle.partnership.programme.plan)
    if plan.roles is plans.Roles.SHARED:
        words = _("you both")
    elif not plan.films_lesson or plan.visits or (cycle.closed_at is not None and not filmed):
        words = _whose_turn(strand.coachee, person)
    else:
        words = _who_films(strand.coachee, person, bool(filmed))
    return Dot(
        number=cycle.number,
        role="mine" if own else "yours",
        state="now" if cycle.closed_at is None else "done",
        words=words,
        when=short_day(at) if at else "",
        url=f"/cycle/{strand.code}/" if doors.may(person, Act.SEE, Kind.FOCUS, strand) else "",
    )


def _to_come(partnership: Partnership, person: Person, number: int) -> Dot:
    coachees = [coachee for coachee, _coaches in roles_in(partnership, number)]
    own = any(one.pk == person.pk for one in coachees)
    plan = plans.kept(partnership.programme.plan)
    coachee = person if own else coachees[0]
    if plan.roles is plans.Roles.SHARED:
        words = _("you both")
    elif plan.films_lesson and not plan.visits:
        words = _who_films(coachee, person, filmed=False)
    else:
        words = _whose_turn(coachee, person)
    return Dot(number=number, role="mine" if own else "yours", state="todo", words=words)


def _who_films(coachee: Person, person: Person, filmed: bool) -> str:
    if coachee.pk == person.pk:
        return _("you filmed") if filmed else _("you film")
    return (_("%(name)s filmed") if filmed else _("%(name)s films")) % {"name": coachee.name}


def _whose_turn(coachee: Person, person: Person) -> str:
    """For a cycle that closed without a film, or one that needs none."""
    return _("your turn") if coachee.pk == person.pk else _("%(name)s’s turn") % {"name": coachee.name}
