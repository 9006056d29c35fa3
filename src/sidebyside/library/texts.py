"""Modules, guides and pieces for groups as text files: lines of facts, a line of dashes, the text (``rendering``)."""

from dataclasses import dataclass
from datetime import date
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
    # Guides only: the first day of this text, and in a line what it has that the one before had not.
    since: date | None = None
    new: str = ""


@cache
def text(key: str) -> Text:
    """Raises KeyError for what is no text of ours."""
    if key not in (*MODULES, *GUIDES, *PIECES):
        raise KeyError(key)
    return _read(key, f"{key}.txt")


@cache
def texts_of(guide: str) -> tuple[Text, ...]:
    """All texts of a guide, the oldest first. Raises KeyError for what is no guide."""
    if guide not in GUIDES:
        raise KeyError(guide)
    latest = text(guide)
    return *(_read(guide, f"older/{guide}-{number}.txt") for number in range(1, latest.version)), latest


def _read(key: str, name: str) -> Text:
    whole = resources.files("sidebyside.library").joinpath("texts", name).read_text("utf-8")
    head, body = whole.split("\n---\n", 1)
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    since = date.fromisoformat(facts["since"]) if "since" in facts else None
    return Text(
        key,
        facts["title"],
        facts["says"],
        int(facts["minutes"]),
        int(facts["version"]),
        parts_of(body),
        since,
        facts.get("new", ""),
    )
