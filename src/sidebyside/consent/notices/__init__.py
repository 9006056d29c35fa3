"""The notice that guardians and pupils read, in their languages. Raise ``VERSION`` when a meaning changes."""

from sidebyside.consent.notices.language import Language, Words
from sidebyside.consent.notices.north import CYMRAEG, ENGLISH, POLSKI
from sidebyside.consent.notices.right_to_left import ARABIC, URDU
from sidebyside.consent.notices.romance import ESPANOL, FRANCAIS, PORTUGUES, ROMANA

__all__ = ["ALL", "LANGUAGES", "VERSION", "Language", "Words", "by_name", "language"]

VERSION = 2
ALL: dict[str, Language] = {
    one.code: one for one in (ENGLISH, CYMRAEG, POLSKI, URDU, ARABIC, ROMANA, PORTUGUES, ESPANOL, FRANCAIS)
}
LANGUAGES = [(one.code, one.name) for one in ALL.values()]


def language(code: str) -> Language:
    return ALL.get(code, ENGLISH)


def by_name() -> dict[str, str]:
    """How a school's list may call a language, in small letters, to its code."""
    found: dict[str, str] = {}
    for one in ALL.values():
        found |= {name.casefold(): one.code for name in (one.code, one.name, one.in_english)}
    return found
