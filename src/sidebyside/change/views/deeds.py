"""What the buttons of a chart's page do: to the original by its maker, to a layer by its owner."""

from collections.abc import Callable

from django.http import QueryDict

from sidebyside.core.theory import chart as theory
from sidebyside.core.theory.chart import Came, Chart, Layer, NotPossible, Place
from sidebyside.programme.seen import insist_unchanged

UNLINK = "unlink:"
MOST_DIGITS = 6


def as_number(text: str) -> int | None:
    """Of a box, at most six digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def number(posted: QueryDict, name: str) -> int:
    """Of a box; what is no number is no box."""
    found = as_number(posted.get(name, ""))
    if found is None:
        raise NotPossible("gone")
    return found


def place(posted: QueryDict) -> Place:
    try:
        return Place(posted.get("place", ""))
    except ValueError:
        raise NotPossible("gone") from None


def on_chart(posted: QueryDict, chart: Chart, also: frozenset[int] = frozenset()) -> Chart:
    """The chart after one press. ``also`` are boxes elsewhere that an arrow may touch.

    Raises NotPossible, and Changed where the box's words are others than its page showed. An unknown press does
    nothing.
    """
    do = posted.get("do", "")
    if do.startswith(UNLINK):
        to = as_number(do.removeprefix(UNLINK))
        return chart if to is None else theory.unlinked(chart, number(posted, "box"), to)
    known: dict[str, Callable[[], Chart]] = {
        "add": lambda: theory.added(chart, place(posted), posted.get("words", "")),
        "keep": lambda: _changed(posted, chart),
        "up": lambda: theory.moved(chart, number(posted, "box"), -1),
        "down": lambda: theory.moved(chart, number(posted, "box"), 1),
        "remove": lambda: theory.removed(chart, number(posted, "box")),
        "back": lambda: theory.put_back(chart, also),
        "link": lambda: theory.linked(chart, number(posted, "box"), number(posted, "to"), also),
    }
    return known[do]() if do in known else chart


def _changed(posted: QueryDict, chart: Chart) -> Chart:
    box, wanted = chart.box(number(posted, "box")), place(posted)
    words = theory.tidy(posted.get("words", ""))
    if not insist_unchanged([str(box.place), box.words], [str(wanted), words], posted.get("seen", "")):
        return chart
    return theory.changed(chart, box.key, wanted, words)


def on_layer(posted: QueryDict, layer: Layer, original: Chart) -> Layer:
    """As ``on_chart``, for what somebody lays over the original, which stays as it is."""
    if posted.get("do") == "mark":
        came = posted.get("came", "")
        return theory.marked(
            layer,
            original,
            number(posted, "box"),
            Came(came) if came in set(Came) else None,
            posted.get("note", ""),
        )
    return Layer(layer.marks, on_chart(posted, layer.own, original.numbers()))
