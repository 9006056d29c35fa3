import math

import pytest

from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Scale, Stimulus, Time
from sidebyside.core.talk.indicators import indicators
from sidebyside.core.talk.shapes import Chain, Description, Element, Span
from sidebyside.core.talk.stimulus import Stretch

from .talks import codes, talk

C = Function.CHALLENGE


def test_shares_of_talk_have_their_base() -> None:
    found = indicators(
        talk([codes(Function.QUESTION), codes(Function.EXPLANATION)], ["one two", "three four five six"])
    )
    assert found.talk_share_words["coach"].value == pytest.approx(2 / 6)
    assert found.talk_share_seconds is not None
    assert found.talk_share_seconds["coachee"].base == 2
    assert found.median_turn_words == {"coach": 2, "coachee": 4}


def test_open_questions_are_counted_among_those_of_a_known_kind() -> None:
    made = [
        codes(Function.QUESTION, asks=kind)
        for kind in (QuestionType.OPEN, QuestionType.CLOSED, QuestionType.OPEN)
    ]
    assert indicators(talk(made)).open_question_share.value == pytest.approx(2 / 3)


def test_questions_without_evaluations_have_no_ratio() -> None:
    found = indicators(talk([codes(Function.QUESTION)])).question_to_evaluation
    assert (found.of, found.base, found.value) == (1, 0, None)


@pytest.mark.parametrize("answer", [Function.DEFENCE, Function.ACCEPTANCE, Function.DISSONANCE])
def test_a_challenge_is_answered_within_two_turns(answer: Function) -> None:
    found = indicators(talk([codes(C), codes(answer), codes(C), codes(Function.EXPLANATION), codes(answer)]))
    assert found.chains == (Chain(0, 1, answer), Chain(2, None, None))


def test_an_answer_by_oneself_is_none() -> None:
    found = indicators(talk([codes(C), codes(Function.EXPLANATION), codes(Function.ACCEPTANCE)]))
    assert found.chains == (Chain(0, None, None),)


def test_scales_spread_evenly_are_one_and_all_on_one_are_nought() -> None:
    assert indicators(talk([codes(C, scale=scale) for scale in Scale])).scale_spread == pytest.approx(1)
    assert indicators(talk([codes(C)] * 3)).scale_spread == 0
    two = indicators(talk([codes(C), codes(C, scale=Scale.MOMENT)])).scale_spread
    assert two == pytest.approx(math.log(2) / math.log(5))


def test_scale_moves_are_counted_inside_elements_only() -> None:
    scales = [Scale.LESSON, Scale.MOMENT, Scale.THEME, Scale.THEME]
    made = talk([codes(C, scale=scale) for scale in scales], elements=[Element(0, 1), Element(2, 3)])
    moves = indicators(made).scale_moves
    assert (moves.of, moves.base) == (1, 2)


def test_future_tone_stimulus_and_initiation() -> None:
    made = talk(
        [
            codes(C, time=Time.AFTER, tone=1, stimulus=Stimulus.VIDEO),
            codes(C, tone=-1),
            codes(C, tone=1),
            codes(C),
        ],
        elements=[Element(0, 1, Initiation.COACH), Element(2, 3, Initiation.COACHEE)],
    )
    found = indicators(made)
    assert found.future_share.value == 0.25
    assert found.stimulus_share["video"].value == 0.25
    assert found.tone_balance["coach"]["whole lesson"].value == 1
    assert found.tone_balance["coachee"]["whole lesson"].value == -0.5
    assert found.initiation_share["coachee"].value == 0.5


def test_co_construction_we_and_you() -> None:
    made = talk([codes(C)] * 8, ["We saw our plan and you did"] * 8, spans=[Span(2, 5)])
    found = indicators(made)
    assert found.co_construction_spans == 1
    assert found.co_construction_share.value == 0.5
    assert found.we_you["coach"].value == 2


def test_silence_and_wait_after_questions() -> None:
    found = indicators(talk([codes(Function.QUESTION, asks=QuestionType.OPEN), codes(C), codes(C)]))
    assert found.silence_seconds is not None
    assert (found.silence_seconds.of, found.silence_seconds.base) == (1, 4)
    assert (found.wait_after_questions_seconds, found.waits) == (0.5, 1)


def test_what_is_left_out_is_neither_talk_nor_silence() -> None:
    made = talk([codes(Function.QUESTION, asks=QuestionType.OPEN), codes(C), codes(C)])
    begins, ends = made.turns[0].spoken.end_ms or 0, made.turns[1].spoken.start_ms or 0
    found = indicators(made, left_out=[(begins, ends)])
    assert found.silence_seconds is not None
    assert (found.silence_seconds.of, found.silence_seconds.base) == (0.5, 3.5)
    assert (found.wait_after_questions_seconds, found.waits) == (None, 0)


def test_what_was_on_screen() -> None:
    film = [Stretch(0, 4000, 0, 4000), Stretch(5000, 7000, 2000, 4000, is_replay=True)]
    found = indicators(talk([codes(C)] * 2), film)
    assert (found.video_replays, found.video_seconds) == (1, 6)
    assert indicators(talk([codes(C)] * 2)).video_seconds is None


def test_nothing_at_all() -> None:
    found = indicators(Description(()))
    assert found.coded_turns == 0
    assert found.scale_spread is None
    assert found.silence_seconds is None
