import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.models import SchoolClass
from sidebyside.recordings.models import ClassChange, Extract
from sidebyside.recordings.words import clock_words


class ShareForm(forms.Form):
    """The whole film, or some of the owner's own extracts and nothing else."""

    WHOLE, EXTRACTS = "whole", "extracts"

    what = forms.ChoiceField(label=_("What do you want to share?"), widget=forms.RadioSelect)
    extracts = forms.TypedMultipleChoiceField(
        label=_("Which extracts?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each is cut to a film of its own; nothing before or after it can be seen."),
    )

    def __init__(self, *args: object, extracts: Iterable[Extract], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(str(extract.code), extract_words(extract)) for extract in extracts]
        what = [(self.WHOLE, _t("The whole film"))]
        if choices:
            what.append((self.EXTRACTS, _t("Only extracts")))
            field = self.fields["extracts"]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = choices
        else:
            del self.fields["extracts"]
        field_what = self.fields["what"]
        assert isinstance(field_what, forms.ChoiceField)
        field_what.choices = what

    @property
    def whole(self) -> bool:
        return bool(self.cleaned_data["what"] == self.WHOLE)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("what") == self.EXTRACTS and not self.cleaned_data.get("extracts"):
            self.add_error("extracts", _t("Tick at least one extract, or share the whole film."))


class LessonClassForm(forms.Form):
    """Whose lesson it is. Classes by their names; nobody's name, and nothing of who may be filmed."""

    NOBODY = "nobody"

    which = forms.ChoiceField(label=_("Which class is this lesson with?"))
    by_plan = forms.BooleanField(label=_("Everybody sat by the class’s seating plan"), required=False)

    def __init__(self, *args: object, classes: Iterable[SchoolClass], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(str(one.code), one.name) for one in classes]
        field.choices = [
            ("", _t("Choose")),
            *choices,
            (self.NOBODY, _t("No pupils can be seen or heard in it")),
        ]

    def chosen(self) -> uuid.UUID | None:
        which = self.cleaned_data["which"]
        return None if which == self.NOBODY else uuid.UUID(which)


class AnotherClassForm(forms.Form):
    """Which class it was, where the one that was named holds the film back; somebody else confirms it."""

    which = forms.ChoiceField(label=_("Which class was it?"))
    why = forms.ChoiceField(
        label=_("How did it come to be named wrongly?"),
        widget=forms.RadioSelect,
        choices=ClassChange.Why.choices,
        initial=ClassChange.Why.WRONG_LINE,
    )

    def __init__(self, *args: Any, classes: Iterable[SchoolClass], **kwargs: Any) -> None:
        # Two forms of one page ask for a class: their fields have ids of their own.
        super().__init__(*args, **({"auto_id": "another_%s"} | kwargs))
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _t("Choose")), *((str(one.code), one.name) for one in classes)]


def extract_words(extract: Extract) -> str:
    stretch = _t("%(start)s to %(end)s") % {
        "start": clock_words(extract.start_ms),
        "end": clock_words(extract.end_ms),
    }
    words = extract.words.strip()
    return f"{stretch} · {words[:80]}" if words else stretch
