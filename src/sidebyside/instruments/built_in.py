"""The forms that come with the product, each a text file in ``forms/``; a school may edit a copy of its own."""

import tomllib
from functools import cache
from importlib import resources

from sidebyside.instruments.shapes import Form, read

KEYS = (
    "interview-first",
    "interview-last",
    "coaching-review",
    "success-criteria",
    "success-look-back",
    "interim-review",
    "learning-organisation",
    "what-stayed",
)


@cache
def built_in(key: str) -> Form:
    """Raises KeyError for what is no form of ours."""
    if key not in KEYS:
        raise KeyError(key)
    text = resources.files("sidebyside.instruments").joinpath("forms", f"{key}.toml").read_text("utf-8")
    return read(tomllib.loads(text))
