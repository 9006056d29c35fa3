import pytest

from sidebyside.core.talk.focus import Nudge, nudge

VAGUE = [
    ("behaviour", Nudge.ONE_WORD),
    ("Behaviour!", Nudge.ONE_WORD),
    ("differentiation", Nudge.ONE_WORD),
    ("questioning", Nudge.ONE_WORD),
    ("Talking", Nudge.ONE_WORD),
    ("🙂", Nudge.ONE_WORD),
    ("42", Nudge.ONE_WORD),
    ("", Nudge.ONE_WORD),
    ("everything really", Nudge.TOO_WIDE),
    ("My teaching in general", Nudge.TOO_WIDE),
    ("The whole lesson please", Nudge.TOO_WIDE),
    ("Not sure yet", Nudge.TOO_WIDE),
    ("how I teach", Nudge.TOO_WIDE),
    ("Improve my questioning", Nudge.WISH),
    ("be better at behaviour", Nudge.WISH),
    ("better classroom management", Nudge.WISH),
    ("more confident with year nine", Nudge.WISH),
    ("developing my practice in maths", Nudge.WISH),
    ("Being an effective teacher", Nudge.WISH),
    ("a good atmosphere", Nudge.WISH),
    ("get more engagement", Nudge.WISH),
    ("classroom management", Nudge.TOPIC),
    ("Behaviour for learning", Nudge.TOPIC),
    ("pupil engagement", Nudge.TOPIC),
    ("assessment for learning in science", Nudge.TOPIC),
    ("Questioning in year eight", Nudge.TOPIC),
    ("the pace of the lesson plan", Nudge.TOPIC),
    ("inclusion of all abilities", Nudge.TOPIC),
    ("asking questions", Nudge.TOPIC),
    ("pupils talking", Nudge.TOPIC),
    ("group work", Nudge.TOPIC),
]

SEEN_OR_HEARD = [
    "Who gets thinking time after I ask?",
    "How long I wait after a question",
    "Wait three seconds before taking an answer",
    "Which pupils answer, and which never do",
    "What the back table says during group work",
    "Pupils explain their method to each other in full sentences",
    "How many children put a hand up before I choose one",
    "Where I stand while the class is writing",
    "I interrupt pupils before they have finished",
    "Do pupils use the new words when they talk in pairs?",
    "How I start the lesson: greeting at the door",
    "Quiet girls speaking in whole-class discussion",
    "What happens in the first two minutes after I stop talking",
    "Pupils ask each other before they ask me",
    "Moving between tables so that each is visited once",
    "Listening to the end of an answer",
    "How often I repeat what a pupil said",
    "Do the instructions reach the pupils who sit at the back?",
    "Pupils began writing within a minute",
    "How much of the talk is mine",
    "Improve how I wait after asking: five seconds",
    "Behaviour: who calls out while others are answering",
    "Praise that names what the pupil did",
    "Everyone copied the date, then what did they do?",
    "I said 'good' after every answer",
    "Pupils reading aloud and swapping roles",
    "Whether pupils turn and face their partner",
    "Cards for who answers next",
    "The shy pupils' faces when I point at them",
    "Who tidied up and who stopped working early",
    "Using mini whiteboards to check all answers",
]


@pytest.mark.parametrize(("focus", "kind"), VAGUE)
def test_a_vague_focus_is_nudged(focus: str, kind: Nudge) -> None:
    assert nudge(focus) is kind


@pytest.mark.parametrize("focus", SEEN_OR_HEARD)
def test_a_focus_one_could_see_or_hear_is_left_alone(focus: str) -> None:
    assert nudge(focus) is None


@pytest.mark.parametrize("focus", ["سلوك", "行动", "поведение", "התנהגות בכיתה"])
def test_words_the_rules_cannot_read_are_let_through(focus: str) -> None:
    assert nudge(focus) is None


def test_a_very_long_focus_is_read_without_trouble() -> None:
    assert nudge("behaviour and " * 5000 + "noise") is Nudge.TOPIC
