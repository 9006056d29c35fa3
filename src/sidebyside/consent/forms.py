from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.models import SAFEGUARDING, SECTIONS, Charge, SchoolClass
from sidebyside.consent.notices import LANGUAGES
from sidebyside.people.models import Person, School, SchoolRole

LONGEST = 6000
LARGEST_LIST_BYTES = 2_000_000
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
    safeguarding = forms.CharField(
        label=TITLES["safeguarding"],
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text=_(
            "Where square brackets stand, write your school’s own words instead: whom to tell, by their post."
        ),
    )

    def clean(self) -> None:
        super().clean()
        for name in SECTIONS:
            if "[" in self.cleaned_data.get(name, ""):
                self.add_error(
                    name, _("Something in square brackets still waits for the school’s own words.")
                )


class ChargeForm(forms.Form):
    """Nobody charges themselves, and who leads the school does not look into its register.

    For safeguarding there are two people, never one twice; and none of them co-ordinates, because who names them and
    switches it on must not open anything by it.
    """

    what = forms.ChoiceField(label=_("As"), choices=Charge.What)
    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, school: School, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._school = school
        self._people = {str(one.code): one for one in school.colleagues().exclude(pk=by.pk)}
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
        what = self.cleaned_data.get("what")
        if what in SAFEGUARDING and isinstance(person, Person):
            self._check_safeguarding(Charge.What(str(what)), person)

    def _check_safeguarding(self, what: Charge.What, person: Person) -> None:
        for held in self._school.charges.filter(what__in=SAFEGUARDING).select_related("person"):
            if held.what == what and held.person_id != person.pk:
                self.add_error(
                    "what", _("%(name)s has this task. Take it back first.") % {"name": held.person.name}
                )
            if held.what != what and held.person_id == person.pk:
                self.add_error(
                    "person",
                    _("%(name)s is the other of the two. One person cannot be both.") % {"name": person.name},
                )
        if person.roles.filter(role=SchoolRole.Role.CO_ORDINATOR).exists():
            self.add_error(
                "person",
                _(
                    "Co-ordinators name the two and switch it on, so they cannot be one. Choose somebody else."
                ),
            )


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("The list, as CSV"),
        help_text=_("One row for each guardian and child. 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_LIST_BYTES:
            raise forms.ValidationError(_("This file is larger than a class list can be. Choose the CSV."))
        return file


class PaperForm(forms.Form):
    coaching = forms.ChoiceField(
        label=_("On paper they said"),
        choices=[("yes", _("Yes, may be filmed")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    study = forms.BooleanField(label=_("Yes for a study as well"), required=False)
    exemplar = forms.BooleanField(label=_("Yes as an example for other teachers as well"), required=False)

    def told(self) -> dict[str, bool]:
        return self.cleaned_data | {"coaching": self.cleaned_data["coaching"] == "yes"}


class GuardianForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class TeachersForm(forms.Form):
    teachers = forms.MultipleChoiceField(
        label=_("Teachers of this class"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, school_class: SchoolClass, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"teachers": [str(one.code) for one in school_class.teachers.all()]})
        super().__init__(*args, **kwargs)
        people = school_class.school.colleagues()
        self._people = {str(one.code): one for one in people}
        field = self.fields["teachers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, one.name) for code, one in self._people.items()]

    def chosen(self) -> list[Person]:
        return [self._people[code] for code in self.cleaned_data["teachers"]]
