"""The figures: pupils seen from behind, and the teacher."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from demo_film.pen import FINE, Pen, Point, mix

# From a figure's own measure (px at size 1, y upwards from the feet) to the picture.
Placer = Callable[[float, float], Point]


@dataclass(frozen=True)
class Looks:
    skin: str
    hair: str
    style: str
    jumper: str


@dataclass(frozen=True)
class Pupil:
    name: str
    x: float
    floor_y: float
    size: float
    looks: Looks


@dataclass(frozen=True)
class Sitting:
    """A pupil's pose: `turn` -1 left to 1 right (0 faces the board), the rest 0-1 but `sway` in px."""

    turn: float = 0.0
    hand: float = 0.0
    write: float = 0.0
    mouth: float = 0.0
    gesture: float = 0.0
    sway: float = 0.0
    wave: float = 0.0


def draw_pupil(pen: Pen, pupil: Pupil, pose: Sitting) -> None:
    size, looks = pupil.size, pupil.looks
    x = pupil.x + pose.sway * size
    hip, shoulder = pupil.floor_y - 40 * size, pupil.floor_y - (88 - 4 * pose.write + pose.mouth) * size
    pen.oval((pupil.x, pupil.floor_y), 34 * size, 8 * size, "#3b281830")
    _chair(pen, pupil, behind=False)
    side = 1 if pupil.x >= 0 else -1
    if pose.hand > 0.02:
        _raised_arm(pen, (x + 20 * size * side, shoulder + 6 * size), size, pose, looks)
    lean = pose.turn * 3 * size
    pen.shape(
        [
            (x - 27 * size, hip + 22 * size),
            (x - 28 * size + lean, shoulder + 14 * size),
            (x - 19 * size + lean, shoulder),
            (x + 19 * size + lean, shoulder),
            (x + 28 * size + lean, shoulder + 14 * size),
            (x + 27 * size, hip + 22 * size),
        ],
        looks.jumper,
    )
    pen.oval((x - 17 * size + lean, shoulder + 10 * size), 11 * size, 11 * size, looks.jumper)
    pen.oval((x + 17 * size + lean, shoulder + 10 * size), 11 * size, 11 * size, looks.jumper)
    pen.line(
        [(x + lean, shoulder + 16 * size), (x, hip + 16 * size)],
        mix(looks.jumper, "#000000", 0.12),
        1.2 * size,
    )
    if abs(pose.turn) > 0.5:
        _talking_arm(pen, (x, shoulder), size, pose, looks)
    neck = (x + lean * 1.3, shoulder)
    pen.line([neck, (neck[0], shoulder - 8 * size)], mix(looks.skin, "#000000", 0.12), 12 * size)
    collar = shoulder + 2 * size
    pen.line([(neck[0] - 9 * size, collar), (neck[0] + 9 * size, collar)], "#f4efe6", 4 * size)
    nod = 1.2 * pose.mouth * size
    _head(
        pen,
        (neck[0] + pose.turn * 3 * size, shoulder - (26 - 5 * pose.write) * size + nod),
        size,
        pose,
        looks,
    )
    _chair(pen, pupil, behind=True)


def _chair(pen: Pen, pupil: Pupil, *, behind: bool) -> None:
    size, y = pupil.size, pupil.floor_y
    if behind:
        pen.box(pupil.x - 24 * size, y - 58 * size, pupil.x + 24 * size, y - 36 * size, "#5b6f83", 5 * size)
    else:
        for leg in (-20, 20):
            pen.line([(pupil.x + leg * size, y - 40 * size), (pupil.x + leg * size, y)], "#4d5560", 3 * size)


def _raised_arm(pen: Pen, shoulder: Point, size: float, pose: Sitting, looks: Looks) -> None:
    # From level and folded behind the body to straight up.
    angle = math.pi * (0.05 - 0.51 * pose.hand)
    reach = (0.35 + 0.65 * min(1.0, pose.hand * 1.6)) * size
    elbow = (shoulder[0] + 21 * reach * math.cos(angle), shoulder[1] + 25 * reach * math.sin(angle))
    upper = angle - 0.35 * (1 - pose.hand) + 0.14 * pose.wave
    hand = (elbow[0] + 24 * reach * math.cos(upper), elbow[1] + 26 * reach * math.sin(upper))
    pen.line([shoulder, elbow, hand], mix(looks.jumper, "#000000", 0.06), 11 * size)
    pen.oval((hand[0], hand[1] - 3 * size), 6 * size, 7 * size, looks.skin)
    if pose.hand > 0.6:
        for spread in (-3.2, 0, 3.2):
            root = (hand[0] + spread * 0.6 * size, hand[1] - 6 * size)
            tip = (hand[0] + spread * size, hand[1] - 13 * size)
            pen.line([root, tip], looks.skin, 2.8 * size)


