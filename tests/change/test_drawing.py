"""Editing a chart and drawing it, without a server."""

import re
from xml.etree import ElementTree

import pytest

from sidebyside.core.theory import chart as theory
from sidebyside.core.theory.chart import Box, Came, Chart, Column, Layer, Mark, NotPossible, Place
from sidebyside.core.theory.drawing import COLUMN, Labels, layout, svg, text_width, wrapped

LABELS = Labels(
    "A year & more",
    {one: f"column {one}" for one in Column},
    {one: f"group {one}" for one in Place},
    {one: f"it {one}" for one in Came},
    "added afterwards",
    "nothing yet",
)


def _of(*boxes: tuple[Place, str]) -> Chart:
    chart = Chart()
    for place, words in boxes:
        chart = theory.added(chart, place, words)
    return chart


@pytest.fixture
def chart() -> Chart:
    made = _of(
        (Place.NOW_STAFF, "Nobody visits"), (Place.STEP, "Pairs meet"), (Place.THEN_PUPILS, "They ask")
    )
    return theory.linked(theory.linked(made, 1, 2), 2, 3)


def test_a_box_that_was_taken_away_comes_back_where_it_stood_with_its_arrows(chart: Chart) -> None:
    without = theory.removed(chart, 2)
    assert (len(without.boxes), without.arrows) == (2, ())
    back = theory.put_back(without)
    assert (back.boxes, set(back.arrows), back.removed) == (chart.boxes, set(chart.arrows), None)
    # An arrow whose other end has gone meanwhile stays away.
    assert theory.put_back(
        theory.read(without.as_kept() | {"boxes": without.as_kept()["boxes"][:1]})
    ).arrows == ((1, 2),)


def test_a_number_never_comes_back_as_another_box(chart: Chart) -> None:
    again = theory.added(theory.removed(chart, 3), Place.STEP, "New")
    assert again.boxes[-1].key == 4
    assert theory.added(again, Place.STEP, " New ") == again


def test_a_box_moves_within_its_own_group_only() -> None:
    chart = _of((Place.STEP, "a"), (Place.THEN_STAFF, "x"), (Place.STEP, "b"))
    assert [one.words for one in theory.moved(chart, 3, -1).in_order()] == ["b", "a", "x"]
    assert theory.moved(chart, 3, 1) == chart
    assert theory.moved(chart, 2, -1) == chart


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("gone", lambda chart: theory.linked(chart, 1, 9)),
        ("itself", lambda chart: theory.linked(chart, 1, 1)),
        ("empty", lambda chart: theory.changed(chart, 1, Place.STEP, " \n ")),
        ("long", lambda chart: theory.added(chart, Place.STEP, "x" * 401)),
        ("full", lambda chart: [chart := theory.added(chart, Place.STEP, str(n)) for n in range(60)]),
    ],
)
def test_what_cannot_be_says_why(chart: Chart, word: str, wrong: object) -> None:
    with pytest.raises(NotPossible) as why:
        wrong(chart)  # type: ignore[operator]
    assert why.value.word == word


def test_what_is_kept_is_read_as_it_was(chart: Chart) -> None:
    chart = theory.removed(chart, 3)
    assert theory.read(chart.as_kept()) == chart
    layer = Layer({1: Mark(Came.ELUSIVE, "late")}, theory.added(Layer().own, Place.STEP, "More time"))
    layer = Layer(layer.marks, theory.linked(layer.own, 1, 1001, chart.numbers()))
    assert theory.read_layer(layer.as_kept(), chart) == layer


@pytest.mark.parametrize(
    "words", ["a b c " * 40, "W" * 300, "見" * 90, "مرحبا " * 30, "<b>&\x00\ud800</b> " * 9, "i" * 400]
)
def test_every_line_stays_in_its_box_and_the_file_is_well_formed(words: str) -> None:
    assert all(text_width(line, 15) <= COLUMN - 26 for line in wrapped(words, COLUMN - 26, 15))
    assert "".join(wrapped(words, COLUMN - 26, 15)).replace(" ", "") == words.replace(" ", "")
    ElementTree.fromstring(svg(Chart((Box(1, Place.STEP, words),)), LABELS).encode())


def test_columns_stand_side_by_side_and_no_box_lies_on_another(chart: Chart) -> None:
    many = chart
    for number in range(20):
        many = theory.added(many, list(Place)[number % 7], f"word {number} " * (number + 1))
    placed = layout(many, LABELS).boxes
    by_column = {one.box.place.column: one.x for one in placed}
    assert by_column[Column.SITUATION] < by_column[Column.ACTION] < by_column[Column.OUTCOME]
    for one in placed:
        for other in placed:
            if one is not other and one.x == other.x:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y


def test_no_arrow_leaves_the_picture() -> None:
    for places in ([Place.THEN_STAFF, Place.THEN_PUPILS], [Place.NOW_STAFF, Place.NOW_PUPILS]):
        made = _of((places[0], "a"), (places[1], "b"))
        for drawn in (
            svg(theory.linked(made, 1, 2), LABELS),
            svg(made, LABELS, Layer({}, theory.linked(Layer().own, 2, 1, made.numbers()))),
        ):
            picture = ElementTree.fromstring(drawn)
            width = float(picture.attrib["viewBox"].split()[2])
            curves = [one.attrib["d"] for one in picture.iter() if one.attrib.get("class") == "t-arrow"]
            assert curves
            for curve in curves:
                across = [float(number) for number in re.findall(r"-?[\d.]+", curve)[0::2]]
                assert all(0 <= x <= width for x in across), curve


def test_what_came_is_told_by_a_shape_and_a_word(chart: Chart) -> None:
    shapes = {Came.TRUE: "circle", Came.ELUSIVE: "t-hollow", Came.UNEXPECTED: "13h-14z"}
    for came, shape in shapes.items():
        drawn = svg(chart, LABELS, Layer({2: Mark(came, "a note")}))
        assert f"it {came}" in drawn
        assert shape in drawn
        assert "a note" in drawn
        assert sum(other in drawn for other in shapes.values()) == 1
    assert "it " not in svg(chart, LABELS)


def test_what_was_added_afterwards_is_dashed_and_said(chart: Chart) -> None:
    own = theory.linked(Layer().own, 3, 1, chart.numbers())
    assert "added afterwards" not in svg(chart, LABELS)
    drawn = svg(chart, LABELS, Layer({}, own))
    assert "added afterwards" in drawn
    assert "stroke-dasharray" in drawn
