"""Who sits where, and what each pupil does when."""

import math
import random

from demo_film.classroom import Table, scale_at
from demo_film.people import Looks, Pupil, Sitting
from demo_film.score import Score
from demo_film.tracks import Track

FRONT, NEAR = 366.0, 500.0
FRONT_TABLES = tuple(Table(x, 348, 74) for x in (218, 427, 636))
NEAR_TABLES = tuple(Table(x, 468, 104) for x in (146, 427, 708))

_SEATS = (
    ("Noor", 184, FRONT, Looks("#c68e63", "#7f9c98", "scarf", "#465a70")),
    ("Ella", 252, FRONT, Looks("#eec6a2", "#b5793c", "tail", "#3f5d6b")),
    ("Sami", 393, FRONT, Looks("#b97a50", "#2a201b", "short", "#4d5b73")),
    ("Lena", 461, FRONT, Looks("#f0cba9", "#8a5a33", "plaits", "#3f5d6b")),
    ("Kofi", 602, FRONT, Looks("#7a4a30", "#1f1814", "curly", "#52617a")),
    ("Tom", 670, FRONT, Looks("#f1cfb0", "#c07a3e", "short", "#465a70")),
    ("Jun", 98, NEAR, Looks("#e7b98f", "#221c1a", "short", "#3f5066")),
    ("Maya", 194, NEAR, Looks("#a9683f", "#2b1d16", "long", "#4a5f74")),
    ("Otto", 379, NEAR, Looks("#f0c8a4", "#d0a55e", "short", "#52617a")),
    ("Zara", 475, NEAR, Looks("#8a5636", "#241a15", "bun", "#3f5d6b")),
    ("Ines", 660, NEAR, Looks("#e2b08a", "#5b3a26", "long", "#465a70")),
    ("Ravi", 756, NEAR, Looks("#b07248", "#1f1815", "curly", "#4d5b73")),
)
CLASS = tuple(Pupil(name, x, floor, scale_at(floor), looks) for name, x, floor, looks in _SEATS)
PARTNERS = {_SEATS[i][0]: _SEATS[i ^ 1][0] for i in range(len(_SEATS))}
BY_NAME = {pupil.name: pupil for pupil in CLASS}
PAIR_TALKS = (("pairs", "back"), ("find_out", "tom_star"))
FOUR_HANDS = ("Kofi", "Lena", "Zara", "Ines")


class Behaviour:
    """One pupil's tracks. All times in ms."""

    def __init__(self, pupil: Pupil, seed: int) -> None:
        self.pupil = pupil
        self.rng = random.Random(seed)
        self.turn, self.hand, self.write = Track(0), Track(0), Track(0)
        self.chats: list[tuple[int, int]] = []
        self.waves: list[tuple[int, int]] = []
        self.quirk = self.rng.uniform(0, 6.28)

    def look(self, at: int, towards: float, *, late: int = 500) -> None:
        start = at + self.rng.randrange(60, late)
        self.turn.move(start, start + self.rng.randrange(280, 460), towards)

    def look_at(self, at: int, name: str) -> None:
        gap = BY_NAME[name].x - self.pupil.x
        near = BY_NAME[name].floor_y >= self.pupil.floor_y
        self.look(at, max(-0.85, min(0.85, gap / (130 if near else 240))), late=900)

    def raise_hand(self, at: int, until: int, height: float = 1.0) -> None:
        self.hand.move(at, at + 650, height)
        self.hand.move(until, until + 700, 0)

    def pose(self, ms: int, spoken: float, gesture: float) -> Sitting:
        writing = self.write.at(ms)[0]
        sway = math.sin(ms / 1900 + self.quirk) * 1.3 + writing * math.sin(ms / 95 + self.quirk) * 0.7
        chat = self._in_chat(ms)
        return Sitting(
            turn=self.turn.at(ms)[0] + 0.08 * math.sin(ms / 2600 + 2 * self.quirk),
            hand=self.hand.at(ms)[0],
            write=writing,
            mouth=max(spoken, self._chatter(ms) if chat else 0.0),
            gesture=max(gesture, chat * (0.5 + 0.5 * math.sin(ms / 330 + self.quirk))),
            sway=sway,
            wave=math.sin(ms / 95) if any(start <= ms < end for start, end in self.waves) else 0.0,
        )

    def _in_chat(self, ms: int) -> float:
        edges = (min(ms - start, end - ms) for start, end in self.chats if start <= ms < end)
        return min(1.0, next(edges, 0) / 350)

    def _chatter(self, ms: int) -> float:
        beat = math.sin(ms / 61 + self.quirk) * math.sin(ms / 143 + 2 * self.quirk)
        return math.sqrt(max(0.0, beat))


def direct(score: Score) -> dict[str, Behaviour]:
    """What every pupil does, in the order of the lesson (a track only moves forward)."""
    crowd = {pupil.name: Behaviour(pupil, 100 + index) for index, pupil in enumerate(CLASS)}
    _settle(crowd, score)
    _first_question(crowd, score)
    _short_answers(crowd, score)
    _talk_in_pairs(crowd, score, *PAIR_TALKS[0])
    _think(crowd, score)
    _ask_each_other(crowd, score)
    _talk_in_pairs(crowd, score, *PAIR_TALKS[1])
    _leave(crowd, score)
    return crowd


def _settle(crowd: dict[str, Behaviour], score: Score) -> None:
    for name in ("Jun", "Maya", "Kofi", "Tom", "Noor", "Ella"):
        one, other = crowd[name], BY_NAME[PARTNERS[name]]
        one.turn = Track(0.8 if other.x > one.pupil.x else -0.8)
        one.look(score["bonjour"].start, 0, late=700)
    for name in ("Jun", "Tom", "Ella"):
        crowd[name].chats.append((0, score["bonjour"].start - 300))


