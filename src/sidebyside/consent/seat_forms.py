from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sidebyside.consent.models import Pupil
from sidebyside.consent.plans import MEASURES, Layout, Spot

MOST = 12


def _number(label: Any, low: int, high: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, help_text=hint)


class PlanForm(forms.Form):
    """The room, the camera, and for each pupil a row and a seat. Both empty: they sit nowhere in particular."""

    rows = _number(_("Rows"), 1, MOST)
    columns = _number(_("Seats in a row"), 1, MOST)
    apart_cm = _number(_("From seat to seat, cm"), 50, 400)
    deep_cm = _number(_("From row to row, cm"), 50, 400)
    camera_x_cm = _number(_("Camera: from the left wall, cm"), -500, 6000)
    camera_y_cm = _number(_("Camera: from the front, cm"), -500, 6000)
    heading_deg = _number(
        _("Camera looks, degrees"),
        0,
        359,
        _("0 to the back, 90 to the left, 180 to the front, 270 to the right."),
    )
    view_deg = _number(
        _("Field of view, degrees"), 10, 180, _("Most phones: 65 to 75. A wide-angle lens: 100 to 120.")
    )

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        pupils: Iterable[Pupil],
        layout: Layout,
        seats: dict[Spot, Pupil],
    ) -> None:
        begin: dict[str, Any] = {name: getattr(layout, name) for name in MEASURES}
        for (row, column), pupil in seats.items():
            begin |= {f"row-{pupil.code}": row + 1, f"seat-{pupil.code}": column + 1}
        super().__init__(sent, initial=begin)
        self.pupils = list(pupils)
        for pupil in self.pupils:
            for name, words in (("row", _("row")), ("seat", _("seat"))):
                one = forms.IntegerField(label=words, min_value=1, max_value=MOST, required=False)
                one.widget.attrs["aria-label"] = f"{pupil.name}: {words}"
                self.fields[f"{name}-{pupil.code}"] = one

    def places(self) -> list[tuple[Pupil, Any, Any]]:
        return [(one, self[f"row-{one.code}"], self[f"seat-{one.code}"]) for one in self.pupils]

    def measures(self) -> list[Any]:
        return [self[name] for name in MEASURES]

    def layout(self) -> Layout:
        return Layout(**{name: self.cleaned_data[name] for name in MEASURES})

    def seats(self) -> dict[Spot, Pupil]:
        found = {}
        for pupil in self.pupils:
            row, seat = (
                self.cleaned_data.get(f"row-{pupil.code}"),
                self.cleaned_data.get(f"seat-{pupil.code}"),
            )
            if row and seat:
                found[row - 1, seat - 1] = pupil
        return found

    def clean(self) -> None:
        super().clean()
        taken: dict[Spot, Pupil] = {}
        for pupil in self.pupils:
            row, seat = (
                self.cleaned_data.get(f"row-{pupil.code}"),
                self.cleaned_data.get(f"seat-{pupil.code}"),
            )
            if bool(row) != bool(seat):
                self.add_error(
                    None, _("%(name)s: give both a row and a seat, or neither.") % {"name": pupil.name}
                )
            if not row or not seat:
                continue
            if row > self.cleaned_data.get("rows", MOST) or seat > self.cleaned_data.get("columns", MOST):
                told = {"name": pupil.name, "row": row, "seat": seat}
                self.add_error(None, _("%(name)s: there is no row %(row)d, seat %(seat)d.") % told)
            elif (row, seat) in taken:
                told = {"one": taken[row, seat].name, "other": pupil.name, "row": row, "seat": seat}
                self.add_error(
                    None, _("%(one)s and %(other)s both sit in row %(row)d, seat %(seat)d.") % told
                )
            taken[row, seat] = pupil
