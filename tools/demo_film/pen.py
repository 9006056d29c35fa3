"""Drawing in frame pixels (854 × 480) on a canvas twice that size, so that edges come out smooth."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT, FPS = 854, 480, 25
FINE = 2
Point = tuple[float, float]


class Pen:
    def __init__(self, canvas: Image.Image) -> None:
        self.canvas = canvas
        self.draw = ImageDraw.Draw(canvas, "RGBA")

    def oval(self, centre: Point, across: float, down: float, colour: str) -> None:
        x, y = centre
        self.draw.ellipse(_fine([(x - across, y - down), (x + across, y + down)]), fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        self.draw.polygon(_fine(points), fill=colour)

    def box(self, x: float, y: float, right: float, bottom: float, colour: str, round_by: float = 0) -> None:
        corners = _fine([(x, y), (right, bottom)])
        self.draw.rounded_rectangle(corners, radius=round_by * FINE, fill=colour)

    def line(self, points: Sequence[Point], colour: str, thick: float) -> None:
        """A line with round ends and joints."""
        self.draw.line(_fine(points), fill=colour, width=max(1, round(thick * FINE)), joint="curve")
        if thick >= 1.5:
            for end in (points[0], points[-1]):
                self.oval(end, thick / 2, thick / 2, colour)

    def arc(self, centre: Point, across: float, down: float, span: Point, colour: str, thick: float) -> None:
        """Part of an oval; `span` from and to in degrees, clockwise from three o'clock."""
        x, y = centre
        box = _fine([(x - across, y - down), (x + across, y + down)])
        self.draw.arc(box, span[0], span[1], fill=colour, width=max(1, round(thick * FINE)))


def _fine(points: Sequence[Point]) -> list[Point]:
    return [(x * FINE, y * FINE) for x, y in points]


def canvas(colour: str) -> Image.Image:
    return Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), colour)


def finished(picture: Image.Image) -> Image.Image:
    return picture.reduce(FINE)


def mix(one: str, two: str, share: float) -> str:
    """Between two #rrggbb colours; `share` 0-1 of the second."""
    first, second = (bytes.fromhex(colour.lstrip("#")) for colour in (one, two))
    return "#" + bytes(round(a + (b - a) * share) for a, b in zip(first, second, strict=True)).hex()
