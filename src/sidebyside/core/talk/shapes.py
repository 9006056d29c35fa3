"""What goes into and comes out of a description of a talk. Times are whole milliseconds, sureness is 0 to 1.

Everywhere None (or an empty tuple of functions or stimuli) is "cannot say". Indices of turns count the turns of
the description from 0, backchannels among them.
"""

from dataclasses import dataclass, field

from .codes import Dimension, Function, Initiation, Level, QuestionType, Role, Scale, Stimulus, Tag, Time

# Our own convention: under this many coded turns there is no reading.
FEWEST_TURNS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of a transcript. `speaker` only tells the voices apart and finds roles; no model sees it.

    `place` is the row of the input, counted from 0, where that is not the place in the list.
    """

    text: str
    speaker: str | None = None
    role: Role | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn before it is coded. `voice` numbers the speakers from 0, `rows` are the first and last row of it."""

    text: str
    voice: int
    role: Role | None = None
    rows: tuple[int, int] = (0, 0)
    start_ms: int | None = None
    end_ms: int | None = None
    backchannel: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def length_ms(self) -> int | None:
        if self.start_ms is None or self.end_ms is None:
            return None
        return max(0, self.end_ms - self.start_ms)


@dataclass(frozen=True, slots=True)
class Guess[V]:
    """A value with its sureness and the words or pattern that led to it, weightiest first.

    A person's own code has p 1 and no reasons.
    """

    value: V
    p: float = 1.0
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """`p` is the sureness that the turn asks (or, where `asks` is False, that it does not)."""

    asks: bool
    type: QuestionType | None = None
    p: float = 1.0
    type_p: float | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one turn, from people or as suggestions.

    `functions`: the main one first. In codes given by people None means left open: a suggestion may fill it, unless
    `cannot_say` names the dimension. In what comes out None means that nothing can be said.
    `uptake`: 0 to 1, how far the turn takes up the turn before it.
    """

    functions: tuple[Guess[Function], ...] | None = None
    question: Question | None = None
    uptake: float | None = None
    stimulus: tuple[Guess[Stimulus], ...] | None = None
    tone: Guess[int] | None = None
    scale: Guess[Scale] | None = None
    time: Guess[Time] | None = None
    cannot_say: frozenset[Dimension] = frozenset()
    confirmed: frozenset[Dimension] = frozenset()

    @property
    def main(self) -> Function | None:
        return self.functions[0].value if self.functions else None


@dataclass(frozen=True, slots=True)
class Coded:
    spoken: Spoken
    codes: Codes = field(default_factory=Codes)

    def does(self, *functions: Function) -> bool:
        """Whether one of these is the main function or a further one."""
        return any(guess.value in functions for guess in self.codes.functions or ())

    def rests_on(self, *stimuli: Stimulus) -> bool:
        return any(guess.value in stimuli for guess in self.codes.stimulus or ())


@dataclass(frozen=True, slots=True)
class Element:
    """A run of turns on one subject matter, from turn `first` to turn `last`, both within it."""

    first: int
    last: int
    initiation: Initiation | None = None
    subject: str | None = None
    tag: Tag | None = None
    p: float = 1.0
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    first: int
    last: int
    p: float = 1.0
    because: tuple[str, ...] = ()
    kind: str = "co-construction"


@dataclass(frozen=True, slots=True)
class Description:
    """A talk with its codes. `turns` in the order of the talk; elements follow on without gaps and do not overlap.

    `hints`: for each turn what the words around it say of the four levels (chances), where models were at work.
    """

    turns: tuple[Coded, ...]
    elements: tuple[Element, ...] = ()
    spans: tuple[Span, ...] = ()
    hints: tuple[tuple[float, ...] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with its base: `value` is of / base, None where the base is 0."""

    of: float
    base: float

    @property
    def value(self) -> float | None:
        return self.of / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class Chain:
    """A challenge and what answered it within two turns: defence, acceptance, dissonance, or nothing of these."""

    turn: int
    answer: int | None
    function: Function | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """Computed from the codes; each with its base. Keys of mappings are roles or values in the words of the codes.

    What needs times (seconds, silences) is None where the transcript has none.
    """

    coded_turns: int
    talk_share_seconds: dict[str, Share] | None
    talk_share_words: dict[str, Share]
    turns: dict[str, int]
    median_turn_words: dict[str, float]
    median_turn_seconds: dict[str, float] | None
    initiation_share: dict[str, Share]
    open_question_share: Share
    question_to_evaluation: Share
    challenge_rate: Share
    chains: tuple[Chain, ...]
    stimulus_share: dict[str, Share]
    video_replays: int | None
    video_seconds: float | None
    scale_spread: float | None
    scale_moves: Share
    future_share: Share
    tone_balance: dict[str, dict[str, Share]]
    co_construction_spans: int
    co_construction_share: Share
    we_you: dict[str, Share]
    silence_seconds: Share | None
    wait_after_questions_seconds: float | None
    waits: int


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of a level, said in plain words, with the turns that show it (none where it is missing)."""

    mark: str
    level: Level
    text: str
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    first: int
    last: int
    level: Level | None
    sureness: float
    present: tuple[Point, ...] = ()
    missing: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn worth hearing again, and why."""

    turn: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An argument, not a mark: what speaks for the level and against it, and what is still missing for the next.

    `level` is None where too little can be said, and `words` then say why. `coded_turns` is what it rests on.
    `speaks_against`: marks of the level that are not there; `next_shown` and `missing`: marks of the level after it.
    """

    level: Level | None
    sureness: float | None
    sureness_words: str
    coded_turns: int
    words: str
    passages: tuple[Passage, ...] = ()
    speaks_for: tuple[Point, ...] = ()
    speaks_against: tuple[Point, ...] = ()
    next_shown: tuple[Point, ...] = ()
    missing: tuple[Point, ...] = ()
    to_try: str | None = None
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Further:
    """A suggestion for further development, for the coachee alone, with the turns it comes from."""

    text: str
    turns: tuple[int, ...]
    theme: str
