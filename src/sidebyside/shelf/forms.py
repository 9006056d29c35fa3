from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sidebyside.core.saying import NotTaken
from sidebyside.programme.forms import LineField, LinkField, WordsField
from sidebyside.shelf.files import ENDINGS, Brought, brought, too_large
from sidebyside.shelf.keeping import ItemWords


class ItemForm(forms.Form):
    """``files`` may lack a file that was too large to be read: ``too_large`` says so."""

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
    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "A worksheet, a picture, slides: PDF, JPEG, PNG, WebP, text, Word, PowerPoint, Excel, OpenDocument. "
            "5 MB at most. No film, and no pupil’s name."
        ),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in ENDINGS)}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self._too_large = too_large

    def clean_file(self) -> Brought | None:
        if self._too_large:
            raise forms.ValidationError(too_large())
        came = self.cleaned_data["file"]
        if not came:
            return None
        try:
            return brought(came.name or "", came.read())
        except NotTaken as error:
            raise forms.ValidationError(error.sentence) from None

    def brought(self) -> Brought | None:
        file: Brought | None = self.cleaned_data["file"]
        return file

    def kept(self) -> ItemWords:
        return ItemWords(self.cleaned_data["title"], self.cleaned_data["link"], self.cleaned_data["words"])


class PlanForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("The plan"),
        help_text=gettext_lazy("What will pupils do first, then, last? Where is the focus to be seen?"),
        rows=12,
    )
