"""Forms as data: what is refused, and that every form of ours is whole."""

from typing import Any

import pytest

from sidebyside.instruments.built_in import KEYS, built_in
from sidebyside.instruments.forms_page import AnswersForm
from sidebyside.instruments.shapes import Form, NotAForm, Sort, in_words, read


def body(**question: Any) -> dict[str, Any]:
    asked = {"key": "one", "ask": "What happened?"} | question
    return {"key": "k", "title": "T", "says": "S", "block": [{"title": "B", "question": [asked]}]}


@pytest.mark.parametrize("key", KEYS)
def test_each_form_of_ours_is_kept_and_read_again_as_it_was(key: str) -> None:
    form = built_in(key)
    assert read(form.as_kept()) == form
    assert form.beside in {"", *KEYS}
    # Most of what is asked is asked in words.
    assert any(one.sort in {Sort.TEXT, Sort.SPOKEN} for one in form.questions())


def test_the_last_interview_comes_back_to_what_the_first_asked() -> None:
    first = {one.key for one in built_in("interview-first").questions()}
    last = {one.key for one in built_in("interview-last").questions()}
    assert len(first & last) >= 10
    assert {one.key for one in built_in("success-look-back").questions()} >= {"thinking", "practice", "talk"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (body(ask=" "), "ask"),
        (body(sort="choice", options=["only one"]), "between two and"),
        (body(sort="scale", ends=["low"]), "both ends"),
        (body(ask="x" * 601), "at most 600"),
        (body() | {"block": []}, "at least one question"),
        (body() | {"title": ""}, "title"),
    ],
)
def test_what_is_no_form_is_refused_in_words(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(NotAForm, match=told):
        read(wrong)


def test_two_questions_of_one_name_are_refused() -> None:
    twice = body()
    twice["block"][0]["question"] *= 2
    with pytest.raises(NotAForm, match="both called"):
        read(twice)


EVERY = {
    "key": "k",
    "title": "T",
    "says": "S",
    "block": [
        {
            "title": "B",
            "question": [
                {"key": "text", "ask": "t"},
                {"key": "line", "sort": "line", "ask": "l"},
                {"key": "choice", "sort": "choice", "ask": "c", "options": ["a", "b"]},
                {"key": "several", "sort": "several", "ask": "s", "options": ["a", "b", "c"]},
                {"key": "rank", "sort": "rank", "ask": "r", "options": ["a", "b", "c"]},
                {"key": "scale", "sort": "scale", "ask": "s", "ends": ["low", "high"]},
                {"key": "date", "sort": "date", "ask": "d"},
            ],
        }
    ],
}


def filled(form: Form, sent: dict[str, Any]) -> AnswersForm:
    from django.utils.datastructures import MultiValueDict

    return AnswersForm(
        MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in sent.items()}), form=form, answers={}
    )


def test_every_sort_of_answer_comes_through_a_page_and_back() -> None:
    form = read(EVERY)
    sent = {
        "q-text": "Zwei\r\nZeilen",
        "q-line": " a  b ",
        "q-choice": "1",
        "q-several": ["2", "0"],
        "q-rank-2": "1",
        "q-rank-0": "2",
        "q-scale": "4",
        "q-date": "2026-11-27",
    }
    page = filled(form, sent)
    assert page.is_valid(), page.errors
    answers = page.answers()
    assert answers == {
        "text": "Zwei\nZeilen",
        "line": "a b",
        "choice": 1,
        "several": [0, 2],
        "rank": {"2": 1, "0": 2},
        "scale": 4,
        "date": "2026-11-27",
    }
    said = {one.key: in_words(one, answers[one.key]) for one in form.questions()}
    assert said["rank"] == ["1. c", "2. a"]
    assert said["choice"] == ["b"]
    assert said["several"] == ["a", "c"]
    assert said["scale"] == ["4 (low 1 – 5 high)"]
    again = AnswersForm(form=form, answers=answers)
    assert again["q-several"].value() == ["0", "2"]
    assert again["q-rank-0"].value() == "2"


def test_an_empty_page_has_no_answers_and_nothing_is_required() -> None:
    page = filled(read(EVERY), {})
    assert page.is_valid()
    assert page.answers() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("q-choice", "7"), ("q-several", "x"), ("q-rank-0", "9"), ("q-scale", "0"), ("q-date", "31/31/2026")],
)
def test_what_is_no_answer_is_said_and_never_kept(name: str, value: str) -> None:
    page = filled(read(EVERY), {name: value})
    assert not page.is_valid()
    assert name in page.errors
