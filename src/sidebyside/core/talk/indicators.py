"""Figures of one talk, computed from its codes for the pair alone. Each comes with its base; none rates a person.

Sources: the dimensions are those of the analysis of coaching transcripts that the coding manual follows; what
counts as an indicator, and its formula, is our own convention and stands in each docstring. "Coded turns" are the
turns that are no backchannels and have a value on the dimension in question.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from .codes import Function, QuestionType, Scale, Stimulus, Time
from .shapes import Chain, Coded, Description, Indicators, Share
from .silences import silences, within
from .stimulus import Stretch
from .words import set_of, words_of

ANSWER_WITHIN = 2
UNKNOWN = "unknown"
_ANSWERS = (Function.DEFENCE, Function.ACCEPTANCE, Function.DISSONANCE)
_WE = set_of("we us our ours ourselves")
_YOU = set_of("you your yours yourself yourselves")


def indicators(
    description: Description,
    film: Iterable[Stretch] | None = None,
    left_out: Sequence[tuple[int, int]] = (),
) -> Indicators:
    """`film`: the stretches of the lesson film that were on screen in the meeting, if that was kept.
    `left_out`: from and to in ms, where something was said that is in no turn: neither talk nor silence.
    """
    turns = [turn for turn in description.turns if not turn.spoken.backchannel and turn.spoken.words]
    replays, seconds = _film(film)
    silence, wait, waits = _silences(description.turns, left_out)
    return Indicators(
        coded_turns=sum(turn.codes.main is not None for turn in turns),
        talk_share_seconds=talk_share_seconds(description.turns),
        talk_share_words=talk_share_words(description.turns),
        turns=dict(Counter(_role(turn) for turn in turns)),
        median_turn_words=_medians(turns),
        median_turn_seconds=_median_seconds(turns),
        initiation_share=initiation_share(description),
        open_question_share=open_question_share(turns),
        question_to_evaluation=question_to_evaluation(turns),
        challenge_rate=challenge_rate(turns),
        chains=chains(description.turns),
        stimulus_share=stimulus_share(turns),
        video_replays=replays,
        video_seconds=seconds,
        scale_spread=scale_spread(turns),
        scale_moves=scale_moves(description),
        future_share=future_share(turns),
        tone_balance=tone_balance(turns),
        co_construction_spans=len(description.spans),
        co_construction_share=co_construction_share(description),
        we_you=we_you(turns),
        silence_seconds=silence,
        wait_after_questions_seconds=wait,
        waits=waits,
    )


def _role(turn: Coded) -> str:
    return turn.spoken.role.value if turn.spoken.role else UNKNOWN


def talk_share_seconds(turns: Sequence[Coded]) -> dict[str, Share] | None:
    """Seconds of each role's turns / seconds of all turns. None unless every turn with words has both times."""
    lengths = [(_role(turn), turn.spoken.length_ms) for turn in turns if turn.spoken.words]
    if not lengths or any(length is None for _, length in lengths):
        return None
    return _shares((role, (length or 0) / 1000) for role, length in lengths)


def talk_share_words(turns: Sequence[Coded]) -> dict[str, Share]:
    """Words of each role / words of all."""
    return _shares((_role(turn), float(turn.spoken.words)) for turn in turns)


def _shares(parts: Iterable[tuple[str, float]]) -> dict[str, Share]:
    sums: dict[str, float] = {}
    for name, amount in parts:
        sums[name] = sums.get(name, 0.0) + amount
    whole = sum(sums.values())
    return {name: Share(amount, whole) for name, amount in sums.items()}


def _medians(turns: Sequence[Coded]) -> dict[str, float]:
    by_role: dict[str, list[int]] = {}
    for turn in turns:
        by_role.setdefault(_role(turn), []).append(turn.spoken.words)
    return {role: float(median(lengths)) for role, lengths in by_role.items()}


def _median_seconds(turns: Sequence[Coded]) -> dict[str, float] | None:
    by_role: dict[str, list[float]] = {}
    for turn in turns:
        if turn.spoken.length_ms is not None:
            by_role.setdefault(_role(turn), []).append(turn.spoken.length_ms / 1000)
    return {role: float(median(lengths)) for role, lengths in by_role.items()} or None


def initiation_share(description: Description) -> dict[str, Share]:
    """Elements opened by coach, coachee or both / elements for which it is known who opened them."""
    opened = Counter(one.initiation.value for one in description.elements if one.initiation is not None)
    return {who: Share(count, opened.total()) for who, count in opened.items()}


def open_question_share(turns: Sequence[Coded]) -> Share:
    """Open questions / questions known to be open or closed."""
    types = [turn.codes.question.type for turn in turns if turn.codes.question and turn.codes.question.asks]
    return Share(types.count(QuestionType.OPEN), sum(one is not None for one in types))


def question_to_evaluation(turns: Sequence[Coded]) -> Share:
    """Turns that question / turns that evaluate, as main or further function. The base may be 0: then no ratio."""
    return Share(
        sum(turn.does(Function.QUESTION) for turn in turns),
        sum(turn.does(Function.EVALUATION) for turn in turns),
    )


def challenge_rate(turns: Sequence[Coded]) -> Share:
    """Turns that challenge, as main or further function / coded turns."""
    return Share(sum(turn.does(Function.CHALLENGE) for turn in turns), _coded(turns))


def _coded(turns: Sequence[Coded]) -> int:
    return sum(turn.codes.main is not None for turn in turns)


