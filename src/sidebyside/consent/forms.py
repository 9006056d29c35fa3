from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.models import SECTIONS, Charge
from sidebyside.people.models import Person, School, SchoolRole

LONGEST = 6000
TITLES = {
    "purpose": _("What films are for"),
    "scope": _("What is filmed, and what never"),
    "storage": _("How films are kept"),
    "who_sees": _("Who sees them"),
    "retention": _("How long they live"),
    "safeguarding": _("If there is a concern about a child"),
}


class PolicyForm(forms.Form):
    purpose = forms.CharField(label=TITLES["purpose"], max_length=LONGEST, widget=forms.Textarea)
    scope = forms.CharField(label=TITLES["scope"], max_length=LONGEST, widget=forms.Textarea)
    storage = forms.CharField(label=TITLES["storage"], max_length=LONGEST, widget=forms.Textarea)
    who_sees = forms.CharField(
        label=TITLES["who_sees"],
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text=_("This is how the product works: who else may see a film cannot be set anywhere."),
    )
    retention = forms.CharField(
        label=TITLES["retention"],
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text=_("The ends named here are the product’s own. You may ask teachers to delete earlier."),
    )
    safeguarding = forms.CharField(label=TITLES["safeguarding"], max_length=LONGEST, widget=forms.Textarea)

    def clean(self) -> None:
        super().clean()
        for name in SECTIONS:
            if "[" in self.cleaned_data.get(name, ""):
                self.add_error(
                    name, _("Something in square brackets still waits for the school’s own words.")
                )


class ChargeForm(forms.Form):
    """Nobody charges themselves, and who leads the school does not look into its register."""

    what = forms.ChoiceField(label=_("As"), choices=Charge.What)
    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, school: School, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {
            str(one.code): one
            for one in school.people.filter(is_active=True).exclude(pk=by.pk).order_by("name")
        }
        self._leaders = set(
            SchoolRole.objects.filter(school=school, role=SchoolRole.Role.LEADER).values_list(
                "person_id", flat=True
            )
        )
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, one.name) for code, one in self._people.items()]

    def clean_person(self) -> Person:
        return self._people[self.cleaned_data["person"]]

    def clean(self) -> None:
        super().clean()
        person = self.cleaned_data.get("person")
        looks = self.cleaned_data.get("what") == Charge.What.DATA_LEAD
        if looks and isinstance(person, Person) and person.pk in self._leaders:
            self.add_error(
                "person", _("A school’s leaders do not see the consent register. Choose somebody else.")
            )
