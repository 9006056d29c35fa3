"""Whatever a module of filming says has a sentence, on every page that loads it."""

import re
from pathlib import Path

import pytest

from sidebyside import recordings
from sidebyside.recordings.filming_words import courier_words, record_words

MODULES = Path(recordings.__file__).parent / "static" / "recordings" / "filming"
SAYS = re.compile(r"\b(?:say|problem|note|lose|Later)\(([^,{;]*)")
# Chosen beforehand, or handed on by camera.js.
CHOSEN = re.compile(r'\bkey = ([^(\n]+);|(?:return|\?) ("(?:refused|none|taken|plainHttp|notHere)"[^;]*);')
QUOTED = re.compile(r'"([a-zA-Z.]+)"')
NO_KEYS = {"video", "audio", "NotReadableError", "AbortError", "TimeoutError", "QuotaExceededError", "lost"}
EVERYWHERE = ("film-courier.js", "net.js", "speed.js", "device-store.js")


def keys_in(*names: str) -> set[str]:
    text = "\n".join((MODULES / name).read_text() for name in names)
    said = [*SAYS.findall(text), *(one or other for one, other in CHOSEN.findall(text))]
    return {key for words in said for key in QUOTED.findall(words)} - NO_KEYS


def test_every_page_has_the_words_of_the_courier() -> None:
    used = keys_in(*EVERYWHERE)
    assert {"waits", "signedOut", "mayNot", "minutes"} <= used
    assert used <= set(courier_words())


@pytest.mark.parametrize("coachee", ["", "Ana"])
def test_the_filming_page_has_the_words_of_all_modules(coachee: str) -> None:
    words = record_words(coachee) | courier_words()
    used = keys_in(*(path.name for path in MODULES.glob("*.js")))
    assert {"refused", "otherMicrophone", "cameraLost", "deviceFull"} <= used
    assert used <= set(words)


def test_whoever_films_for_somebody_reads_whose_lesson_it_is() -> None:
    assert "Ana" in record_words("Ana")["heading.look"]
    assert record_words(rehearsal=True)["heading.look"] == "Make a dummy run"
