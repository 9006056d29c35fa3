"""The marks of the four levels of coaching practice, as data: each says in plain words what it is, which turns show it,
and what one could try where it is missing.

Source: the table of four levels that the coding manual follows. How many turns make a mark count as present is our
own convention.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sidebyside.core.saying import _

from . import cues
from .codes import Function, Initiation, Level, Role, Scale, Stimulus, Time
from .shapes import Coded, Element, Span
from .words import set_of, words_of

EVIDENCE = (Stimulus.VIDEO, Stimulus.NOTES, Stimulus.WORK, Stimulus.DATA, Stimulus.ARTEFACT)
# Within so many turns something counts as an answer to what was said.
SOON = 4
_LEARNING = cues.NAMES.index("learning")
_IMPACT = cues.NAMES.index("would happen")
_WE = set_of("we us our ours let's")


@dataclass(frozen=True, slots=True)
class Said:
    """What of a turn's words the marks ask for."""

    learning: bool
    impact: bool
    we: bool


def said_in(turns: Sequence[Coded]) -> dict[int, Said]:
    made = {}
    for at, turn in enumerate(turns):
        if turn.codes.main is not None:
            words = words_of(turn.spoken.text)
            found = {one.cue for one in cues.find(words)}
            made[at] = Said(_LEARNING in found, _IMPACT in found, not _WE.isdisjoint(words))
    return made


@dataclass(frozen=True)
class Part:
    """A run of turns of a talk with their places in it, and the elements and spans that lie in it."""

    turns: tuple[tuple[int, Coded], ...]
    elements: tuple[Element, ...] = ()
    spans: tuple[Span, ...] = ()
    said: Mapping[int, Said] = field(default_factory=dict)

    def where(self, right: Callable[[Coded], bool]) -> list[int]:
        return [at for at, turn in self.turns if right(turn)]


@dataclass(frozen=True)
class Mark:
    """`enough`: so many turns, and this share of the turns looked at, make it present."""

    key: str
    level: Level
    text: str
    shown: Callable[[Part], list[int]]
    to_try: str
    enough: int = 1
    share: float = 0.0


def _coachee(turn: Coded) -> bool:
    return turn.spoken.role is Role.COACHEE


def _coach(turn: Coded) -> bool:
    return turn.spoken.role in (Role.COACH, Role.COACH2)


def _does(*functions: Function) -> Callable[[Part], list[int]]:
    return lambda part: part.where(lambda turn: turn.does(*functions))


def _coachee_does(*functions: Function) -> Callable[[Part], list[int]]:
    return lambda part: part.where(lambda turn: _coachee(turn) and turn.does(*functions))


def _scale(*scales: Scale) -> Callable[[Part], list[int]]:
    return lambda part: part.where(
        lambda turn: turn.codes.scale is not None and turn.codes.scale.value in scales
    )


def _time(time: Time) -> Callable[[Part], list[int]]:
    return lambda part: part.where(lambda turn: turn.codes.time is not None and turn.codes.time.value is time)


def _rests(*stimuli: Stimulus) -> Callable[[Part], list[int]]:
    return lambda part: part.where(lambda turn: turn.rests_on(*stimuli))


def _coach_asks(part: Part) -> list[int]:
    return part.where(lambda turn: _coach(turn) and turn.codes.main is Function.QUESTION)


def _problem(part: Part) -> list[int]:
    return part.where(
        lambda turn: _coachee(turn) and turn.codes.tone is not None and turn.codes.tone.value < 0
    )


def _learning(part: Part) -> list[int]:
    return [at for at, _ in part.turns if part.said[at].learning]


def _impact(part: Part) -> list[int]:
    return [at for at, _ in part.turns if part.said[at].impact]


def _joint_evidence(part: Part) -> list[int]:
    """Evidence in turns of more than one voice."""
    found = [(at, turn) for at, turn in part.turns if turn.rests_on(*EVIDENCE)]
    return [at for at, _ in found] if len({turn.spoken.voice for _, turn in found}) > 1 else []


def _moves(part: Part) -> list[int]:
    """Turns at which the scale changes, where there are three scales or more."""
    scales = [(at, turn.codes.scale.value) for at, turn in part.turns if turn.codes.scale]
    if len({scale for _, scale in scales}) < 3:
        return []
    return [at for (_, before), (at, scale) in _pairs(scales) if scale != before]


