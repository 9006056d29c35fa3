"""The times of what happens in the film and the talk, for whoever places moments on them."""

import json
from typing import Any

from demo_film.pupils import FOUR_HANDS
from demo_film.score import Score
from demo_film.script import LESSON_TITLE, REPLAY_FROM, REPLAY_TO

# Question, then the line that ended its wait.
WAITS = (
    ("first_question", "own_answer"),
    ("everyone", "good"),
    ("why_squash", "lena_vowel"),
    ("second_question", "sami_asked"),
    ("build", "lena_sound"),
    ("maya_know", "find_out"),
)
SHORT_WAIT = "Ana asks, waits under a second and answers herself; {hands} had a hand on its way up"


def replay_span(score: Score) -> tuple[int, int]:
    """The seconds of film (ms) that Ana and Ben see again in the talk: the question, the wait, the own answer."""
    return score[REPLAY_FROM].start, score[REPLAY_TO].start + 1600


def cue_sheet(score: Score, film_ms: int, talk: Score, talk_ms: int, replay_at: int) -> str:
    film_from, film_to = replay_span(score)
    replay = {"talk_ms": replay_at, "film_from_ms": film_from, "film_to_ms": film_to}
    sheet = {
        "about": "Written by tools/make_demo_film.py. Times in ms from the start of each file.",
        "film": {
            "file": "lesson.mp4",
            "title": LESSON_TITLE,
            "duration_ms": film_ms,
            "moments": _moments(score),
            "waits": _waits(score),
            "lines": _lines(score),
        },
        "talk": {"file": "talk.m4a", "duration_ms": talk_ms, "replays": [replay], "lines": _lines(talk)},
    }
    return json.dumps(sheet, ensure_ascii=False, indent=1) + "\n"


def _lines(score: Score) -> list[dict[str, Any]]:
    return [
        {"key": key, "who": one.who, "start_ms": one.start, "end_ms": one.end, "text": one.line.text}
        for key, one in score.items()
    ]


def _waits(score: Score) -> list[dict[str, Any]]:
    return [
        {
            "key": asked,
            "who_asks": score[asked].who,
            "asked_ms": score[asked].end,
            "broken_ms": score[broken].start,
            "wait_ms": score[broken].start - score[asked].end,
            "who_breaks": score[broken].who,
        }
        for asked, broken in WAITS
    ]


def _moments(score: Score) -> list[dict[str, Any]]:
    def span(first: str, last: str) -> tuple[int, int]:
        return score[first].start, score[last].end

    def between(first: str, last: str) -> tuple[int, int]:
        return score[first].end, score[last].start

    hands = ", ".join(FOUR_HANDS[:-1]) + " and " + FOUR_HANDS[-1]
    told = (
        ("short_wait", *span("first_question", "own_answer"), SHORT_WAIT.format(hands=hands)),
        (
            "named_at_once",
            *span("good", "pas_de_stade"),
            "Two quick questions by name; Ana mends Kofi's answer",
        ),
        ("pair_work", *between("pairs", "back"), "Pairs talk and write; Ana walks round"),
        (
            "at_the_table",
            *span("sami_airport", "lena_vowel"),
            "Sami and Lena work out «pas d'»; Ana asks why",
        ),
        ("long_wait", *between("second_question", "sami_asked"), "No hands, think first: seven hands go up"),
        ("building", *span("sami_asked", "lena_sound"), "Sami gives a reason, Lena builds on it"),
        (
            "pupil_asks_pupil",
            *span("kofi_asks", "maya_know"),
            "Kofi asks Lena, not Ana; Maya asks on; Ana waits",
        ),
        ("handed_back", *span("find_out", "tom_star"), "Ana gives it to the pairs; Tom knows about the star"),
        ("thanks", *span("thursday", "thursday"), "The homework comes out of Kofi's question"),
    )
    return [{"key": key, "start_ms": start, "end_ms": end, "what": what} for key, start, end, what in told]
