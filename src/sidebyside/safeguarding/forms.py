from django import forms
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 20, 2000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it must be looked at"),
        help_text=_("Sealed. The other of you two reads it; whose recording it is does not."),
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={"required": _("Say in a sentence or two why it must be looked at.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    not_the_owner = forms.BooleanField(
        label=_("This is no allegation against anybody whose recording it is"),
        error_messages={
            "required": _(
                "Tick this if it is true. An allegation against a teacher goes another way, which stands below; "
                "nothing is opened for it here."
            )
        },
    )


class FindForm(forms.Form):
    """A colleague by name: their lessons follow as stages and dates."""

    who = forms.ChoiceField(label=_("Whose lesson"))

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *people]
