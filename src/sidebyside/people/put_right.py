"""What a field of a form says when it cannot take what was sent: our sentences in the place of Django's own.

The field's label stands beside each. An error that a form words itself passes as it is.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms import BoundField, Field
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Facts = dict[str, Any]
Say = Callable[[Field, Facts], str]


def sentences(field: BoundField) -> list[str]:
    """One for each error of this field."""
    data = field.errors.as_data()
    return [said for error in data for said in _said(field.field, error)]


def _said(field: Field, error: ValidationError) -> list[str]:
    say = SAYINGS.get(id(error.message)) if hasattr(error, "message") else None
    return [say(field, error.params or {})] if say else [str(one) for one in error]


def _missing(field: Field, _facts: Facts) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Tick this to go on.")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, forms.ChoiceField):
        return _("Choose one.")
    if isinstance(field, forms.DateField):
        return _("Choose a day.")
    if isinstance(field, forms.TimeField):
        return _("Choose a time.")
    return _("Fill this in.")


def _no_choice(field: Field, _facts: Facts) -> str:
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return _("Something that you chose is not there any more. Choose again from what is.")
    return _("What you chose is not there any more. Choose again from what is.")


def _too_long(_field: Field, facts: Facts) -> str:
    most, here = facts["limit_value"], facts["show_value"]
    return ngettext(
        "There is room for %(most)d characters, and this has %(here)d. Shorten it by %(over)d.",
        "There is room for %(most)d characters, and this has %(here)d. Shorten it by %(over)d or more.",
        here - most,
    ) % {"most": most, "here": here, "over": here - most}


def _too_short(_field: Field, facts: Facts) -> str:
    return _("It takes %(least)d characters at least, and this has %(here)d. Write a little more.") % {
        "least": facts["limit_value"],
        "here": facts["show_value"],
    }


def _out_of_range(field: Field, facts: Facts) -> str:
    least, most = getattr(field, "min_value", None), getattr(field, "max_value", None)
    told = {"here": facts["show_value"], "least": least, "most": most}
    if least is not None and most is not None:
        return _("%(here)s does not fit here. Write a number from %(least)s to %(most)s.") % told
    if most is not None:
        return _("%(here)s is too much. Write %(most)s or less.") % told
    return _("%(here)s is too little. Write %(least)s or more.") % told


def _no_number(field: Field, _facts: Facts) -> str:
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return _("This is no number. Write it in digits, like 3 or 2.50.")
    return _("This is no whole number. Write it in digits, like 3.")


def _digits(_field: Field, facts: Facts) -> str:
    return ngettext(
        "%(here)s has too many digits: %(most)d is the most. Write a smaller number.",
        "%(here)s has too many digits: %(most)d are the most. Write a smaller number.",
        facts["max"],
    ) % {"here": facts["value"], "most": facts["max"]}


def _decimals(_field: Field, facts: Facts) -> str:
    return ngettext(
        "%(here)s has too many digits after the point. Round it to %(most)d.",
        "%(here)s has too many digits after the point. Round it to %(most)d of them.",
        facts["max"],
    ) % {"here": facts["value"], "most": facts["max"]}


def _always(words: Callable[[], str]) -> Say:
    return lambda _field, _facts: words()


def _of(field: type[Field], *codes: str) -> list[object]:
    return [field.default_error_messages[code] for code in codes]


_WORDS: list[tuple[list[object], Say]] = [
    (_of(Field, "required"), _missing),
    (
        [
            *_of(forms.ChoiceField, "invalid_choice"),
            *_of(forms.MultipleChoiceField, "invalid_choice", "invalid_list"),
            *_of(forms.ModelChoiceField, "invalid_choice"),
            *_of(forms.ModelMultipleChoiceField, "invalid_choice", "invalid_list", "invalid_pk_value"),
        ],
        _no_choice,
    ),
    ([validators.MaxLengthValidator.message], _too_long),
    ([validators.MinLengthValidator.message], _too_short),
    ([validators.MaxValueValidator.message, validators.MinValueValidator.message], _out_of_range),
    (
        [
            *_of(forms.IntegerField, "invalid"),
            *_of(forms.DecimalField, "invalid"),
            *_of(forms.FloatField, "invalid"),
            validators.DecimalValidator.messages["invalid"],
        ],
        _no_number,
    ),
    ([validators.DecimalValidator.messages[one] for one in ("max_digits", "max_whole_digits")], _digits),
    ([validators.DecimalValidator.messages["max_decimal_places"]], _decimals),
    (
        _of(forms.DateField, "invalid"),
        _always(lambda: _("There is no such day. Choose one, or write it like 24/11/2026.")),
    ),
    (
        _of(forms.TimeField, "invalid"),
        _always(lambda: _("There is no such time. Write it with hours and minutes, like 14:30.")),
    ),
    (
        _of(forms.DateTimeField, "invalid"),
        _always(
            lambda: _("There is no such day and time. Choose both, or write them like 24/11/2026 14:30.")
        ),
    ),
    (
        [validators.EmailValidator.message],
        _always(lambda: _("This is no e-mail address. Write all of it, like name@school.example.")),
    ),
    (
        _of(forms.FileField, "invalid", "missing"),
        _always(lambda: _("The file did not arrive. Choose it again, and send once more.")),
    ),
    (
        _of(forms.FileField, "empty"),
        _always(lambda: _("There is nothing in this file. Choose another.")),
    ),
    (
        _of(forms.FileField, "max_length"),
        _always(lambda: _("The name of this file is too long. Give it a shorter one, and choose it again.")),
    ),
    (
        _of(forms.FileField, "contradiction"),
        _always(lambda: _("A file is chosen, and the tick says to take it away. Do one of the two.")),
    ),
    (
        # Only a script writes such a field: a passkey's answer, for one.
        _of(forms.JSONField, "invalid"),
        _always(lambda: _("What the browser sent could not be read. Reload the page and try again.")),
    ),
    (
        [validators.RegexValidator.message],
        _always(lambda: _("This is not written as it should be. See what is asked for, and write it again.")),
    ),
    (
        [validators.ProhibitNullCharactersValidator.message],
        _always(
            lambda: _("There is a sign in this that cannot be kept. Take out what you pasted, and type it.")
        ),
    ),
]
# By the very object: Django's words may say something else in each language and each version.
SAYINGS: dict[int, Say] = {id(message): say for messages, say in _WORDS for message in messages}
