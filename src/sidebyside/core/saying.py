"""Sentences that core says and pages show: marked where they stand, translated by whoever shows them."""


def _(sentence: str) -> str:
    """Marks a whole sentence for translation and gives it back as it is: no Django in here."""
    return sentence


class NotTaken(Exception):
    """Why something that somebody brought or said was not taken: a whole sentence, for them."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence
