import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sidebyside.jobs import StepFailed, wire


def joined(parts: list[str]) -> str:
    return "_".join(parts)[:40].rstrip("_")


words = some.lists(some.sampled_from(["no", "lid", "x9", "value", "failure"]), min_size=1, max_size=5).map(
    joined
)
leaves = some.none() | some.booleans() | some.integers() | words | some.uuids().map(str)
values = some.recursive(
    leaves,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50, deadline=None)
@given(values)
def test_numbers_codes_and_words_come_back_as_they_went(value: object) -> None:
    assert wire.unpack(wire.pack(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        "Ana wants to ask fewer questions",
        "Oisín",
        "film.mp4",
        "UPPER",
        "two\nlines",
        "x" * 41,
        1.5,
        b"bytes",
        {1, 2},
        object(),
        {"focus of the week": 1},
        ["fine", ["not fine"]],
    ],
)
def test_everything_else_is_refused_without_being_repeated(value: object) -> None:
    with pytest.raises(wire.NotForTheStore) as refused:
        wire.pack({"args": [value]})
    assert repr(value) not in str(refused.value)


def test_a_tuple_of_arguments_goes_as_a_list() -> None:
    code = str(uuid4())
    assert wire.unpack(wire.pack({"args": (code, 1), "kwargs": {}})) == {"args": [code, 1], "kwargs": {}}


def test_a_steps_own_failure_comes_back_with_its_word() -> None:
    back = wire.unpack(wire.pack(StepFailed("no_lid")))
    assert isinstance(back, StepFailed)
    assert back.word == "no_lid"


def test_any_other_failure_keeps_its_class_and_loses_its_words() -> None:
    text = wire.pack(ValueError("Oisín cried"))
    assert json.loads(text) == {"failure": ["ValueError", "unexpected"]}
    back = wire.unpack(text)
    assert (back.class_name, back.word) == ("ValueError", "unexpected")
    assert wire.pack(back) == text


def test_a_class_cannot_smuggle_words_in_by_its_name() -> None:
    smuggler = type("Ana wants to", (Exception,), {})
    assert "Ana" not in wire.pack(smuggler())