def _talking_arm(pen: Pen, shoulder: Point, size: float, pose: Sitting, looks: Looks) -> None:
    way = 1 if pose.turn > 0 else -1
    start = (shoulder[0] + way * 22 * size, shoulder[1] + 14 * size)
    elbow = (start[0] + way * 3 * size, start[1] + 20 * size)
    hand = (elbow[0] + way * (-2 + 13 * pose.gesture) * size, elbow[1] - (3 + 13 * pose.gesture) * size)
    pen.line([start, elbow, hand], mix(looks.jumper, "#000000", 0.06), 9 * size)
    pen.oval(hand, 5 * size, 5 * size, looks.skin)


def _head(pen: Pen, centre: Point, size: float, pose: Sitting, looks: Looks) -> None:
    x, y = centre
    r = 19 * size
    turn = pose.turn
    if looks.style == "scarf":
        pen.oval((x - turn * 2 * size, y + 9 * size), r * 1.06, r * 1.05, looks.hair)
    _long_hair(pen, centre, size, turn, looks)
    pen.oval(centre, r, r * 1.06, looks.skin)
    if abs(turn) > 0.25:
        _profile(pen, centre, r, pose, looks)
    back = turn * 0.78
    pen.oval((x - back * r, y - 0.08 * r), r * (1.08 - 0.22 * abs(turn)), r * 1.08, looks.hair)
    pen.shape(_cap(centre, r * 1.09, turn), looks.hair)
    ear_x = x - turn * 0.15 * r if abs(turn) > 0.25 else None
    if looks.style in ("short", "curly") and ear_x is not None:
        pen.oval((ear_x, y + 0.1 * r), r * 0.17, r * 0.24, mix(looks.skin, "#7a2d12", 0.15))
    if looks.style == "short" and ear_x is None:
        for side in (-1, 1):
            pen.oval((x + side * r * 1.02, y + 0.1 * r), r * 0.14, r * 0.24, looks.skin)
    _style(pen, centre, r, turn, looks)


def _cap(centre: Point, r: float, turn: float) -> list[Point]:
    """The hair on top: a half round, its front edge higher when the head is turned."""
    x, y = centre
    fringe = 0.42 * abs(turn) * r
    points = []
    for step in range(17):
        across, up = math.cos(math.pi * step / 16), math.sin(math.pi * step / 16)
        # Towards the face the hair ends higher: a brow shows under it.
        front = max(0.0, across * (1 if turn > 0 else -1)) * abs(turn)
        points.append((x + r * across * (1 - 0.1 * front), y - max(r * up, fringe * (front > 0))))
    return points


def _profile(pen: Pen, centre: Point, r: float, pose: Sitting, looks: Looks) -> None:
    x, y = centre
    way = 1 if pose.turn > 0 else -1
    far = abs(pose.turn)
    pen.oval((x + way * r * (0.72 + 0.3 * far), y + 0.16 * r), r * 0.15, r * 0.13, looks.skin)
    pen.oval((x + way * r * (0.28 + 0.34 * far), y - 0.02 * r), r * 0.085, r * 0.12, "#20242c")
    mouth = (x + way * r * (0.38 + 0.36 * far), y + 0.52 * r)
    pen.oval(mouth, r * 0.16, r * (0.035 + 0.2 * pose.mouth), "#7a2d22")


def _long_hair(pen: Pen, centre: Point, size: float, turn: float, looks: Looks) -> None:
    if looks.style == "long":
        x, y = centre[0] - 5 * turn * size, centre[1]
        pen.box(x - 18 * size, y - 2 * size, x + 18 * size, y + 27 * size, looks.hair, 9 * size)


