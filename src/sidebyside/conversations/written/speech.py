"""Whether a talk can be written down on this machine, and by which model."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from sidebyside.core.listening import speech_models
from sidebyside.core.listening.errors import ModelError
from sidebyside.core.listening.speech_models import find_model

LIBRARIES = ("faster_whisper", "onnxruntime")


def folder() -> Path:
    """Raises ModelError where there is no model."""
    return find_model()


def knows_only_english() -> bool:
    """False where there is no model."""
    try:
        return _only_english(find_model())
    except ModelError:
        return False


@lru_cache(maxsize=4)
def _only_english(folder: Path) -> bool:
    return speech_models.knows_only_english(folder)


def is_installed() -> bool:
    try:
        find_model()
    except ModelError:
        return False
    return all(find_spec(name) is not None for name in LIBRARIES)
