"""The words of a chart that are not its maker's: columns, groups, marks; and a chart as a list to read."""

import json

from django.utils.translation import gettext as _

from sidebyside.change.keeping import Whole
from sidebyside.change.models import Layer as LayerRow
from sidebyside.core.theory.chart import Box, Came, Chart, Column, NotPossible, Place, read, read_layer
from sidebyside.core.theory.drawing import Labels


def columns() -> dict[Column, str]:
    return {
        Column.SITUATION: _("How it is"),
        Column.ACTION: _("What we do"),
        Column.OUTCOME: _("What should come of it"),
    }


def places() -> dict[Place, str]:
    return {
        Place.NOW_STAFF: _("for staff"),
        Place.NOW_PUPILS: _("for pupils"),
        Place.STRAND: _("strands"),
        Place.STEP: _("steps"),
        Place.THEN_STAFF: _("for staff"),
        Place.THEN_PUPILS: _("for pupils"),
        Place.THEN_PARENTS: _("for parents"),
    }


def place_choices() -> list[tuple[str, str]]:
    named, of = places(), columns()
    return [(str(place), f"{of[place.column]}: {named[place]}") for place in Place]


def came_words() -> dict[Came, str]:
    return {
        Came.TRUE: _("came true"),
        Came.ELUSIVE: _("elusive"),
        Came.UNEXPECTED: _("unexpected"),
    }


def labels(title: str) -> Labels:
    return Labels(
        title=title,
        columns=columns(),
        places=places(),
        came=came_words(),
        new_arrow=_("a dashed arrow or box was added afterwards"),
        nothing=_("No box yet."),
    )


def why_not(problem: NotPossible) -> str:
    return {
        "gone": _("That box is not there any more. Look at the chart as it is now, and try again."),
        "full": _(
            "A chart has at most 60 boxes. Take one away, or say two things in one. Nothing was changed."
        ),
        "long": _("A box or a note has at most 400 letters. Shorten it; nothing was changed."),
        "empty": _("Write a few words first. Nothing was changed."),
        "itself": _("An arrow leads from one box to another. Choose another box; nothing was changed."),
    }[problem.word]


def why_not_drawn(problem: NotPossible) -> str:
    """Why the kept answers of an interview are no boxes yet."""
    if problem.word == "full":
        return _(
            "Your answers are kept, and nothing is drawn yet: a chart has at most 60 boxes, and each line is one. "
            "Write fewer lines, and draw again."
        )
    return _(
        "Your answers are kept, and nothing is drawn yet: each line is a box, and a box has at most 400 letters. "
        "Break the long line in two, and draw again."
    )


def chart_as_text(whole: Whole) -> str:
    lines = list(_listed(whole.chart, whole.chart))
    know = str(whole.answers.get("know", ""))
    return "\n".join([*lines, *([_("How we will know"), know] if know else []), ""])


def layer_as_text(row: LayerRow, original: Chart | None) -> str:
    """Marks with the words that they are about; without the chart, with the numbers of its boxes."""
    kept = json.loads(row.body) if row.body else {}
    stand_in = Chart(tuple(Box(int(key), Place.STEP, f"[{key}]") for key in kept.get("marks", {})))
    chart = original or stand_in
    layer = read_layer(kept, chart)
    came = came_words()
    lines = []
    for key, mark in layer.marks.items():
        said = ", ".join(part for part in (came[mark.came] if mark.came else "", mark.note) if part)
        lines.append(f"- {chart.box(key).words}: {said}")
    return "\n".join([*lines, *_listed(layer.own, chart), ""])


def own_words(row: LayerRow) -> list[str]:
    """What somebody said in their layer, without a word of the chart that it lies over."""
    kept = json.loads(row.body) if row.body else {}
    came, named, of = came_words(), places(), columns()
    marks = [
        ", ".join(part for part in (came[Came(one["came"])] if one["came"] else "", one["note"]) if part)
        for one in kept.get("marks", {}).values()
    ]
    boxes = read(kept.get("own", {})).in_order()
    return marks + [f"{of[one.place.column]}, {named[one.place]}: {one.words}" for one in boxes]


def _listed(chart: Chart, over: Chart) -> list[str]:
    named, of = places(), columns()
    words = {one.key: one.words for one in (*over.boxes, *chart.boxes)}
    lines = [f"- {of[one.place.column]}, {named[one.place]}: {one.words}" for one in chart.in_order()]
    return lines + [f"- {words[a]} → {words[b]}" for a, b in chart.arrows if a in words and b in words]
