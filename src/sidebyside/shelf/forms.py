from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.programme.forms import LineField, WordsField
from sidebyside.shelf.keeping import ItemWords

_SCHEMES = ("http", "https")


class LinkField(LineField):
    """An address that a browser may go to. Nothing that runs, and nothing that carries a password."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        if not link:
            return ""
        if "://" not in link and ":" not in link.split("/")[0]:
            link = f"https://{link}"
        try:
            URLValidator(schemes=_SCHEMES)(link)
            has_password = urlsplit(link).password is not None
        except (ValidationError, ValueError):
            raise ValidationError(
                _("This is no web address. One looks like https://example.org/page.")
            ) from None
        if has_password:
            raise ValidationError(_("This address has a password in it. Leave the password out."))
        return link


class ItemForm(forms.Form):
    title = LineField(
        label=gettext_lazy("What is it?"),
        required=True,
        max_length=200,
        error_messages={"required": gettext_lazy("Give it a few words, so that you both find it again.")},
    )
    link = LinkField(label=gettext_lazy("A link"))
    words = WordsField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("A plan, a task, a thought. No pupil’s name is needed."),
        rows=4,
    )

    def kept(self) -> ItemWords:
        return ItemWords(self.cleaned_data["title"], self.cleaned_data["link"], self.cleaned_data["words"])


class PlanForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("The plan"),
        help_text=gettext_lazy("What will pupils do first, then, last? Where is the focus to be seen?"),
        rows=12,
    )
