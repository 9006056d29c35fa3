import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.core.talk import telling
from sidebyside.core.talk.cli_read import main
from sidebyside.core.talk.codes import Dimension, Function, Role, Tone
from sidebyside.core.talk.describing import confirmed, describe, filled
from sidebyside.core.talk.indicators import indicators
from sidebyside.core.talk.reading import read
from sidebyside.core.talk.shapes import Codes, Element, Guess, Spoken
from sidebyside.core.talk.words import words_of

SAID = [
    "Shall we look at the start? What did you want them to do with that silence?",
    "I wanted them to think before anyone spoke, because last week three of them answered everything.",
    "Were they thinking, or waiting for you to?",
    "I'd have sworn they were thinking. On the film they just look at me.",
    "Suppose the question had been on the board.",
    "Next time I'll have them write first, on Thursday.",
]


def spoken(texts: list[str]) -> list[Spoken]:
    return [
        Spoken(text, at % 2, Role.COACHEE if at % 2 else Role.COACH, (at, at))
        for at, text in enumerate(texts)
    ]


def test_each_suggestion_says_how_sure_it_is_and_why() -> None:
    for turn in describe(spoken(SAID * 3)).turns:
        assert turn.codes.functions
        assert all(0 <= guess.p <= 1 for guess in turn.codes.functions)
        assert turn.codes.functions[0].because
        assert turn.codes.question is not None


def test_what_is_plain_is_found() -> None:
    turns = describe(spoken(SAID * 3)).turns
    assert turns[6].codes.question is not None
    assert turns[6].codes.question.asks
    assert turns[5].codes.main is Function.SUGGESTION
    assert turns[5].codes.time is not None
    assert turns[5].codes.time.value == "after"


def test_elements_cover_all_turns() -> None:
    made = describe(spoken(SAID * 8))
    assert made.elements[0].first == 0
    assert made.elements[-1].last == len(made.turns) - 1
    for one, two in zip(made.elements[:-1], made.elements[1:], strict=True):
        assert one.last + 1 == two.first


def test_backchannels_and_empty_turns_have_no_codes() -> None:
    turns = [*spoken(SAID), Spoken("", 0), Spoken("mm", 1, backchannel=True)]
    made = describe(turns).turns
    assert made[-1].codes == made[-2].codes == Codes()


@pytest.mark.parametrize(
    "turns", [[], [Spoken("", 0)], [Spoken("mm", 0, backchannel=True)] * 3, [Spoken("um, er", 0)]]
)
def test_nothing_to_describe_is_no_mistake(turns: list[Spoken]) -> None:
    made = describe(turns)
    assert len(made.turns) == len(turns)
    assert read(made).level is None
    assert indicators(made).coded_turns == 0


def test_who_somebody_is_makes_no_difference() -> None:
    def codes(name: str, title: str) -> list[Codes]:
        texts = [f"{text} {title} {name} saw it." for text in SAID]
        return [turn.codes for turn in describe(spoken(texts)).turns]

    assert codes("Olu", "Mr") == codes("Przemek", "Dr") == codes("Xanthe", "Mrs")


def test_times_and_rows_do_not_change_the_codes() -> None:
    plain = describe(spoken(SAID)).turns
    timed = describe([Spoken(one.text, one.voice, one.role, (9, 9), 5, 9) for one in spoken(SAID)]).turns
    assert [turn.codes for turn in plain] == [turn.codes for turn in timed]


def test_what_people_say_comes_before_what_is_suggested() -> None:
    suggested = describe(spoken(SAID))
    theirs = Codes(tone=Guess(int(Tone.VERY_POSITIVE)), cannot_say=frozenset({Dimension.SCALE}))
    made = filled(suggested, [theirs, *[None] * (len(SAID) - 1)]).turns
    assert made[0].codes.tone == Guess(2)
    assert made[0].codes.scale is None
    assert made[0].codes.functions == suggested.turns[0].codes.functions
    assert made[0].codes.confirmed == {Dimension.TONE, Dimension.SCALE}
    assert made[1] == suggested.turns[1]
    with pytest.raises(ValueError, match="one entry"):
        filled(suggested, [None])


def test_codes_by_people_alone() -> None:
    made = confirmed(spoken(SAID), [None] * len(SAID), [Element(0, 5)])
    assert all(turn.codes == Codes() for turn in made.turns)
    assert read(made).level is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_is_described(texts: list[str]) -> None:
    made = describe(spoken(texts))
    json.dumps(telling.description_json(made))
    json.dumps(telling.reading_json(read(made)))
    json.dumps(telling.indicators_json(indicators(made)))


def test_words_are_the_same_without_punctuation_and_hesitation() -> None:
    said = "Well, um, I didn't -- I didn't think they'd, er, get it!"
    assert words_of(said) == words_of(
        re.sub(r"[^\w\s']", "", said).lower().replace("um ", "").replace("er ", "")
    )


def test_read_writes_a_line_of_json_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talk.csv"
    lines = [
        f'{"coachee" if at % 2 else "coach"},"{text}",{at * 5},{at * 5 + 4}'
        for at, text in enumerate(SAID * 6)
    ]
    path.write_text("\n".join(["role,text,start,end", *lines]))
    assert main([str(path), str(path), "--json", "--keep-rows"]) == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(made) == 2
    assert set(made[0]) == {"file", "version", "turns", "elements", "spans", "indicators", "reading"}
    turn = made[0]["turns"][1]
    assert (turn["rows"], turn["role"], turn["start_ms"], turn["end_ms"]) == ([1, 1], "coachee", 5000, 9000)
    assert set(turn["question"]) >= {"is", "type", "p"}
    assert {"level", "sureness", "passages", "for", "against", "missing", "try"} <= set(made[0]["reading"])
    assert made[0]["indicators"]["talk_share_seconds"]["coach"]["value"] == 0.5


def test_read_says_what_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("Ana: It went well.\nBen: What made it go well?\n")
    assert main([str(tmp_path / "none.csv")]) == 2
    assert main([str(path), "--coach", "Zed"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[1].endswith("Nobody called Zed speaks in this transcript.")
    assert main([str(path), "--coach", "Ben"]) == 0
    assert "From 30 on there is a reading." in capsys.readouterr().out
