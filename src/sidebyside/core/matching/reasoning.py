"""Why two stand together, in kinds that a page puts into words. Given no secret, so that it can tell none."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sidebyside.core.matching.people import Known, Shown, pair
from sidebyside.core.matching.weights import Weights


class Kind(StrEnum):
    SAME_FOCUS = "same focus"
    COMPLEMENTARY = "focus and interest"
    SAME_INTEREST = "same interest"
    NEAR_RANK = "near in rank"
    FAR_RANK = "far apart in rank"
    LIKE_EXPERIENCE = "careers of like length"
    UNLIKE_EXPERIENCE = "careers of different length"
    SAME_SUBJECT = "same subject"
    OTHER_SUBJECT = "different subjects"
    SAME_PHASE = "same phase"
    OTHER_PHASE = "different phases"
    SAME_SITE = "same site"
    OTHER_SITE = "different sites"
    FREE = "free periods in common"
    FEW_FREE = "few free periods in common"
    AGAIN = "together before"
    NEW = "not together before"


@dataclass(frozen=True)
class Reason:
    """``speaks_for`` by the weights as they are set; else it is the price of this pair."""

    kind: Kind
    speaks_for: bool
    words: tuple[str, ...] = ()
    count: int = 0


def reasons(one: Shown, other: Shown, known: Known, weights: Weights) -> list[Reason]:
    """What speaks for these two first, then what does not; only of what weighs at all."""
    found = [
        *_of_focus(one, other, weights),
        *_of_people(one, other, weights),
        *_of_time(one, other, known, weights),
    ]
    return sorted(found, key=lambda reason: not reason.speaks_for)


def _of_focus(one: Shown, other: Shown, weights: Weights) -> Iterator[Reason]:
    if not weights["focus"]:
        return
    shared = one.focus_words & other.focus_words
    if shared:
        yield Reason(Kind.SAME_FOCUS, True, tuple(sorted(shared)))
    for wants, knows in ((one, other), (other, one)):
        if met := wants.focus_words & knows.interest_words - shared:
            yield Reason(Kind.COMPLEMENTARY, True, (wants.key, knows.key, *sorted(met)))
    if both := one.interest_words & other.interest_words:
        yield Reason(Kind.SAME_INTEREST, True, tuple(sorted(both)))


def _of_people(one: Shown, other: Shown, weights: Weights) -> Iterator[Reason]:
    if weights["rank"] and one.rank is not None and other.rank is not None:
        near = abs(one.rank - other.rank) <= 1
        yield Reason(Kind.NEAR_RANK if near else Kind.FAR_RANK, near)
    if weights["experience"] and one.experience is not None and other.experience is not None:
        unlike = abs(one.experience - other.experience) >= 2
        kind = Kind.UNLIKE_EXPERIENCE if unlike else Kind.LIKE_EXPERIENCE
        yield Reason(kind, unlike == (weights["experience"] > 0))
    for weight, mine, theirs, same, different in (
        ("subject", one.subject, other.subject, Kind.SAME_SUBJECT, Kind.OTHER_SUBJECT),
        ("place", one.phase, other.phase, Kind.SAME_PHASE, Kind.OTHER_PHASE),
        ("place", one.site, other.site, Kind.SAME_SITE, Kind.OTHER_SITE),
    ):
        if weights[weight] and mine and theirs:
            differ = mine.strip().casefold() != theirs.strip().casefold()
            yield Reason(different if differ else same, differ == (weights[weight] > 0))


def _of_time(one: Shown, other: Shown, known: Known, weights: Weights) -> Iterator[Reason]:
    both = pair(one.key, other.key)
    free = known.free.get(both)
    if weights["free"] and free is not None:
        yield Reason(Kind.FREE if free >= 2 else Kind.FEW_FREE, free >= 2, count=free)
    if weights["together"]:
        before = both in known.together
        yield Reason(Kind.AGAIN if before else Kind.NEW, before != (weights["together"] > 0))
