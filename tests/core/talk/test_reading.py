import itertools

from sidebyside.core.talk.codes import Function, Initiation, QuestionType, Scale, Stimulus, Time
from sidebyside.core.talk.marks import MARKS
from sidebyside.core.talk.moments import further
from sidebyside.core.talk.reading import COSY, read
from sidebyside.core.talk.shapes import Codes, Description, Element, Span
from sidebyside.core.talk.telling import reading_json

from .talks import codes, talk

F = Function
OPEN = QuestionType.OPEN


def emerging(pairs: int = 20) -> list[Codes]:
    return [
        codes(F.QUESTION, asks=OPEN),
        codes(F.EXPLANATION),
        codes(F.EVALUATION, tone=1),
        codes(F.EVALUATION),
    ] * (pairs // 2)


def together(pairs: int = 20) -> list[Codes]:
    made = [
        codes(F.CHALLENGE, F.QUESTION, asks=OPEN, stimulus=Stimulus.VIDEO, scale=Scale.MOMENT),
        codes(F.DISSONANCE, stimulus=Stimulus.VIDEO, scale=Scale.MOMENT, tone=-1),
        codes(F.NEW_IDEA, stimulus=Stimulus.NONE, scale=Scale.THEME, time=Time.NONE),
        codes(F.NEW_IDEA, stimulus=Stimulus.NONE, scale=Scale.THEME, time=Time.NONE),
        codes(F.GENERALISATION, stimulus=Stimulus.NONE, scale=Scale.THEME, time=Time.NONE),
        codes(F.SUGGESTION, stimulus=Stimulus.NONE, scale=Scale.EPISODE, time=Time.AFTER),
    ]
    return (made * pairs)[: pairs * 2]


def test_under_thirty_coded_turns_there_is_no_reading() -> None:
    reading = read(talk(emerging(10)))
    assert reading.level is None
    assert reading.words == "There are 20 coded turns. From 30 on there is a reading."
    assert reading_json(reading)["level"] is None


def test_one_voice_is_no_talk() -> None:
    made = talk(emerging())
    alone = Description(tuple(turn for turn in made.turns if turn.spoken.voice == 0) * 3)
    assert read(alone).words.startswith("Only one voice")


def test_question_and_account_are_an_emerging_talk_and_a_cosy_one() -> None:
    reading = read(talk(emerging()))
    assert reading.level == 1
    assert reading.to_try == COSY
    assert {point.mark for point in reading.speaks_for} >= {"coach asks", "account", "from memory"}
    assert reading.missing


def test_ideas_built_from_a_clash_stand_higher() -> None:
    given = together()
    elements = [Element(0, 19, Initiation.COACH), Element(20, 39, Initiation.COACHEE)]
    words = ["we could find out what they would do, and see whether it works"] * len(given)
    reading = read(talk(given, words, elements, [Span(6, 15), Span(24, 31)]))
    assert reading.level is not None
    assert reading.level >= 3
    assert reading.to_try != COSY
    assert 1 <= len(reading.moments) <= 3
    assert [moment.turn for moment in reading.moments] == sorted(moment.turn for moment in reading.moments)


def test_passages_cover_the_talk_without_gaps() -> None:
    made = talk(
        [*emerging(), *together()],
        elements=[Element(0, 19), Element(20, 39), Element(40, 59), Element(60, 79)],
    )
    passages = read(made).passages
    assert passages[0].first == 0
    assert passages[-1].last == len(made.turns) - 1
    assert all(one.last + 1 == two.first for one, two in itertools.pairwise(passages))


def test_each_mark_says_itself_and_something_to_try() -> None:
    assert len({mark.key for mark in MARKS}) == len(MARKS)
    assert {mark.level for mark in MARKS} == {1, 2, 3, 4}
    assert all(mark.text.endswith(".") and mark.to_try[-1] in ".?" for mark in MARKS)


def test_suggestions_for_the_coachee_rest_on_confirmed_turns_of_hers() -> None:
    made = talk(together())
    found = further(made, read(made))
    assert 1 <= len(found) <= 3
    assert all(made.turns[at].spoken.role == "coachee" for one in found for at in one.turns)
    assert further(talk(together(5)), read(talk(together(5)))) == ()
