"""Where the speech model lies on this machine, and whether there is one."""

from pathlib import Path

from django.conf import settings

# What faster-whisper calls the file with the weights.
WEIGHTS = "model.bin"


def folder() -> Path:
    return Path(settings.SIDEBYSIDE["SPEECH_MODEL"])


def is_installed() -> bool:
    return (folder() / WEIGHTS).is_file()
