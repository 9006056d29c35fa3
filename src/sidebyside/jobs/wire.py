"""What may lie in the engine's store: whole numbers, codes and words, as JSON. Never a pickle, never a text.

Failures are kept as the class's name and our word; their messages may quote what people wrote, so they go.
"""

import json
import re
from typing import Any
from uuid import UUID

from sidebyside.jobs.kinds import UNEXPECTED, StepFailed, checked_word

FORMAT = "sidebyside_words"
_CLASS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")


class EngineFailure(Exception):
    """A failure read back from the store that was not a step's own."""

    def __init__(self, class_name: str, word: str) -> None:
        super().__init__(f"{class_name}: {word}")
        self.class_name = class_name
        self.word = word


class NotForTheStore(TypeError):
    """Something that is no number, code or word was handed to the engine."""

    def __init__(self, value: object) -> None:
        # Its type only: the value is just what must not be written anywhere, logs included.
        super().__init__(
            f"The engine's store takes numbers, codes and words, not this {type(value).__name__}."
        )


def pack(value: object) -> str:
    if isinstance(value, BaseException):
        return json.dumps({"failure": [_class_name(value), word_of(value)]})
    return json.dumps({"value": _plain(value)}, separators=(",", ":"))


def unpack(text: str) -> Any:
    held = json.loads(text)
    if "failure" not in held:
        return held["value"]
    class_name, word = held["failure"]
    return StepFailed(word) if class_name == StepFailed.__name__ else EngineFailure(class_name, word)


def word_of(error: BaseException) -> str:
    return error.word if isinstance(error, StepFailed | EngineFailure) else UNEXPECTED


def _class_name(error: BaseException) -> str:
    name = error.class_name if isinstance(error, EngineFailure) else type(error).__name__
    return name if _CLASS_NAME.fullmatch(name) else "Exception"


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and (_is_code(value) or _is_word(value)):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    raise NotForTheStore(value)


def _is_code(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_word(text: str) -> bool:
    try:
        return bool(checked_word(text))
    except ValueError:
        return False