def _style(pen: Pen, centre: Point, r: float, turn: float, looks: Looks) -> None:
    x, y = centre
    shine = mix(looks.hair, "#ffffff", 0.12)
    back = -turn * 0.8 * r
    if looks.style == "bun":
        pen.oval((x + back, y - 1.05 * r), r * 0.5, r * 0.46, looks.hair)
        pen.arc((x + back, y - 1.05 * r), r * 0.3, r * 0.28, (200, 320), shine, r * 0.08)
    elif looks.style == "tail":
        tip = (x + back * 1.5 + 0.1 * r, y + 1.35 * r)
        pen.line([(x + back, y - 0.1 * r), (x + back * 1.6, y + 0.6 * r), tip], looks.hair, r * 0.5)
        pen.oval((x + back, y - 0.12 * r), r * 0.24, r * 0.18, "#c9a45c")
    elif looks.style == "plaits":
        for side in (-0.62, 0.62):
            at = x + back * 0.8 + side * r * (1 - 0.7 * abs(turn))
            pen.line([(at, y + 0.7 * r), (at + side * 0.2 * r, y + 1.75 * r)], looks.hair, r * 0.34)
            pen.oval((at + side * 0.2 * r, y + 1.7 * r), r * 0.2, r * 0.14, "#c98a6e")
    elif looks.style == "curly":
        for step in range(11):
            angle = math.pi * (step / 10 * 1.24 - 0.12)
            if abs(turn) > 0.25 and math.cos(angle) * turn > 0 and math.sin(angle) < 0.5:
                continue
            curl = (x + back * 0.4 + r * 1.02 * math.cos(angle), y - 0.15 * r - r * 0.98 * math.sin(angle))
            pen.oval(curl, r * 0.3, r * 0.3, looks.hair)
    elif looks.style == "scarf":
        pen.arc((x + back * 0.4, y), r * 0.8, r * 0.8, (35, 145), shine, r * 0.08)
    elif looks.style == "long":
        pen.arc((x + back * 0.5, y - 0.1 * r), r * 0.75, r * 0.8, (215, 300), shine, r * 0.09)


def draw_voice(pen: Pen, pupil: Pupil, pose: Sitting) -> None:
    """Three small arcs beside a speaker whose face the camera cannot see."""
    if pose.mouth < 0.12:
        return
    way = 1 if pose.turn >= 0 else -1
    centre = (pupil.x + way * 17 * pupil.size, pupil.floor_y - 116 * pupil.size)
    span = (-42.0, 42.0) if way > 0 else (138.0, 222.0)
    for index in range(3):
        reach = (13 + 7 * index) * pupil.size * (0.9 + 0.2 * pose.mouth)
        pen.arc(centre, reach, reach, span, ("#20242cb0", "#20242c80", "#20242c50")[index], 1.7)


@dataclass(frozen=True)
class Standing:
    """The teacher: feet at `x`, `y`; `look` -1 left to 1 right, `back` when she faces the board, hands as targets."""

    x: float
    y: float
    size: float
    look: float
    back: bool
    stride: float
    phase: float
    left: Point
    right: Point
    mouth: float
    blink: bool
    bend: float = 0.0


SKIN, HAIR, CARDIGAN, SKIRT = "#d8a27a", "#3c2a20", "#a4481a", "#39404e"


def draw_teacher(pen: Pen, her: Standing) -> None:
    """Hand targets are offsets from the feet, in px at size 1, y upwards."""
    size = her.size
    bounce = 3.0 * her.stride * abs(math.sin(her.phase)) * size
    base = (her.x, her.y - bounce)

    def at(x: float, up: float) -> Point:
        tilt = her.bend * max(0.0, up - 100) * 0.5
        return base[0] + (x + tilt) * size, base[1] - (up - abs(her.bend) * max(0.0, up - 100) * 0.22) * size

    pen.oval((her.x, her.y), 30 * size, 7 * size, "#3b281840")
    _legs(pen, her, size)
    if her.back:
        _arm(pen, at, her.right, 1, size)
        _arm(pen, at, her.left, -1, size)
    _body(pen, at, size, her.back)
    if not her.back:
        _arm(pen, at, her.left, -1, size)
        _arm(pen, at, her.right, 1, size)
    _her_head(pen, at(her.look * 3, 196), size, her)


