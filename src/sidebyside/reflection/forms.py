import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.programme.forms import LineField, WordsField
from sidebyside.reflection.afterwards import STEPS, Agreed, StepWords


class StepsForm(forms.Form):
    def __init__(self, *args: Any, words: Sequence[StepWords] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            row = words[number - 1] if number <= len(words) else StepWords()
            self.fields[f"what_{number}"] = LineField(
                label=_("What will you do?"), initial=row.what, max_length=2000
            )
            self.fields[f"by_when_{number}"] = LineField(label=_("By when?"), initial=row.by_when)
            self.fields[f"how_we_know_{number}"] = WordsField(
                label=_("How will you both know?"), initial=row.how_we_know, rows=2
            )

    def rows(self) -> list[list[forms.BoundField]]:
        columns = ("what", "by_when", "how_we_know")
        return [[self[f"{column}_{number}"] for column in columns] for number in range(1, STEPS + 1)]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for number in range(1, STEPS + 1):
            rest = typed.get(f"by_when_{number}") or typed.get(f"how_we_know_{number}")
            if rest and f"what_{number}" in typed and not typed[f"what_{number}"]:
                self.add_error(f"what_{number}", _("Say what you will do, or empty this step."))
        return typed

    def words(self) -> list[StepWords]:
        typed = self.cleaned_data
        return [
            StepWords(typed[f"what_{number}"], typed[f"by_when_{number}"], typed[f"how_we_know_{number}"])
            for number in range(1, STEPS + 1)
        ]


class LookBackForm(forms.Form):
    """A field for each criterion and question; the labels are the pair's own words."""

    def __init__(self, *args: Any, agreed: Sequence[Agreed], own: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = agreed
        for one, words in zip(agreed, own, strict=True):
            self.fields[self.name_of(one.code)] = WordsField(label=one.words, initial=words, rows=2)

    @staticmethod
    def name_of(code: uuid.UUID) -> str:
        return f"about_{code.hex}"

    def rows(self) -> list[tuple[Agreed, forms.BoundField]]:
        return [(one, self[self.name_of(one.code)]) for one in self.agreed]

    def about_nothing(self) -> list[str]:
        """Words on what the coachee took off the list while they were typed."""
        sent = {name: str(words) for name, words in self.data.items() if name.startswith("about_")}
        return [words for name, words in sent.items() if name not in self.fields and words.strip()]

    def words(self) -> dict[uuid.UUID, str]:
        return {one.code: self.cleaned_data[self.name_of(one.code)] for one in self.agreed}


class TakeawayForm(forms.Form):
    takeaway = WordsField(
        label=gettext_lazy("What do you take away for your own teaching?"),
        help_text=gettext_lazy("Only you will ever read this."),
    )


class CameOfItForm(forms.Form):
    came_of_it = WordsField(label=gettext_lazy("What came of it?"), rows=2)
