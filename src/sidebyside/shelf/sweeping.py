"""Once an hour: a file of a shelf whose row is gone and whose key is not."""

from sidebyside.people.lost_keys import LostKeys
from sidebyside.shelf.models import KEYS, ItemFile

END = "end_lost_shelf_files"
LOST = LostKeys(END, KEYS, ItemFile)


def end_lost_shelf_files(code: str, attempt: int) -> None:
    LOST.end(code, attempt)


def register() -> None:
    LOST.register(end_lost_shelf_files)