def _first_question(crowd: dict[str, Behaviour], score: Score) -> None:
    """Four hands are on their way up when the answer comes from the front."""
    asked, answered = score["first_question"].end, score["own_answer"].start
    for index, name in enumerate(FOUR_HANDS):
        crowd[name].raise_hand(asked + 240 + index * 130, answered + 1900 + index * 380, 0.85)
    for name in ("Otto", "Ravi"):
        crowd[name].write.move(answered + 2500, answered + 3000, 1)
        crowd[name].write.move(answered + 6500, answered + 7000, 0)


def _short_answers(crowd: dict[str, Behaviour], score: Score) -> None:
    for speaker, key in (("Maya", "maya_plage"), ("Kofi", "kofi_stade")):
        line = score[key]
        crowd[speaker].look(line.start - 500, 0.55 if crowd[speaker].pupil.x < 427 else -0.55, late=120)
        crowd[speaker].look(line.end, 0)
        for name in ("Ella", "Otto", "Tom", "Lena"):
            if name != speaker:
                crowd[name].look_at(line.start, speaker)
                crowd[name].look(line.end, 0)


def _talk_in_pairs(crowd: dict[str, Behaviour], score: Score, opens: str, closes: str) -> None:
    start, end = score[opens].end, score[closes].start
    if closes == "back":
        end = score[closes].end - 900
    for one in crowd.values():
        partner = PARTNERS[one.pupil.name]
        way = 0.85 if BY_NAME[partner].x > one.pupil.x else -0.85
        one.look(start, way, late=1100)
        _take_turns(one, start + 900, end - 500, first=way > 0)
        if end - start > 15_000 and one.pupil.name not in ("Sami", "Lena"):
            middle = start + (end - start) // 2 + one.rng.randrange(-3000, 3000)
            one.write.move(middle, middle + 500, 1)
            one.write.move(middle + 3200, middle + 3700, 0)
        one.look(end, 0, late=1200)


def _take_turns(one: Behaviour, start: int, end: int, *, first: bool) -> None:
    # The two partners draw the same lengths, so that one listens while the other talks.
    shared = random.Random(min(one.pupil.name, PARTNERS[one.pupil.name]))
    clock, mine = start, first
    while clock < end:
        length = shared.randrange(1300, 3200)
        # Sami and Lena are heard: their mouths follow their words.
        if mine and one.pupil.name not in ("Sami", "Lena"):
            one.chats.append((clock, min(clock + length - 250, end)))
        clock, mine = clock + length, not mine


def _think(crowd: dict[str, Behaviour], score: Score) -> None:
    """Nobody moves at first, some write, then hands come up one after the other."""
    asked, answered = score["second_question"].end, score["sami_asked"].start
    for index, name in enumerate(("Noor", "Zara", "Ravi", "Jun", "Lena")):
        crowd[name].write.move(asked + 600 + index * 320, asked + 1100 + index * 320, 1)
        crowd[name].write.move(asked + 3900 + index * 200, asked + 4400 + index * 200, 0)
    for index, name in enumerate(("Tom", "Sami", "Ella", "Otto", "Lena", "Maya", "Kofi")):
        crowd[name].raise_hand(asked + 4300 + index * 330, answered + 900 + index * 150)
    _turn_to(crowd, "Sami", score["sami_silent"].start, score["sami_silent"].end, own=-0.4)
    for index, name in enumerate(("Lena", "Zara", "Kofi")):
        crowd[name].raise_hand(score["build"].start - 700 + index * 350, score["build"].end + 200)
    _turn_to(crowd, "Lena", score["lena_sound"].start, score["lena_sound"].end, own=0.5)


def _turn_to(crowd: dict[str, Behaviour], speaker: str, start: int, end: int, own: float) -> None:
    crowd[speaker].look(start - 500, own, late=120)
    for name, one in crowd.items():
        if name != speaker:
            one.look_at(start, speaker)
    for one in crowd.values():
        one.look(end + 200, 0, late=900)


def _ask_each_other(crowd: dict[str, Behaviour], score: Score) -> None:
    asks, answers, again = score["kofi_asks"], score["lena_hockey"], score["maya_know"]
    crowd["Kofi"].look(asks.start - 600, -0.85, late=100)
    crowd["Lena"].look(asks.start + 300, 0.8, late=200)
    for speaker, at in (("Kofi", asks.start), ("Lena", answers.start), ("Maya", again.start)):
        for name, one in crowd.items():
            if name not in (speaker, "Kofi", "Lena"):
                one.look_at(at, speaker)
    crowd["Maya"].look(again.start - 300, 0.7, late=100)
    crowd["Lena"].look_at(again.start, "Maya")
    for one in crowd.values():
        one.look(again.end + 400, 0, late=1100)


def _leave(crowd: dict[str, Behaviour], score: Score) -> None:
    star, task, bye = score["tom_star"], score["thursday"], score["au_revoir_class"]
    crowd["Tom"].raise_hand(star.start - 1500, star.start - 100)
    _turn_to(crowd, "Tom", star.start, star.end, own=-0.5)
    for index, one in enumerate(crowd.values()):
        one.write.move(task.start + 1600 + index * 90, task.start + 2200 + index * 90, 1)
        one.write.move(task.start + 5200 + index * 110, task.start + 5700 + index * 110, 0)
        one.raise_hand(bye.start - 200 + one.rng.randrange(500), bye.end + 1300 + one.rng.randrange(400), 0.9)
        one.waves.append((bye.start, bye.end + 1400))
