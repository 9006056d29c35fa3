"""A file on the shelf: what may be one, keeping it, reading it."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sidebyside.core.saying import NotTaken
from sidebyside.shelf.models import Item, ItemFile
from sidebyside.trust.sealed import kept_bytes, seal_bytes

MEBIBYTE = 1024 * 1024
MOST_MB = 5
MOST_BYTES = MOST_MB * MEBIBYTE
# So many files one person may keep on one shelf.
MOST_FILES = 12
LONGEST_NAME = 120
# How each kind begins. What an office program makes today is a packed file.
_BEGINS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    **dict.fromkeys(("docx", "pptx", "xlsx", "odt", "odp", "ods"), (b"PK\x03\x04",)),
}
_TEXT = ("txt", "csv")
ENDINGS = (*_BEGINS, *_TEXT)


class TooMany(Exception):
    """This person's part of the shelf holds as many files as it may."""


@dataclass(frozen=True)
class Brought:
    name: str
    body: bytes


def brought(name: str, body: bytes) -> Brought:
    """A file as it came, checked. Raises NotTaken."""
    name = _plain(name)
    ending = name.rpartition(".")[2].lower()
    if not body:
        raise NotTaken(_("This file is empty. Look whether it was saved, then choose it again."))
    if len(body) > MOST_BYTES:
        raise NotTaken(too_large())
    if ending not in ENDINGS or not _is(ending, body):
        raise NotTaken(
            _(
                "This file is none that the shelf takes. It takes PDF, pictures (JPEG, PNG, WebP), plain text, and "
                "what Word, PowerPoint, Excel or OpenOffice save, without macros. A film goes on the film’s page."
            )
        )
    return Brought(name, body)


def too_large() -> str:
    return _(
        "This file is larger than %(n)s MB. Save it smaller, for example as a PDF, or put a link to it on the shelf."
    ) % {"n": MOST_MB}


def keep(item: Item, file: Brought) -> ItemFile:
    """In place of the one that was there, which goes with its key. Inside a transaction. Raises TooMany."""
    ItemFile.objects.filter(item=item).delete()
    own = ItemFile.objects.filter(item__partnership=item.partnership_id, item__author=item.author_id)
    if own.count() >= MOST_FILES:
        raise TooMany
    kept = ItemFile(item=item, name=file.name, size=len(file.body))
    kept.body = seal_bytes(kept, "body", file.body)
    kept.save()
    return kept


def take_off(item: Item) -> None:
    ItemFile.objects.filter(item=item).delete()


def of_item(item: Item) -> ItemFile | None:
    return ItemFile.objects.filter(item=item).first()


def body_of(file: ItemFile) -> bytes:
    """As it was brought. Raises KeyGone, SealBroken, ItemFile.DoesNotExist."""
    return kept_bytes(file, "body")


def _is(ending: str, body: bytes) -> bool:
    """By its bytes, not by what was said of it."""
    if ending in _TEXT:
        return b"\0" not in body
    return body.startswith(_BEGINS[ending]) and (ending != "webp" or body[8:12] == b"WEBP")


def _plain(name: str) -> str:
    """No path, nothing unseen, no dot in front; the ending is kept."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending}" if len(name) > LONGEST_NAME else name
