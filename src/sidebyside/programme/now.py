"""What a strand says now, and what it asks of one person: plain rules over stages and dates, no content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.plans import STEP_AWAITED
from sidebyside.programme.stages import StageOf, stage_of
from sidebyside.programme.when import day_and_time, day_words


@dataclass(frozen=True)
class Now:
    """The state in a sentence, from one person's chair.

    ``part`` is the part of the cycle that the button opens ("focus", "times", "film", "prepare", "meet",
    "steps", "close"), or empty where nothing is asked of this person.
    """

    heading: str
    text: str = ""
    button: str = ""
    part: str = ""

    @property
    def is_yours(self) -> bool:
        return bool(self.part)


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
        return Now(
            _("All is done: close the cycle"),
            _("Sharing ends by itself when you close it, and the next cycle opens."),
            _("Close the cycle"),
            "close",
        )
    by_step = {"focus": _focus, "time": _time, "film": _film, "talk": _talk, "steps": _steps}
    key = stage.next_step.key
    if key == "prepare" and film_rests:
        return _film_rests(person, stage)
    if key == "prepare":
        return _prepare(person, stage, ready)
    if key in by_step:
        return by_step[key](person, stage)
    return Now(_("This cycle waits for %(what)s") % {"what": STEP_AWAITED.get(key, key)})


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


def _time(person: Person, stage: StageOf) -> Now:
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


def _film(person: Person, stage: StageOf) -> Now:
    lesson_at, coachee = stage.strand.lesson_at, stage.strand.coachee.name
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
