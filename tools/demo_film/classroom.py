"""The room: walls, window light, the board and what stands on it, tables, the clock."""

import math
from dataclasses import dataclass

from PIL import Image, ImageFilter

from demo_film.pen import FINE, HEIGHT, WIDTH, Pen, Point, canvas
from demo_film.writing import Words, written

WALL, WALL_LOW, SIDE, CEILING = "#efe6d8", "#e2d5c1", "#e6dbc9", "#f6f1e8"
FLOOR, PLANK, INK = "#cfae88", "#bf9c75", "#20242c"
CLAY, TEAL, VIOLET, PAPER = "#a4481a", "#0d6469", "#5a4a8a", "#faf7f2"
BOARD = (262.0, 72.0, 596.0, 202.0)
FLOOR_LINE = 290.0
WINDOWS = ((14.0, 52.0), (62.0, 94.0))


def scale_at(floor_y: float) -> float:
    """How large things are that stand at this height of the picture."""
    return 0.66 + (floor_y - FLOOR_LINE) / 190 * 0.55


@dataclass(frozen=True)
class Table:
    x: float
    floor_y: float
    half: float

    def draw(self, pen: Pen) -> None:
        size = scale_at(self.floor_y)
        top, deep, half = self.floor_y - 66 * size, 15 * size, self.half
        for leg in (-half + 8 * size, half - 8 * size):
            pen.line([(self.x + leg, top + deep), (self.x + leg, self.floor_y)], "#6d6459", 4 * size)
        pen.shape(
            [
                (self.x - half + 9 * size, top),
                (self.x + half - 9 * size, top),
                (self.x + half, top + deep),
                (self.x - half, top + deep),
            ],
            "#dcc39c",
        )
        pen.box(self.x - half, top + deep, self.x + half, top + deep + 5 * size, "#b8976c")
        for side in (-0.5, 0.5):
            self._book(pen, (self.x + side * half, top + deep * 0.5), size)

    def _book(self, pen: Pen, at: Point, size: float) -> None:
        x, y = at
        across, down = 17 * size, 5 * size
        near = across + 3
        pen.shape(
            [(x - across, y - down), (x + across, y - down), (x + near, y + down), (x - near, y + down)],
            PAPER,
        )
        pen.line([(x, y - down), (x, y + down)], "#c9bfae", 1)


def empty_room() -> Image.Image:
    """Everything that never moves, drawn once."""
    picture = canvas(WALL)
    pen = Pen(picture)
    _floor(pen)
    pen.shape([(0, 0), (WIDTH, 0), (744, 34), (110, 34)], CEILING)
    pen.shape([(0, 0), (110, 34), (110, FLOOR_LINE), (0, 400)], SIDE)
    pen.shape([(WIDTH, 0), (744, 34), (744, FLOOR_LINE), (WIDTH, 400)], SIDE)
    pen.box(110, 222, 744, FLOOR_LINE, WALL_LOW)
    pen.box(110, 219, 744, 222, "#cdbb9f")
    pen.line([(0, 400), (110, FLOOR_LINE), (744, FLOOR_LINE), (WIDTH, 400)], "#a98a66", 2.4)
    _lamps(pen)
    _board_frame(pen)
    _posters(pen)
    _door(pen)
    _shelf_and_plant(pen)
    return _with_light(picture)


def _floor(pen: Pen) -> None:
    pen.shape(
        [(110, FLOOR_LINE), (744, FLOOR_LINE), (WIDTH, 400), (WIDTH, HEIGHT), (0, HEIGHT), (0, 400)], FLOOR
    )
    for index in range(-9, 10):
        pen.line([(427 + index * 38, FLOOR_LINE), (427 + index * 96, HEIGHT)], PLANK, 0.8)


def _lamps(pen: Pen) -> None:
    for x in (280, 427, 574):
        pen.shape([(x - 38, 12), (x + 38, 12), (x + 32, 21), (x - 32, 21)], "#fffdf4")
        pen.line([(x - 32, 21), (x + 32, 21)], "#d8cdb9", 1)


def _board_frame(pen: Pen) -> None:
    x, y, right, bottom = BOARD
    pen.box(x - 6, y - 6, right + 6, bottom + 6, "#8d7657", 4)
    pen.box(x, y, right, bottom, "#eef3ee", 2)
    pen.box(x + 20, bottom + 5, right - 20, bottom + 10, "#a58e6d", 2)
    for index, colour in enumerate((CLAY, TEAL, INK)):
        pen.line([(x + 60 + index * 20, bottom + 5), (x + 72 + index * 20, bottom + 5)], colour, 3)


def _posters(pen: Pen) -> None:
    pen.box(150, 86, 216, 174, PAPER, 2)
    hexagon = [(183, 98), (208, 114), (204, 146), (186, 160), (162, 146), (159, 116)]
    pen.shape(hexagon, "#9fc1bd")
    pen.oval((184, 118), 2.6, 2.6, CLAY)
    pen.line([(196, 150), (202, 152)], "#9fc1bd", 3)
    pen.box(646, 100, 704, 182, PAPER, 2)
    tower = [(675, 110), (680, 150), (692, 174), (684, 174), (675, 158), (666, 174), (658, 174), (670, 150)]
    pen.shape(tower, "#c99b72")
    pen.line([(666, 152), (684, 152)], "#8c5a34", 2)
    for index, colour in enumerate(("#7f9fb8", PAPER, "#c98a6e")):
        pen.box(640 + index * 23, 52, 663 + index * 23, 84, colour)


def _door(pen: Pen) -> None:
    pen.shape([(772, 60), (832, 28), (832, 378), (772, 318)], "#b58a60")
    pen.shape([(784, 82), (820, 66), (820, 176), (784, 178)], "#cfdcd8")
    pen.oval((780, 208), 3, 4, "#5f4a33")


