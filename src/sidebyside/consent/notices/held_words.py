"""The sentences of the page "all that is held". ``{child}``, ``{school}`` and ``{day}`` are filled in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HeldWords:
    title: str
    begins: str
    back: str
    take: str
    names: str
    not_in_full: str
    answers: str
    yes: str
    no: str
    also_study: str
    also_example: str
    by_link: str
    on_paper: str
    versions: str
    own: str
    own_no: str
    links: str
    link: str
    classes: str
    until: str
    seats: str
    since: str
    seat: str
    in_shot: str
    out_of_shot: str
    films: str
    lesson: str
    brought: str
    shared: str
    not_shared: str
    hidden: str
    kept_until: str
    deleted: str
    nothing: str
    others: str
    rights: str
