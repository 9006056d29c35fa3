"""What a strand says now, and what it asks of one person: plain rules over stages and dates, no content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.plans import Roles, WaitsOn
from sidebyside.programme.plans.words import awaited_words
from sidebyside.programme.stages import StageOf, is_done, plan_of, stage_of
from sidebyside.programme.standing import is_in, strands
from sidebyside.programme.when import day_and_time, day_words


@dataclass(frozen=True)
class Now:
    """The state in a sentence, from one person's chair.

    ``part`` is the part of the cycle that the button opens ("focus", "times", "plan", "film", "prepare",
    "meet", "steps"), or "aims" of the pair; "close" and "done/" with a step's key are said by the press itself. Empty
    where nothing is asked of this person.
    """

    heading: str
    text: str = ""
    button: str = ""
    part: str = ""

    @property
    def is_yours(self) -> bool:
        return bool(self.part)

    @property
    def posts(self) -> bool:
        return self.part == "close" or self.part.startswith("done/")

    def url_in(self, strand: Strand) -> str:
        """Where the button leads, or sends its form; empty where there is none."""
        if self.part == "aims":
            return f"/pair/{strand.cycle.partnership.code}/aims/"
        return f"/cycle/{strand.code}/{self.part}/" if self.part else ""


def now_for(person: Person, strand: Strand, ready: Collection[int] = (), *, film_rests: bool = False) -> Now:
    """``ready``: keys of the people who have prepared, where the room knows; ``film_rests``: see recordings.sharing."""
    cycle = strand.cycle
    if cycle.closed_at is not None:
        return Now(
            _("Cycle %(number)s is closed") % {"number": cycle.number},
            _("Sharing has ended. Your words stay with you."),
        )
    if cycle.paused_at is not None:
        return Now(
            _("Cycle %(number)s is resting") % {"number": cycle.number},
            _("Nothing is lost and nothing is expected. Either of you can take it up again."),
        )
    if cycle.skipped_at is not None:
        return Now(_("Cycle %(number)s is skipped") % {"number": cycle.number})
    return _running(person, stage_of(strand), ready, film_rests=film_rests)


def _running(person: Person, stage: StageOf, ready: Collection[int], *, film_rests: bool) -> Now:
    if stage.next_step is None:
        return _all_done(stage)
    by_step = {
        "focus": _focus,
        "reality": _approach,
        "approach": _approach,
        "aim": _aim,
        "time": _time,
        "plan": _plan,
        "film": _film,
        "talk": _talk,
        "steps": _steps,
        "observe": _tick,
        "model": _tick,
        "try": _tick,
    }
    key = stage.next_step.key
    if key == "prepare" and film_rests:
        return _film_rests(person, stage)
    if key == "prepare":
        return _prepare(person, stage, ready)
    if key in by_step:
        return by_step[key](person, stage)
    return Now(_("This cycle waits for %(what)s") % {"what": awaited_words(stage.plan, stage.next_step)})


def _all_done(stage: StageOf) -> Now:
    if stage.plan.roles is Roles.SHARED and not is_done(sides_here(stage.strand), stage.plan):
        return Now(
            _("Your side is done; the other’s is not yet"),
            _("The cycle closes when both are. Either of you can close it as it is."),
        )
    text = _("The next cycle opens when you close it.")
    if stage.plan.films_lesson:
        text = _("Sharing ends by itself when you close it, and the next cycle opens.")
    return Now(_("All is done: close the cycle"), text, _("Close the cycle"), "close")


def sides_here(strand: Strand) -> list[Strand]:
    """Those of whoever has left a trio are not waited for."""
    partnership = strand.cycle.partnership
    sides = strands().filter(cycle=strand.cycle_id)
    return [one for one in sides if is_in(one.coachee, partnership)]


def sides_not_done(strand: Strand) -> list[str]:
    """Where both coach at once: whose other sides of the cycle would end unfinished with it."""
    plan = plan_of(strand)
    if plan.roles is not Roles.SHARED:
        return []
    others = [one for one in sides_here(strand) if one.pk != strand.pk]
    return [one.coachee.name for one in others if not is_done([one], plan)]


def _is_coachee(person: Person, stage: StageOf) -> bool:
    return stage.strand.coachee.pk == person.pk


def others_in(strand: Strand, person: Person) -> str:
    """The partners' names as a sentence says them."""
    names = [part.person.name for part in strand.parts.all() if part.person_id != person.pk]
    return _(" and ").join(names)


