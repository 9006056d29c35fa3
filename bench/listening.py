"""A talk of 50 minutes heard, words with times and speakers, against plain faster-whisper with word times on the same
sound, five minutes of the one and of the other in turn. Made of the readers in shared data, over and over.

Limits: 0.2 of its length, 1.3 times plain faster-whisper, 1.5 GB. And what is got right: speakers, words.
LISTENING_MINUTES makes it shorter; SIDEBYSIDE_MODELS names the folder with whisper-base.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np

from bench._hearing_scores import apart, read_rttm, word_error
from sidebyside.core.listening.fetching import add_model
from sidebyside.core.listening.hear import (
    RATE,
    hear,
    judge_sounds,
    plan,
    put_together,
    who_speaks,
    write_down,
)
from sidebyside.core.listening.heard import Hearing, Stretch
from sidebyside.core.listening.sound import Held, Samples
from sidebyside.core.listening.speech_models import BASE, models_folder

SPEECH = Path(__file__).resolve().parents[2] / "shared" / "data" / "speech"
TALKS = {"dev_pair1": 2, "dev_pair2": 2, "dev_class1": 6}
MINUTES = float(os.environ.get("LISTENING_MINUTES", "50"))
MOST_OF_LENGTH, MOST_OF_PLAIN, MOST_BYTES = 0.2, 1.3, 1.5e9
MOST_CONFUSED, MOST_WORDS_WRONG = 0.03, 0.05
COLLAR_MS = 250


def main(arguments: Sequence[str]) -> int:
    if not SPEECH.is_dir():
        print("Not measured: the shared data is not beside the repository.")
        return 0
    if arguments:
        return be_plain(Path(arguments[0]))
    add_model(BASE, models_folder())
    model = models_folder() / BASE.name
    good = all([*quality(model), *speed(model)])
    return 0 if good else 1


def quality(model: Path) -> list[bool]:
    good = []
    for name, people in TALKS.items():
        known = read_rttm(SPEECH / f"{name}.rttm")
        sound = Held(load(SPEECH / f"{name}.flac"), RATE)
        for wanted in (people, None):
            speakers = who_speaks([sound], wanted)
            heard = [(one.start_ms, one.end_ms, str(one.speaker)) for one in speakers.spoken]
            score = apart(known, heard, COLLAR_MS)
            print(
                f"{name}, {wanted or 'no'} speakers given: {speakers.count} found; confused "
                f"{score.confused:.3f}, missed {score.missed:.3f}, false {score.false:.3f}"
            )
            good.append(wanted is None or people > 2 or score.confused <= MOST_CONFUSED)
    for name, text in json.loads((SPEECH / "known_text" / "texts.json").read_text()).items():
        hearing = hear([Held(load(SPEECH / "known_text" / name), RATE)], model, voices_wanted=1)
        wrong = word_error(text, " ".join(turn.text for turn in hearing.turns))
        print(f"{name}: word error {wrong:.3f} (limit {MOST_WORDS_WRONG})")
        good.append(wrong <= MOST_WORDS_WRONG)
    return good


def speed(model: Path) -> list[bool]:
    sound = Held(long_talk(), RATE)
    length_s = sound.count / RATE
    plain = subprocess.Popen(
        [sys.executable, "-m", "bench.listening", str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    began, cpu = time.monotonic(), time.process_time()
    heard = judge_sounds([sound])
    speakers = who_speaks([sound], 2)
    stretches = plan(sound)
    ours = time.monotonic() - began
    before_words = ours
    written, theirs, theirs_cpu = [], 0.0, 0.0
    for stretch in stretches:
        began = time.monotonic()
        written.append(write_down(sound, stretch, model, "en"))
        ours += time.monotonic() - began
        waited = ask(plain, stretch)
        theirs, theirs_cpu = theirs + waited[0], theirs_cpu + waited[1]
    hearing = put_together([written], speakers, heard, duration_ms=round(1000 * length_s), language="en")
    ours_cpu = time.process_time() - cpu
    plain.communicate()
    return report(hearing, length_s, (ours, theirs), (ours_cpu, theirs_cpu), before_words)


def ask(plain: "subprocess.Popen[str]", stretch: Stretch) -> tuple[float, float]:
    assert plain.stdin is not None
    assert plain.stdout is not None
    print(stretch.start_ms, stretch.end_ms, file=plain.stdin, flush=True)
    wall, cpu = plain.stdout.readline().split()
    return float(wall), float(cpu)


def report(
    hearing: Hearing,
    length_s: float,
    wall: tuple[float, float],
    cpu: tuple[float, float],
    before_words: float,
) -> list[bool]:
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    held = 4 * length_s * RATE
    words = sum(len(turn.words) for turn in hearing.turns)
    print(
        f"{length_s / 60:.1f} minutes, {words} words, {len(hearing.turns)} turns, load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"ours / length: {wall[0] / length_s:.3f} (limit {MOST_OF_LENGTH}); speakers {before_words / length_s:.3f}"
    )
    print(f"ours / plain faster-whisper: {wall[0] / wall[1]:.2f} by the clock (limit {MOST_OF_PLAIN})")
    print(f"ours / plain faster-whisper: {cpu[0] / cpu[1]:.2f} in processor time")
    print(
        f"peak memory: {(peak - held) / 1e9:.2f} GB and {held / 1e9:.2f} GB for the talk, held here (limit 1.5)"
    )
    return [
        wall[0] <= MOST_OF_LENGTH * length_s,
        wall[0] <= MOST_OF_PLAIN * wall[1],
        peak - held <= MOST_BYTES,
    ]


def be_plain(model: Path) -> int:
    """Reads "start end" in ms, a stretch a line; says how long plain faster-whisper takes for each."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
    talk = long_talk()
    for line in sys.stdin:
        start, end = (int(ms) * RATE // 1000 for ms in line.split())
        began, cpu = time.monotonic(), time.process_time()
        list(whisper.transcribe(talk[start:end], language="en", word_timestamps=True)[0])
        print(time.monotonic() - began, time.process_time() - cpu, flush=True)
    return 0


def long_talk() -> Samples:
    once = np.concatenate([load(SPEECH / f"{name}.flac") for name in ("dev_pair1", "dev_pair2")])
    return np.resize(once, round(MINUTES * 60 * RATE)).astype(np.float32)


def load(path: Path) -> Samples:
    back = av.AudioResampler("flt", "mono", RATE)
    with av.open(path) as container:
        blocks = [
            piece.to_ndarray()[0] for frame in container.decode(audio=0) for piece in back.resample(frame)
        ]
    blocks += [piece.to_ndarray()[0] for piece in back.resample(None)]
    return np.concatenate(blocks).astype(np.float32)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
