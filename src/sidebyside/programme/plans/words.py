"""What the templates, their steps and their choices are called, and what each takes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidebyside.programme.plans.shape import Cadence, Crowd, Phases, Plan, Roles, Step

NAMES: dict[str, Promise] = {
    "side-by-side": _("Side-by-side"),
    "ideal-cycle": _("Ideal cycle"),
    "video-dyad": _("Video dyad"),
    "flow": _("FLOW"),
    "specialist": _("Specialist"),
}


@dataclass(frozen=True)
class About:
    what: Promise
    takes: Promise
    source: Promise


ABOUT = {
    "side-by-side": About(
        _(
            "Two colleagues, teaching or not, talk for twenty minutes every week about what each wants to get"
            " better at. Both coach and are coached in the same talk."
        ),
        _("One free period of 40 minutes a week in common; the talk takes half of it. No film and no visit."),
        _("A case study of a senior school, 2020–22."),
    ),
    "ideal-cycle": About(
        _(
            "Time is agreed first. The two meet and plan before the lesson, one visits it or looks at a film, and the"
            " meeting afterwards may open the next cycle. Then they swap."
        ),
        _("Two meetings and one lesson a cycle; cover for a visit, none for a film."),
        _("A university research centre’s guide after a study of two years, 2010."),
    ),
    "video-dyad": About(
        _(
            "Each half-term one of the two is filmed. Each marks the film alone, then they talk beside it. The"
            " next time they swap."
        ),
        _("About three hours each a half-term, and a camera. No cover: the film stands in for a visit."),
        _("A doctoral study of five pairs over one year, 2020–21."),
    ),
    "flow": About(
        _(
            "Step by step: find the focus, look at the reality, think where you want to be, observe, discuss, next"
            " steps. Both visit each other in one morning and talk in the afternoon of the next day."
        ),
        _("Cover: one teacher for the morning, two at once for the talk. No film."),
        _("A city primary school that began with it in the 2000s."),
    ),
    "specialist": About(
        _(
            "Somebody with a speciality models it, also from outside the school. The teacher brings very short"
            " clips of what works, the two talk about them, and the teacher goes on alone."
        ),
        _("A block of half a year; clips under two minutes; time for the specialist in school."),
        _("Think-pieces on video and specialists, 2015–16, and a primary school."),
    ),
}

# What a step is called once it is done, and what is awaited while it is not.
STEP_NAMES: dict[str, Promise] = {
    "focus": _("focus set"),
    "reality": _("reality looked at"),
    "approach": _("approach agreed"),
    "aim": _("aim named"),
    "time": _("times agreed"),
    "plan": _("lesson planned together"),
    "film": _("filmed"),
    "observe": _("lesson seen"),
    "model": _("shown by the specialist"),
    "prepare": _("prepared"),
    "talk": _("talked"),
    "try": _("tried"),
    "steps": _("next steps set"),
}
STEP_AWAITED: dict[str, Promise] = {
    "focus": _("a focus"),
    "reality": _("a look at the reality"),
    "approach": _("an approach"),
    "aim": _("an aim"),
    "time": _("a lesson time and a meeting time"),
    "plan": _("the lesson to be planned together"),
    "film": _("the film"),
    "observe": _("the visit to the lesson"),
    "model": _("the specialist to show it"),
    "prepare": _("both to be ready"),
    "talk": _("the talk"),
    "try": _("a try, with support and then alone"),
    "steps": _("next steps"),
}
# What a step is called where a template is read or edited.
STEP_TITLES: dict[str, Promise] = {
    "focus": _("Find a focus"),
    "reality": _("Look at the reality"),
    "approach": _("Where you want to be, and the approach"),
    "aim": _("Name an aim"),
    "time": _("Agree the time"),
    "plan": _("Plan the lesson together"),
    "film": _("Film"),
    "observe": _("See the lesson"),
    "model": _("The specialist models"),
    "prepare": _("Prepare, each alone"),
    "talk": _("Talk"),
    "try": _("Try it with support, then alone"),
    "steps": _("Next steps"),
}
CADENCES: dict[Cadence, Promise] = {
    Cadence.WEEKLY: _("every week"),
    Cadence.FORTNIGHTLY: _("every two weeks"),
    Cadence.HALF_TERM: _("each half-term"),
    Cadence.SERIES: _("spread over the year"),
}
ROLES: dict[Roles, Promise] = {
    Roles.ALTERNATE: _("Partners swap roles each cycle."),
    Roles.SHARED: _("Both coach and are coached in every cycle."),
    Roles.FIXED: _("Roles stay: one coaches, one is coached."),
}
WHO: dict[Crowd, Promise] = {
    Crowd.TEACHERS: _("Teachers of the school."),
    Crowd.STAFF: _("All staff, teaching or not."),
    Crowd.OUTSIDE_COACH: _("A teacher, and a coach from inside or outside the school."),
}
PHASES: dict[Phases, Promise] = {
    Phases.TRAINING: _("Training"),
    Phases.COACHING: _("Coaching"),
    Phases.REVIEW: _("Review"),
}


def name_of(plan: Plan) -> str:
    """The school's own name for it, or the model's."""
    return plan.name or str(NAMES.get(plan.key, ""))


def reached_words(step: Step) -> str:
    """A step that is done. The school's own name is a title, and says nothing of being done."""
    if step.name:
        return str(_("%(name)s: done") % {"name": step.name})
    return str(STEP_NAMES.get(step.key, step.key))


def awaited_words(plan: Plan, step: Step) -> str:
    if step.name:
        return step.name
    if step.key == "time" and not plan.has_lesson:
        return str(_("a time for the talk"))
    if step.key == "observe" and plan.films_lesson:
        return str(_("a visit to the lesson, or its film"))
    if step.key == "film" and plan.clip_seconds:
        return str(_("short clips"))
    return str(STEP_AWAITED.get(step.key, step.key))


def title_of(step: Step) -> str:
    return step.name or str(STEP_TITLES.get(step.key, step.key))


def invitation_words(plan: Plan, names: str, coaches: bool) -> str:
    """What a proposal says that they would do. ``names`` are the others'; ``coaches`` counts only where roles stay."""
    if plan.roles is Roles.SHARED and not plan.has_lesson:
        first = _("You talk for %(minutes)s minutes %(often)s, and both coach and are coached in it.")
    elif plan.roles is Roles.SHARED:
        first = _("You visit each other’s lessons in one morning, and talk about both the next day.")
    elif plan.roles is Roles.FIXED and coaches:
        first = _("You show and coach; %(names)s tries it out and brings short clips.")
    elif plan.roles is Roles.FIXED:
        first = _("%(names)s shows and coaches; you try it out and bring short clips.")
    elif plan.visits:
        first = _("You take turns: one teaches a lesson, the other visits it or looks at a film of it.")
    else:
        first = _("You take turns: one films a lesson, the other looks with them.")
    often: Promise = _("at a time") if plan.cadence is Cadence.SERIES else CADENCES[plan.cadence]
    said = first % {"minutes": plan.meeting_minutes, "often": often, "names": names}
    return f"{said} {_('Nobody at school sees what you make of it.')}"
