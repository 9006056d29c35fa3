"""One frame of the lesson: the room, then everybody from the board towards the camera."""

from collections.abc import Callable
from functools import partial

from PIL import Image, ImageFont

from demo_film import classroom
from demo_film.pen import FINE, FPS, WIDTH, Pen, finished
from demo_film.people import Sitting, draw_pupil, draw_teacher, draw_voice
from demo_film.pupils import CLASS, FRONT_TABLES, NEAR_TABLES, direct
from demo_film.score import Score, calmed, openness
from demo_film.teacher import Ana


class Lesson:
    def __init__(self, score: Score, total_ms: int) -> None:
        self.ana = Ana(score)
        self.crowd = direct(score)
        self.frames = total_ms * FPS // 1000
        self.mouths = {who: openness(score, who, FPS, self.frames) for who in ("Ana", *self.crowd)}
        self.hands = {who: calmed(mouth, 15) for who, mouth in self.mouths.items()}
        wait = score["second_question"].end
        self.bird = (wait - 2500, score["sami_asked"].start + 2500)
        self.room = classroom.empty_room()
        _mark(self.room)

    def frame(self, index: int) -> Image.Image:
        ms = index * 1000 // FPS
        picture = self.room.copy()
        pen = Pen(picture)
        begin, end = self.bird
        classroom.draw_windows(pen, ms, (ms - begin) / (end - begin))
        classroom.draw_clock(pen, ms)
        for line in self.ana.writing:
            if ms >= line.start:
                classroom.draw_words(pen, line.words, line.share(ms))
        for _, draw in sorted(self._cast(pen, index, ms), key=lambda one: one[0]):
            draw()
        self._voices(pen, index, ms)
        return finished(picture)

    def _cast(self, pen: Pen, index: int, ms: int) -> list[tuple[float, Callable[[], None]]]:
        her = self.ana.pose(ms, self.mouths["Ana"][index], self.hands["Ana"][index])
        cast: list[tuple[float, Callable[[], None]]] = [(her.y, partial(draw_teacher, pen, her))]
        cast += [(table.floor_y, partial(table.draw, pen)) for table in FRONT_TABLES + NEAR_TABLES]
        for pupil in CLASS:
            pose = self._sitting(pupil.name, index, ms)
            cast.append((pupil.floor_y, partial(draw_pupil, pen, pupil, pose)))
        return cast

    def _voices(self, pen: Pen, index: int, ms: int) -> None:
        for pupil in CLASS:
            if self.mouths[pupil.name][index]:
                draw_voice(pen, pupil, self._sitting(pupil.name, index, ms))

    def _sitting(self, name: str, index: int, ms: int) -> Sitting:
        return self.crowd[name].pose(ms, self.mouths[name][index], self.hands[name][index])


def _mark(room: Image.Image) -> None:
    """Says in a corner of every frame that nobody here is real."""
    pen = Pen(room)
    pen.box(WIDTH - 84, 8, WIDTH - 10, 26, "#faf7f2e6", 9)
    font = ImageFont.load_default(11 * FINE)
    pen.draw.text(((WIDTH - 47) * FINE, 17 * FINE), "made film", fill="#5d6470", font=font, anchor="mm")
