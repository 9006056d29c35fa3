"""Seating plans: who sits where, what the camera takes in, who should move, and the drawing of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from sidebyside.consent import register
from sidebyside.consent.models import Pupil, SchoolClass, Seat, SeatingPlan
from sidebyside.core import seating
from sidebyside.people.models import Person
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

# Row and column, both from nought; on the page they count from one.
Spot = tuple[int, int]
MEASURES = (
    *("rows", "columns", "apart_cm", "deep_cm"),
    *("camera_x_cm", "camera_y_cm", "heading_deg", "view_deg"),
)


@dataclass(frozen=True)
class Layout:
    """Lengths in cm, angles in degrees; see core.seating. Rows and columns 1 to 12."""

    rows: int = 5
    columns: int = 6
    apart_cm: int = 120
    deep_cm: int = 150
    camera_x_cm: int = 360
    camera_y_cm: int = 800
    heading_deg: int = 180
    view_deg: int = 70

    @classmethod
    def of(cls, plan: SeatingPlan) -> "Layout":
        return cls(**{name: getattr(plan, name) for name in MEASURES})

    @property
    def spots(self) -> list[Spot]:
        return [(row, column) for row in range(self.rows) for column in range(self.columns)]

    def seen(self) -> frozenset[Spot]:
        at = seating.Point(self.camera_x_cm / 100, self.camera_y_cm / 100)
        camera = seating.Camera(at, self.heading_deg, self.view_deg)
        return seating.in_shot(camera, self.spots, apart_m=self.apart_cm / 100, deep_m=self.deep_cm / 100)


@dataclass(frozen=True)
class DrawnSeat:
    """In the drawing's units, which are centimetres."""

    spot: Spot
    x: int
    y: int
    in_shot: bool
    pupil: str = ""
    name: str = ""
    words: str = ""
    must_move: bool = False

    @property
    def row(self) -> int:
        return self.spot[0] + 1

    @property
    def column(self) -> int:
        return self.spot[1] + 1


@dataclass(frozen=True)
class Drawing:
    """``view`` is the SVG's viewBox, ``wedge`` the corners of what the camera takes in."""

    layout: Layout
    view: str
    width: int
    wedge: str
    seats: list[DrawnSeat]
    moves: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return sum(one.in_shot for one in self.seats)

    @property
    def front_width(self) -> int:
        return self.layout.columns * self.layout.apart_cm

    @property
    def seat_width(self) -> int:
        return self.layout.apart_cm - 12

    @property
    def seat_depth(self) -> int:
        return min(self.layout.deep_cm - 12, 100)


def without_names(plan: SeatingPlan) -> Drawing:
    """For whoever films: every seat, and whether it is in shot."""
    layout = Layout.of(plan)
    seen = layout.seen()
    return _drawn(layout, [_seat(layout, spot, spot in seen) for spot in layout.spots])


def with_names(layout: Layout, seats: Mapping[Spot, Pupil]) -> Drawing:
    """For the class's teacher: who sits where, and who should move and where to."""
    seen = layout.seen()
    may = {spot: register.state_of(pupil) == "yes" for spot, pupil in seats.items()}
    drawn = []
    for spot in layout.spots:
        pupil, is_seen = seats.get(spot), spot in seen
        if pupil is None:
            drawn.append(_seat(layout, spot, is_seen))
            continue
        must = is_seen and not may[spot]
        shot = _("in shot") if is_seen else _("out of shot")
        drawn.append(_seat(layout, spot, is_seen, str(pupil.code), pupil.short_name, shot, must))
    moves = seating.who_should_move(may, seen, layout.spots)
    return _drawn(layout, drawn, [_move(seats, start, end) for start, end in moves])


def _move(seats: Mapping[Spot, Pupil], start: Spot, end: Spot | None) -> str:
    name = seats[start].name
    if end is None:
        return _("%(name)s: there is no seat out of shot. Turn or move the camera.") % {"name": name}
    where = {"name": name, "row": end[0] + 1, "seat": end[1] + 1}
    if end in seats:
        return _("%(name)s: change with %(other)s, row %(row)d, seat %(seat)d.") % (
            where | {"other": seats[end].name}
        )
    return _("%(name)s: to row %(row)d, seat %(seat)d, which is free.") % where


def _seat(layout: Layout, spot: Spot, in_shot: bool, *told: str | bool) -> DrawnSeat:
    x, y = spot[1] * layout.apart_cm + 6, spot[0] * layout.deep_cm + 6
    return DrawnSeat(spot, x, y, in_shot, *told)  # type: ignore[arg-type]


def _drawn(layout: Layout, seats: list[DrawnSeat], moves: list[str] | None = None) -> Drawing:
    wide, deep = layout.columns * layout.apart_cm, layout.rows * layout.deep_cm
    left, top = min(-20, layout.camera_x_cm - 50), min(-70, layout.camera_y_cm - 50)
    right, bottom = max(wide + 20, layout.camera_x_cm + 50), max(deep + 20, layout.camera_y_cm + 50)
    view = f"{left} {top} {right - left} {bottom - top}"
    return Drawing(layout, view, right - left, _wedge(layout, wide + deep + 2000), seats, moves or [])


def _wedge(layout: Layout, far: int) -> str:
    corners = [(layout.camera_x_cm, layout.camera_y_cm)]
    for step in range(-4, 5):
        turned = math.radians(layout.heading_deg + layout.view_deg * step / 8)
        x = layout.camera_x_cm - far * math.sin(turned)
        corners.append((round(x), round(layout.camera_y_cm + far * math.cos(turned))))
    return " ".join(f"{x},{y}" for x, y in corners)


def newest(school_class: SchoolClass) -> SeatingPlan | None:
    return school_class.plans.first()


def seats_of(plan: SeatingPlan, pupils: Mapping[int, Pupil]) -> dict[Spot, Pupil]:
    """Of those who are in the class now."""
    return {
        (seat.row, seat.column): pupils[seat.pupil_id] for seat in plan.seats.all() if seat.pupil_id in pupils
    }


def seated_in_order(layout: Layout, pupils: list[Pupil]) -> dict[Spot, Pupil]:
    """A beginning: by name, from the front on the left."""
    return dict(zip(layout.spots, sorted(pupils, key=lambda one: one.name.casefold()), strict=False))


def save(school_class: SchoolClass, by: Person, layout: Layout, seats: Mapping[Spot, Pupil]) -> SeatingPlan:
    """A new plan from now on; earlier ones go on saying who was in shot in earlier films."""
    seen = layout.seen()
    with transaction.atomic():
        plan = SeatingPlan.objects.create(
            school_class=school_class, **{name: getattr(layout, name) for name in MEASURES}
        )
        Seat.objects.bulk_create(
            Seat(plan=plan, row=row, column=column, pupil=pupil, in_shot=(row, column) in seen)
            for (row, column), pupil in seats.items()
        )
        audit.did("planned seats", Kind.CLASS, school_class.code, by.code, seats=len(seats))
    return plan
