"""Kill -9 by real processes at each step of looking, hiding and destroying the original; two deletes meanwhile."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.core.faces.drawn import Walk, class_film, straight
from tests.recordings.serving import ROOT, Films

pytestmark = pytest.mark.faults

FILM = """
import django; django.setup()
import sys
from sidebyside.recordings import sharing
from sidebyside.recordings.models import Recording
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from types import SimpleNamespace
from tests.recordings.conftest import ready_film
ana = Person.objects.get(name="Ana")
strand = Strand.objects.get(parts__person=ana, parts__role="coachee")
cast = SimpleNamespace(strand=strand, ana=ana, programme=strand.cycle.partnership.programme)
film = ready_film(cast, open(sys.argv[1], "rb").read())
Recording.objects.update(duration_ms=2000, width_px=640, height_px=360)
sharing.share(film, ana, whole=True)
"""


@pytest.fixture
def place(tmp_path: Path) -> Films:
    folder = tmp_path / "kept"
    folder.mkdir()
    place = Films(folder)
    place.gather()
    film = tmp_path / "lesson.mp4"
    film.write_bytes(class_film([Walk(60, 1, straight(300, 100))], seconds=2, rate=12, sound=True))
    place.run(FILM, str(film))
    return place


def started(place: Films, what: str, point: str = "") -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.recordings.killing", what, point],
        env=place.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> list[Any]:
    out, errors = process.communicate(timeout=180)
    assert process.returncode in {0, -signal.SIGKILL}, errors
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def killed_at(place: Films, what: str, point: str) -> Any:
    """What could be read, and what the page said, before this process went on and was killed."""
    process = started(place, what, point)
    (before,) = ended(process)
    assert process.returncode == -signal.SIGKILL, f"it never came to {point}"
    return before


def through(place: Films, what: str) -> tuple[Any, Any]:
    before, after = ended(started(place, what))
    return before, after


def test_killed_at_every_step_nothing_shows_that_should_not_and_nothing_is_done_twice(place: Films) -> None:
    # Looking: the share stands, for nothing is hidden yet.
    before = killed_at(place, "look", "before a minute is kept")
    assert (before["ben"][0], before["shares"]) == (200, 1)
    whole = before["ana"]
    before = killed_at(place, "look", "after a minute is kept")
    assert (before["minutes"], before["heading"]) == ([], "Hiding faces: the server is at work")
    before = killed_at(place, "look", "before the tracks")
    minutes = before["minutes"]
    assert len(minutes) == 1
    before, after = through(place, "look")
    assert (before["minutes"], before["tracks"]) == (minutes, 0)
    assert (after["minutes"], after["ana"]) == ([], whole)
    assert after["tracks"] >= 1
    # Hiding: from the first step on nobody but the owner sees it, and the owner sees what was filmed.
    killed_at(place, "make", "before a file is begun")
    for point in ("before the film is hidden", "before a file is published", "after the film is published"):
        before = killed_at(place, "make", point)
        hidden_from_ben(before)
        assert (before["heading"], before["ana"]) == ("Hiding faces: the server is at work", whole)
        assert "Nobody but you sees the film until" in before["words"]
    before = killed_at(place, "make", "before it is shown")
    made = before["films made"]
    assert len(made) == 1
    before, after = through(place, "make")
    assert not before["shows blurred"]
    assert (after["shows blurred"], after["heading"]) == (True, "Look through the blurred film")
    # The film that a killed run had made is the one that is shown, and nothing of the others is left.
    assert (before["films made"], after["films made"]) == (made, made)
    assert after["files"] == after["rows"]
    hidden_from_ben(after)
    # Destroying the original: once said, it opens for nobody, wherever the kill comes.
    for point in ("before the key", "after the key", "before the files"):
        before = killed_at(place, "original", point)
    assert (before["original"], before["keys gone"]) == (404, True)
    before, after = through(place, "original")
    assert "The original is destroyed" in after["words"]
    assert "0 files, 0 entries and 0 keys" in after["words"]
    assert after["ana"] == before["ana"] > 0
    hidden_from_ben(after)


def hidden_from_ben(told: Any) -> None:
    assert told["ben"] == [404, 404, 404]
    assert told["shares"] == 0


@pytest.fixture
def standing(place: Films) -> Iterator[tuple[Films, "subprocess.Popen[str]"]]:
    """A process that hides faces and stands still before it publishes the film."""
    process = started(place, "make", "wait:before a file is published")
    deadline = time.monotonic() + 120
    while not (place.folder / "stands").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield place, process
    if process.poll() is None:
        process.kill()
        process.wait()


def test_two_deletes_at_once_while_it_is_blurred_leave_nothing(
    standing: tuple[Films, "subprocess.Popen[str]"],
) -> None:
    place, hiding = standing
    deletes = [started(place, "delete"), started(place, "delete")]
    for one in deletes:
        ended(one)
    (place.folder / "go").touch()
    after = ended(hiding)[-1]
    assert (after["files"], after["rows"], after["tracks"], after["minutes"]) == (0, 0, 0, [])
    assert (after["ben"], after["original"], after["ana"]) == ([404, 404, 404], 404, 404)
    assert after["keys gone"]
