"""Every sentence of a form is ours: what is wrong, and what to do next."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.forms.forms import BaseForm

import sidebyside
from sidebyside.people.put_right import SAYINGS, sentences


class Everything(forms.Form):
    line = forms.CharField(max_length=60, min_length=3)
    number = forms.IntegerField(min_value=1, max_value=9)
    least = forms.IntegerField(min_value=1)
    pounds = forms.DecimalField(max_digits=6, decimal_places=2)
    day = forms.DateField()
    email = forms.EmailField()
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    tick = forms.BooleanField()
    own = forms.CharField(max_length=3, error_messages={"max_length": "Ours says %(limit_value)d."})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("line", "", "Fill this in."),
        ("line", "x" * 72, "There is room for 60 characters, and this has 72. Shorten it by 12 or more."),
        ("line", "x" * 61, "There is room for 60 characters, and this has 61. Shorten it by 1."),
        ("line", "x", "It takes 3 characters at least, and this has 1. Write a little more."),
        ("line", "ab\x00c", "There is a sign in this that cannot be kept."),
        ("number", "0", "0 does not fit here. Write a number from 1 to 9."),
        ("number", "many", "This is no whole number. Write it in digits, like 3."),
        ("least", "-2", "-2 is too little. Write 1 or more."),
        ("pounds", "x", "This is no number."),
        ("pounds", "1.234", "1.234 has too many digits after the point. Round it to 2 of them."),
        ("pounds", "12345678", "12345678 has too many digits: 6 are the most."),
        ("day", "", "Choose a day."),
        ("day", "31/02/2026", "There is no such day."),
        ("email", "ana@", "This is no e-mail address."),
        ("one", "b", "What you chose is not there any more."),
        ("one", "", "Choose one."),
        ("several", ["a", "b"], "Something that you chose is not there any more."),
        ("tick", "", "Tick this to go on."),
        ("own", "four", "Ours says 3."),
    ],
)
def test_what_is_wrong_and_what_to_do(field: str, typed: Any, said: str) -> None:
    assert sentences(Everything({field: typed})[field])[0].startswith(said)


def test_no_form_of_ours_can_say_a_sentence_of_djangos() -> None:
    seen = 0
    for form in _forms():
        for name, field in form.base_fields.items():
            seen += 1
            for message in _djangos(field):
                assert id(message) in SAYINGS, (form, name, message)
    assert seen > 150


def _djangos(field: forms.Field) -> Iterator[object]:
    kinds = [one for one in type(field).__mro__ if one.__module__.startswith("django.")]
    defaults = [text for one in kinds for text in vars(one).get("default_error_messages", {}).values()]
    yield from (text for text in field.error_messages.values() if any(text is one for one in defaults))
    for one in field.validators:
        told = vars(type(one)) if type(one).__module__ == "django.core.validators" else {}
        if told.get("code") not in field.error_messages:
            yield from told.get("messages", {"": told.get("message")}).values()


def _forms() -> Iterator[type[BaseForm]]:
    for module in pkgutil.walk_packages(sidebyside.__path__, "sidebyside."):
        if "forms" in module.name.rsplit(".", 1)[-1] or ".views" in module.name:
            importlib.import_module(module.name)
    waiting = [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("sidebyside.") and hasattr(form, "base_fields"):
            yield form
