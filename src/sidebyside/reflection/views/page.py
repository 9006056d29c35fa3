"""Putting the page together: whose words may be read, whose may be written, and what somebody just typed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand, StrandPart
from sidebyside.programme.now import sides_not_done
from sidebyside.programme.seen import stamp
from sidebyside.programme.stages import stage_of
from sidebyside.programme.standing import part_of
from sidebyside.reflection.afterwards import agreed_in, in_order, step_words, steps_of
from sidebyside.reflection.forms import CameOfItForm, LookBackForm, StepsForm, TakeawayForm
from sidebyside.reflection.models import NextStep, Takeaway
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see


@dataclass(frozen=True)
class Typed:
    """A form that could not be kept, to be shown again with its words."""

    steps: StepsForm | None = None
    look_back: LookBackForm | None = None
    takeaway: TakeawayForm | None = None
    problem: str = ""


NOTHING = Typed()


def steps_page(
    request: PersonRequest, strand: Strand, typed: Typed = NOTHING, status: int = 200
) -> HttpResponse:
    person, running = request.user, strand.cycle.is_running
    looks_back = may(person, Act.CHANGE, Kind.LOOK_BACK, strand)
    saved, agreed = steps_of(strand), agreed_in(strand, with_words=looks_back)
    own = [one.by(person) for one in agreed]
    yours = may(person, Act.CHANGE, Kind.NEXT_STEP, strand)
    is_partner = may(person, Act.CHANGE, Kind.STAGES, strand.cycle)
    shown = {
        "strand": strand,
        "cycle": strand.cycle,
        "steps": saved,
        "yours": yours,
        "agreed": agreed,
        "writes_steps": yours and (running or typed.steps is not None),
        "writes_back": looks_back and (running or typed.look_back is not None),
        "steps_form": typed.steps or StepsForm(words=step_words(saved)),
        "look_back_form": typed.look_back or LookBackForm(agreed=agreed, own=own),
        "steps_seen": stamp(in_order(step_words(saved))),
        "look_back_seen": stamp(own),
        "talked": "talk" in stage_of(strand).reached,
        "may_close": is_partner and running,
        "all_done": stage_of(strand).next_step is None,
        "films": stage_of(strand).plan.films_lesson,
        "not_done": _(" and ").join(sides_not_done(strand)) if is_partner and running else "",
        "typed": typed,
        "problem": typed.problem,
        "corner": who_can_see(Circle.PAIR),
        **_takeaway(request, strand, typed),
    }
    return render(request, "reflection/steps.html", shown, status=status)


def _takeaway(request: PersonRequest, strand: Strand, typed: Typed) -> dict[str, object]:
    part = part_of(request.user, strand)
    if part is None or part.role != StrandPart.Role.COACH:
        return {"takes_away": False}
    found = Takeaway.objects.select_related("author").filter(strand=strand, author=request.user).first()
    words = found.words if found else ""
    return {
        "takes_away": True,
        "takeaway_words": words,
        "takeaway_form": typed.takeaway or TakeawayForm(initial={"takeaway": words}),
        "takeaway_seen": stamp([words]),
        "takeaway_circle": who_can_see(Circle.YOU),
    }


def came_page(
    request: PersonRequest, step: NextStep, form: CameOfItForm, problem: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "step": step,
        "form": form,
        "seen": stamp([step.came_of_it]),
        "problem": problem,
        "corner": who_can_see(Circle.PAIR),
    }
    return render(request, "reflection/came_of_it.html", shown, status=status)
