"""Ana's way through the lesson: where she walks, what her hands do, what she writes."""

import math
from dataclasses import dataclass

from demo_film.classroom import CLAY, scale_at
from demo_film.pen import Point
from demo_film.people import Standing
from demo_film.score import Score
from demo_film.tracks import Track
from demo_film.writing import Words, written

BY_THE_DOOR, AISLE = (640.0, 306.0), (531.0, 372.0)
REST_LEFT, REST_RIGHT = (-30.0, 92.0), (30.0, 92.0)


@dataclass(frozen=True)
class Writing:
    """Words that appear on the board from `start` to `end` (ms); `by_hand` when Ana is seen writing them."""

    words: Words
    start: int
    end: int
    by_hand: bool = True

    def share(self, ms: int) -> float:
        return min(1.0, max(0.0, (ms - self.start) / (self.end - self.start)))


def board(score: Score) -> list[Writing]:
    said, today, negative = score["last_week"], score["today"], score["pas_de"]
    third, answer, star = score["hopital"], score["own_answer"], score["thursday"]
    first, second, hospital = "Il y a un cinéma.", "Il n'y a pas de cinéma.", "Il n'y a pas d'hôpital."
    over_de = 282 + Words("Il n'y a pas ", 0, 0).width()
    return [
        Writing(Words("mardi", 538, 92, 1.25, "#5d6470"), -2, -1, by_hand=False),
        Writing(Words("Ma ville", 282, 102, 1.9, "#0d6469"), -2, -1, by_hand=False),
        Writing(Words(first, 282, 134), said.end - 1300, today.start + 600),
        Writing(Words(second, 282, 160), today.end + 700, negative.start - 100),
        Writing(Words("de", over_de, 160, ink=CLAY), answer.end - 1300, answer.end - 700),
        Writing(Words(hospital, 282, 186), score["harder"].end + 700, third.start - 100),
        Writing(Words("jeudi : 2 mots *", 470, 186, 1.3, CLAY), star.start + 1200, star.start + 3000),
    ]


