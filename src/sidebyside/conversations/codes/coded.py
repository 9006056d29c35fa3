"""A talk with its codes as one person may see them now: the pair's, where they have some, else what is suggested."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from sidebyside.conversations.codes import kept
from sidebyside.conversations.codes.dimensions import ORDER, D, Value
from sidebyside.conversations.codes.kept import Kept
from sidebyside.conversations.codes.spoken import counted, spoken
from sidebyside.conversations.codes.suggesting import is_older
from sidebyside.conversations.models import BlindCoding, Suggestions, Transcript, TurnCode
from sidebyside.conversations.written import names
from sidebyside.conversations.written.turns import Said, said_in
from sidebyside.core.talk.codes import (
    Dimension,
    Function,
    Initiation,
    QuestionType,
    Role,
    Scale,
    Stimulus,
    Tag,
    Time,
)
from sidebyside.core.talk.describing import filled
from sidebyside.core.talk.shapes import Coded, Codes, Description, Element, Guess, Question, Span
from sidebyside.people.models import Person

# Our own convention, as in the coding manual: fewer turns in a row are no co-construction.
FEWEST_BUILDING = 4
NOTHING: Kept = {"turns": {}, "elements": [], "spans": []}


class Phase(StrEnum):
    TOGETHER = "together"
    BLIND = "blind"
    COMPARED = "compared"


@dataclass(frozen=True)
class Suggested:
    """What is suggested for one turn on one dimension; ``because`` are words or patterns of the turn."""

    value: Value
    p: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One turn on one dimension, as one person sees it. ``revision`` is 0 where nobody has touched it."""

    dimension: D
    value: Value | None
    revision: int
    suggested: Suggested | None
    set_by: int | None
    can_undo: bool