def _shelf_and_plant(pen: Pen) -> None:
    pen.box(124, 232, 226, FLOOR_LINE, "#b08b60", 2)
    pen.box(130, 238, 220, 286, "#7d6243")
    for index in range(13):
        tall = 34 + (index * 7) % 10
        left, colour = 133 + index * 6.5, (TEAL, CLAY, "#c9a45c", "#6b7f9a", VIOLET)[index % 5]
        pen.box(left, 284 - tall, left + 5.5, 284, colour)
    pen.shape([(142, 216), (166, 216), (162, 232), (146, 232)], "#b5623a")
    for lean in (-20, -11, -3, 5, 13, 21):
        middle, tip = (154 + lean * 0.6, 200 - abs(lean) * 0.1), (154 + lean, 192 + abs(lean) * 0.5)
        pen.line([(154, 217), middle, tip], "#4b7a58", 3.2)


def _with_light(picture: Image.Image) -> Image.Image:
    """Sunlight from the two windows across the floor, and the corners a little darker."""
    light = canvas("#000000")
    pen = Pen(light)
    pen.shape([(40, 372), (150, 296), (330, 320), (250, 440)], "#ffffff")
    pen.shape([(150, 292), (196, 290), (390, 306), (352, 318)], "#ffffff")
    beams = light.convert("L").filter(ImageFilter.GaussianBlur(7 * FINE)).point(lambda value: value * 0.36)
    picture = Image.composite(Image.new("RGB", picture.size, "#fff3cf"), picture, beams)
    shade = Image.radial_gradient("L").resize(picture.size).point(lambda value: max(0, value - 130) * 0.45)
    return Image.composite(Image.new("RGB", picture.size, "#4a3826"), picture, shade)


def draw_windows(pen: Pen, ms: int, bird: float) -> None:
    """Sky, clouds that drift, and now and then a bird on the sill (`bird` 0-1: how far along it has walked)."""
    for left, right in WINDOWS:
        pen.shape(_pane(left, right, 0.2, 0.62), "#f7f3ea")
        pen.shape(_pane(left + 2, right - 2, 0.21, 0.61), "#bfdbe6")
        _clouds(pen, (left, right), ms)
        middle = (left + right) / 2
        pen.line([_side(middle, 0.2), _side(middle, 0.62)], "#f7f3ea", 2.6)
        pen.line([_side(left, 0.36), _side(right, 0.36)], "#f7f3ea", 2.2)
        pen.line([_side(left - 3, 0.62), _side(right + 3, 0.62)], "#d5c6ac", 4)
    if 0 < bird < 1:
        _bird(pen, bird, ms)


def _side(x: float, share: float) -> Point:
    """A point on the left wall; `share` 0 at the ceiling, 1 at the floor."""
    top, bottom = x * 34 / 110, 400 - x
    return x, top + (bottom - top) * share


def _pane(left: float, right: float, top: float, bottom: float) -> list[Point]:
    return [_side(left, top), _side(right, top), _side(right, bottom), _side(left, bottom)]


def _clouds(pen: Pen, window: tuple[float, float], ms: int) -> None:
    left, right = window
    wide = right - left - 8
    drift = (ms / 260 + left * 2) % (wide * 2.4) - wide * 0.7
    for dx, size in ((0, 6.5), (7, 5.0), (-6, 4.5)):
        x = left + 4 + drift + dx
        if left + 2 + size < x < right - 2 - size:
            pen.oval(_side(x, 0.29), size, size * 0.6, "#f4f9fa")
    ridge = [_side(left + 2, 0.53), _side((left + right) / 2, 0.5), _side(right - 2, 0.54)]
    pen.shape([_side(left + 2, 0.61), *ridge, _side(right - 2, 0.61)], "#9dbb94")


def _bird(pen: Pen, along: float, ms: int) -> None:
    x, y = _side(66 + 22 * along, 0.612)
    nod = 1.6 * abs(math.sin(ms / 210))
    pen.oval((x, y - 5), 5.5, 3.8, "#6f7785")
    pen.oval((x + 4.6 + nod * 0.6, y - 9.6), 2.5, 2.5, "#59616f")
    pen.line([(x + 7 + nod * 0.6, y - 9.4), (x + 9 + nod * 0.6, y - 9)], "#c98a3c", 1.5)
    pen.line([(x - 5, y - 5), (x - 9.5, y - 3)], "#59616f", 2)
    pen.line([(x, y - 2), (x, y + 0.5)], "#c98a3c", 1)


def draw_clock(pen: Pen, ms: int) -> None:
    """Ten past eleven and counting; the second hand is true."""
    centre = (429.0, 49.0)
    pen.oval(centre, 14.5, 14.5, "#5d6470")
    pen.oval(centre, 12.5, 12.5, PAPER)
    seconds = 11 * 3600 + 8 * 60 + ms // 1000
    for turns, long, thick, colour in (
        (seconds / 43200, 6.5, 1.8, INK),
        (seconds / 3600, 9.5, 1.4, INK),
        (seconds / 60, 10.5, 0.6, CLAY),
    ):
        angle = turns * 2 * math.pi
        tip = (centre[0] + long * math.sin(angle), centre[1] - long * math.cos(angle))
        pen.line([centre, tip], colour, thick)


def draw_words(pen: Pen, words: Words, share: float) -> Point:
    """Writes the share (0-1) of the words; returns where the pen is."""
    strokes = written(words.strokes(), share)
    for stroke in strokes:
        pen.line(stroke, words.ink, 1.9)
    return strokes[-1][-1] if strokes else (words.x, words.y)
