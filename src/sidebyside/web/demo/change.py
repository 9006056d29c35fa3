"""The made school's theory of change: drawn by its co-ordinator, shown, and open for what came of it."""

from django.utils import timezone

from sidebyside.change import keeping
from sidebyside.change.models import Chart
from sidebyside.core.theory.chart import Box, Place
from sidebyside.core.theory.chart import Chart as Boxes
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme

BOXES = (
    (Place.NOW_STAFF, "We hear about each other’s lessons and do not see them"),
    (Place.NOW_STAFF, "Being observed means being judged"),
    (Place.NOW_PUPILS, "The same five hands go up"),
    (Place.STRAND, "Coaching in pairs, as equals"),
    (Place.STEP, "Cover for one talk each fortnight, kept by the office"),
    (Place.STEP, "Each films one lesson a term, for the pair alone"),
    (Place.THEN_STAFF, "We talk about questions and not about grades"),
    (Place.THEN_PUPILS, "More pupils have time to think, and say something"),
    (Place.THEN_PARENTS, "At home they hear what was asked, and not only what was done"),
)
ARROWS = ((1, 4), (2, 4), (3, 6), (4, 5), (5, 7), (6, 7), (6, 8), (8, 9))
KNOW = "In May we listen at four tables in six lessons, and ask every pair what they would miss."


def draw(programme: Programme, maker: Person) -> Chart:
    boxes = tuple(Box(number, place, words) for number, (place, words) in enumerate(BOXES, start=1))
    chart = keeping.begin(programme, maker, keeping.Whole({"know": KNOW}, Boxes(boxes, ARROWS, len(boxes))))
    chart.layers_from = timezone.localdate()
    chart.save(update_fields=["layers_from"])
    keeping.show(chart, shown=True)
    return chart
