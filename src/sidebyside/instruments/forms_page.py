"""A form's questions as fields of a page, and back. Nothing is required: what somebody leaves empty stays empty."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sidebyside.instruments.shapes import STEPS, Answer, Answers, Block, Form, Question, Sort
from sidebyside.people.inputs import DayInput
from sidebyside.programme.forms import LineField, WordsField


class AnswersForm(forms.Form):
    def __init__(self, *args: Any, form: Form, answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        for question in form.questions():
            for name, field in _fields(question, answers.get(question.key)):
                self.fields[name] = field

    def blocks(self) -> list[tuple[Block, list[tuple[Question, list[forms.BoundField]]]]]:
        return [
            (block, [(one, [self[name] for name in names_of(one)]) for one in block.questions])
            for block in self.form.blocks
        ]

    def left_over(self) -> list[str]:
        """Words that were sent for questions that this form does not have."""
        sent = {name: str(words) for name, words in self.data.items() if name.startswith("q-")}
        return [words for name, words in sent.items() if name not in self.fields and words.strip()]

    def answers(self) -> Answers:
        """What was answered, by the questions' keys; a question left empty has none."""
        found = {one.key: self._answer(one) for one in self.form.questions()}
        return {key: answer for key, answer in found.items() if answer not in (None, "", [], {})}

    def _answer(self, question: Question) -> Answer | None:
        if question.sort == Sort.RANK:
            places = {str(option): self.cleaned_data[name] for option, name in enumerate(names_of(question))}
            return {option: int(place) for option, place in places.items() if place}
        given = self.cleaned_data[name_of(question)]
        if question.sort in {Sort.CHOICE, Sort.SCALE}:
            return int(given) if given else None
        if question.sort == Sort.SEVERAL:
            return sorted(int(one) for one in given)
        return given.isoformat() if isinstance(given, date) else given


def name_of(question: Question) -> str:
    return f"q-{question.key}"


def names_of(question: Question) -> list[str]:
    if question.sort != Sort.RANK:
        return [name_of(question)]
    return [f"{name_of(question)}-{option}" for option in range(len(question.options))]


def _fields(question: Question, answer: Answer | None) -> Iterator[tuple[str, forms.Field]]:
    if question.sort == Sort.RANK:
        yield from _places(question, answer if isinstance(answer, dict) else {})
        return
    told: dict[str, Any] = {"label": question.ask, "help_text": question.help, "required": False}
    yield name_of(question), _field(question, answer, told)


def _field(question: Question, answer: Answer | None, told: dict[str, Any]) -> forms.Field:
    choices = [(str(number), words) for number, words in enumerate(question.options)]
    if question.sort == Sort.CHOICE:
        choices += _none(answer)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial=_text(answer), **told)
    if question.sort == Sort.SEVERAL:
        initial = [str(one) for one in answer] if isinstance(answer, list) else []
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, initial=initial, **told
        )
    if question.sort == Sort.SCALE:
        return forms.ChoiceField(
            choices=[*_scale(question), *_none(answer)],
            widget=forms.RadioSelect,
            initial=_text(answer),
            **told,
        )
    if question.sort == Sort.DATE:
        widget = DayInput()
        return forms.DateField(widget=widget, initial=_text(answer), **told)
    if question.sort == Sort.LINE:
        return LineField(initial=_text(answer), **told)
    return WordsField(initial=_text(answer), rows=4, **told)


def _none(answer: Answer | None) -> list[tuple[str, str]]:
    """A chosen circle cannot be emptied by itself: once something is kept, it can be chosen to have no answer."""
    return [] if answer is None else [("", _("no answer"))]


def _scale(question: Question) -> list[tuple[str, str]]:
    """Five steps between two ends. Each end says which it is; the steps between have a number and no verdict."""
    words = {1: f"1 · {question.ends[0]}", STEPS: f"{STEPS} · {question.ends[1]}"}
    return [(str(step), words.get(step, str(step))) for step in range(1, STEPS + 1)]


def _places(question: Question, answer: dict[str, int]) -> Iterator[tuple[str, forms.Field]]:
    """A place for each: by keyboard, on a phone and without script. Two may share one."""
    count = len(question.options)
    choices = [("", _("no place")), *((str(place), str(place)) for place in range(1, count + 1))]
    for option, name in enumerate(names_of(question)):
        yield (
            name,
            forms.ChoiceField(
                label=question.options[option],
                choices=choices,
                required=False,
                initial=_text(answer.get(str(option))),
            ),
        )


def _text(answer: Answer | None) -> str:
    return "" if answer is None else str(answer)
