import pytest

from sidebyside.core.talk.focus import Nudge, nudge
from sidebyside.programme.nudge import nudge_words

ONE_OF_EACH = {
    Nudge.ONE_WORD: "behaviour",
    Nudge.TOO_WIDE: "my teaching in general",
    Nudge.WISH: "better questioning",
    Nudge.TOPIC: "pupil engagement",
}


@pytest.mark.parametrize("kind", Nudge)
def test_every_kind_has_a_kind_sentence_and_an_example_that_needs_no_nudge(kind: Nudge) -> None:
    words = nudge_words(ONE_OF_EACH[kind])
    assert words is not None
    assert words.sentence.endswith("?")
    example = words.example.split("“")[2].split("”")[0]
    assert nudge(example) is None


def test_an_empty_focus_and_a_clear_one_are_left_alone() -> None:
    assert nudge_words("  ") is None
    assert nudge_words("Who answers after I ask?") is None