@dataclass
class CodedTalk:
    transcript: Transcript
    said: list[Said]
    body: Kept
    # Whether what is suggested was made of the transcript as it stands.
    is_fresh: bool
    is_failed: bool
    agreed: Mapping[tuple[uuid.UUID, D], TurnCode]
    # One person's blind codes, nobody else's; empty unless they code blind now.
    own: Mapping[tuple[uuid.UUID, D], TurnCode]
    blind: BlindCoding | None
    # Whether there are newer weights than those that made what is suggested.
    is_older: bool = False

    @property
    def phase(self) -> Phase:
        if self.blind is None:
            return Phase.TOGETHER
        return Phase.COMPARED if self.blind.compared_at is not None else Phase.BLIND

    @cached_property
    def turns(self) -> list[Said]:
        """The turns that count, in order: what is a gap is none of them."""
        return counted(self.said)

    @cached_property
    def places(self) -> dict[str, int]:
        return {str(one.code): place for place, one in enumerate(self.turns)}

    @cached_property
    def has_suggestions(self) -> bool:
        return bool(self.body["turns"])

    # What is suggested

    @cached_property
    def suggested(self) -> Description:
        codes = [kept.codes_of(self.body["turns"].get(str(one.code), {})) for one in self.turns]
        coded = zip(spoken(self.turns), codes, strict=True)
        return Description(
            tuple(Coded(turn, code) for turn, code in coded),
            tuple(kept.elements_of(self.body, self.places)),
            tuple(kept.spans_of(self.body, self.places)),
        )

    @cached_property
    def _starts(self) -> dict[int, Element]:
        return {one.first: one for one in self.suggested.elements}

    @cached_property
    def _inside(self) -> dict[int, Span]:
        return {place: span for span in self.suggested.spans for place in range(span.first, span.last + 1)}

    def suggestion(self, place: int, dimension: D) -> Suggested | None:
        turn = self.suggested.turns[place]
        if (
            not self.has_suggestions
            or turn.spoken.backchannel
            or str(self.turns[place].code) not in self.body["turns"]
        ):
            return None
        if dimension is D.SUBJECT:
            return self._subject_suggested(place)
        if dimension is D.INITIATION:
            return self._initiation_suggested(place)
        if dimension is D.BUILDING:
            span = self._inside.get(place)
            return Suggested({"is": True}, span.p, span.because) if span else Suggested({"is": False}, 0.5)
        found: Suggested | None = _OF_TURN[dimension](turn.codes)
        return found

    def offered(self, place: int, dimension: D) -> Suggested | None:
        """What is suggested, where it is shown: who codes blind is not led by the machine either."""
        return None if self.phase is Phase.BLIND else self.suggestion(place, dimension)

    def _subject_suggested(self, place: int) -> Suggested:
        element = self._starts.get(place)
        if element is None:
            return Suggested({"starts": False, "tag": None, "words": ""}, 0.5)
        tag = element.tag.value if element.tag else None
        value: Value = {"starts": True, "tag": tag, "words": element.subject or ""}
        return Suggested(value, element.p, element.because)

    def _initiation_suggested(self, place: int) -> Suggested | None:
        element = self._starts.get(place)
        if element is None or element.initiation is None:
            return None
        return Suggested({"value": element.initiation.value}, element.p)

    # What the pair says

    def value(self, place: int, dimension: D, codes: Mapping[tuple[uuid.UUID, D], TurnCode]) -> Value | None:
        said = self.turns[place]
        row = codes.get((said.code, dimension))
        return value_shown(row, said.pseudonyms) if row is not None else None

    @property
    def mine(self) -> Mapping[tuple[uuid.UUID, D], TurnCode]:
        """The codes that one who codes now writes to."""
        return self.own if self.phase is Phase.BLIND else self.agreed

    def cell(self, place: int, dimension: D) -> Cell:
        row = self.mine.get((self.turns[place].code, dimension))
        return Cell(
            dimension,
            self.value(place, dimension, self.mine),
            row.revision if row is not None else 0,
            self.offered(place, dimension),
            row.set_by_id if row is not None else None,
            row is not None,
        )

    def cells(self, place: int) -> list[Cell]:
        return [self.cell(place, dimension) for dimension in ORDER]

    # Both together

    @cached_property
    def description(self) -> Description:
        given = [self._given(place) for place in range(len(self.turns))]
        elements = self._elements()
        return filled(self.suggested, given, elements, self._spans())

    @property
    def offered_description(self) -> Description:
        """What is told turn by turn: without any suggestion while they code blind."""
        return self.by_people if self.phase is Phase.BLIND else self.description

    @cached_property
    def by_people(self) -> Description:
        """The pair's own codes without any suggestion."""
        bare = Description(tuple(Coded(turn.spoken) for turn in self.suggested.turns))
        given = [self._given(place) for place in range(len(self.turns))]
        return filled(bare, given, [], [])

    @property
    def confirmed(self) -> int:
        """Turns that the pair has coded on at least one dimension."""
        there = {str(turn) for (turn, _dimension), row in self.agreed.items() if row.value}
        return len(there & set(self.places))

    @property
    def merely_suggested(self) -> int:
        """Turns of which the machine says what they do, and the pair has coded nothing."""
        by_pair = {str(turn) for (turn, _dimension), row in self.agreed.items() if row.value}
        coded = zip(self.turns, self.description.turns, strict=True)
        return sum(turn.codes.main is not None and str(one.code) not in by_pair for one, turn in coded)

    def _given(self, place: int) -> Codes | None:
        found = {
            dimension: value
            for dimension in _AS_CODES
            if (value := self.value(place, dimension, self.agreed)) is not None
        }
        return given(found) if found else None

    def _elements(self) -> list[Element]:
        """An element begins where the pair says so, or where it is suggested and they say nothing."""
        firsts: list[Element] = []
        for place in range(len(self.turns)):
            said = self.value(place, D.SUBJECT, self.agreed)
            there = self._starts.get(place)
            starts = there is not None if not said or said.get("cannot") else bool(said["starts"])
            if starts or (place == 0 and self.has_suggestions):
                firsts.append(self._element(place, there, said))
        if not firsts:
            return []
        lasts = [*(one.first - 1 for one in firsts[1:]), len(self.turns) - 1]
        return [replace(one, last=last) for one, last in zip(firsts, lasts, strict=True)]

    def _element(self, place: int, there: Element | None, said: Value | None) -> Element:
        element = there or Element(place, place, _who(self.suggested.turns[place]))
        if said and not said.get("cannot"):
            tag = Tag(said["tag"]) if said["tag"] else None
            # What is suggested of the same tag still lends its words; they are not kept in the code.
            lent = there.subject if there is not None and there.tag == tag else None
            element = replace(element, subject=said["words"] or lent, tag=tag, p=1.0, because=())
        who = self.value(place, D.INITIATION, self.agreed)
        if who:
            element = replace(element, initiation=None if who.get("cannot") else Initiation(who["value"]))
        return element

    def _spans(self) -> list[Span]:
        """Runs of turns in which an idea is built; a listening sound within one does not end it."""
        runs: list[list[int]] = [[]]
        for place, turn in enumerate(self.suggested.turns):
            said = self.value(place, D.BUILDING, self.agreed)
            if turn.spoken.backchannel and not said:
                continue
            is_built = bool(said.get("is")) if said else place in self._inside
            if is_built:
                runs[-1].append(place)
            elif runs[-1]:
                runs.append([])
        return [self._span(run) for run in runs if len(run) >= FEWEST_BUILDING]

    def _span(self, run: list[int]) -> Span:
        there = self._inside.get(run[0])
        if there is not None and (there.first, there.last) == (run[0], run[-1]):
            return there
        return Span(run[0], run[-1])


def _who(turn: Coded) -> Initiation | None:
    if turn.spoken.role is None:
        return None
    return Initiation.COACHEE if turn.spoken.role is Role.COACHEE else Initiation.COACH


