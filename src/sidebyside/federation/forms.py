"""Whom a co-ordinator asks to be their school's link."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sidebyside.people.forms import ColleagueForm


class LinkForm(ColleagueForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].help_text = _("You can name yourself.")
