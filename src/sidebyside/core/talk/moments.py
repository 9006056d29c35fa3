"""Turns worth hearing again, and what a talk suggests to the coachee for the time to come."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sidebyside.core.saying import _

from .codes import Dimension, Function, Role, Scale, Stimulus
from .indicators import chains
from .shapes import Coded, Description, Further, Moment, Reading

MOST = 3
# Moments closer to each other than this are one.
APART = 4


def worth_hearing(description: Description) -> tuple[Moment, ...]:
    """Up to three, in the order of the talk: what was built, questioned, seen anew."""
    chosen: list[tuple[float, Moment]] = []
    for weight, moment in sorted(_candidates(description), key=lambda one: (-one[0], one[1].turn)):
        apart = all(abs(moment.turn - other.turn) >= APART for _, other in chosen)
        fresh = sum(other.why == moment.why for _, other in chosen) < 2
        if apart and fresh:
            chosen.append((weight, moment))
        if len(chosen) == MOST:
            break
    return tuple(sorted((moment for _, moment in chosen), key=lambda moment: moment.turn))


def _candidates(description: Description) -> Iterator[tuple[float, Moment]]:
    for span in description.spans:
        yield 4 * span.p, Moment(span.first, _("Here an idea begins to grow between you."))
    for chain in chains(description.turns):
        if chain.answer is not None:
            yield (
                3 * _p(description.turns[chain.turn], Function.CHALLENGE),
                Moment(chain.turn, _CHAIN[chain.function]),
            )
    for at, turn in enumerate(description.turns):
        for function, (weight, why) in _ALONE.items():
            sure = _p(turn, function)
            if sure:
                near = 0.5 if turn.rests_on(Stimulus.VIDEO) or _is_moment(turn) else 0.0
                yield (weight + near) * sure, Moment(at, why)


_CHAIN: dict[Function | None, str] = {
    Function.ACCEPTANCE: _("A question that asks for a second look, and it is taken on."),
    Function.DISSONANCE: _("A question that asks for a second look, and something does not fit any more."),
    Function.DEFENCE: _("A question that asks for a second look, and a good reason against it."),
}
_ALONE = {
    Function.DISSONANCE: (3.2, _("Something here was not as it had seemed.")),
    Function.NEW_IDEA: (2.2, _("A thought that had not been there before.")),
    Function.GENERALISATION: (1.8, _("From this lesson to something that is true more often.")),
    Function.JUSTIFICATION: (1.2, _("A reason for a decision is said aloud.")),
    Function.EVALUATION: (0.8, _("A judgement: what does it rest on?")),
}


def _p(turn: Coded, function: Function) -> float:
    return max((guess.p for guess in turn.codes.functions or () if guess.value is function), default=0.0)


def _is_moment(turn: Coded) -> bool:
    return turn.codes.scale is not None and turn.codes.scale.value is Scale.MOMENT


@dataclass(frozen=True, slots=True)
class _Theme:
    name: str
    text: str
    fits: Callable[[Coded], bool]


_THEMES = (
    _Theme("what did not fit",
           _("You said that something was not as you had thought. Where else could you look for it?"),
           lambda turn: turn.does(Function.DISSONANCE)),
    _Theme("an idea of yours", _("You had an idea of your own. In which lesson could it have its first small trial?"),
           lambda turn: turn.does(Function.NEW_IDEA)),
    _Theme("a pattern", _("You saw a pattern. Watch for one time when it is otherwise, and what makes the difference."),
           lambda turn: turn.does(Function.GENERALISATION)),
    _Theme("your plan", _("You named something to do. Decide beforehand how you will notice what it does."),
           lambda turn: turn.does(Function.SUGGESTION)),
    _Theme("your reasons", _("You gave a reason for a decision. Ask a colleague how they would have decided, and why."),
           lambda turn: turn.does(Function.JUSTIFICATION, Function.DEFENCE)),
)  # fmt: skip


def further(description: Description, reading: Reading) -> tuple[Further, ...]:
    """Up to three suggestions for further development, for the coachee alone.

    Only from the coachee's turns whose functions people have coded or confirmed; none without a reading.
    """
    if reading.level is None:
        return ()
    own = [
        (at, turn)
        for at, turn in enumerate(description.turns)
        if turn.spoken.role is Role.COACHEE and Dimension.FUNCTIONS in turn.codes.confirmed
    ]
    made = [Further(theme.text, turns, theme.name) for theme in _THEMES if (turns := _showing(theme, own))]
    return tuple(made[:MOST])


def _showing(theme: _Theme, own: Sequence[tuple[int, Coded]]) -> tuple[int, ...]:
    return tuple(at for at, turn in own if theme.fits(turn))[:MOST]
