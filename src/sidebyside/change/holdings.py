"""What this room holds of people's own words: a maker's charts, and everybody's own layers."""

from collections.abc import Iterable, Iterator

from sidebyside.change.keeping import whole_of, words_of
from sidebyside.change.models import Chart, ChartWords, Layer
from sidebyside.change.wording import chart_as_text, layer_as_text
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.holdings import File, Holding, Room, Way
from sidebyside.trust.policy import Act, Kind


def _erase(person: Person) -> None:
    """The chart with its words. Layers that others laid over it stay theirs."""
    for chart in Chart.objects.filter(maker=person):
        chart.delete()


def _files(person: Person) -> Iterable[File]:
    """Each chart and each layer to read."""
    for words in ChartWords.objects.select_related("chart__maker").filter(chart__maker=person).order_by("pk"):
        name = f"theory-of-change/chart-{words.chart.number}-{str(words.chart.code)[:8]}.txt"
        yield File(name, lambda words=words: _chart(words))  # type: ignore[misc]
    for layer in (
        Layer.objects.select_related("author", "chart__maker", "chart__programme")
        .filter(author=person)
        .order_by("pk")
    ):
        name = f"theory-of-change/layer-{str(layer.code)[:8]}.txt"
        yield File(name, lambda layer=layer: _layer(layer))  # type: ignore[misc]


def _chart(words: ChartWords) -> Iterator[bytes]:
    yield chart_as_text(whole_of(words)).encode()


def _layer(layer: Layer) -> Iterator[bytes]:
    """The notes with the words that they are about, where its author may still read the chart."""
    chart = layer.chart
    may_read = chart is not None and doors.may(layer.author, Act.SEE, Kind.CHART, chart)
    original = whole_of(words_of(chart)).chart if chart is not None and may_read else None
    yield layer_as_text(layer, original).encode()


ROOM = Room(
    "change",
    (
        Holding(ChartWords, Way.OWN, "chart__maker", ("changed_at", "body")),
        Holding(Layer, Way.OWN, "author", ("began_at", "shown_at", "body")),
    ),
    erase=_erase,
    files=_files,
)
