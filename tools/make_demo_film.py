"""Makes the demo lesson film, the demo talk and their cues. Needs espeak-ng and the group `film`.

    python tools/make_demo_film.py                     all three, into src/sidebyside/web/demo/media
    python tools/make_demo_film.py --stills 24 112.5   single frames (seconds) as PNG into --out, to look at

The demo itself only reads the results; nothing here is needed to run it.
"""

import argparse
import sys
from pathlib import Path

from demo_film.cues import cue_sheet, replay_span
from demo_film.encode import write_film, write_talk
from demo_film.pen import FPS
from demo_film.picture import Lesson
from demo_film.pupils import PAIR_TALKS
from demo_film.score import Score, lay_out
from demo_film.script import LESSON, LESSON_TAIL_MS, LESSON_TITLE, REPLAY_AFTER, TALK, TALK_TAIL_MS
from demo_film.sound import lesson_sound, talk_sound
from demo_film.speech import RATE, Sound, SpeechMissing

MEDIA = Path(__file__).resolve().parents[1] / "src/sidebyside/web/demo/media"
COMMENT = "Made film: drawn by a script, spoken by synthetic voices. Nobody in it is real."

TALK_COMMENT = "Made talk: spoken by synthetic voices. Nobody in it is real."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=MEDIA)
    parser.add_argument("--stills", type=float, nargs="+", metavar="SECONDS")
    choice = parser.parse_args()
    choice.out.mkdir(parents=True, exist_ok=True)
    try:
        score = lay_out(LESSON)
    except SpeechMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    # A whole number of frames, so that sound and picture end together.
    total_ms = _whole_frames(max(line.end for line in score.values()) + LESSON_TAIL_MS)
    lesson = Lesson(score, total_ms)
    if choice.stills:
        for second in choice.stills:
            lesson.frame(round(second * FPS)).save(choice.out / f"still-{second:06.2f}.png")
        return 0
    _make_all(choice.out, score, lesson, total_ms)
    return 0


def _make_all(out: Path, score: Score, lesson: Lesson, total_ms: int) -> None:
    sound = lesson_sound(
        score,
        total_ms,
        murmurs=[(score[opens].end, score[closes].start) for opens, closes in PAIR_TALKS],
        steps=lesson.ana.footsteps(total_ms),
        writing=[(line.start, line.end) for line in lesson.ana.writing if line.by_hand],
    )
    frames = (lesson.frame(index) for index in range(lesson.frames))
    write_film(out / "lesson.mp4", frames, sound, {"title": LESSON_TITLE, "comment": COMMENT})
    film_from, film_to = replay_span(score)
    talk = lay_out(TALK, held={REPLAY_AFTER: film_to - film_from + 400})
    talk_ms = _whole_frames(max(line.end for line in talk.values()) + TALK_TAIL_MS)
    replay_at = talk[REPLAY_AFTER].end + 400
    sides = talk_sound(talk, talk_ms, _cut(sound, film_from, film_to), replay_at)
    write_talk(out / "talk.m4a", sides, {"title": "Ana and Ben talk", "comment": TALK_COMMENT})
    sheet = cue_sheet(score, total_ms, talk, talk_ms, replay_at)
    (out / "cues.json").write_text(sheet, encoding="utf-8")


def _cut(sound: Sound, start_ms: int, end_ms: int) -> Sound:
    return sound[start_ms * RATE // 1000 : end_ms * RATE // 1000]


def _whole_frames(ms: int) -> int:
    return -(-ms // 40) * 40


if __name__ == "__main__":
    sys.exit(main())