def _pairs[T](values: Sequence[T]) -> Iterator[tuple[T, T]]:
    return itertools.pairwise(values)


def _coachee_opens(part: Part) -> list[int]:
    return [one.first for one in part.elements if one.initiation in (Initiation.COACHEE, Initiation.BOTH)]


def _resolved(part: Part) -> list[int]:
    """A dissonance that is taken on, turned into an idea or into a step within a few turns."""
    return _followed(
        part, (Function.DISSONANCE,), (Function.NEW_IDEA, Function.SUGGESTION, Function.GENERALISATION)
    )


def _to_plan(part: Part) -> list[int]:
    return _followed(part, (Function.NEW_IDEA,), (Function.SUGGESTION,))


def _followed(part: Part, first: Sequence[Function], then: Sequence[Function]) -> list[int]:
    made = []
    for place, (at, turn) in enumerate(part.turns):
        if turn.does(*first):
            after = part.turns[place + 1 : place + 1 + SOON]
            made += [at] if any(one.does(*then) for _, one in after) else []
    return made


def _ideas_of_both(part: Part) -> list[int]:
    found = [(at, turn.spoken.voice) for at, turn in part.turns if turn.does(Function.NEW_IDEA)]
    return [at for at, _ in found] if len({voice for _, voice in found}) > 1 else []


def _connects(part: Part) -> list[int]:
    """Turns on a principle within a few turns of one on a moment or an episode, one way or the other."""
    near, wide = set(_scale(Scale.MOMENT, Scale.EPISODE)(part)), set(_scale(Scale.THEME, Scale.SCHOOL)(part))
    return [at for at in sorted(wide) if any(at + by in near for by in range(-SOON, SOON + 1))]


def _spans(part: Part) -> list[int]:
    inside = {at for span in part.spans for at in range(span.first, span.last + 1)}
    return [at for at, _ in part.turns if at in inside]


def _blurred(part: Part) -> list[int]:
    """What the other one usually does: the coachee asks or challenges, the coach voices a clash or tells."""
    return part.where(
        lambda turn: (
            (_coachee(turn) and turn.does(Function.QUESTION, Function.CHALLENGE))
            or (_coach(turn) and turn.does(Function.DISSONANCE, Function.CONTEXT, Function.DEFENCE))
        )
    )


def _say_we(part: Part) -> list[int]:
    return [at for at, _ in part.turns if part.said[at].we]


