"""Small talks, coded by hand, for the tests."""

from collections.abc import Sequence

from sidebyside.core.talk.codes import Function, QuestionType, Role, Scale, Stimulus, Time
from sidebyside.core.talk.describing import confirmed
from sidebyside.core.talk.shapes import Codes, Description, Element, Guess, Question, Span, Spoken

Q, E, X, A = Function.QUESTION, Function.EVALUATION, Function.EXPLANATION, Function.ACCEPTANCE


def codes(
    *functions: Function,
    asks: QuestionType | None = None,
    stimulus: Stimulus = Stimulus.RECALL,
    tone: int = 0,
    scale: Scale = Scale.LESSON,
    time: Time = Time.LESSON,
) -> Codes:
    return Codes(
        tuple(Guess(one) for one in functions),
        Question(asks is not None, asks),
        None,
        (Guess(stimulus),),
        Guess(tone),
        Guess(scale),
        Guess(time),
    )


def talk(
    given: Sequence[Codes | None],
    texts: Sequence[str] | None = None,
    elements: Sequence[Element] | None = None,
    spans: Sequence[Span] = (),
) -> Description:
    """Coach and coachee take turns; the coach begins. Each turn is one second, with half a second in between."""
    turns = [
        Spoken(
            texts[at] if texts else "some words here",
            at % 2,
            Role.COACHEE if at % 2 else Role.COACH,
            (at, at),
            at * 1500,
            at * 1500 + 1000,
        )
        for at in range(len(given))
    ]
    return confirmed(turns, given, elements or [Element(0, len(given) - 1)], spans)