class Ana:
    """Her tracks. Hands are offsets from her feet, px at size 1, y upwards."""

    def __init__(self, score: Score) -> None:
        self.writing = board(score)
        self.place, self.look, self.bend = Track(*BY_THE_DOOR), Track(-0.2), Track(0)
        self.left, self.right = Track(*REST_LEFT), Track(*REST_RIGHT)
        self.still: list[tuple[int, int]] = []
        self._opening(score)
        self._quick_answers(score)
        self._among_the_pairs(score)
        self._long_wait(score)
        self._stepping_back(score)

    def _walk(self, start: int, end: int, to: Point, look: float) -> None:
        before = self.place.at(start)[0]
        way = 0.9 if to[0] > before + 8 else -0.9 if to[0] < before - 8 else 0.0
        self.look.move(start, start + 200, way)
        self.place.move(start, end, *to)
        self.look.move(end - 150, end + 250, look)

    def _hand(self, hand: Track, start: int, until: int, *to: float) -> None:
        hand.move(start, start + 450, *to)
        hand.move(until, until + 450, *(REST_LEFT if hand is self.left else REST_RIGHT))

    def _write(self, lines: list[Writing]) -> None:
        """Walks along the board so that the pen stays within reach."""
        for line in lines:
            width = line.words.width()
            begin, finish = line.words.x + 28, line.words.x + width + 26
            self._walk(line.start - 900, line.start - 50, (begin, 301), 0)
            self.place.move(line.start, line.end, finish, 301)

    def _opening(self, score: Score) -> None:
        hello = score["bonjour"]
        self._walk(300, 2600, (500, 308), 0)
        self._hand(self.right, hello.start - 200, hello.end, 48, 205)
        self._write(self.writing[2:4])
        spoken = score["pas_de"]
        self._walk(spoken.start + 100, spoken.end + 500, (520, 304), -0.3)
        question = score["first_question"]
        self._hand(self.left, question.start + 200, question.end - 1200, -64, 176)
        self._hand(self.right, question.end - 1000, question.end + 100, 44, 138)

    def _quick_answers(self, score: Score) -> None:
        answer, good, again = score["own_answer"], score["good"], score["excellent"]
        self._write([self.writing[4]])
        self._walk(answer.end - 300, answer.end + 700, (545, 306), -0.3)
        self._hand(self.left, good.end - 900, score["maya_plage"].end, -52, 146)
        self._walk(again.start, again.start + 1200, (540, 310), 0.5)
        self._hand(self.right, again.end - 700, score["kofi_stade"].end, 46, 140)
        fixed = score["pas_de_stade"]
        self._hand(self.right, fixed.start, fixed.end - 300, 38, 190)

    def _among_the_pairs(self, score: Score) -> None:
        pairs, back = score["pairs"], score["back"]
        self._walk(pairs.start - 600, pairs.start + 700, (531, 312), 0)
        self._hand(self.left, pairs.start + 700, pairs.start + 4000, -46, 140)
        self._hand(self.right, pairs.start + 900, pairs.start + 4000, 46, 140)
        self._hand(self.right, pairs.end - 1400, pairs.end - 100, 40, 200)
        self._walk(pairs.end + 900, pairs.end + 3600, (322, 350), -0.7)
        self._walk(pairs.end + 6200, pairs.end + 7400, (322, 314), 0.8)
        self._walk(pairs.end + 7500, score["sami_airport"].start - 600, (536, 318), -0.7)
        heard = score["sami_airport"].start
        self._walk(heard, heard + 1700, AISLE, -0.8)
        self.bend.move(heard + 1800, heard + 2500, -0.75)
        self._hand(self.left, heard + 1900, score["why_squash"].start, -38, 100)
        self._hand(self.right, heard + 1900, score["lena_vowel"].end + 300, 12, 100)
        why = score["why_squash"]
        self._hand(self.left, why.start, why.end, -44, 126)
        done = score["lena_vowel"].end
        self._hand(self.left, why.end + 300, done + 200, -38, 100)
        self.bend.move(done + 300, done + 900, 0)
        self._walk(done + 1400, done + 3600, (534, 316), 0)
        self._walk(done + 4300, back.start - 600, (540, 308), -0.2)
        self._hand(self.right, back.start - 300, back.end, 44, 212)

    def _long_wait(self, score: Score) -> None:
        self._write([self.writing[5]])
        spoken, question = score["hopital"], score["second_question"]
        self._walk(spoken.start + 100, spoken.end + 600, (540, 306), -0.3)
        self._hand(self.left, question.start + 200, question.start + 2800, -66, 168)
        self._hand(self.right, question.end - 2300, question.end - 900, 26, 206)
        waiting = (question.end, score["sami_asked"].start)
        self.still.append(waiting)
        # Hands folded: the body says that nobody is in a hurry.
        self._hand(self.left, waiting[0] - 300, waiting[1], -5, 120)
        self._hand(self.right, waiting[0] - 300, waiting[1], 5, 120)
        for at, look in ((1200, -0.6), (2900, 0.4), (4700, -0.4), (5900, 0.1)):
            self.look.move(waiting[0] + at, waiting[0] + at + 700, look)
        asked, build = score["sami_asked"], score["build"]
        self.look.move(asked.start, asked.start + 300, -0.6)
        self._hand(self.left, asked.start + 300, asked.end + 300, -46, 138)
        self._hand(self.right, asked.end + 700, build.start - 300, 10, 122)
        self._hand(self.left, build.start + 900, build.end + 300, -46, 138)
        self._hand(self.right, build.end + 600, score["kofi_asks"].start, 10, 122)

    def _stepping_back(self, score: Score) -> None:
        asks, ask_each, star = score["kofi_asks"], score["find_out"], score["tom_star"]
        self.look.move(asks.start, asks.start + 400, 0.1)
        self._walk(asks.start + 1800, asks.start + 3400, (716, 308), -0.6)
        self.still.append((asks.start + 3400, ask_each.start - 200))
        self._hand(self.left, asks.start + 3600, ask_each.start - 500, -4, 124)
        self._hand(self.right, asks.start + 3600, ask_each.start - 500, 4, 124)
        self._walk(ask_each.start - 200, ask_each.start + 1900, (536, 312), 0)
        self._hand(self.left, ask_each.start + 1900, ask_each.end, -50, 142)
        self._hand(self.right, ask_each.start + 1900, ask_each.end, 50, 142)
        self._hand(self.right, star.start - 600, star.start + 600, 48, 142)
        self._write([self.writing[6]])
        thanks, bye = score["thursday"], score["au_revoir"]
        self._walk(thanks.start + 3100, thanks.start + 4200, (637, 306), -0.3)
        self._hand(self.right, thanks.start + 4400, thanks.end, 44, 138)
        self._hand(self.right, bye.start, score["au_revoir_class"].end + 900, 50, 206)

    def pose(self, ms: int, mouth: float, gesture: float) -> Standing:
        x, y = self.place.at(ms)
        size = scale_at(y)
        stride = min(1.0, self.place.speed(ms) / 60)
        line = next((w for w in self.writing if w.by_hand and w.start - 120 <= ms <= w.end + 60), None)
        # She writes with her left hand, so that the camera sees the words and not her back.
        left = (
            self._pen_hand(line, ms, (x, y), size)
            if line
            else self._at_rest(self.left, ms, gesture, stride, -1)
        )
        right = self._at_rest(self.right, ms, gesture, stride, 1)
        breathe = 0.6 * math.sin(ms / 900)
        return Standing(
            x,
            y + breathe * 0.2,
            size,
            self.look.at(ms)[0] + 0.06 * math.sin(ms / 1300),
            line is not None,
            stride,
            ms / 105,
            left,
            right,
            mouth,
            (ms + 700 * (ms // 9000)) % 3700 < 130,
            self.bend.at(ms)[0],
        )

    def _at_rest(self, hand: Track, ms: int, gesture: float, stride: float, side: int) -> Point:
        x, up = hand.at(ms)
        if any(start <= ms < end for start, end in self.still):
            return x, up
        swing = 7 * stride * math.sin(ms / 105 + (0 if side < 0 else math.pi))
        return x + swing + 4 * gesture * side, up + 9 * gesture * (1 + 0.4 * math.sin(ms / 170))

    def _pen_hand(self, line: Writing, ms: int, feet: Point, size: float) -> Point:
        strokes = written(line.words.strokes(), max(0.02, line.share(ms)))
        tip = strokes[-1][-1] if strokes else (line.words.x, line.words.y)
        return (tip[0] + 3 - feet[0]) / size, (feet[1] - tip[1] - 3) / size

    def footsteps(self, total_ms: int) -> list[int]:
        """When a foot comes down (ms): twice in each full swing of the walk."""
        half = round(105 * math.pi)
        return [ms for ms in range(half, total_ms - 200, half) if self.place.speed(ms) > 45]
