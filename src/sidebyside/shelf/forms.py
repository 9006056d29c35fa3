from django import forms
from django.utils.translation import gettext_lazy

from sidebyside.programme.forms import LineField, LinkField, WordsField
from sidebyside.shelf.keeping import ItemWords


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
