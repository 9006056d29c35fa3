"""What the names of the codes mean, in a sentence each: for the coding page. The manual in docs/ has the whole."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidebyside.conversations.codes.dimensions import CHOICES, D
from sidebyside.core.talk.codes import Function

MEANINGS: dict[Function, Promise] = {
    Function.QUESTION: _(
        "asks for information, an account or a thought; the answer is open to the one asked"
    ),
    Function.EVALUATION: _("judges how something went, good or bad"),
    Function.SUMMARY: _("gathers what has been said so far, and adds nothing"),
    Function.ACCEPTANCE: _("takes on a point, an idea or a judgement of the other"),
    Function.CHALLENGE: _(
        "asks to reconsider a practice or a reading, or holds contrary evidence against it"
    ),
    Function.CONTEXT: _("background: the class, the room, what came before"),
    Function.GENERALISATION: _("goes from this case to a pattern, a habit or a principle"),
    Function.CLARIFICATION: _("makes a meaning plainer, or checks one"),
    Function.NEW_IDEA: _("offers a thought not said before, to be turned over together"),
    Function.JUSTIFICATION: _("gives the reason for a decision or an outcome"),
    Function.EXPLANATION: _("tells what happened, or how; also what is to be seen on the film"),
    Function.CONTINUITY: _("keeps the talk going or steers it"),
    Function.DISSONANCE: _("voices a clash: what one believed against what one sees"),
    Function.DEFENCE: _("protects what was done against a challenge"),
    Function.SUGGESTION: _("proposes to do something, at a coming time"),
}
DIMENSIONS: dict[D, Promise] = {
    D.FUNCTION: _("what the turn does in the talk"),
    D.STIMULUS: _("what it rests on: the film, notes, a plan, memory"),
    D.SCALE: _("how much it is about: one moment, or teaching at large"),
    D.TIME: _("when what it speaks of happens"),
    D.TONE: _("how the lesson is spoken of, from very negative to very positive"),
    D.SUBJECT: _("where the two begin on something new"),
    D.INITIATION: _("who brought that up"),
    D.BUILDING: _("whether both work on one idea and take it further"),
}


def functions() -> list[tuple[str, str]]:
    """What each turn does, in the order of its keys."""
    return [(str(one.label), str(MEANINGS[Function(one.value)])) for one in CHOICES[D.FUNCTION]]


def dimensions() -> list[tuple[str, str]]:
    return [(str(one.label), str(DIMENSIONS[one])) for one in DIMENSIONS]
