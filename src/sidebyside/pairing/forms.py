from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sidebyside.core.matching import DEFAULT, TWO_SIDED, WEIGHTS, Weights
from sidebyside.pairing.models import Joined, Setting
from sidebyside.pairing.words import WEIGHT_NAMES, WEIGHT_NOTES, step_words
from sidebyside.people.models import Person, School

if TYPE_CHECKING:
    _JoinedForm = forms.ModelForm[Joined]
    _SettingForm = forms.ModelForm[Setting]
else:
    # Django's ModelForm takes no type arguments at run time.
    _JoinedForm = forms.ModelForm
    _SettingForm = forms.ModelForm


class FactsForm(_JoinedForm):
    """What somebody shows. Nothing is asked for: an empty field shows nothing, and weighs nothing."""

    class Meta:
        model = Joined
        fields = ("subject", "phase", "site", "experience", "rank", "focus", "interests")
        labels = {
            "subject": _("Subject"),
            "phase": _("Phase"),
            "site": _("Site"),
            "experience": _("Years in the work"),
            "rank": _("Your place at school"),
            "focus": _("What you want to work on"),
            "interests": _("What interests you"),
        }
        help_texts = {
            "phase": _("For example: primary"),
            "focus": _("A few words that colleagues may see. A focus that you keep to yourself goes below."),
            "interests": _("With a comma between them"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("experience", Joined.Experience.choices), ("rank", Joined.Rank.choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("not shown")), *choices]


class NameForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Person.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.empty_label = _("Choose somebody")


class PrivateForm(forms.Form):
    focus = forms.CharField(
        label=_("A focus that you keep to yourself"),
        max_length=120,
        required=False,
        help_text=_("It weighs a little, and is shown to nobody."),
    )
    rests = forms.BooleanField(label=_("Leave me out for now, and tell nobody that I asked"), required=False)


class ArrangementForm(_SettingForm):
    class Meta:
        model = Setting
        fields = ("expected", "way", "arrangement")
        labels = {
            "expected": _("What the school expects"),
            "way": _("How pairs come about"),
            "arrangement": _("An arrangement of your own"),
        }
        help_texts = {
            "expected": _("Whatever it is, nobody counts absence, and anybody can leave without a reason."),
        }
        widgets = {"expected": forms.RadioSelect, "way": forms.RadioSelect}


class LineForm(forms.Form):
    manager = forms.ModelChoiceField(
        label=_("Line manager"), queryset=Person.objects.none(), to_field_name="code"
    )
    managed = forms.ModelChoiceField(label=_("Manages"), queryset=Person.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.fields["manager"], self.fields["managed"]):
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = school.colleagues()
            field.empty_label = _("Choose somebody")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("manager") and given.get("manager") == given.get("managed"):
            self.add_error("managed", _("That is the same person twice."))
        return given


def sliders(weights: Weights) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": WEIGHT_NAMES[name],
            "note": WEIGHT_NOTES[name],
            "value": weights[name],
            "least": -4 if name in TWO_SIDED else 0,
            "says": step_words(name, weights[name]),
            "left": step_words(name, -4 if name in TWO_SIDED else 0),
            "right": step_words(name, 4),
        }
        for name in WEIGHTS
    ]


def weights_in(given: QueryDict, kept: Mapping[str, int]) -> Weights:
    """The weights that a form sends, over those that are kept; what is no such number is as it was kept."""
    found = dict(DEFAULT) | {name: value for name, value in kept.items() if name in DEFAULT}
    for name in WEIGHTS:
        try:
            said = Weights({name: int(given.get(name, ""))})
        except ValueError:
            continue
        found[name] = said[name]
    return Weights(found)