_AS_CODES = {
    D.FUNCTION: Dimension.FUNCTIONS,
    D.STIMULUS: Dimension.STIMULUS,
    D.TONE: Dimension.TONE,
    D.SCALE: Dimension.SCALE,
    D.TIME: Dimension.TIME,
}


def given(found: Mapping[D, Value]) -> Codes:
    """Codes of people, as core.talk takes them."""
    made: dict[str, Any] = {}
    cannot = {_AS_CODES[dimension] for dimension, value in found.items() if value.get("cannot")}
    for dimension, value in found.items():
        if not value.get("cannot"):
            made |= _MADE[dimension](value)
    return Codes(**made, cannot_say=frozenset(cannot))


def _function(value: Value) -> dict[str, Any]:
    names = [Function(one) for one in [value["main"], *value["others"]]]
    asks = Function.QUESTION in names
    kind = QuestionType(value["question"]) if value.get("question") else None
    told: dict[str, Any] = {"functions": tuple(Guess(one) for one in names)}
    # Whether it is open is left to the suggestion where the person did not say it.
    return told | ({"question": Question(asks, kind)} if kind is not None or not asks else {})


_MADE: dict[D, Any] = {
    D.FUNCTION: _function,
    D.STIMULUS: lambda value: {"stimulus": tuple(Guess(Stimulus(one)) for one in value["values"])},
    D.TONE: lambda value: {"tone": Guess(int(value["value"]))},
    D.SCALE: lambda value: {"scale": Guess(Scale(value["value"]))},
    D.TIME: lambda value: {"time": Guess(Time(value["value"]))},
}


def _functions_suggested(codes: Codes) -> Suggested | None:
    if not codes.functions:
        return None
    first = codes.functions[0]
    # A second function is offered where it is nearly as sure as the first.
    others = [one.value.value for one in codes.functions[1:] if one.p >= 0.8 * first.p]
    asks = Function.QUESTION.value in (first.value.value, *others)
    kind = codes.question.type.value if asks and codes.question and codes.question.type else None
    return Suggested({"main": first.value.value, "others": others, "question": kind}, first.p, first.because)


def _stimulus_suggested(codes: Codes) -> Suggested | None:
    if not codes.stimulus:
        return None
    names = [one.value for one in Stimulus if any(guess.value is one for guess in codes.stimulus)]
    because = tuple(word for guess in codes.stimulus for word in guess.because)
    return Suggested({"values": names}, codes.stimulus[0].p, because)


def _one_suggested(guess: Guess[Any] | None) -> Suggested | None:
    if guess is None:
        return None
    value = guess.value
    return Suggested({"value": int(value) if isinstance(value, int) else str(value)}, guess.p, guess.because)


_OF_TURN: dict[D, Any] = {
    D.FUNCTION: _functions_suggested,
    D.STIMULUS: _stimulus_suggested,
    D.TONE: lambda codes: _one_suggested(codes.tone),
    D.SCALE: lambda codes: _one_suggested(codes.scale),
    D.TIME: lambda codes: _one_suggested(codes.time),
}


def coded_talk(transcript: Transcript, person: Person | None) -> CodedTalk:
    """In a number of queries that does not grow with the turns. ``person``'s blind codes, and nobody else's."""
    blind = BlindCoding.objects.select_related("begun_by").filter(transcript=transcript).first()
    row = Suggestions.objects.filter(transcript=transcript).first()
    body, is_fresh, is_failed, older = NOTHING, False, False, False
    if row is not None:
        row.transcript = transcript
        is_fresh = row.made == row.wanted and row.revision == transcript.revision
        is_failed = row.failed == row.wanted
        older = is_older(row)
        body = json.loads(row.body) if row.body else NOTHING
    is_coding_blind = blind is not None and blind.compared_at is None and person is not None
    return CodedTalk(
        transcript,
        said_in(transcript),
        body,
        is_fresh,
        is_failed,
        codes_in(transcript, None),
        codes_in(transcript, person) if is_coding_blind else {},
        blind,
        older,
    )


def value_shown(row: TurnCode, pseudonyms: Mapping[str, str]) -> Value | None:
    """A code as it may be read: in the words of a subject too, names are shown as others."""
    if not row.value:
        return None
    value: Value = json.loads(row.value)
    if value.get("words"):
        value["words"] = names.replaced(value["words"], pseudonyms)
    return value


def codes_in(transcript: Transcript, coder: Person | None) -> dict[tuple[uuid.UUID, D], TurnCode]:
    """The agreed codes, or one coder's blind ones."""
    rows = transcript.codes.filter(coder=coder)
    return {(row.turn_code, D(row.dimension)): _with(row, transcript) for row in rows}


def _with(row: TurnCode, transcript: Transcript) -> TurnCode:
    row.transcript = transcript
    return row
