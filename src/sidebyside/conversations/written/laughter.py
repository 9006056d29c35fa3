"""Laughter as people write it while they correct a turn: "(laughs)", "[laughter]", "(we both laugh)". No Django.

No machine here hears laughter, so nobody but a person says where it was.
"""

import re

LAUGHTER = re.compile(r"[(\[][^()\[\]]{0,40}?\blaugh(?:s|ed|ing|ter)?\b[^()\[\]]{0,40}[)\]]", re.IGNORECASE)


def is_in(text: str) -> bool:
    return LAUGHTER.search(text) is not None


def without(text: str) -> str:
    """What was said in words."""
    return " ".join(LAUGHTER.sub(" ", text).split()) if is_in(text) else text
