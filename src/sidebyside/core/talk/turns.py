"""From the rows of a transcript to turns: one person's contribution until the other takes over.

A bare acknowledgement of up to three words inside another's turn is a backchannel: it is kept, and does not split
the turn around it. Who coaches is told, or read from the names in the transcript, or left unsaid.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..exchange import Transcript
from .codes import Role
from .shapes import Row, Spoken
from .words import set_of

# Our own convention.
BACKCHANNEL_WORDS = 3

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Words that by themselves only show listening; "no", "thanks" or "sure?" say something.
_LISTENING = set_of(
    """mm mmm mhm mmhm mm-hm mm-hmm hm hmm hmmm uh-huh uhuh uh huh ah aah oh ooh yeah yep yup yes ya right okay ok
    sure really exactly absolutely definitely indeed true good great lovely nice wow gosh fair enough i see got it
    of course totally quite so"""
)
_STEADY = set_of(
    "mm mmm mhm mmhm mm-hm mm-hmm hm hmm hmmm uh-huh uhuh uh huh yeah yep yes right okay ok ah oh"
)
_ENDS_OPEN = re.compile(
    r"(?:[,;:–—-]|\.\.\.|…|\b(?:and|but|because|so|or|then|that|the|a|to|of|with|which))\s*$", re.I
)

_ROLE_NAMES = {
    Role.COACH: frozenset(("coach", "coach 1", "coach1", "coach a", "observer", "mentor", "interviewer")),
    Role.COACHEE: frozenset(("coachee", "teacher", "observed", "observed teacher", "mentee", "learner")),
    Role.COACH2: frozenset(("coach2", "coach 2", "coach b", "second coach", "triad observer")),
}


def role_named(name: str | None) -> Role | None:
    """The role that a name in a transcript says outright ("Coach", "coachee:", "coach2"), else None."""
    said = " ".join(re.sub(r"[\W_]+", " ", name or "").casefold().split())
    return next((role for role, names in _ROLE_NAMES.items() if said in names), None)


def rows_of(transcript: Transcript, coach: str | None = None) -> list[Row]:
    """`coach` is the name of the one who coaches, as the transcript has it, whatever its case.

    Raises ValueError with a plain sentence where nobody of that name speaks.
    """
    roles = roles_of([turn.speaker for turn in transcript.turns], coach)
    return [
        Row(turn.text, turn.speaker, roles.get(turn.speaker or ""), turn.start_ms, turn.end_ms, turn.row)
        for turn in transcript.turns
    ]


def roles_of(speakers: Iterable[str | None], coach: str | None = None) -> dict[str, Role]:
    """The role of each name, where it can be said without guessing from what people say.

    With `coach` given and two speakers the other is the coachee; of three or more only the coach is known.
    """
    names = list(dict.fromkeys(name for name in speakers if name))
    if coach is None:
        roles = {name: role for name in names if (role := role_named(name)) is not None}
    else:
        chosen = [name for name in names if name.casefold() == coach.strip().casefold()]
        if not chosen:
            raise ValueError(f"Nobody called {coach.strip()} speaks in this transcript.")
        roles = {chosen[0]: Role.COACH}
    return _completed(names, roles)


def _completed(names: Sequence[str], roles: dict[str, Role]) -> dict[str, Role]:
    """Of two speakers the second role follows from the first."""
    if len(names) == 2 and len(roles) == 1:
        (known, role), other = next(iter(roles.items())), {Role.COACH: Role.COACHEE, Role.COACHEE: Role.COACH}
        if role in other:
            roles = roles | {name: other[role] for name in names if name != known}
    return roles


def form(rows: Sequence[Row], *, keep_rows: bool = False) -> list[Spoken]:
    """Turns in the order in which they begin. `keep_rows` makes every row a turn, backchannels marked.

    Rows without words belong to no turn, unless rows are kept.
    """
    voices = _voices(rows)
    marked = [
        Spoken(row.text.strip(), voices[number], row.role, _place(row, number), row.start_ms, row.end_ms)
        for number, row in enumerate(rows)
    ]
    if not keep_rows:
        marked = [one for one in marked if one.words]
    marked = _marking_backchannels(marked)
    return marked if keep_rows else _joined(marked)


def _place(row: Row, number: int) -> tuple[int, int]:
    place = number if row.place is None else row.place
    return place, place


def _voices(rows: Sequence[Row]) -> list[int]:
    numbers: dict[object, int] = {}
    return [numbers.setdefault(row.speaker or row.role, len(numbers)) for row in rows]


def is_listening(text: str) -> bool:
    """Up to three words that only show listening."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return (
        0 < len(words) <= BACKCHANNEL_WORDS and "?" not in text and all(word in _LISTENING for word in words)
    )


def _marking_backchannels(turns: list[Spoken]) -> list[Spoken]:
    """A row of listening words between two rows of one other voice, where that voice goes on with the same thing.

    Where nobody says more than that, all are backchannels: there is no turn for them to stand in.
    """
    made = list(turns)
    if all(is_listening(turn.text) for turn in turns if turn.words):
        return [replace(turn, backchannel=bool(turn.words)) for turn in turns]
    for at in range(1, len(turns) - 1):
        before, here, after = made[at - 1], turns[at], turns[at + 1]
        if before.backchannel and at >= 2:
            before = made[at - 2]
        inside = before.voice == after.voice != here.voice
        if inside and is_listening(here.text) and not _wants_answer(before.text) and _goes_on(before, here):
            made[at] = replace(here, backchannel=True)
    return made


def _wants_answer(text: str) -> bool:
    end = text.rstrip(" \"'”’)")
    return end.endswith("?") or bool(
        re.search(
            r"\b(?:right|isn't it|wasn't it|didn't (?:it|you|they|he|she|we)|don't you think|you know what i mean)\W*$",
            text,
            re.I,
        )
    )


def _goes_on(before: Spoken, here: Spoken) -> bool:
    """A word of assent after a point of some length that is closed may be an answer; a hum never is."""
    words = _WORD.findall(here.text.casefold())
    return (
        all(word in _STEADY for word in words) or bool(_ENDS_OPEN.search(before.text)) or before.words >= 12
    )


def _joined(turns: list[Spoken]) -> list[Spoken]:
    made: list[Spoken] = []
    # A turn stands before the backchannels within it, so the open one is not always the last.
    open_at: int | None = None
    for turn in turns:
        if turn.backchannel:
            made.append(turn)
        elif open_at is not None and made[open_at].voice == turn.voice:
            made[open_at] = _and(made[open_at], turn)
        else:
            open_at = len(made)
            made.append(turn)
    return made


def _and(first: Spoken, second: Spoken) -> Spoken:
    ends = [end for end in (first.end_ms, second.end_ms) if end is not None]
    return replace(
        first,
        text=f"{first.text} {second.text}".strip(),
        rows=(min(first.rows[0], second.rows[0]), max(first.rows[1], second.rows[1])),
        start_ms=first.start_ms if first.start_ms is not None else second.start_ms,
        end_ms=max(ends) if ends else None,
    )
