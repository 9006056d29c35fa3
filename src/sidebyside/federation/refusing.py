class NotPossible(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
