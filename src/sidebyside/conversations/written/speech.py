"""Whether a talk can be written down on this machine, and by which model."""

from importlib.util import find_spec
from pathlib import Path

from sidebyside.core.listening.errors import ModelError
from sidebyside.core.listening.speech_models import find_model

LIBRARIES = ("faster_whisper", "onnxruntime")


def folder() -> Path:
    """Raises ModelError where there is no model."""
    return find_model()


def is_installed() -> bool:
    try:
        find_model()
    except ModelError:
        return False
    return all(find_spec(name) is not None for name in LIBRARIES)
