"""Passwords that are guessed first: common words with a tail, words of this place, and what was found elsewhere.

Nothing is asked outside: lists lie in Django, here, or in a file that whoever runs the server names.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters that people put for others; then it is the same word.
_AS_LETTERS = str.maketrans("013457@$!|", "oleastasil")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
# Of the product and of schools in general; names of the school and the person come with them.
WORDS_HERE = frozenset(
    (
        "sidebyside",
        "side by side",
        "coaching",
        "coach",
        "teacher",
        "teaching",
        "lesson",
        "school",
        "classroom",
    ),
)
# Alone these say nothing of a place.
SHORTEST = 4
MOST_SIGNS = 6


class NoPlainVariation:
    """A common password stays one with digits and signs around it, in other letters, or written twice."""

    def validate(self, password: str, user: Any = None) -> None:
        if any(word in _common() for word in variations(password)):
            raise ValidationError(
                _(
                    "This is a common password with something added; those are tried first. Choose other words."
                ),
                code="password_plain_variation",
            )

    def get_help_text(self) -> str:
        return _("Not a common password with digits or signs added.")


class NoWordOfThisPlace:
    """The product, the school and the person: whoever guesses at a colleague begins there."""

    def validate(self, password: str, user: Any = None) -> None:
        told = before = _letters(password)
        for word in sorted(words_of(user), key=len, reverse=True):
            told = told.replace(_letters(word), "")
        signs = len(re.sub(r"[^\W\d_]|\s", "", password))
        # What is left when they are taken out must still be something; a year and a mark are not.
        if told != before and len(set(told)) < SHORTEST and signs <= MOST_SIGNS:
            raise ValidationError(
                _(
                    "This is little more than your own name, your school’s or Sidebyside’s. Choose words that have"
                    " nothing to do with them."
                ),
                code="password_of_this_place",
            )

    def get_help_text(self) -> str:
        return _("More than the names of your school, of you and of Sidebyside.")


class NotFoundElsewhere:
    """Passwords of other services that became known: SHA-1 in capitals, sorted, one a line; what follows a colon is
    left.

    Off where no file is named (SIDEBYSIDE_FOUND_PASSWORDS). Looked up by halving, so that 40 GB cost nothing.
    """

    def validate(self, password: str, user: Any = None) -> None:
        path = str(settings.SIDEBYSIDE.get("FOUND_PASSWORDS") or "")
        if path and is_in(Path(path), password):
            raise ValidationError(
                _("This password has become known elsewhere, so it is tried first. Choose another one."),
                code="password_found",
            )

    def get_help_text(self) -> str:
        return _("None that has become known elsewhere.")


def variations(password: str) -> set[str]:
    """What is left of it without what is around, as letters, and once where it stands twice."""
    lower = password.lower()
    bare = _AROUND.sub("", lower)
    found = {lower, bare, lower.translate(_AS_LETTERS), bare.translate(_AS_LETTERS)}
    found |= {_AROUND.sub("", one) for one in found}
    for one in list(found):
        for times in (2, 3, 4):
            size, rest = divmod(len(one), times)
            if size and not rest and one == one[:size] * times:
                found.add(one[:size])
    if len(set(lower)) <= 2:
        # One letter or two, over and over.
        found.add("password")
    # A short word with much around it is no common password any more.
    return {one for one in found if len(one) >= SHORTEST and 2 * len(one) >= len(password)}


def words_of(user: Any) -> set[str]:
    told = set(WORDS_HERE)
    school = getattr(user, "school", None)
    for words in (getattr(user, "name", ""), getattr(user, "email", ""), getattr(school, "name", "")):
        told |= {word for word in re.split(r"[\W_]+", str(words).lower()) if len(word) >= SHORTEST}
    return told


def is_in(path: Path, password: str) -> bool:
    """Whether the file of digests has this password's. Raises OSError where it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()
            line = file.readline()
            if not line or line[:40].upper() >= wanted:
                high = middle
            else:
                low = middle + 1
        file.seek(low)
        if low:
            file.readline()
        return file.readline()[:40].upper() == wanted or _first(path) == wanted


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline()[:40].upper()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _letters(words: str) -> str:
    return re.sub(r"[\W\d_]+", "", words.lower().translate(_AS_LETTERS))