def chains(turns: Sequence[Coded]) -> tuple[Chain, ...]:
    """Each challenge with the first defence, acceptance or dissonance by another voice in the two turns behind it."""
    heard = [(at, turn) for at, turn in enumerate(turns) if not turn.spoken.backchannel and turn.spoken.words]
    made = []
    for place, (at, turn) in enumerate(heard):
        if turn.does(Function.CHALLENGE):
            after = heard[place + 1 : place + 1 + ANSWER_WITHIN]
            made.append(_answered(at, turn, after))
    return tuple(made)


def _answered(at: int, turn: Coded, after: Sequence[tuple[int, Coded]]) -> Chain:
    for place, answer in after:
        if answer.spoken.voice == turn.spoken.voice:
            continue
        for guess in answer.codes.functions or ():
            if guess.value in _ANSWERS:
                return Chain(at, place, guess.value)
    return Chain(at, None, None)


def stimulus_share(turns: Sequence[Coded]) -> dict[str, Share]:
    """Turns that rest on each stimulus / turns with a stimulus coded. A turn may rest on several: no sum of 1."""
    known = [turn for turn in turns if turn.codes.stimulus]
    return {one.value: Share(sum(turn.rests_on(one) for turn in known), len(known)) for one in Stimulus}


def _film(film: Iterable[Stretch] | None) -> tuple[int | None, float | None]:
    """Replays, and seconds of the meeting in which the film ran."""
    if film is None:
        return None, None
    found = list(film)
    return sum(one.is_replay for one in found), sum(one.until_ms - one.at_ms for one in found) / 1000


def scale_spread(turns: Sequence[Coded]) -> float | None:
    """Shannon's entropy of the five scales over coded turns, divided by log 5: 0 all on one, 1 spread evenly."""
    counts = Counter(turn.codes.scale.value for turn in turns if turn.codes.scale)
    whole = counts.total()
    if not whole:
        return None
    entropy = -sum(count / whole * math.log(count / whole) for count in counts.values())
    return max(0.0, entropy / math.log(len(Scale)))


def scale_moves(description: Description) -> Share:
    """Changes of scale from one coded turn to the next inside an element / such pairs of turns."""
    moves = pairs = 0
    for element in description.elements:
        inside = description.turns[element.first : element.last + 1]
        scales = [turn.codes.scale.value for turn in inside if turn.codes.scale]
        pairs += max(0, len(scales) - 1)
        moves += sum(one != two for one, two in itertools.pairwise(scales))
    return Share(moves, pairs)


def future_share(turns: Sequence[Coded]) -> Share:
    """Turns about a specific coming lesson / turns with a time coded."""
    times = [turn.codes.time.value for turn in turns if turn.codes.time]
    return Share(times.count(Time.AFTER), len(times))


def tone_balance(turns: Sequence[Coded]) -> dict[str, dict[str, Share]]:
    """By role, then by target (the scale a turn speaks of): (positive - negative turns) / turns with a tone."""
    sums: dict[str, dict[str, list[int]]] = {}
    for turn in turns:
        if turn.codes.tone and turn.codes.scale:
            tones = sums.setdefault(_role(turn), {}).setdefault(turn.codes.scale.value.value, [])
            tones.append(turn.codes.tone.value)
    return {
        role: {
            target: Share(sum((one > 0) - (one < 0) for one in tones), len(tones))
            for target, tones in by.items()
        }
        for role, by in sums.items()
    }


def co_construction_share(description: Description) -> Share:
    """Turns inside spans of co-construction / turns, backchannels counted in neither."""
    counted = [
        at for at, turn in enumerate(description.turns) if not turn.spoken.backchannel and turn.spoken.words
    ]
    inside = {at for span in description.spans for at in range(span.first, span.last + 1)}
    return Share(sum(at in inside for at in counted), len(counted))


def we_you(turns: Sequence[Coded]) -> dict[str, Share]:
    """By role: words of "we" / words of "you" (we, us, our ... against you, your ...)."""
    counts: dict[str, list[int]] = {}
    for turn in turns:
        found = counts.setdefault(_role(turn), [0, 0])
        words = words_of(turn.spoken.text)
        found[0] += sum(word in _WE for word in words)
        found[1] += sum(word in _YOU for word in words)
    return {role: Share(we, you) for role, (we, you) in counts.items()}


def _silences(
    turns: Sequence[Coded], left_out: Sequence[tuple[int, int]]
) -> tuple[Share | None, float | None, int]:
    """Seconds in which nobody speaks / seconds from first to last word; the median wait in seconds between a turn
    that asks and the next voice (0 where they overlap); and how many such waits there are."""
    timed = [turn for turn in turns if turn.spoken.length_ms is not None]
    if len(timed) < 2 or len(timed) < len([turn for turn in turns if turn.spoken.words]):
        return None, None, 0
    spoken = sorted((turn.spoken.start_ms or 0, turn.spoken.end_ms or 0) for turn in timed)
    first, last = spoken[0][0], max(end for _start, end in spoken)
    gaps = within(spoken, left_out)
    silent = _sum_of(silences(spoken, left_out))
    hidden = _sum_of(silences(spoken)) - silent
    waits = [
        max(0, (after.spoken.start_ms or 0) - (turn.spoken.end_ms or 0)) / 1000
        for turn, after in itertools.pairwise(timed)
        if turn.codes.question
        and turn.codes.question.asks
        and after.spoken.voice != turn.spoken.voice
        and not any(
            start < (after.spoken.start_ms or 0) and end > (turn.spoken.end_ms or 0) for start, end in gaps
        )
    ]
    whole = Share(silent / 1000, (last - first - hidden) / 1000)
    return whole, float(median(waits)) if waits else None, len(waits)


def _sum_of(stretches: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in stretches)
