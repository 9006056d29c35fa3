"""Modules, guides and pieces for groups as text files: lines of facts, a line of dashes, the text (``rendering``)."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from sidebyside.library.rendering import Part, parts_of

# In the order in which they are best read.
MODULES = (
    *("overview", "coaching-or-mentoring", "roles", "the-cycle", "listening", "open-questions", "noticing"),
    *("challenge", "feedback-across-ranks", "film-in-the-talk", "worries", "dimensions-and-levels"),
    *("reflection-layers", "camera-and-room", "consent-and-privacy", "in-threes"),
)
GUIDES = ("assessment-for-learning",)
# The improvement path: the way in, then its seven steps in their order.
WAY_IN = "improvement-path"
STEPS = (
    *("path-review", "path-establish", "path-video", "path-scaffold", "path-dimensions"),
    *("path-quality", "path-lead"),
)
LEADERSHIP, CARDS = "leadership", "cards"
# To be read and printed, by oneself or on an inset day; nobody ticks these.
PIECES = (WAY_IN, *STEPS, LEADERSHIP, CARDS)


@dataclass(frozen=True)
class Text:
    key: str
    title: str
    says: str
    minutes: int
    version: int
    parts: tuple[Part, ...]


@cache
def text(key: str) -> Text:
    """Raises KeyError for what is no text of ours."""
    if key not in (*MODULES, *GUIDES, *PIECES):
        raise KeyError(key)
    whole = resources.files("sidebyside.library").joinpath("texts", f"{key}.txt").read_text("utf-8")
    head, body = whole.split("\n---\n", 1)
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Text(
        key, facts["title"], facts["says"], int(facts["minutes"]), int(facts["version"]), parts_of(body)
    )