def _focus(person: Person, stage: StageOf) -> Now:
    if _is_coachee(person, stage):
        return Now(
            _("Choose what to look at in your lesson"),
            _("One thing that one could see or hear. %(coach)s looks with you.")
            % {"coach": others_in(stage.strand, person)},
            _("Write your focus"),
            "focus",
        )
    return Now(
        _("%(name)s is choosing a focus") % {"name": stage.strand.coachee.name},
        _("You can add your question as soon as it is there."),
    )


def _approach(person: Person, stage: StageOf) -> Now:
    """FLOW's second and third step, on the page of the focus."""
    assert stage.next_step is not None
    reality = stage.next_step.key == "reality"
    if _is_coachee(person, stage):
        if reality:
            heading, text = _("Look at the reality"), _("What is it like now? What do you see and hear?")
        else:
            heading = _("Think about where you want to be")
            text = _("What would be different, and what will you try in the lesson?")
        return Now(heading, text, _("Write it down"), "focus")
    return Now(
        _("%(name)s thinks about the focus") % {"name": stage.strand.coachee.name},
        _("You can add your question as soon as it is there."),
    )


def _aim(person: Person, stage: StageOf) -> Now:
    if _is_coachee(person, stage):
        return Now(
            _("Name what you want to get better at"),
            _(
                "It stays with you through many talks, and need not be about a lesson. Only %(names)s reads it."
            )
            % {"names": others_in(stage.strand, person)},
            _("Name your aim"),
            "aims",
        )
    return Now(_("%(name)s is thinking of an aim") % {"name": stage.strand.coachee.name})


def _tick(person: Person, stage: StageOf) -> Now:
    """A step that one of the two says is done."""
    assert stage.next_step is not None
    step = stage.next_step
    asked = _is_coachee(person, stage) == (step.waits_on is WaitsOn.COACHEE)
    part = f"done/{step.key}" if asked else ""
    return {"observe": _observe, "model": _model, "try": _try}[step.key](person, stage, part)


def _observe(person: Person, stage: StageOf, part: str) -> Now:
    """``part`` is empty for the coachee. Nobody has been in a lesson that is still to come."""
    at, name = stage.strand.lesson_at, {"name": stage.strand.coachee.name}
    when = {"when": day_and_time(at)} if at is not None else {}
    if part and at is not None and at > timezone.now():
        return Now(
            _("Visit %(name)s’s lesson %(when)s") % (name | when),
            _("You can take notes there. They stay yours until you talk."),
        )
    if part:
        return Now(
            _("Have you seen %(name)s’s lesson?") % name,
            _("What you noted there stays yours until you talk."),
            _("I was there"),
            part,
        )
    heading = _("A visit to your lesson comes next") if at is None else _("Your lesson is %(when)s") % when
    names = {"names": others_in(stage.strand, person)}
    if stage.plan.films_lesson:
        text = _("%(names)s visits it, or you bring a film of it.") % names
        return Now(heading, text, _("Bring a film instead"), "film")
    return Now(heading, _("%(names)s visits it.") % names)


def _model(person: Person, stage: StageOf, part: str) -> Now:
    if part:
        return Now(
            _("Show %(name)s how you do it") % {"name": stage.strand.coachee.name},
            _("In a lesson or beside one, so that it can be seen."),
            _("I have shown it"),
            part,
        )
    return Now(_("%(names)s shows you first") % {"names": others_in(stage.strand, person)})


def _try(person: Person, stage: StageOf, part: str) -> Now:
    if part:
        return Now(
            _("Try it, with support and then alone"),
            _("Take the time that it needs. Only you say when it is done."),
            _("I have tried it"),
            part,
        )
    return Now(_("%(name)s tries it, with you and then alone") % {"name": stage.strand.coachee.name})


def _time(person: Person, stage: StageOf) -> Now:
    if not stage.plan.has_lesson:
        return Now(
            _("Agree when you talk"),
            _("%(minutes)s minutes, at a time that is free for you both.")
            % {"minutes": stage.strand.meeting_minutes},
            _("Put in the time"),
            "times",
        )
    if "film" in stage.reached:
        return Now(
            _("Agree when you two meet"),
            _("The lesson is filmed. Either of you can put in the time of your talk."),
            _("Put in the time"),
            "times",
        )
    return Now(
        _("Agree a lesson time and a meeting time"),
        _("Either of you can put them in. Both of you see them."),
        _("Put in the times"),
        "times",
    )


