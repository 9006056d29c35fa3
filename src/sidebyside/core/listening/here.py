"""Whether speech can be written down on this machine, by which model, and in which languages."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from sidebyside.core.saying import _

from . import speech_models
from .errors import ModelError
from .speech_models import find_model

LIBRARIES = ("faster_whisper", "onnxruntime")
# What may be chosen, by Whisper's codes, each named in itself.
LANGUAGES = {
    "en": _("English"), "cy": "Cymraeg", "fr": "Français", "de": "Deutsch", "es": "Español", "pl": "Polski",
    "ur": "اردو", "pa": "ਪੰਜਾਬੀ", "bn": "বাংলা", "ar": "العربية", "ro": "Română", "pt": "Português",
    "it": "Italiano", "uk": "Українська",
}  # fmt: skip


def folder() -> Path:
    """Raises ModelError where there is no model."""
    return find_model()


def knows_only_english() -> bool:
    """False where there is no model."""
    try:
        return _only_english(find_model())
    except ModelError:
        return False


def offered() -> dict[str, str]:
    """The languages that the model here knows, of those that may be chosen; all where there is none."""
    return {"en": LANGUAGES["en"]} if knows_only_english() else LANGUAGES


@lru_cache(maxsize=4)
def _only_english(folder: Path) -> bool:
    return speech_models.knows_only_english(folder)


def is_installed() -> bool:
    try:
        find_model()
    except ModelError:
        return False
    return all(find_spec(name) is not None for name in LIBRARIES)
