"""What keeps a talk from being heard, in words for whoever keeps the machine."""

from enum import StrEnum

from sidebyside.core.saying import _


class Missing(StrEnum):
    LIBRARIES = "libraries"
    MODEL = "model"
    BROKEN = "broken"
    LANGUAGE = "language"


SENTENCES: dict[Missing, str] = {
    Missing.LIBRARIES: _(
        "What writes speech down is not installed on this machine. Run once: ./sidebyside models add speech"
    ),
    Missing.MODEL: _(
        "There is no speech model on this machine yet. Run once: ./sidebyside models add speech"
    ),
    Missing.BROKEN: _(
        "The speech model on this machine is damaged. Run again: ./sidebyside models add speech"
    ),
    Missing.LANGUAGE: _(
        "The speech model on this machine does not know this language. Choose another language, "
        "or run: ./sidebyside models add speech"
    ),
}


class ModelError(Exception):
    """`missing` for the program, `sentence` for the person."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        self.sentence = SENTENCES[missing]
        super().__init__(self.sentence)