def _plan(person: Person, stage: StageOf) -> Now:
    if _is_coachee(person, stage):
        heading = _("Plan your lesson together")
    else:
        heading = _("Plan %(name)s’s lesson together") % {"name": stage.strand.coachee.name}
    text = _("One text that you both write in, with your shelf beside it. Nobody else sees it.")
    return Now(heading, text, _("Open the plan"), "plan")


def _film(person: Person, stage: StageOf) -> Now:
    lesson_at, coachee = stage.strand.lesson_at, stage.strand.coachee.name
    if stage.plan.clip_seconds:
        return _clips(person, stage)
    still_to_come = lesson_at is not None and lesson_at > timezone.now()
    if lesson_at is not None and still_to_come:
        if _is_coachee(person, stage):
            heading = _("Film your lesson %(when)s") % {"when": day_words(lesson_at)}
        else:
            heading = _("%(name)s films %(when)s") % {"name": coachee, "when": day_words(lesson_at)}
        text = _("The lesson begins %(when)s.") % {"when": day_and_time(lesson_at)}
    elif _is_coachee(person, stage):
        heading, text = _("Bring the film of your lesson"), _("Only you can see it until you share it.")
    else:
        heading = _("%(name)s brings the film next") % {"name": coachee}
        text = _("You are told nothing of it until it is shared with you.")
    if _is_coachee(person, stage):
        return Now(heading, text, _("Bring the film"), "film")
    return Now(heading, text)


def _clips(person: Person, stage: StageOf) -> Now:
    minutes = stage.plan.clip_seconds // 60
    if _is_coachee(person, stage):
        return Now(
            _("Bring short clips of what works"),
            _("Under %(minutes)s minutes each. Only you see them until you share them.")
            % {"minutes": minutes},
            _("Bring a clip"),
            "film",
        )
    return Now(
        _("%(name)s brings short clips next") % {"name": stage.strand.coachee.name},
        _("You are told nothing of them until they are shared with you."),
    )


def _film_rests(person: Person, stage: StageOf) -> Now:
    """To a coach without the reason."""
    if _is_coachee(person, stage):
        return Now(
            _("Your film rests with you for now"),
            _(
                "Not everybody who may be in shot has a yes. Its page says what you can do; you can meet without it."
            ),
            _("See what you can do"),
            "film",
        )
    return Now(
        _("The film rests for now"),
        _("You need do nothing. It opens again when it is shared with you, and what you marked is kept."),
    )


def _prepare(person: Person, stage: StageOf, ready: Collection[int]) -> Now:
    if person.pk in ready:
        return Now(
            _("You are ready; %(name)s is still preparing") % {"name": others_in(stage.strand, person)},
            _("What each of you marked opens when both are ready, or when you meet."),
        )
    return Now(
        _("Watch and mark, each alone"),
        _("Neither sees the other’s marks until you both press ready, or open the meeting."),
        _("Prepare"),
        "prepare",
    )


def _talk(person: Person, stage: StageOf) -> Now:
    meeting_at = stage.strand.meeting_at
    if meeting_at is not None and meeting_at > timezone.now() - timedelta(hours=1):
        heading = _("Meet %(name)s %(when)s") % {
            "name": others_in(stage.strand, person),
            "when": day_and_time(meeting_at),
        }
    else:
        heading = _("It is time for your talk with %(name)s") % {"name": others_in(stage.strand, person)}
    return Now(heading, _("Sit down at one screen. Both of you confirm."), _("Open the meeting"), "meet")


def _steps(person: Person, stage: StageOf) -> Now:
    if _is_coachee(person, stage):
        return Now(
            _("Write down your next steps"),
            _("What you will do, by when, and how you will know."),
            _("Write the next steps"),
            "steps",
        )
    return Now(
        _("%(name)s writes the next steps") % {"name": stage.strand.coachee.name},
        _("Note what you take away for your own teaching, while it is fresh."),
        _("Note what you take away"),
        "steps",
    )