def _legs(pen: Pen, her: Standing, size: float) -> None:
    for side in (-1, 1):
        swing = her.stride * math.sin(her.phase + (0 if side > 0 else math.pi))
        foot = (her.x + (side * 9 + swing * 11) * size, her.y - max(0.0, swing) * 5 * size)
        knee = (her.x + (side * 9 + swing * 5) * size, her.y - 44 * size)
        pen.line([knee, foot], "#5a4636", 8 * size)
        pen.oval((foot[0] + (3 * her.look) * size, foot[1]), 9 * size, 4.6 * size, "#2c2622")


def _body(pen: Pen, at: Placer, size: float, back: bool) -> None:
    pen.shape([at(-17, 118), at(17, 118), at(27, 48), at(-27, 48)], SKIRT)
    pen.shape([at(-25, 164), at(-17, 173), at(17, 173), at(25, 164), at(19, 108), at(-19, 108)], CARDIGAN)
    pen.line([at(0, 168), at(0, 184)], mix(SKIN, "#000000", 0.08), 11 * size)
    if not back:
        pen.shape([at(-9, 174), at(9, 174), at(0, 148)], "#f6efe2")
        pen.line([at(0, 148), at(0, 110)], "#7f3512", 1.6 * size)
        for up in (140, 128, 116):
            pen.oval(at(3, up), 1.7 * size, 1.7 * size, "#f0c9a6")
        pen.line([at(-10, 175), at(0, 166), at(10, 175)], "#0d6469", 3.4 * size)


def _arm(pen: Pen, at: Placer, hand: Point, side: int, size: float) -> None:
    shoulder = (side * 21.0, 162.0)
    elbow = _elbow(shoulder, hand, side)
    pen.line([at(*shoulder), at(*elbow), at(*hand)], mix(CARDIGAN, "#000000", 0.1), 11 * size)
    pen.oval(at(*hand), 6.4 * size, 6.4 * size, SKIN)


def _elbow(shoulder: Point, hand: Point, side: int) -> Point:
    """Two bones of 37; the elbow bends outwards and down."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    far = max(1.0, math.hypot(dx, dy))
    out = math.sqrt(max(0.0, 37.0**2 - (far / 2) ** 2))
    middle = ((shoulder[0] + hand[0]) / 2, (shoulder[1] + hand[1]) / 2)
    normal = (-dy / far, dx / far)
    if 0.6 * normal[0] * side - normal[1] < 0:
        normal = (-normal[0], -normal[1])
    return middle[0] + normal[0] * out, middle[1] + normal[1] * out


def _her_head(pen: Pen, centre: Point, size: float, her: Standing) -> None:
    x, y = centre
    r = 19 * size
    turn = -her.look
    pen.oval((x + turn * 0.5 * r, y - 1.12 * r), r * 0.46, r * 0.42, HAIR)
    pen.oval((x, y - 0.08 * r), r * 1.1, r * 1.12, HAIR)
    if her.back:
        pen.arc((x, y - 0.1 * r), r * 0.72, r * 0.8, (215, 300), "#5a4436", 1.6 * size)
        return
    pen.oval((x + her.look * 0.12 * r, y + 0.12 * r), r * 0.93, r * 0.96, SKIN)
    fringe = [side * FINE for side in (x - r, y - 1.1 * r, x + r, y + 0.42 * r)]
    pen.draw.chord(fringe, 180 + 14 * her.look, 360 + 14 * her.look, fill=HAIR)
    shift = her.look * 0.34 * r
    for side in (-1, 1):
        eye = (x + shift + side * 0.36 * r, y + 0.1 * r)
        pen.oval(eye, r * 0.1, r * (0.02 if her.blink else 0.14), "#20242c")
        pen.arc((eye[0], eye[1] - 0.12 * r), r * 0.2, r * 0.18, (210, 330), "#5a4030", 1.3 * size)
        pen.oval((x + shift + side * 0.55 * r, y + 0.42 * r), r * 0.17, r * 0.11, "#c9745048")
    _her_mouth(pen, (x + shift * 1.1, y + 0.56 * r), r, her.mouth, size)


def _her_mouth(pen: Pen, at: Point, r: float, open_by: float, size: float) -> None:
    if open_by < 0.08:
        pen.arc((at[0], at[1] - 0.12 * r), r * 0.3, r * 0.22, (25, 155), "#8a3a24", 1.7 * size)
        return
    pen.oval(at, r * (0.24 - 0.05 * open_by), r * (0.06 + 0.2 * open_by), "#7a2d22")