MARKS: tuple[Mark, ...] = (
    Mark("coach asks", Level.EMERGING, _("The coach's questions draw an account."), _coach_asks,
         _("Begin with one question that you would really like to hear the answer to.")),
    Mark("account", Level.EMERGING, _("The coachee tells what happened."), _coachee_does(Function.EXPLANATION),
         _("Let the coachee tell one stretch of the lesson from start to end before anything is judged.")),
    Mark("from memory", Level.EMERGING, _("The talk rests on memory."), _rests(Stimulus.RECALL),
         _("Ask what comes back first when you think of the lesson.")),
    Mark("judgements", Level.EMERGING, _("It is said how things went."), _does(Function.EVALUATION),
         _("Say one thing that went well, and what you saw that tells you so.")),
    Mark("whole lesson", Level.EMERGING, _("The lesson is looked at as a whole."), _scale(Scale.LESSON),
         _("Choose together which part of the lesson matters most.")),
    Mark("reasons", Level.DEVELOPING, _("The coachee gives reasons for decisions."),
         _coachee_does(Function.JUSTIFICATION),
         _("Ask once: what made you decide that, just then?")),
    Mark("intent", Level.DEVELOPING, _("The coachee makes plain what was meant."),
         _coachee_does(Function.CLARIFICATION),
         _("Ask what a word that was used means in this classroom.")),
    Mark("evidence", Level.DEVELOPING, _("Film, notes or pupils' work are looked at."), _rests(*EVIDENCE),
         _("Choose one minute of the film, or one pupil's page, and look at it before you go on."), 2),
    Mark("episodes", Level.DEVELOPING, _("The talk stays with a part of the lesson."),
         _scale(Scale.EPISODE, Scale.MOMENT),
         _("Stay with one episode until you both know what the pupils were doing."), 2, 0.3),
    Mark("earlier", Level.DEVELOPING, _("It links to earlier lessons or to the planning."), _time(Time.BEFORE),
         _("Ask how this was in a lesson before.")),
    Mark("learning", Level.DEVELOPING, _("Teaching is linked to what pupils learnt."), _learning,
         _("Ask: what did they understand at that point, and how can we tell?")),
    Mark("problems", Level.DEVELOPING, _("The coachee names what was hard."), _problem,
         _("Ask which moment the coachee would most like to have again.")),
    Mark("suggestions", Level.DEVELOPING, _("Something to do is proposed."), _does(Function.SUGGESTION),
         _("Ask the coachee first for one small thing to do differently.")),
    Mark("joint evidence", Level.REFINING, _("Both speak from the evidence."), _joint_evidence,
         _("Look at the same minute twice: first the coachee says what is there, then the coach."), 4),
    Mark("challenge", Level.REFINING, _("A reading or a habit is questioned."), _does(Function.CHALLENGE),
         _("Try one question that could change a mind: what else could explain what they did?")),
    Mark("pattern", Level.REFINING, _("A pattern beyond this lesson is seen."), _does(Function.GENERALISATION),
         _("Ask where else this happens, and what that may mean.")),
    Mark("supposes", Level.REFINING, _("The coachee supposes causes and possibilities."),
         _coachee_does(Function.NEW_IDEA),
         _("Ask: suppose you were one of the pupils, what would you have made of it?")),
    Mark("scales", Level.REFINING, _("The talk moves between moment, lesson and principle."), _moves,
         _("When a moment has been looked at, ask what it says about teaching in general, and come back to it."), 2),
    Mark("future", Level.REFINING, _("It reaches into a coming lesson."), _time(Time.AFTER),
         _("Before you end, name the lesson and the minute in which something will be tried."), 2),
    Mark("coachee opens", Level.REFINING, _("The coachee opens subjects too."), _coachee_opens,
         _("Let the coachee choose what comes next, and wait until it comes.")),
    Mark("built together", Level.CO_CONSTRUCTIVE, _("An idea grows between the two."), _spans,
         _("When an idea comes up, add to it before you weigh it: yes, and then?"), 4),
    Mark("clash", Level.CO_CONSTRUCTIVE, _("A clash of belief and evidence is said aloud."), _does(Function.DISSONANCE),
         _("Ask what on the film was not as you had remembered it, and stay with that.")),
    Mark("clash resolved", Level.CO_CONSTRUCTIVE, _("A clash becomes an idea or a step."), _resolved,
         _("When something does not fit, ask where it was different, and what that could mean for a coming lesson.")),
    Mark("ideas of both", Level.CO_CONSTRUCTIVE, _("Both bring ideas that were not there before."), _ideas_of_both,
         _("Each says one thing that starts with: suppose ..."), 2),
    Mark("connects", Level.CO_CONSTRUCTIVE, _("A moment and a principle are tied together."), _connects,
         _("Ask of one moment: which belief of ours about learning does it speak for, or against?"), 2),
    Mark("impact", Level.CO_CONSTRUCTIVE, _("How to find out what a change does is thought about."), _impact,
         _("Before you agree on a step, ask: what do we predict will happen, and how shall we notice?")),
    Mark("to plan", Level.CO_CONSTRUCTIVE, _("An idea goes into the planning."), _to_plan,
         _("Ask of the idea you like best: in which lesson, at which point, with whom?")),
    Mark("blurred", Level.CO_CONSTRUCTIVE, _("It is hard to say who is the coach."), _blurred,
         _("Swap for five minutes: the coachee asks, the coach thinks aloud."), 2),
    Mark("we", Level.CO_CONSTRUCTIVE, _("Both speak of what we do."), _say_we,
         _("Try saying we where you meant you, and see whether it is true."), 4, 0.2),
)  # fmt: skip


def is_present(mark: Mark, shown: Sequence[int], turns: int) -> bool:
    return len(shown) >= mark.enough and len(shown) >= mark.share * turns
