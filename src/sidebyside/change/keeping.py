"""Writing charts and layers: each change reads what stands now, under a lock, and leaves a whole chart."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources

from django.db import transaction
from django.utils import timezone

from sidebyside.change.access import is_annotated
from sidebyside.change.models import Chart, ChartWords, Layer
from sidebyside.core.theory import chart as theory
from sidebyside.instruments.shapes import Answers, Form, in_words, read
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme
from sidebyside.programme.seen import insist_unchanged
from sidebyside.trust import audit

# "At about six months": half a year of days.
HALF_A_YEAR = timedelta(days=182)
A_MONTH = timedelta(days=28)


class Frozen(Exception):
    """Somebody has laid a layer over it: the original stays as it is."""


@dataclass(frozen=True)
class Whole:
    """What a maker has written: answers to the interview, and the chart drawn from them."""

    answers: Answers
    chart: theory.Chart

    def as_text(self) -> str:
        return json.dumps({"answers": self.answers, "chart": self.chart.as_kept()}, ensure_ascii=False)


@cache
def interview() -> Form:
    text = resources.files("sidebyside.change").joinpath("forms", "theory-of-change.toml").read_text("utf-8")
    return read(tomllib.loads(text))


def whole_of(words: ChartWords) -> Whole:
    kept = json.loads(words.body) if words.body else {}
    return Whole(kept.get("answers", {}), theory.read(kept.get("chart", {})))


def words_of(chart: Chart) -> ChartWords:
    found = ChartWords.objects.filter(chart=chart).first() or ChartWords(chart=chart)
    found.chart = chart
    return found


def layer_of(layer: Layer | None, chart: theory.Chart) -> theory.Layer:
    return theory.read_layer(json.loads(layer.body), chart) if layer and layer.body else theory.Layer()


def asked_from(programme: Programme, today: date) -> date:
    """Half a year after the start, or after today where it has begun; a month before its end at the latest."""
    wanted = max(programme.starts_on, today) + HALF_A_YEAR
    return max(min(wanted, programme.ends_on - A_MONTH), today)


@transaction.atomic
def begin(
    programme: Programme, maker: Person, whole: Whole | None = None, after: Chart | None = None
) -> Chart:
    """A new version, its maker's alone. Raises IntegrityError where two are begun in one moment.

    A second press finds what the first has begun: the newest, if nobody else has seen it, it begins with just these
    words, and it is not ``after``, the version from which the new one is made.
    """
    whole = whole or Whole({}, theory.Chart())
    made = Chart.objects.select_related("maker").filter(programme=programme, maker=maker)
    newest = made.order_by("-number").first()
    if newest and newest != after and _is_just(newest, whole):
        return newest
    chart = Chart.objects.create(
        programme=programme,
        maker=maker,
        number=newest.number + 1 if newest else 1,
        layers_from=asked_from(programme, timezone.localdate()),
    )
    ChartWords.objects.create(chart=chart, body=whole.as_text())
    return chart


def _is_just(chart: Chart, whole: Whole) -> bool:
    """Whether it holds these words, and nobody but its maker has had to do with it."""
    return not chart.shown_at and not is_annotated(chart) and whole_of(words_of(chart)) == whole


def _locked(chart: Chart) -> Chart:
    return Chart.objects.select_for_update(of=("self",)).select_related("maker", "programme").get(pk=chart.pk)


@transaction.atomic
def edit(chart: Chart, change: Callable[[theory.Chart], theory.Chart]) -> theory.Chart:
    """Raises Frozen, and NotPossible as the change does."""
    _insist_free(_locked(chart))
    words = words_of(chart)
    whole = whole_of(words)
    after = change(whole.chart)
    if after != whole.chart:
        _save(words, replace(whole, chart=after))
    return after


@transaction.atomic
def answer(chart: Chart, answers: Answers, seen: str) -> None:
    """Keep the interview as it stands. Raises Changed, Frozen."""
    _insist_free(_locked(chart))
    words = words_of(chart)
    whole = whole_of(words)
    if insist_unchanged([as_one(whole.answers)], [as_one(answers)], seen):
        _save(words, replace(whole, answers=answers))


def as_one(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def draw(chart: theory.Chart, answers: Answers) -> theory.Chart:
    """Each line of an answer as a box of its place; what stands stays. Raises NotPossible: full, long."""
    for question in interview().questions():
        if question.key not in set(theory.Place):
            continue
        for line in "\n".join(in_words(question, answers.get(question.key))).split("\n"):
            # Spaces of every kind, as a word processor puts them beside a bullet.
            if words := " ".join(line.split()).strip(" -–•*"):
                chart = theory.added(chart, theory.Place(question.key), words)
    return chart


def _insist_free(chart: Chart) -> None:
    if is_annotated(chart):
        raise Frozen


def _save(words: ChartWords, whole: Whole) -> None:
    words.body, words.changed_at = whole.as_text(), timezone.now()
    words.save()


def show(chart: Chart, *, shown: bool) -> None:
    """To everybody in the programme and its leaders, or to nobody else again."""
    if bool(chart.shown_at) != shown:
        chart.shown_at = timezone.now() if shown else None
        chart.save(update_fields=["shown_at"])
        audit.did("shown" if shown else "taken back", "theory of change", chart.code, chart.maker.code)


@transaction.atomic
def erase(chart: Chart) -> None:
    """For good. Raises Frozen where somebody's layer lies over it: it would be left without what it speaks of."""
    _insist_free(_locked(chart))
    chart.delete()


@transaction.atomic
def annotate(
    chart: Chart, author: Person, change: Callable[[theory.Layer, theory.Chart], theory.Layer]
) -> None:
    """Change one's own layer; emptied, it goes. Raises NotPossible as the change does."""
    original = whole_of(words_of(_locked(chart))).chart
    found = Layer.objects.select_related("author").filter(chart=chart, author=author).first()
    layer = found or Layer(chart=chart, author=author)
    before = layer_of(found, original)
    after = change(before, original)
    if after == before:
        return
    if after.is_empty:
        if found:
            found.delete()
        return
    layer.body = json.dumps(after.as_kept(), ensure_ascii=False)
    layer.save()


def show_layer(layer: Layer, *, shown: bool) -> None:
    layer.shown_at = timezone.now() if shown else None
    layer.save(update_fields=["shown_at"])
