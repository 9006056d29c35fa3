"""The co-ordinator's form of an event, and a person's form of a poster."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.core.media.remaking import Remade
from sidebyside.core.saying import NotTaken
from sidebyside.events.actions import LONGEST
from sidebyside.events.models import Event
from sidebyside.events.pictures import LONGEST_ALT, read
from sidebyside.people.inputs import ClockInput, DayInput
from sidebyside.people.models import Person
from sidebyside.programme.forms import LineField, MomentToCome, WordsField

_HOW_LONG = gettext_lazy("Between 10 and 480 minutes, please.")


class EventForm(MomentToCome):
    sort = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Event.Sort.choices)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("It begins at"), widget=ClockInput())
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"),
        min_value=10,
        max_value=480,
        error_messages={"min_value": _HOW_LONG, "max_value": _HOW_LONG},
    )
    place = LineField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("It stands in people’s calendars."),
        max_length=60,
    )
    guest = LineField(
        label=gettext_lazy("A guest"),
        help_text=gettext_lazy("Somebody who brings a thought, for ten minutes at most."),
        max_length=80,
    )
    topic = LineField(label=gettext_lazy("On what?"), max_length=200)
    whole_school = forms.BooleanField(
        label=gettext_lazy("Ask the whole school, not only pairs"), required=False
    )

    def __init__(self, *args: Any, event: Event | None = None, **kwargs: Any) -> None:
        if event is not None:
            local = timezone.localtime(event.starts_at)
            kwargs["initial"] = {
                name: getattr(event, name)
                for name in ("sort", "minutes", "place", "guest", "topic", "whole_school")
            } | {"day": local.date(), "time": local.time()}
        super().__init__(*args, **kwargs)
        self.event = event

    def stood(self) -> datetime | None:
        return self.event.starts_at if self.event else None

    def clean_sort(self) -> str:
        sort = str(self.cleaned_data["sort"])
        if (
            self.event
            and self.event.has_posters
            and sort != Event.Sort.CAROUSEL
            and self.event.posters.exists()
        ):
            raise ValidationError(
                _("People have made posters for it, so it stays a carousel. Make another event instead.")
            )
        return sort

    def kept(self) -> dict[str, object]:
        names = ("sort", "minutes", "place", "guest", "topic", "whole_school", "starts_at")
        return {name: self.cleaned_data[name] for name in names}


def _part(name: str, label: Any, hint: Any, rows: int = 4) -> WordsField:
    return WordsField(
        label=label,
        help_text=hint,
        rows=rows,
        max_length=LONGEST[name],
        error_messages={
            "max_length": gettext_lazy(
                "That is %(show_value)d characters; %(limit_value)d fit on the paper. Shorten it a little."
            )
        },
    )


class PosterForm(forms.Form):
    title = LineField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("A question or a claim, short enough to be read in passing."),
        max_length=LONGEST["title"],
        required=True,
        error_messages={"required": gettext_lazy("Give it a title. Nothing was kept yet.")},
    )
    tried = _part(
        "tried",
        gettext_lazy("What we tried"),
        gettext_lazy("One thing, as you would tell it over lunch. Name no pupil and no class."),
    )
    saw = _part(
        "saw", gettext_lazy("What we saw"), gettext_lazy("What happened, also what you had not expected.")
    )
    take = _part(
        "take",
        gettext_lazy("What we take with us"),
        gettext_lazy("What you keep, change, or still wonder."),
        3,
    )
    beside = forms.MultipleChoiceField(
        label=gettext_lazy("Whose is it as well?"),
        help_text=gettext_lazy(
            "They read it here from now on. Their name stands on it, and it hangs only with their yes."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Somebody you chose is in no pair with you any more. Choose again."
            )
        },
    )

    def __init__(self, *args: Any, partners: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(one.code): one for one in partners}
        if not partners:
            del self.fields["beside"]
        else:
            field = self.fields["beside"]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(code, one.name) for code, one in self.partners.items()]

    def words(self) -> list[str]:
        return [self.cleaned_data[name] for name in ("title", "tried", "saw", "take")]

    def beside_people(self) -> list[Person]:
        return [self.partners[code] for code in self.cleaned_data.get("beside", [])]


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("A picture of your own"),
        help_text=gettext_lazy("JPEG, PNG or WebP, 8 MB at most."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": gettext_lazy("Choose a picture first. Nothing was changed."),
            "empty": gettext_lazy("This file is empty. Choose the picture again."),
        },
    )
    alt = LineField(
        label=gettext_lazy("What is on it?"),
        help_text=gettext_lazy("One line, for whoever does not see it."),
        max_length=LONGEST_ALT,
        required=True,
        error_messages={"required": gettext_lazy("Say in one line what is on it. Nothing was changed.")},
    )

    made: Remade
    """The picture, made anew; there once the form is valid."""

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            # It was read past, and is not among the files.
            self.fields["picture"].error_messages["required"] = _(
                "This picture is larger than 8 MB. Make it smaller, then choose it again."
            )

    def clean(self) -> None:
        """Made anew last, and only where all the rest is right: it is dear."""
        if self.errors:
            return
        file: UploadedFile[bytes] = self.cleaned_data["picture"]
        try:
            self.made = read(file.read())
        except NotTaken as error:
            self.add_error("picture", error.sentence)
