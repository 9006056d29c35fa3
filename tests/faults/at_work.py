"""Work that is stopped in its middle, so that somebody may look at what lies about: then killed, then gone on with.

``python -m tests.faults.at_work BACKUPS`` in the folder SIDEBYSIDE_DATA, with empty tables in it and TMPDIR set, prints
one line of JSON for each scene. What is looked for is what really passed: pieces of the bytes that a worker read out of
the store, or was handed by its confined child, the words of two people, and how plain media begin.
"""

import io
import json
import os
import re
import signal
import stat
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import django
import numpy as np
from django.core.management import call_command
from django.urls import get_resolver
from django.utils import timezone

from sidebyside.core.media import sandbox, scratch

CARELESS = "a careless worker"
WORD = "Zeisig-said-in-confidence"
PIECE, MOST_PIECES = 24, 120
BEGINNINGS = re.compile(
    rb"ftyp(?:isom|iso[2-6]|mp4[12]|avc1|M4A |M4V |qt  |dash)|\x1aE\xdf\xa3.{1,9}\x42\x86\x81\x01"
    rb"|RIFF.{4}(?:WAVEfmt|AVI LIST|WEBPVP8)|OggS\x00[\x00-\x07]\x00{4}"
    rb"|\xff\xd8\xff(?:\xe0\x00\x10JFIF|\xe1..Exif|\xfe\x00.Lavc|\xdb\x00[\x43\x84]\x00)|\x89PNG\r\n\x1a\n",
    re.DOTALL,
)


# What a process does that stands still.


@dataclass
class Passed:
    """Pieces of what went through this process, and how many bytes its child has handed over."""

    pieces: list[bytes] = field(default_factory=list)
    handed: int = 0
    stops_at: tuple[str, int] = ("", 0)

    def note(self, body: bytes) -> None:
        for start in range(0, max(1, len(body) - PIECE), 4096):
            piece = body[start : start + PIECE]
            if len(self.pieces) < MOST_PIECES and len(set(piece)) >= PIECE // 2:
                self.pieces.append(piece)


passed = Passed()
tell_to = -1


def stand() -> None:
    """Says what passed, and what plain things this process has open; then waits to be killed."""
    found = [f"open: {name}" for name, body in open_files() if is_told_by(body, passed.pieces)]
    told = {"pieces": [one.hex() for one in passed.pieces], "children": children(), "found": found}
    os.write(tell_to, json.dumps(told).encode() + b"\n")
    while True:
        signal.pause()


def open_files() -> Iterator[tuple[str, bytes]]:
    """Whatever this process has open on a disk, with or without a name."""
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        with suppress(OSError):
            name = os.readlink(f"/proc/self/fd/{number}")
            if stat.S_ISREG(os.fstat(number).st_mode) and not name.startswith(("/memfd:", "/dev/shm/")):
                yield name, Path(f"/proc/self/fd/{number}").read_bytes()


def children() -> list[int]:
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def is_told_by(body: bytes, pieces: list[bytes]) -> bool:
    return WORD.encode() in body or bool(BEGINNINGS.search(body)) or any(one in body for one in pieces)


def overhear() -> None:
    """Note all that passes between the store, this process and its children; and stand still where that was asked."""
    really = sandbox._serve

    def serve(link: Any, job: Any, source: Any, receivers: Any) -> Any:
        def wrapped(receive: Callable[[bytes], None]) -> Callable[[bytes], None]:
            def receiver(body: bytes) -> None:
                passed.note(body)
                receive(body)
                passed.handed += len(body) if job["do"] == passed.stops_at[0] else 0
                if passed.handed > passed.stops_at[1]:
                    stand()

            return receiver

        told = {kind: wrapped(receive) for kind, receive in receivers.items()}
        return really(link, job, Overheard(source), told)

    sandbox._serve = serve


def stops_in_child(do: str, after_bytes: int) -> Callable[[], None]:
    """Stand still as soon as the child for this job has handed over so much."""

    def set_up() -> None:
        passed.stops_at = (do, after_bytes)

    return set_up


class Overheard:
    def __init__(self, source: Any) -> None:
        self._source, self.size = source, source.size

    def read_at(self, offset: int, length: int) -> bytes:
        body: bytes = self._source.read_at(offset, length)
        passed.note(body)
        return body


