"""What a guardian's page says, in one language. Plain words; ``{child}`` and ``{school}`` are filled in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The sentences of the page, from its top to its bottom. ``{until}`` is a date, ``{months}`` a number."""

    title: str
    asks: str
    why: str
    who_sees: str
    how_long: str
    no_harm: str
    change: str
    policy: str
    held: str
    question: str
    study: str
    exemplar: str
    yes: str
    no: str
    save: str
    now_yes: str
    now_no: str
    now_none: str
    saved: str
    until: str
    answer_by: str
    not_more: str
    too_late: str
    withdraw: str
    seen: str
    other_language: str
    not_checked: str


@dataclass(frozen=True)
class Language:
    """``name`` as its own speakers write it; ``is_checked`` only of the words that this product was written in."""

    code: str
    name: str
    in_english: str
    words: Words
    right_to_left: bool = False
    is_checked: bool = False