def stops_before(whose: Callable[[], Any], name: str, times: int = 1) -> Callable[[], None]:
    def set_up() -> None:
        really, left = getattr(whose(), name), [times]

        def instead(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            return really(*given, **more) if left[0] else stand()

        setattr(whose(), name, instead)

    return set_up


# The scenes. Each act, look and going-on is a process of its own.


@dataclass(frozen=True)
class AtWork:
    name: str
    stops: Callable[[], None]
    act: Callable[[], object]
    after: Callable[[], object]


def before() -> None:
    """A film of two people, a mark with the word, and a talk in sound; nothing made of them yet."""
    from sidebyside.conversations import actions
    from sidebyside.conversations.models import Confirmation, Conversation
    from sidebyside.recordings.models import Recording
    from sidebyside.room.models import Moment
    from tests.conversations.sending import made_sound, send_track, start
    from tests.faults import scenes
    from tests.recordings.conftest import bring

    cast = scenes.school()
    ana = scenes.browser("Ana")
    film = bring(ana, cast.strand.code, old_film())
    for author in (cast.ana, cast.ben):
        Moment.objects.create(recording=film, author=author, start_ms=0, end_ms=9, seen=WORD, made_of_it=WORD)
    talk = Conversation.objects.create(strand=cast.strand)
    talk.strand = cast.strand
    for person in (cast.ana, cast.ben):
        actions.confirm(talk, person, Confirmation.How.OWN_SESSION, wants_recording=True)
    track = uuid.uuid4()
    start(ana, cast.strand.code, track)
    send_track(ana, cast.strand.code, track, made_sound(6.0))
    Conversation.objects.update(opened_at=timezone.now() - timedelta(minutes=1))
    prepares(Recording.objects.get(sort=Recording.Sort.TALK))
    ana.post(scenes.at("talk/end/"))


def old_film() -> bytes:
    """A second as an older camera writes them: no browser plays it, and all of it is written anew."""
    import av

    from tests.core.faces.drawn import Stage, Walk, straight
    from tests.core.media.films import _tone

    out, stage = io.BytesIO(), Stage([Walk(60, 1, straight(300, 100))], (640, 360), 1)
    with av.open(out, "w", format="avi") as container:
        picture: Any = container.add_stream("mpeg4", rate=12)
        picture.width, picture.height, picture.pix_fmt = 640, 360, "yuv420p"
        voice: Any = container.add_stream("libmp3lame", rate=48000)
        for number in range(12):
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(stage.at(number * 1000 // 12)), format="rgb24"
            )
            frame.pts, frame.time_base = number, Fraction(1, 12)
            container.mux(picture.encode(frame.reformat(format="yuv420p")))
        container.mux(picture.encode(None))
        _tone(container, voice, 1, 0.5)
    return out.getvalue()


def run(kind: str, code: object, attempt: int) -> None:
    from sidebyside.jobs import Owed, run_here

    run_here(kind, Owed(str(code), attempt))


def lesson() -> Any:
    from sidebyside.recordings.access import recordings

    return recordings().get(sort="lesson")


def prepares(film: Any = None) -> None:
    film = film or lesson()
    run("look_at_film", film.code, film.attempt)
    run("prepare_film", film.code, film.attempt)
    film.refresh_from_db()
    assert film.state == film.State.READY, film.problem


def looks() -> None:
    from sidebyside.recordings.blurring import looking
    from sidebyside.recordings.blurring.models import Blurring, FaceTrack

    looking.ask(lesson())
    for owed in list(looking.owed_now()):
        run(looking.LOOK_FOR_FACES, owed.code, owed.attempt)
    assert Blurring.objects.get().looking == Blurring.Work.DONE
    assert FaceTrack.objects.exists()


def hides() -> None:
    from sidebyside.recordings.blurring import making
    from sidebyside.recordings.blurring.models import Blurring

    film = lesson()
    making.begin(film, film.owner, "block")
    for owed in list(making.owed_now()):
        run(making.MAKE_BLURRED, owed.code, owed.attempt)
    assert Blurring.objects.get().making == Blurring.Work.DONE


def listens() -> None:
    """By an ear of known words, so that no large model is needed; the sound and all that is kept are real."""
    from sidebyside.conversations.models import Transcript
    from sidebyside.conversations.written import hearing
    from sidebyside.core.listening import hear, here
    from sidebyside.core.listening.heard import HeardWord, Speakers, Spoken, Stretch, Written
    from sidebyside.core.listening.quality import NOTHING
    from tests.faults import scenes

    def write_down(_sound: Any, stretch: Stretch, _folder: object, _language: str) -> Written:
        return Written((HeardWord(stretch.start_ms, stretch.start_ms + 250, WORD, 0.9),))

    ear: Any = hear
    ear.plan = lambda _sound: tuple(Stretch(at, at + 1_500, ((at, at + 1_500),)) for at in (0, 2_000))
    ear.write_down = write_down
    ear.who_speaks = lambda *_all: Speakers((Spoken(0, 1_500, 0), Spoken(2_000, 3_500, 1)), 2)
    ear.judge_sounds = lambda _sounds: NOTHING
    able: Any = here
    able.is_installed, able.folder = (lambda: True), (lambda: None)
    if not Transcript.objects.exists():
        assert (
            scenes.browser("Ana").post(scenes.at("talk/written/ask/"), {"language": "en"}).status_code == 302
        )
    for owed in list(hearing._to_hear()):
        run(hearing.HEAR, owed.code, owed.attempt)
    assert Transcript.objects.get().state == Transcript.State.READY, Transcript.objects.get().problem


def takes_away() -> None:
    from sidebyside.people.models import Person
    from sidebyside.web import carrying

    for piece in carrying.archive(Person.objects.get(name="Ana"), lambda: None, lambda: None):
        passed.note(piece)
        passed.handed += len(piece)
        if passed.handed > 30_000:
            stand()


def backs_up() -> None:
    call_command("backup", "--to", sys.argv[1], "--check", stdout=io.StringIO())


def backs_up_and_clears() -> None:
    run_folder = Path(os.environ["SIDEBYSIDE_DATA"]) / "run"
    assert list(run_folder.glob("check-*")), "the kill came elsewhere"
    backs_up()
    left = [path.name for path in run_folder.iterdir() if not path.name.endswith(".turn")]
    assert not left, left


def nothing() -> None:
    """It would have come of itself."""


def module(name: str) -> Callable[[], Any]:
    def find() -> Any:
        from importlib import import_module

        return import_module(name)

    return find


HEARING = module("sidebyside.conversations.written.hearing")
LOOKING = module("sidebyside.recordings.blurring.looking")
TAKING = module("sidebyside.web.backup.taking")
DATABASE = module("sidebyside.web.backup.database")


def keeps_plain() -> None:
    """The test of the test: a worker that also writes what it decodes into a file with a name."""
    really = scratch.SealedScratch.append
    plain = tempfile.NamedTemporaryFile(delete=False, buffering=0)  # noqa: SIM115 - left open, and left behind

    def append(self: scratch.SealedScratch, block: bytes, /) -> None:
        plain.write(block)
        really(self, block)

    scratch.SealedScratch.append = append  # type: ignore[method-assign]
    stops_in_child("samples", 60_000)()


SCENES = [
    AtWork("preparing a film", stops_in_child("convert", 20_000), prepares, prepares),
    AtWork("looking for faces", stops_before(LOOKING, "_keep"), looks, looks),
    AtWork("hiding faces", stops_in_child("hide", 20_000), hides, hides),
    AtWork(CARELESS, keeps_plain, listens, nothing),
    AtWork("decoding a talk", stops_in_child("samples", 60_000), listens, nothing),
    AtWork("listening to a talk", stops_before(HEARING, "_hear_piece", 2), listens, listens),
    AtWork("taking everything away", nothing, takes_away, nothing),
    AtWork("backing up", stops_before(TAKING, "_seal"), backs_up, nothing),
    AtWork("trying a backup", stops_before(DATABASE, "check", 2), backs_up, backs_up_and_clears),
]


# Looking.


def look(scene: AtWork) -> dict[str, object]:
    """What was found while it stood still, after it was killed, and after somebody else went on with it."""
    global tell_to
    from tests.faults import playing

    reading, tell_to = os.pipe()
    began = time.monotonic()

    def stopped() -> None:
        overhear()
        scene.stops()
        scene.act()

    with tempfile.TemporaryFile() as errors, open(reading, "rb") as told_by:
        number = playing.begin(stopped, errors)
        os.close(tell_to)
        said = told_by.readline()
        if not said:
            os.waitpid(number, 0)
            errors.seek(0)
            return {"name": scene.name, "wrong": f"It did not stand still. {errors.read().decode()[-3000:]}"}
        told = json.loads(said)
        pieces = [bytes.fromhex(one) for one in told["pieces"]]
        found = {"standing": [*told["found"], *lying(pieces)]}
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
    wait_for_the_end_of(told["children"])
    found["killed"] = lying(pieces)
    left = [path.name for path in Path(os.environ["TMPDIR"]).iterdir()]
    if scene.name == CARELESS:
        for path in Path(os.environ["TMPDIR"]).iterdir():
            path.unlink()
    code, words = playing.in_a_process(scene.after, says=True)
    found["gone on"] = lying(pieces)
    return {
        "name": scene.name,
        "wrong": words[-3000:] if code else "",
        "pieces": len(pieces),
        "children": len(told["children"]),
        "found": found,
        "left": left,
        "seconds": round(time.monotonic() - began, 1),
    }


def lying(pieces: list[bytes]) -> list[str]:
    """Every file with a name below the folders where this school may write."""
    folders = (os.environ["SIDEBYSIDE_DATA"], os.environ["TMPDIR"], sys.argv[1])
    files = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return [str(path) for path in files if is_told_by(path.read_bytes(), pieces)]


def wait_for_the_end_of(numbers: list[int]) -> None:
    """The confined children end with whom they worked for. AssertionError where one lives on."""
    deadline = time.monotonic() + 20
    for number in numbers:
        while is_alive(number):
            assert time.monotonic() < deadline, "a child has outlived its parent"
            time.sleep(0.02)


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


if __name__ == "__main__":
    os.umask(0o077)
    django.setup()
    get_resolver()._populate()
    # So that a film of a second fills several, and is not only in memory.
    scratch.CHUNK = 16 * 1024
    from tests.faults import playing

    playing.in_a_process(before)
    for one in SCENES:
        print(json.dumps(look(one)), flush=True)
